"""Who asks for a status again and again is a client that polls, until it is quiet."""

from __future__ import annotations

from app.domain.access import LOCAL
from app.rollout import Pollers


def test_a_client_polls_from_its_second_question_until_it_is_quiet_for_five_seconds() -> None:
    now = 100.0
    pollers = Pollers(now=lambda: now)
    pollers.note("a", LOCAL, "10.0.0.1", 400)
    assert pollers.polling() == [], "whoever asks once does not poll"
    now += 1
    pollers.note("a", LOCAL, "10.0.0.1", 500)
    pollers.note("b", LOCAL, "10.0.0.1", 500)
    [poller] = pollers.polling()
    assert (poller.session_id, poller.questions, poller.bytes) == ("a", 2, 900)
    now += 6
    assert pollers.polling() == []
    pollers.note("a", LOCAL, "10.0.0.1", 500)
    assert pollers.polling() == [], "one that comes back later begins anew"
