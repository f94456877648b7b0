"""The arithmetic of zoom, addresses and differences, called in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from tests.page.support import Run, modules

SIDES = st.integers(1, 12_000)
STAGE = st.integers(40, 3_000)
SHARES = st.floats(0, 1, allow_nan=False)
SPACES = st.builds(
    lambda picture, stage, density: {
        "picture": {"width": picture[0], "height": picture[1]},
        "stage": {"width": stage[0], "height": stage[1]},
        "density": density,
    },
    st.tuples(SIDES, SIDES),
    st.tuples(STAGE, STAGE),
    st.sampled_from([1, 1.25, 2, 3]),
)


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with modules(browser) as run:
        yield run


def edges(view: dict[str, float], space: dict[str, Any], side: str, centre: str) -> tuple[float, float]:
    """Where a picture begins and ends on its stage, in CSS pixels."""
    length = space["picture"][side] * view["scale"]
    start = space["stage"][side] / 2 - view[centre] * length
    return start, start + length


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    space=SPACES, factors=st.lists(st.floats(0.1, 9), max_size=5), x=SHARES, y=SHARES, move=st.integers(-5_000, 5_000)
)
def test_no_side_of_the_stage_is_empty_while_the_picture_has_more(
    run: Run, space: dict[str, Any], factors: list[float], x: float, y: float, move: int
) -> None:
    call = """({ fitted, zoomed, panned }, space, factors, x, y, move) => {
        const point = { x: (x - 0.5) * space.stage.width, y: (y - 0.5) * space.stage.height };
        const views = [fitted(space)];
        for (const factor of factors) views.push(zoomed(views.at(-1), views.at(-1).scale * factor, space, point));
        views.push(panned(views.at(-1), { x: move, y: -move }, space));
        return views;
    }"""
    for view in run("zoom/zoom-view.js", call, space, factors, x, y, move):
        for side, centre in (("width", "x"), ("height", "y")):
            start, end = edges(view, space, side, centre)
            available = space["stage"][side]
            if end - start <= available:
                assert start == pytest.approx(available - end, abs=0.01), "what is smaller is in the middle"
            else:
                assert start <= 0.01 and end >= available - 0.01


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(space=SPACES)
def test_the_whole_picture_is_visible_when_it_is_fitted(run: Run, space: dict[str, Any]) -> None:
    view = run("zoom/zoom-view.js", "({ fitted }, space) => fitted(space)", space)
    widths = [space["picture"][side] * view["scale"] - space["stage"][side] for side in ("width", "height")]
    assert max(widths) <= 0.01
    assert max(widths) == pytest.approx(0, abs=0.01) or view["scale"] == 32


def test_what_lies_under_the_pointer_stays_there(run: Run) -> None:
    space = {
        "picture": {"width": 4000, "height": 3000},
        "stage": {"width": 800, "height": 600},
        "density": 1,
    }
    call = """({ fitted, zoomed }, space) => {
        const under = ({ scale, x, y }) => [x + 100 / (scale * 4000), y - 50 / (scale * 3000)];
        const before = fitted(space);
        return [under(before), under(zoomed(before, 1, space, { x: 100, y: -50 }))];
    }"""
    before, after = run("zoom/zoom-view.js", call, space)
    assert after == pytest.approx(before)


def test_linked_pictures_of_different_sizes_show_the_same_part(run: Run) -> None:
    call = """({ zoomed, fitted, transferred }) => {
        const stage = { width: 600, height: 400 };
        const large = { picture: { width: 3000, height: 2000 }, stage, density: 1 };
        const small = { picture: { width: 1500, height: 1000 }, stage, density: 1 };
        const view = zoomed(fitted(large), 1, large, { x: 120, y: 30 });
        return [view, transferred(view, large, small)];
    }"""
    large, small = run("zoom/zoom-view.js", call)
    assert small["scale"] == pytest.approx(2 * large["scale"])
    assert (small["x"], small["y"]) == pytest.approx((large["x"], large["y"]))


@pytest.mark.parametrize(
    ("address", "key", "expected"),
    [
        (["/ingest-v2", "", "#/preview/s1"], "4", "/ingest-v2#/preview/s1?file=4"),
        (["/ingest-v2", "", "#/preview/s1?q=a+b&file=3"], "4", "/ingest-v2#/preview/s1?q=a+b&file=4"),
        (["/ingest-v2", "", "#/preview/s1?q=a&file=3"], None, "/ingest-v2#/preview/s1?q=a"),
        (["/library", "?q=fox", ""], "12", "/library?q=fox&file=12"),
        (["/library", "?file=12", ""], None, "/library"),
    ],
)
def test_an_address_names_a_file_or_none(run: Run, address: list[str], key: str | None, expected: str) -> None:
    pathname, search, hash_ = address
    call = "({ withFile }, given, key) => withFile(given, key)"
    given_address = {"pathname": pathname, "search": search, "hash": hash_}
    assert run("viewer/viewer-address.js", call, given_address, key) == expected


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ({"id": 4, "relation": "new"}, "4"),
        ({"id": 4, "relation": "gone"}, "library-4"),
        ({"id": 4, "in_library": True}, "library-4"),
    ],
)
def test_files_of_the_session_and_of_the_library_have_keys_of_their_own(
    run: Run, file: dict[str, Any], key: str
) -> None:
    found, named = run("viewer/viewer-address.js", "(m, file) => [m.keyOf(file), m.namedBy(m.keyOf(file))]", file)
    assert found == key
    assert named == {"id": 4, "in_library": key.startswith("library")}


@pytest.mark.parametrize(
    ("place", "total", "most", "places"),
    [
        (-1, 100, 5, []),
        (0, 1, 5, []),
        (0, 100, 5, [0, 1, 2, 3, 4]),
        (50, 100, 5, [48, 49, 50, 51, 52]),
        (99, 100, 5, [95, 96, 97, 98, 99]),
        (1, 3, 5, [0, 1, 2]),
    ],
)
def test_the_filmstrip_is_bounded_and_around_the_file(
    run: Run, place: int, total: int, most: int, places: list[int]
) -> None:
    call = "({ placesAround }, place, total, most) => placesAround(place, total, most)"
    assert run("viewer/filmstrip.js", call, place, total, most) == places


@pytest.mark.parametrize(
    ("file", "kinds"),
    [
        ({"format": "png"}, ["original", "rendition", "thumbnail"]),
        ({"format": "heic"}, ["rendition", "original", "thumbnail"]),
        ({"format": "heic", "relation": "gone"}, ["thumbnail"]),
        ({"format": "png", "outcome": "failed"}, ["thumbnail"]),
        ({"format": "tiff", "rendition": None, "thumbnail": None}, ["original"]),
    ],
)
def test_the_best_picture_that_a_browser_shows_is_tried_first(run: Run, file: dict[str, Any], kinds: list[str]) -> None:
    whole = {"original": "/o", "rendition": "/r?v=1", "thumbnail": "/t", "outcome": "ok"} | file
    found = run("media/file-media.js", "({ sourcesOf }, file) => sourcesOf(file).map(({ kind }) => kind)", whole)
    assert found == kinds


def test_only_what_differs_is_listed_and_what_all_have_is_not_marked(run: Run) -> None:
    generation = {"tool": "A1111", "seed": 1, "prompt": "a fox, snow", "negative_prompt": None, "loras": []}
    file = {"name": "a.png", "path": "/m/a.png", "size": 10, "width": 8, "height": 8, "format": "png", "keywords": []}
    first = file | {"generation": generation}
    second = file | {"generation": generation | {"seed": 2, "prompt": "a fox, dawn"}}
    rows = run("compare/differences.js", "({ differences }, files) => differences(files)", [first, second])
    assert [row["field"] for row in rows] == ["Seed", "Prompt"]
    assert rows[1]["cells"] == [
        [{"text": "a fox", "isCommon": True}, {"text": "snow", "isCommon": False}],
        [{"text": "a fox", "isCommon": True}, {"text": "dawn", "isCommon": False}],
    ]
    assert run("compare/differences.js", "({ differences }, files) => differences(files)", [first, first]) == []
