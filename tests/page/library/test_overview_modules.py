"""The pure parts of the calendar and the map: weeks, bounds, levels, boxes, and coasts at the edge of the world."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.page.support import Run, run_module, static_server

DATES, BOX, EDGES = "overviews/calendar-dates.js", "overviews/map-box.js", "overviews/world-edges.js"
COUNTRIES, MERGE = "overviews/countries.js", "overviews/cluster-merge.js"
SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
HOLE = [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]
ISLAND = [[175, 0], [-175, 0], [180, 9], [175, 0]]
FEATURES = [
    {"id": "276", "geometry": {"type": "Polygon", "coordinates": [SQUARE, HOLE]}},
    {
        "id": "250",
        "geometry": {"type": "MultiPolygon", "coordinates": [[HOLE], [[[175, 0], [-175, 0], [180, 9], [175, 0]]]]},
    },
    {"id": None, "geometry": {"type": "Polygon", "coordinates": [[[20, 0], [21, 0], [21, 1], [20, 0]]]}},
]
"""Germany is a square with a hole, in which France is, which has an island at the edge of the world, too."""


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with static_server() as url:
        page = browser.new_page(locale="en-GB", timezone_id="America/Los_Angeles")
        page.goto(url)
        yield functools.partial(run_module, page)
        page.close()


def test_weeks_begin_on_the_first_day_of_the_week(run: Run) -> None:
    weeks = run(DATES, "({ weeksOf }) => weeksOf(2024, 2, 1)")
    assert [week.index(1) for week in weeks if 1 in week] == [3]
    assert [day for week in weeks for day in week if day] == list(range(1, 30))
    assert all(len(week) == 7 for week in weeks)
    assert run(DATES, "({ weeksOf }) => weeksOf(2024, 2, 0)[0]") == [None, None, None, None, 1, 2, 3]
    assert run(DATES, "({ weekdays }) => weekdays(1).map(({ long }) => long)")[::6] == ["Monday", "Sunday"]


@pytest.mark.parametrize(
    ("period", "bounds"),
    [
        ([2024], ("2024-01-01", "2024-12-31")),
        ([2024, 2], ("2024-02-01", "2024-02-29")),
        ([7, 1, 9], ("0007-01-09",) * 2),
    ],
)
def test_a_period_has_its_first_and_its_last_day(run: Run, period: list[int], bounds: tuple[str, str]) -> None:
    found = run(DATES, "({ boundsOf }, period) => boundsOf(...period)", period)
    assert (found["captured_from"], found["captured_to"]) == bounds


@pytest.mark.parametrize(
    ("first", "last", "is_chosen"),
    [
        ("", "", False),
        ("2024-05-06", "2024-05-06", True),
        ("2024-05-06T23:00:00", "", True),
        ("2024-05-07", "", False),
        ("2024", "2024", True),
        ("2024-06", "", False),
        ("", "2024-05", True),
        ("", "2024-05-05T12:00:00", False),
    ],
)
def test_a_day_is_chosen_within_the_bounds(run: Run, first: str, last: str, is_chosen: bool) -> None:
    bounds = {"captured_from": first, "captured_to": last}
    assert run(DATES, "({ isChosen }, bounds) => isChosen('2024-05-06', bounds)", bounds) is is_chosen


@pytest.mark.parametrize(
    ("step", "day"),
    [
        ({"days": 1}, [2024, 2, 1]),
        ({"days": -31}, [2023, 12, 31]),
        ({"months": 1}, [2024, 2, 29]),
        ({"months": -2}, [2023, 11, 30]),
    ],
)
def test_days_and_months_are_walked_across_their_ends(run: Run, step: dict[str, int], day: list[int]) -> None:
    assert run(DATES, "({ moveDay }, step) => moveDay([2024, 1, 31], step)", step) == day


def test_more_files_are_darker(run: Run) -> None:
    call = "({ levelOf }, counts) => counts.map((files) => levelOf(files, 1000))"
    assert run(DATES, call, [0, 1, 10, 100, 1000]) == [0, 1, 2, 3, 4]
    assert run(DATES, "({ levelOf }) => levelOf(1, 1)") == 4


@pytest.mark.parametrize(
    ("box", "term"),
    [
        ((1.000001, 2, 3.000001, 4), "box:1,2,3.00001,4"),
        ((-1.000001, -2, -1.000001, -2), "box:-1.00001,-2,-1,-2"),
        ((0.1, 0.2, 0.3, 1e-7), "box:0.1,0.2,0.3,0.00001"),
    ],
)
def test_a_box_is_written_as_a_term_that_has_all_of_it(run: Run, box: tuple[float, ...], term: str) -> None:
    edges = dict(zip(("south", "west", "north", "east"), box, strict=True))
    assert run(BOX, "({ boxTerm }, box) => boxTerm(box)", edges) == term
    call = "({ boxOf }, text) => boxOf({ field: 'box', excluded: false, text })"
    assert run(BOX, call, term) == {
        name: float(edge) for name, edge in zip(edges, term.removeprefix("box:").split(","), strict=True)
    }


def test_an_excluded_box_or_another_field_is_no_box(run: Run) -> None:
    call = "({ boxOf }, term) => boxOf(term)"
    assert run(BOX, call, {"field": "box", "excluded": True, "text": "box:1,2,3,4"}) is None
    assert run(BOX, call, {"field": None, "excluded": False, "text": "box"}) is None


def cut(run: Run, *rings: list[list[float]]) -> list[list[list[list[float]]]]:
    found: Any = run(EDGES, "({ cutAtEdges }, c) => cutAtEdges({ type: 'Polygon', coordinates: c }).coordinates", rings)
    return found  # type: ignore[no-any-return]


def test_land_at_the_edge_of_the_world_is_drawn_at_both_edges(run: Run) -> None:
    (east,), (west,) = cut(run, [[170, 1], [-170, 1], [-170, 5], [170, 5], [170, 1]])
    assert [point[0] for point in east] == [170, 190, 190, 170, 170]
    assert [point[0] for point in west] == [-190, -170, -170, -190, -190]


def test_land_within_the_world_stays_as_it_is(run: Run) -> None:
    ring: list[list[float]] = [[1, 1], [179, 1], [179, 5], [1, 1]]
    assert cut(run, ring) == [[ring]]


def test_land_around_a_pole_reaches_from_edge_to_edge(run: Run) -> None:
    ((ring,),) = cut(run, [[0, -70], [120, -71], [-120, -72], [0, -70]])
    assert ring == [[-180, -72], [-120, -72], [0, -70], [120, -71], [180, -71], [180, -90], [-180, -90], [-180, -72]]


@pytest.mark.parametrize(
    ("lat", "lon", "country"),
    [
        (1, 1, "Germany"),
        (5, 5, "France"),
        (1, 179, "France"),
        (1, -179, "France"),
        (-0.5, 10, "Germany"),
        (-1.5, 10, ""),
        (0.4, 20.5, ""),
        (50, 50, ""),
    ],
)
def test_a_place_has_the_country_that_it_is_in_or_close_to(run: Run, lat: float, lon: float, country: str) -> None:
    call = "({ describeCountries, countryAt }, [features, place]) => countryAt(describeCountries(features), place)"
    assert run(COUNTRIES, call, [FEATURES, {"lat": lat, "lon": lon}]) == country


def test_the_name_of_a_country_stands_in_its_largest_part(run: Run) -> None:
    call = "({ describeCountries, labelOf }, features) => describeCountries(features).map(labelOf)"
    germany, france = run(COUNTRIES, call, FEATURES)
    assert germany == {"name": "Germany", "lat": 5, "lon": 5, "width": 10}
    assert france == {"name": "France", "lat": 4.5, "lon": -180, "width": 5}


def cluster(files: int, lat: float, lon: float, shown: int | None = None) -> dict[str, Any]:
    box = {"south": lat - 1, "west": lon - 1, "north": lat + 1, "east": lon + 1}
    return {"files": files, "lat": lat, "lon": lon, "box": box, "shown_id": shown}


def test_clusters_that_would_cover_each_other_are_one(run: Run) -> None:
    call = "({ mergeNear }, clusters) => mergeNear(clusters, ({ lat, lon }) => ({ x: lon * 10, y: -lat * 10 }), 48)"
    far, near = cluster(5, 0, 20), cluster(3, 4, 0, 7)
    merged, other = run(MERGE, call, [cluster(9, 0, 0), far, near])
    assert other == far
    assert (merged["files"], merged["lat"], merged["lon"], merged["shown_id"]) == (12, 1, 0, 7)
    assert merged["box"] == {"south": -1, "west": -1, "north": 5, "east": 1}
    assert run(MERGE, call, [cluster(9, 0, 0), cluster(3, 4.8, 0)]) == [cluster(9, 0, 0), cluster(3, 4.8, 0)]
    assert run(MERGE, call, [cluster(3, 0, 0), far, cluster(3, 1, 0)])[0]["files"] == 6
