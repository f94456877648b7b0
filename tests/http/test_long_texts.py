"""Texts of any length: the server keeps, lists and sends no more than its bounds, and says what it shortened."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.readers.hostile_texts import PIXELS, write_hostile_texts
from tests.readers.support import bag, international_text_chunk, packed_text_chunk, png, xmp
from tests.support.preview import PreviewClient, edit, picture_file, read
from tests.support.server import SESSION_S, HeadraceProcess, NewServer, wait_until_indexed
from tests.support.waiting import wait_until

MB = 1_000_000
ATTACK_FILES = 40
SHORTENED = re.compile(r"the first [\d,]+ are kept$|left out")


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


def long_prompt(number: int) -> str:
    return f"number{number} " + "a fox in the snow, " * 1_000 + f"end{number}"


def write_long(path: Path, number: int, words: int = 0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f"{long_prompt(number)}\nNegative prompt: dog\nSteps: 20, Sampler: Euler, Seed: {number}, Model: m".encode()
    keywords = xmp(bag("dc:subject", *(f"word {word}" for word in range(words)))).decode()
    packet = international_text_chunk("XML:com.adobe.xmp", keywords)
    path.write_bytes(png(packed_text_chunk("parameters", text), packet, pixels=PIXELS))


def test_lists_have_excerpts_and_a_single_file_has_everything(server: HeadraceProcess, root: Path) -> None:
    write_long(root / "a.png", 1, words=300)
    picture_file(root / "b.png", 2, prompt="short")
    session = read(server, root)
    listed = session.files()["a.png"]
    whole = session.document("GET", f"file/{listed['id']}")
    assert listed["generation"]["prompt"] == long_prompt(1)[:2_000]
    assert whole["generation"]["prompt"] == long_prompt(1)
    assert listed["keywords"] == whole["keywords"][:100]
    assert len(whole["keywords"]) == 303
    assert listed["excerpts"] == {"generation.prompt": len(long_prompt(1)), "generation.prompts": 2, "keywords": 303}
    assert [prompt["text"] for prompt in whole["generation"]["prompts"]] == [long_prompt(1), "dog"]
    assert whole["excerpts"] == session.files()["b.png"]["excerpts"] == {}
    assert whole | {name: listed[name] for name in ("generation", "keywords", "excerpts")} == listed
    assert session.request("GET", "file/999999").json()["error"]["code"] == "unknown_file"

    session.commit()
    with server.client() as client:
        query = {"folder": str(root)}
        found = wait_until(
            lambda: client.get("/api/library/files", params=query).json()["files"],
            "the files can be searched",
            holds=lambda files: len(files) == 2,
        )
        listed = next(file for file in found if file["name"] == "a.png")
        whole = client.get(f"/api/library/file/{listed['id']}").json()
        assert (len(listed["generation"]["prompt"]), whole["generation"]["prompt"]) == (2_000, long_prompt(1))
        assert (listed["excerpts"]["keywords"], len(whole["keywords"])) == (303, 303)
        words_at_the_end = {"q": "end1", **query}
        assert [file["name"] for file in client.get("/api/library/files", params=words_at_the_end).json()["files"]]
        missing = client.get("/api/library/file/999999")
        assert (missing.status_code, missing.json()["error"]["code"]) == (404, "unknown_file")


def test_an_edit_keeps_the_texts_of_which_the_list_has_excerpts(server: HeadraceProcess, root: Path) -> None:
    write_long(root / "a.png", 1, words=300)
    session = read(server, root)
    before = session.document("GET", f"file/{session.files()['a.png']['id']}")
    edited = edit(session, "a.png", score=3)
    assert (edited["generation"], edited["keywords"]) == (before["generation"], before["keywords"])
    assert session.files(q="end1").keys() == {"a.png"}
    edited = edit(session, "a.png", keywords=[*before["keywords"], "mine"])
    assert edited["keywords"] == [*before["keywords"], "mine"]
    assert session.files(keyword="mine").keys() == {"a.png"}


def test_more_keywords_than_are_kept_are_refused(server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "a.png", 1)
    session = read(server, root)
    path = f"file/{session.files()['a.png']['id']}"
    answer = session.request("PATCH", path, json={"keywords": [f"{number:0200}" for number in range(101)]})
    assert answer.status_code == 422
    assert answer.json()["error"]["message"] == "The keywords are too long: together they may have 20,000 characters."
    kept = [f"{number:0200}" for number in range(100)]
    assert session.document("PATCH", path, json={"keywords": kept})["keywords"] == kept


def test_a_change_of_a_long_prompt_is_shown_where_it_is(server: HeadraceProcess, root: Path) -> None:
    write_long(root / "a.png", 1)
    read(server, root).commit()
    text = (root / "a.png").read_bytes()
    changed = f"{long_prompt(1)}\nNegative prompt: dog\nSteps: 20, Sampler: Euler, Seed: 1, Model: m"
    changed = changed.replace("end1", "END1")
    (root / "a.png").write_bytes(png(packed_text_chunk("parameters", changed.encode()), pixels=PIXELS))
    assert (root / "a.png").read_bytes() != text
    session = read(server, root)
    listed = session.files()["a.png"]
    assert listed["relation"] == "changed"
    whole = session.document("GET", f"file/{listed['id']}")
    (change,) = [change for change in whole["changes"] if change["field"] == "generation.prompt"]
    assert change["old"].startswith("…") and change["old"].endswith("snow, end1")
    assert change["new"].endswith("snow, END1")
    assert len(change["old"]) < 200


def test_a_cell_of_the_csv_report_is_no_longer_than_a_spreadsheet_takes(server: HeadraceProcess, root: Path) -> None:
    path = root / "a.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        png(packed_text_chunk("parameters", b"=" + b"x" * 50_000 + b"\nSteps: 20, Seed: 1"), pixels=PIXELS)
    )
    session = read(server, root)
    with server.client() as client:
        table = client.get(f"/api/ingest/report/{session.session_id}", params={"format": "csv"}).text
        whole = client.get(f"/api/ingest/report/{session.session_id}", params={"format": "json"}).json()["files"][0]
    (row,) = csv.DictReader(io.StringIO(table))
    assert len(row["prompt"]) == 32_767
    assert row["prompt"].startswith("'=xxx")
    assert row["prompt"].endswith("x … (cut: 50,001 characters)")
    assert (len(whole["generation"]["prompt"]), whole["excerpts"]) == (50_001, {})


# ---- An attack


def peak_memory(server: HeadraceProcess) -> int:
    """Return the largest resident set of the server's own process so far, in bytes."""
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * 1024


def database_size(server: HeadraceProcess) -> int:
    return sum(file.stat().st_size for file in server.data.glob("headrace.db*"))


def fetch(server: HeadraceProcess, path: str, **query: Any) -> bytes:
    with server.client(timeout=SESSION_S) as client:
        answer = client.get(path, params=query)
        assert answer.status_code == 200, answer.text[:500]
        return answer.content


@pytest.mark.slow
@pytest.mark.server
@pytest.mark.timeout(600)
def test_small_files_with_huge_texts_cost_no_more_than_the_bounds(new_server: NewServer, tmp_path: Path) -> None:
    folder, usual = tmp_path / "attack", tmp_path / "usual"
    folder.mkdir()
    paths = write_hostile_texts(folder, ATTACK_FILES)
    for number in range(ATTACK_FILES):
        picture_file(usual / f"{number}.png", number, prompt=f"a cat, number {number}")
    with new_server(folder, usual) as server:
        read(server, usual).commit()
        memory_before, size_before = peak_memory(server), database_size(server)
        session = read(server, folder)
        lists: list[tuple[str, dict[str, Any]]] = [
            (f"/api/ingest/session/{session.session_id}/files", {"page_size": 200}),
            (f"/api/ingest/session/{session.session_id}/duplicates", {"kind": "pixels", "page_size": 50}),
            (f"/api/ingest/session/{session.session_id}/keywords", {"limit": 1000}),
            (f"/api/ingest/session/{session.session_id}", {}),
            (f"/api/ingest/session/{session.session_id}/preview", {}),
            (f"/api/ingest/status/{session.session_id}", {}),
        ]
        sizes = {path: len(fetch(server, path, **query)) for path, query in lists}
        session.commit()
        wait_until_indexed(server)
        sizes["library"] = len(fetch(server, "/api/library/files", limit=200))
        sizes["facets"] = len(fetch(server, "/api/library/facets"))
        for shape in ("html", "json", "csv"):
            fetch(server, f"/api/ingest/report/{session.session_id}", format=shape)
        single = [len(fetch(server, file_path(session, file))) for file in session.files().values()]
        memory, size = peak_memory(server) - memory_before, database_size(server) - size_before
        files = session.files()

    assert len(files) == ATTACK_FILES
    unsaid = [
        name for name, file in files.items() if not any(SHORTENED.search(said["reason"]) for said in file["failures"])
    ]
    assert unsaid == []
    assert sum(path.stat().st_size for path in paths) < 7 * MB
    assert max(sizes.values()) < MB // 2, sizes
    assert max(single) < MB // 2
    assert size < 20 * MB
    assert memory < 200 * MB


def file_path(session: PreviewClient, file: dict[str, Any]) -> str:
    return f"/api/ingest/session/{session.session_id}/file/{file['id']}"
