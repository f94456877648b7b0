"""Which files pass the test of a field, decided on the columns in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, or_, select

from app.catalog.search.columns.collections import find_any_collection_mask, find_collection_mask
from app.catalog.search.columns.records import (
    CREDENTIALS,
    FAVOURITE,
    MAX_SEED,
    NAMED_FIELDS,
    NO_INT2,
    NO_INT4,
    NO_INT8,
    NSFW,
    PAIRED_FIELDS,
    PIXELS_READ,
    SEEDED,
    encode_seed,
)
from app.catalog.search.columns.snapshot import Mask, Numbers, Snapshot
from app.catalog.search.language.fields import Field
from app.catalog.search.language.nodes import FieldTest
from app.catalog.search.language.values import (
    CollectionPath,
    FlagValue,
    FolderPart,
    IsKnown,
    NamePattern,
    NumberRange,
    PlaceBox,
    PlaceCircle,
    ShapeName,
)
from app.catalog.search.schema import begins_with, search_values
from app.catalog.search.tokenizer import fold_value

EARTH_KM = 6371.0088
"""Mean radius of the Earth."""

MODEL_ENDINGS = ("safetensors", "ckpt", "pt", "gguf")
"""Last words of the names of models and LoRAs that nobody types."""

FLAG_BITS = {"nsfw": NSFW, "favourite": FAVOURITE, "credentials": CREDENTIALS, "pixels": PIXELS_READ}

_value = search_values.c


def find_field_mask(connection: Connection, snapshot: Snapshot, leaf: FieldTest) -> Mask:
    """Return which rows pass the test. Dead rows may pass, too."""
    return _MASKS[type(leaf.test)](connection, snapshot, leaf.field, leaf.test)


def flag_mask(snapshot: Snapshot, column: str) -> Mask:
    if column == "duplicate":
        return snapshot.is_duplicate
    flagged: Mask = (snapshot.columns["flags"] & FLAG_BITS[column]) != 0
    return flagged


def _numbers_of(snapshot: Snapshot, column: str) -> Numbers:
    if column != "megapixels":
        return snapshot.columns[column]
    width, height = (snapshot.columns[name].astype(np.float64) for name in ("width", "height"))
    return np.where((width > 0) & (height > 0), width * height / 1e6, np.nan)


def _is_in_range(snapshot: Snapshot, field: Field, test: NumberRange) -> Mask:
    if field.column == "seed":
        return _is_within(snapshot.columns["seed"], _shift_seeds(test), _is_seeded(snapshot))
    return _is_within(_numbers_of(snapshot, field.column), test)


def _is_seeded(snapshot: Snapshot) -> Mask:
    seeded: Mask = (snapshot.columns["flags"] & SEEDED) != 0
    return seeded


def _shift_seeds(test: NumberRange) -> NumberRange:
    """Return the range in the numbers of the column. Bounds that no seed can have are left out, or exclude all."""
    first, last = (None if bound is None else int(bound) for bound in (test.first, test.last))
    if (first is not None and first > MAX_SEED) or (last is not None and last < 0):
        return NumberRange(1, 0)
    first = first if first is not None and first >= 0 else None
    last = last if last is not None and last <= MAX_SEED else None
    lowest, highest = (None if bound is None else encode_seed(bound) for bound in (first, last))
    return NumberRange(lowest, highest, test.is_above, test.is_below)


def _is_within(numbers: Numbers, test: NumberRange, known: Mask | None = None) -> Mask:
    """Return which numbers are in the range. Unknown numbers never are; `known` says which are not."""
    mask = is_number(numbers) if known is None else known
    for bound, compare in (
        (test.first, np.greater if test.is_above else np.greater_equal),
        (test.last, np.less if test.is_below else np.less_equal),
    ):
        if bound is not None:
            mask &= compare(numbers, _bound_for(numbers, bound))
    return mask


def _bound_for(numbers: Numbers, bound: float) -> Any:
    """Return a bound as precise as the column. Numbers that the file gave as 4.1 are equal to 4.1."""
    if np.issubdtype(numbers.dtype, np.floating):
        return numbers.dtype.type(bound)
    return bound if isinstance(bound, int) and -(2**63) <= bound < 2**63 else np.float64(bound)


def is_number(numbers: Numbers) -> Mask:
    """Return which numbers are known."""
    if np.issubdtype(numbers.dtype, np.floating):
        return ~np.isnan(numbers)
    unknown = {8: NO_INT8, 4: NO_INT4, 2: NO_INT2}[numbers.dtype.itemsize]
    known: Mask = numbers != unknown
    return known


def _has_name(connection: Connection, snapshot: Snapshot, field: Field, pattern: NamePattern) -> Mask:
    ids = _find_values(connection, field.column, pattern)
    if field.column in NAMED_FIELDS:
        return np.isin(snapshot.columns[field.column], ids)
    pairs = np.isin(snapshot.pair_values, ids)
    if pattern.weight is not None:
        pairs &= _is_within(snapshot.pair_weights, pattern.weight)
    return snapshot.mask_of(snapshot.pair_rows[pairs])


def _find_values(connection: Connection, field: str, pattern: NamePattern) -> NDArray[np.int32]:
    """Return the ids of the values of a field that fit the pattern."""
    folded, query = pattern.folded, select(_value.id).where(_value.field == field)
    if pattern.is_open_before and folded:
        query = query.where(_value.folded.contains(folded, autoescape=True))
    elif pattern.is_open_behind and folded:
        query = query.where(begins_with(_value.folded, folded))
    elif not (pattern.is_open_before or pattern.is_open_behind):
        endings = MODEL_ENDINGS if field in ("model", "lora") else ()
        names = [folded, *(f"{folded} {ending}" for ending in endings)]
        query = query.where(or_(*(_value.folded == name for name in names)))
    if pattern.is_open_before and not pattern.is_open_behind and folded:
        query = query.where(_value.folded.endswith(folded, autoescape=True))
    return np.array(connection.execute(query).scalars().all(), np.int32)


def find_folders(connection: Connection, text: str) -> NDArray[np.int32]:
    """Return the ids of the folders that are, or are below, the folder `text`: an absolute path, or words of one."""
    query = select(_value.id, _value.value, _value.folded).where(_value.field == "folder")
    rows = connection.execute(query).all()
    if text.startswith("/"):
        folder = text.rstrip("/")
        found = [row.id for row in rows if row.value == folder or row.value.startswith(f"{folder}/")]
    else:
        words = f" {fold_value(text)} "
        found = [row.id for row in rows if words.strip() and words in f" {fold_value(row.value)} "]
    return np.array(found, np.int32)


def shape_mask(width: NDArray[np.int32], height: NDArray[np.int32], name: str) -> Mask:
    """Return which sizes, in pixels, have one of the `SHAPES`. Unknown sizes have none."""
    is_shaped = {"landscape": np.greater, "portrait": np.less, "square": np.equal}[name](width, height)
    shaped: Mask = is_shaped & (width > 0) & (height > 0)
    return shaped


def _has_shape(snapshot: Snapshot, name: str) -> Mask:
    return shape_mask(snapshot.columns["width"], snapshot.columns["height"], name)


def _is_near(snapshot: Snapshot, circle: PlaceCircle) -> Mask:
    """Return which places are within the circle, by the haversine formula on a sphere."""
    lat, lon = np.radians(snapshot.columns["lat"]), np.radians(snapshot.columns["lon"])
    lat0, lon0 = np.radians(circle.lat), np.radians(circle.lon)
    part = np.sin((lat - lat0) / 2) ** 2 + np.cos(lat0) * np.cos(lat) * np.sin((lon - lon0) / 2) ** 2
    near: Mask = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(part, 0, 1))) <= circle.km
    return near


def is_in_box(lat: NDArray[np.float64], lon: NDArray[np.float64], box: PlaceBox) -> Mask:
    """Return which places, in degrees, are in the box. Unknown ones never are."""
    is_east, is_west = lon >= box.west, lon <= box.east
    in_box: Mask = (lat >= box.south) & (lat <= box.north)
    return in_box & ((is_east & is_west) if box.west <= box.east else (is_east | is_west) & ~np.isnan(lon))


def _is_known(connection: Connection, snapshot: Snapshot, column: str) -> Mask:
    if column in _KNOWN_COLUMNS:
        return _KNOWN_COLUMNS[column](connection, snapshot)
    if column in NAMED_FIELDS:
        known: Mask = snapshot.columns[column] != 0
        return known
    if column in PAIRED_FIELDS:
        ids = _find_values(connection, column, NamePattern("", is_open_before=True))
        return snapshot.mask_of(snapshot.pair_rows[np.isin(snapshot.pair_values, ids)])
    return is_number(_numbers_of(snapshot, column))


def _some_warnings(snapshot: Snapshot) -> Mask:
    some: Mask = snapshot.columns["warnings"] > 0
    return some


_KNOWN_COLUMNS: dict[str, Callable[[Connection, Snapshot], Mask]] = {
    "place": lambda _c, snapshot: is_number(snapshot.columns["lat"]),
    "collection": find_any_collection_mask,
    "warnings": lambda _c, snapshot: _some_warnings(snapshot),
    "seed": lambda _c, snapshot: _is_seeded(snapshot),
}

_MASKS: dict[type, Callable[[Connection, Snapshot, Field, Any], Mask]] = {
    NumberRange: lambda _c, snapshot, field, test: _is_in_range(snapshot, field, test),
    NamePattern: _has_name,
    FlagValue: lambda _c, snapshot, field, test: flag_mask(snapshot, field.column) == test.wanted,
    ShapeName: lambda _c, snapshot, _field, test: _has_shape(snapshot, test.name),
    FolderPart: lambda c, snapshot, _field, test: np.isin(snapshot.columns["folder"], find_folders(c, test.text)),
    CollectionPath: lambda c, snapshot, _field, test: find_collection_mask(c, snapshot, test),
    PlaceCircle: lambda _c, snapshot, _field, test: _is_near(snapshot, test),
    PlaceBox: lambda _c, snapshot, _field, test: is_in_box(snapshot.columns["lat"], snapshot.columns["lon"], test),
    IsKnown: lambda c, snapshot, _field, test: _is_known(c, snapshot, test.column),
}
