"""Where the matching files were taken: clusters on a map, counted on the columns in memory.

The part of the map that is seen is divided into cells, each of `CELL_PX` pixels at the zoom. The files of a cell are
one cluster.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.catalog.search.columns.field_masks import is_in_box
from app.catalog.search.columns.records import NSFW, PIXELS_READ
from app.catalog.search.columns.snapshot import Mask, Snapshot
from app.catalog.search.language.values import PlaceBox

CELL_PX, TILE_PX = 80, 256
MAX_ZOOM = 20
MAX_CELLS = 4_000
"""If a box has more cells, they are larger. A cluster for each of them is the most that is returned."""


@dataclass(frozen=True, slots=True)
class PlaceCluster:
    """The files of one cell."""

    lat: float
    """The mean of their places, in degrees; so is `lon`."""
    lon: float
    files: int
    box: PlaceBox
    """The smallest box that has all of them."""
    shown_id: int | None
    """The newest file that can be shown for all of them: its pixels were read, and it is not NSFW."""


@dataclass(frozen=True, slots=True)
class Clusters:
    files: int
    """How many files that match have a place, wherever it is."""
    without: int
    """How many have none."""
    box: PlaceBox | None
    """The smallest box that has all places; None without any. It never crosses the 180th meridian."""
    clusters: list[PlaceCluster]
    """Of the box that was asked for, the largest first."""


def find_clusters(snapshot: Snapshot, matches: Mask, box: PlaceBox, zoom: int) -> Clusters:
    """Return the clusters in a box at a zoom of 0 (the world has 256 pixels) to `MAX_ZOOM`."""
    lat, lon = snapshot.columns["lat"], snapshot.columns["lon"]
    placed = matches & ~np.isnan(lat) & ~np.isnan(lon)
    found, files = np.flatnonzero(placed), int(np.count_nonzero(matches))
    if not len(found):
        return Clusters(0, files, None, [])
    rows = np.flatnonzero(placed & is_in_box(lat, lon, box))
    clusters = _cluster(snapshot, rows, zoom) if len(rows) else []
    return Clusters(len(found), files - len(found), _surround(lat[found], lon[found]), clusters)


def _surround(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> PlaceBox:
    return PlaceBox(float(lat.min()), float(lon.min()), float(lat.max()), float(lon.max()))


def _cluster(snapshot: Snapshot, rows: NDArray[np.int64], zoom: int) -> list[PlaceCluster]:
    lat, lon = snapshot.columns["lat"][rows], snapshot.columns["lon"][rows]
    cells = _number_cells(snapshot, rows, zoom)
    counts = np.bincount(cells)
    used = np.flatnonzero(counts)
    south, west = _reduce(np.minimum, cells, lat, len(counts)), _reduce(np.minimum, cells, lon, len(counts))
    north, east = _reduce(np.maximum, cells, lat, len(counts)), _reduce(np.maximum, cells, lon, len(counts))
    # Means of many numbers may lie beside the smallest and largest of them by the last digit.
    mean_lat = np.clip(np.bincount(cells, lat)[used] / counts[used], south[used], north[used])
    mean_lon = np.clip(np.bincount(cells, lon)[used] / counts[used], west[used], east[used])
    shown = _find_shown(snapshot, rows, cells, len(counts))
    clusters = [
        PlaceCluster(
            float(mean_lat[place]),
            float(mean_lon[place]),
            int(counts[cell]),
            PlaceBox(float(south[cell]), float(west[cell]), float(north[cell]), float(east[cell])),
            int(shown[cell]) or None,
        )
        for place, cell in enumerate(used.tolist())
    ]
    return sorted(clusters, key=lambda each: (-each.files, each.lat, each.lon))


def _number_cells(snapshot: Snapshot, rows: NDArray[np.int64], zoom: int) -> NDArray[np.intp]:
    """Return the number of each row's cell, counted within the rectangle that has all of them."""
    east, south = (part[rows] for part in snapshot.projected)
    first_east, first_south, last_east, last_south = east.min(), south.min(), east.max(), south.max()
    while True:
        cells_around = 2.0**zoom * TILE_PX / CELL_PX
        first_column, first_row = int(first_east * cells_around), int(first_south * cells_around)
        width = int(last_east * cells_around) - first_column + 1
        if width * (int(last_south * cells_around) - first_row + 1) <= MAX_CELLS:
            column, row = (east * cells_around).astype(np.int32), (south * cells_around).astype(np.int32)
            numbers = (row - first_row) * width + (column - first_column)
            return numbers.astype(np.intp)  # as numpy wants indices: it would convert others at each use
        zoom -= 1


def _reduce(reduce: np.ufunc, cells: NDArray[np.intp], numbers: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Return the smallest or the largest number of each cell; cells without any have an infinite one."""
    found = np.full(size, np.inf if reduce is np.minimum else -np.inf)
    reduce.at(found, cells, numbers)
    return found


def _find_shown(snapshot: Snapshot, rows: NDArray[np.int64], cells: NDArray[np.intp], size: int) -> NDArray[np.int64]:
    """Return the file that is shown for each cell; 0 where there is none."""
    can_be_shown = (snapshot.columns["flags"][rows] & (NSFW | PIXELS_READ)) == PIXELS_READ
    found = np.zeros(size, np.int64)
    np.maximum.at(found, cells, np.where(can_be_shown, snapshot.ids[rows], 0))
    return found
