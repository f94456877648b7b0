"""The days and months of a list in order of date."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from app.catalog import Catalog, DateMark, LibraryQuery, Order
from app.catalog.search.order import MAX_DAYS, mark_dates
from tests.catalog.search.support import add
from tests.catalog.support import full_report

pytest_plugins = ["tests.catalog.fixtures"]


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_each_day_begins_where_its_first_file_is(catalog: Catalog, order: Order) -> None:
    dates = ("2024-05-06T07:08:09", "2024-05-06T23:00:00", "2024", None, "2023-01-02T00:00:00+02:00")
    add(catalog, "s", [replace(full_report(f"/media/{at}.png"), captured_at=date) for at, date in enumerate(dates)])
    found = catalog.search.order(LibraryQuery(sort="captured", order=order)).result()
    ascending = [DateMark("2023-01-02", 0), DateMark("2024", 1), DateMark("2024-05-06", 2), DateMark("", 4)]
    descending = [DateMark("2024-05-06", 0), DateMark("2024", 2), DateMark("2023-01-02", 3), DateMark("", 4)]
    assert list(found.dates) == (ascending if order == "asc" else descending)


def test_the_day_on_which_files_were_added_is_one_of_utc(catalog: Catalog) -> None:
    add(catalog, "s", [full_report("/media/a.png")])
    (file,) = catalog.library.page(limit=1).result()
    day = datetime.fromtimestamp(file.added_at, UTC).strftime("%Y-%m-%d")
    assert catalog.search.order(LibraryQuery()).result().dates == (DateMark(day, 0),)


def test_many_days_are_months(catalog: Catalog) -> None:
    days = np.array([20_200_000 + month * 100 + day for month in range(1, 13) for day in range(1, 29)], np.int64)
    assert len(days) > MAX_DAYS
    marks = mark_dates(days)
    assert [mark.date for mark in marks] == [f"2020-{month:02}" for month in range(1, 13)]
    assert [mark.place for mark in marks] == [28 * month for month in range(12)]


def test_other_orders_have_no_dates(catalog: Catalog) -> None:
    add(catalog, "s", [full_report("/media/a.png")])
    assert catalog.search.order(LibraryQuery(sort="size")).result().dates == ()


def test_an_empty_list_has_neither_files_nor_dates(catalog: Catalog) -> None:
    found = catalog.search.order(LibraryQuery()).result()
    assert (list(found.ids), found.dates) == ([], ())


def test_folders_are_counted_with_those_above_them(catalog: Catalog) -> None:
    add(catalog, "s", [full_report("/media/a/1.png"), full_report("/media/a/b/2.png"), full_report("/x\udcff/3.png")])
    assert catalog.library.folders().result() == {"/media": 2, "/media/a": 2, "/media/a/b": 1, "/x\udcff": 1}
