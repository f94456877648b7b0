"""Views of long lists on a real server: parts by place, of files that keep their places."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from app.ingest.review import file_views
from app.ingest.review.file_views import FileViews, ViewOrder, Window
from tests.support.preview import PreviewClient, picture_file, read
from tests.support.server import HeadraceProcess

FILES = 25


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


@pytest.fixture(scope="module")
def session(server: HeadraceProcess) -> PreviewClient:
    """One whose files are in the library, and of which one is gone since."""
    folder = Path(server.roots[0], "inpainting")
    for number in range(FILES):
        picture_file(folder / f"{number:02}.png", number, prompt="one prompt" if number < 5 else "", score=number % 6)
    read(server, folder).commit()
    (folder / "03.png").unlink()
    return read(server, folder, skip_existing=False)


@pytest.fixture
def client(session: PreviewClient) -> Iterator[httpx.Client]:
    with session.server.client() as client:
        yield client


def names(page: dict[str, Any]) -> list[str]:
    return [file["name"] for file in page["files"]]


def part(session: PreviewClient, **query: Any) -> dict[str, Any]:
    return session.document("GET", "files", params={"page_size": 10, **query})


def search(client: httpx.Client, **query: Any) -> dict[str, Any]:
    answer = client.get("/api/library/files", params=query)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert isinstance(found, dict)
    return found


def test_a_part_begins_at_any_place(session: PreviewClient) -> None:
    first = part(session, view="new")
    assert (first["total"], first["offset"], first["pages"]) == (FILES - 1, 0, 3)
    second = part(session, view=first["view"], offset=17)
    assert second["view"] == first["view"]
    assert (second["offset"], names(second)) == (17, [f"{number:02}.png" for number in range(18, FILES)])
    assert part(session, view=first["view"], offset=1_000)["files"] == []


def test_files_keep_their_places_although_they_no_longer_match(session: PreviewClient) -> None:
    view = part(session, view="new", choice="apply")["view"]
    (file,) = part(session, view=view, choice="apply", offset=4)["files"][:1]
    session.choose("leave", file_ids=[file["id"]])
    again = part(session, view=view, choice="apply", offset=4)
    assert (again["view"], again["files"][0]["id"], again["files"][0]["choice"]) == (view, file["id"], "leave")
    assert part(session, view="new", choice="apply")["total"] == again["total"] - 1
    session.choose("apply", file_ids=[file["id"]])


def test_the_page_around_a_file_is_found(session: PreviewClient) -> None:
    wanted = part(session, view="new", offset=13)["files"][0]
    found = part(session, view="new", around=wanted["id"])
    assert (found["offset"], found["page"]) == (10, 2)
    assert wanted["id"] in [file["id"] for file in found["files"]]
    assert part(session, view="new", around=2**62)["offset"] == 0


def test_a_view_of_other_files_is_another_view(session: PreviewClient) -> None:
    view = part(session, view="new")["view"]
    other = part(session, view=view, relation="same")
    assert other["view"] != view
    assert part(session, view=view)["view"] == view


def test_gone_files_and_folded_stacks_are_views_too(session: PreviewClient) -> None:
    gone = part(session, view="new", relation="gone")
    assert (gone["total"], names(gone), gone["files"][0]["relation"]) == (1, ["03.png"], "gone")
    assert part(session, view=gone["view"], relation="gone")["view"] == gone["view"]
    assert part(session, view="new", fold=True)["total"] < part(session, view="new")["total"]


def test_pages_without_a_view_are_as_before(session: PreviewClient) -> None:
    page = part(session, page=2)
    assert (page["page"], page["view"], page["offset"], len(page["files"])) == (2, None, 10, 10)


def test_the_library_has_parts_by_place_and_dates(client: httpx.Client) -> None:
    first = search(client, view="new", limit=10, sort="path", order="asc")
    assert (first["total"], first["total_is_exact"], first["dates"], first["next"]) == (FILES, True, None, None)
    second = search(client, view=first["view"], limit=10, offset=20, sort="path", order="asc")
    assert names(second) == [f"{number:02}.png" for number in range(20, FILES)]
    around = search(client, view=first["view"], limit=10, around=second["files"][1]["id"], sort="path", order="asc")
    assert around["offset"] == 20
    added = search(client, view="new", limit=10)
    assert [mark["place"] for mark in added["dates"]] == [0]
    assert search(client, view=added["view"], limit=10)["dates"] is None, "who has the view has its dates"


def test_copies_have_parts_by_place(server: HeadraceProcess) -> None:
    folder = Path(server.roots[0], "copies")
    for number in range(12):
        original = picture_file(folder / f"{number:02}.png", number)
        (folder / f"{number:02} again.png").write_bytes(original.read_bytes())
    copies = read(server, folder)
    ask = {"kind": "exact", "view": "new", "page_size": 4}
    whole = copies.document("GET", "duplicates", params=ask)
    assert (whole["sizes"], whole["total_shown"]) == ([2] * 12, 24)
    assert [group["place"] for group in whole["groups"]] == [0, 2]
    part = copies.document("GET", "duplicates", params={**ask, "view": whole["view"], "offset": 13})
    assert [group["place"] for group in part["groups"]] == [12, 14, 16]
    assert (part["sizes"], part["view"]) == (None, whole["view"])


@pytest.mark.parametrize("part", ["inpaint", "INPAINT", "ting"])
def test_any_part_of_its_path_finds_a_folder(client: httpx.Client, session: PreviewClient, part: str) -> None:
    found = client.get("/api/library/folders", params={"part": part}).json()["folders"]
    assert found[0] == {"path": str(session.server.roots[0] / "inpainting"), "files": FILES}
    assert client.get("/api/library/folders", params={"part": "no such folder"}).json() == {"folders": []}


async def _order() -> ViewOrder:
    await asyncio.sleep(0)
    return ViewOrder(np.arange(100, dtype=np.int64))


def test_requests_that_open_a_view_at_the_same_time_share_it() -> None:
    async def run() -> None:
        views = FileViews()
        first, second = await asyncio.gather(views.get("key", "new", _order), views.get("key", "new", _order))
        assert first is second
        assert (await views.get("key", "new", _order)) is not first

    asyncio.run(run())


def test_views_that_were_not_used_for_long_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_views, "MAX_IDS", 250)

    async def run() -> None:
        views = FileViews()
        opened = [await views.get(number, "new", _order) for number in range(2)]
        assert await views.get(0, opened[0].token, _order) is opened[0]
        await views.get(2, "new", _order)
        assert await views.get(0, opened[0].token, _order) is opened[0]
        assert await views.get(1, opened[1].token, _order) is not opened[1]

    asyncio.run(run())


def test_a_view_that_cannot_be_opened_says_why_to_all_who_wait() -> None:
    async def fail() -> ViewOrder:
        await asyncio.sleep(0)
        raise ValueError("no")

    async def run() -> None:
        views = FileViews()
        results = await asyncio.gather(views.get(1, "new", fail), views.get(1, "new", fail), return_exceptions=True)
        assert [type(result) for result in results] == [ValueError, ValueError]
        assert (await views.get(1, "new", _order)).total == 100

    asyncio.run(run())


def test_a_window_around_a_file_begins_at_its_page() -> None:
    view = file_views.FileView("t", "k", ViewOrder(np.arange(100, 200, dtype=np.int64)))
    assert Window("t", around=171, limit=60).first_place(view) == 60
    assert Window("t", 7, around=5, limit=60).first_place(view) == 7
