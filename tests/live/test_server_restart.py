"""A server that is killed in the middle of a session: who watched it misses no failure, and gets none twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.support.server import HeadraceProcess, NewServer, messages

FILES = 400
"""More than a snapshot shows."""
SEEN_BEFORE = 60


def follow(server: HeadraceProcess, session_id: str, last_id: str, most: int) -> Iterator[tuple[str, str, str]]:
    """Yield the events of the page's stream, up to its end or `most` failures."""
    headers = {"Last-Event-ID": last_id} if last_id else {}
    failures = 0
    address = f"/api/ingest/stream/{session_id}"
    with server.client() as client, client.stream("GET", address, params={"format": "compact"}, headers=headers) as got:
        assert got.status_code == httpx.codes.OK
        for event, event_id, data in messages(got.iter_lines()):
            yield event, event_id, data
            failures += event == "failure"
            if failures == most or event == "end":
                return


def test_failures_are_replayed_across_a_kill_each_once_and_in_order(new_server: NewServer, tmp_path: Path) -> None:
    media = tmp_path / "media"
    media.mkdir()
    for number in range(FILES):
        (media / f"{number:04}.png").write_bytes(b"no picture")
    seen: list[str] = []
    with new_server(media, data=tmp_path / "data") as server:
        session_id = server.process_folders(media)
        last_id = ""
        for event, event_id, data in follow(server, session_id, "", SEEN_BEFORE):
            last_id = event_id or last_id
            if event == "snapshot":
                seen += [failed["path"] for failed in json.loads(data)["errors"]]
            elif event == "failure":
                seen.append(json.loads(data)[1])
        server.kill()
        server.start()
        after = list(follow(server, session_id, last_id, FILES))
        with server.client() as client:
            final = client.get(f"/api/ingest/status/{session_id}").json()
    replayed = [json.loads(data)[1] for event, _, data in after if event == "failure"]
    assert [event for event, _, _ in after if event in ("snapshot", "end")] == ["end"]
    assert len(seen + replayed) == len(set(seen + replayed)) == FILES
    assert [failed["path"] for failed in final["errors"]] == (seen + replayed)[-200:]
