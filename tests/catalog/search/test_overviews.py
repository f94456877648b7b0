"""The calendar and the map of a search: every count is that of a scan of all files."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.catalog import Catalog, LibraryFile, LibraryQuery, PlaceBox, PlaceCluster
from app.catalog.search.columns.clusters import CELL_PX, TILE_PX
from app.domain.report import Gps, Kind
from tests.catalog.search.support import add, all_pages, expected_ids, fill
from tests.catalog.support import full_report

pytest_plugins = ["tests.catalog.fixtures"]

QUERIES = (
    LibraryQuery(),
    LibraryQuery(words="cat"),
    LibraryQuery(words="captured:2024-05"),
    LibraryQuery(kind=Kind.VIDEO, captured_from="1999", captured_to="1999"),
    LibraryQuery(words="-has:place"),
    LibraryQuery(tool="unknown"),
)
WORLD = PlaceBox(-90, -180, 90, 180)


@pytest.fixture(scope="module")
def files(shared_catalog: Catalog) -> Iterator[list[LibraryFile]]:
    fill(shared_catalog, 150)
    add(
        shared_catalog,
        "odd dates",
        [
            replace(full_report(f"/media/odd/{at}.png", number=1_000 + at), captured_at=date)
            for at, date in enumerate(("2024", "2024-05", "0001-01-01T00:00:00", "2024-02-29T23:59:59"))
        ],
    )
    yield all_pages(shared_catalog, LibraryQuery())


def matching(files: list[LibraryFile], catalog: Catalog, query: LibraryQuery) -> list[LibraryFile]:
    """Return the files that match, without the bounds of the day."""
    ids = {file.file_id for file in all_pages(catalog, replace(query, captured_from=None, captured_to=None))}
    return [file for file in files if file.file_id in ids]


@pytest.mark.parametrize("query", QUERIES, ids=str)
@pytest.mark.parametrize("year", [None, 2024, 2023, 1, 1815])
def test_every_day_has_the_files_that_were_taken_on_it(
    shared_catalog: Catalog, files: list[LibraryFile], query: LibraryQuery, year: int | None
) -> None:
    found = shared_catalog.search.calendar(query, year).result()
    dates = [file.report.captured_at for file in matching(files, shared_catalog, query)]
    dated = [date for date in dates if date]
    years = Counter(int(date[:4]) for date in dated)
    assert found.undated == len(dates) - len(dated)
    assert found.years == dict(sorted(years.items()))
    if not years and year is None:
        assert found.year is None
        return
    assert found.year == (max(years) if year is None else year)
    of_year = [date for date in dated if int(date[:4]) == found.year]
    assert found.months == Counter(int(date[5:7]) for date in of_year if len(date) >= 7)
    assert found.days == Counter((int(date[5:7]), int(date[8:10])) for date in of_year if len(date) >= 10)


@pytest.mark.parametrize("date", ["2024-77-01T00:00:00", "2024-05-99T00:00:00"])
def test_a_day_that_no_calendar_has_is_only_counted_in_its_year(catalog: Catalog, date: str) -> None:
    add(catalog, "s", [replace(full_report("/media/a.png"), captured_at=date)])
    found = catalog.search.calendar(LibraryQuery(), None).result()
    assert (found.years, found.months, found.days) == ({2024: 1}, {}, {})


def test_an_empty_library_has_neither_days_nor_places(catalog: Catalog) -> None:
    assert catalog.search.calendar(LibraryQuery(), None).result().year is None
    found = catalog.search.clusters(LibraryQuery(), WORLD, 3).result()
    assert (found.files, found.without, found.box, found.clusters) == (0, 0, None, [])


# The map


def cell_of(lat: float, lon: float, zoom: int) -> tuple[int, int]:
    """Return the cell of a place, by the textbook's formula of the projection."""
    size = 2**zoom * TILE_PX / CELL_PX
    radians = math.radians(max(-85.0511287798066, min(85.0511287798066, lat)))
    down = (1 - math.log(math.tan(radians) + 1 / math.cos(radians)) / math.pi) / 2
    return math.floor(down * size), math.floor((lon + 180) / 360 * size)


def is_inside(place: tuple[float, float], box: PlaceBox) -> bool:
    lat, lon = place
    in_width = box.west <= lon <= box.east if box.west <= box.east else lon >= box.west or lon <= box.east
    return box.south <= lat <= box.north and in_width


def summed_up(cluster: PlaceCluster) -> tuple[int, PlaceBox]:
    return cluster.files, cluster.box


@pytest.mark.parametrize(
    ("zoom", "box"),
    [
        (0, WORLD),
        (3, WORLD),
        (3, PlaceBox(-40, 170, 0, -170)),
        (7, PlaceBox(45, 0, 55, 20)),
        (11, PlaceBox(52.45, 13.35, 52.6, 13.6)),
    ],
)
def test_every_cluster_has_the_files_of_its_cell(catalog: Catalog, zoom: int, box: PlaceBox) -> None:
    dice = random.Random(zoom)
    middles = [(52.52, 13.4), (48.85, 2.35), (-17.7, 179.99), (-17.0, -179.5), (89.9, 0.0), (0.0, 0.0)]
    places = [
        (max(-90, min(90, lat + dice.uniform(-0.1, 0.1))), max(-180, min(180, lon + dice.uniform(-0.1, 0.1))))
        for lat, lon in dice.choices(middles, k=60)
    ]
    reports = [
        replace(full_report(f"/media/{at}.png", number=at), gps=Gps(*place), kind=dice.choice(list(Kind)))
        for at, place in enumerate(places)
    ]
    add(catalog, "s", [*reports, replace(full_report("/media/nowhere.png", number=99), gps=None)])
    query = LibraryQuery(kind=Kind.IMAGE)
    wanted = [(r.gps.lat, r.gps.lon) for r in reports if r.kind is Kind.IMAGE and r.gps is not None]
    cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for place in wanted:
        if is_inside(place, box):
            cells.setdefault(cell_of(*place, zoom), []).append(place)
    expected = Counter(
        (len(found), PlaceBox(*map(min, zip(*found, strict=True)), *map(max, zip(*found, strict=True))))
        for found in cells.values()
    )
    found = catalog.search.clusters(query, box, zoom).result()
    assert (found.files, found.without) == (len(wanted), 1)
    assert Counter(map(summed_up, found.clusters)) == expected
    assert all(is_inside((each.lat, each.lon), each.box) for each in found.clusters)
    assert [each.files for each in found.clusters] == sorted((each.files for each in found.clusters), reverse=True)


def test_a_box_of_too_many_cells_has_larger_ones(catalog: Catalog) -> None:
    add(catalog, "s", [replace(full_report(f"/m/{at}.png", number=at), gps=Gps(at, at)) for at in range(60)])
    found = catalog.search.clusters(LibraryQuery(), WORLD, 20).result()
    assert 1 < len(found.clusters) <= 60
    assert sum(each.files for each in found.clusters) == 60


def test_the_file_that_is_shown_is_the_newest_that_may_be(catalog: Catalog) -> None:
    report = replace(full_report("/m/1.png", number=1), gps=Gps(1, 1), nsfw=None)
    nsfw = full_report("").nsfw
    assert nsfw is not None
    add(
        catalog,
        "s",
        [
            report,
            replace(report, path="/m/2.png"),
            replace(report, path="/m/3.png", nsfw=nsfw),
            replace(report, path="/m/4.png", nsfw=nsfw, gps=Gps(50, 50)),
        ],
    )
    by_path = {file.report.path: file for file in all_pages(catalog, LibraryQuery())}
    one, other = catalog.search.clusters(LibraryQuery(), WORLD, 5).result().clusters
    assert (one.files, one.shown_id) == (3, by_path["/m/2.png"].file_id)
    assert (other.files, other.shown_id) == (1, None)
    assert expected_ids([*by_path.values()], LibraryQuery(nsfw=True))
