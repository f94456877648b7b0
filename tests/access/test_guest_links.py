"""Guest links and the proofs of what they have shown, on both databases."""

from __future__ import annotations

import json

from sqlalchemy import Engine

from app.access import prove_shown, was_shown
from app.catalog import Catalog
from tests.access.support import DAY_S, let_time_pass, new_access, run

pytest_plugins = ["tests.catalog.fixtures"]


def test_a_link_shows_one_session_or_one_search(catalog: Catalog) -> None:
    access = new_access(catalog)
    session = run(access.guest_links.share_session("s1", "ann", 7))
    search = run(access.guest_links.share_search({"q": "cat"}, "bob", 7))
    first = run(access.authenticator.find_guest_link(session.secret))
    second = run(access.authenticator.find_guest_link(search.secret))
    assert first is not None and (first.session_id, first.query, first.created_by) == ("s1", None, "ann")
    assert second is not None and second.session_id is None and json.loads(second.query or "") == {"q": "cat"}


def test_a_link_ends_when_it_expires_or_is_revoked(catalog: Catalog, engine: Engine) -> None:
    access = new_access(catalog)
    made = run(access.guest_links.share_session("s1", "ann", 7))
    assert run(access.authenticator.find_guest_link("hr_wrong")) is None
    assert catalog.credentials.revoke_guest_link(made.link.link_id).result() is True
    assert catalog.credentials.revoke_guest_link(made.link.link_id).result() is False
    assert run(access.authenticator.find_guest_link(made.secret)) is None
    late = run(access.guest_links.share_session("s1", "ann", 7))
    let_time_pass(engine, "guest_links", "expires_at", 7 * DAY_S + 1)
    assert run(access.authenticator.find_guest_link(late.secret)) is None


def test_a_proof_is_of_one_file_and_one_link(catalog: Catalog) -> None:
    links = new_access(catalog).guest_links
    one, other = (run(links.share_search({}, "ann", 7)).link for _ in range(2))
    proof = prove_shown(one, 1)
    assert was_shown(one, 1, proof)
    assert not was_shown(one, 2, proof)
    assert not was_shown(other, 1, proof)
    for forged in ("", "0" * 32, "\udcff", proof[:-1], proof.upper() + "x"):
        assert not was_shown(one, 1, forged)
