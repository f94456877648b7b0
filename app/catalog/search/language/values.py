"""What stands behind the colon of a field: ranges, names, dates, places."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TypeAlias, TypeVar

from app.catalog.search.dates import captured_number, end_of_date, is_date, start_of_date
from app.catalog.search.language.errors import QueryLanguageError
from app.catalog.search.language.fields import FLAGS, KNOWN_BY_HAS, SHAPES, Field, FieldKind
from app.catalog.search.tokenizer import fold_value

Number: TypeAlias = int | float
_Parsed = TypeVar("_Parsed")


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A number must be between the bounds; None means that there is no bound."""

    first: Number | None = None
    last: Number | None = None
    is_above: bool = False
    """Whether `first` itself does not match."""
    is_below: bool = False
    """Whether `last` itself does not match."""


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A name must have these words, with any words before or behind them where the pattern is open."""

    folded: str
    """As `fold_value` makes it."""
    is_open_before: bool = False
    is_open_behind: bool = False
    weight: NumberRange | None = None
    """For LoRAs: how strong it must be."""


@dataclass(frozen=True, slots=True)
class FlagValue:
    wanted: bool


@dataclass(frozen=True, slots=True)
class ShapeName:
    name: str


@dataclass(frozen=True, slots=True)
class FolderPart:
    """The folder below which a file must be: an absolute path, or a part of a path in any case."""

    text: str


@dataclass(frozen=True, slots=True)
class CollectionPath:
    """The last names of the path of a collection, with any text before or behind them where the path is open."""

    names: tuple[str, ...]
    """As `fold_name` makes them."""
    is_rooted: bool = False
    """Whether the first name is that of a collection at the top."""
    is_open_before: bool = False
    is_open_behind: bool = False


@dataclass(frozen=True, slots=True)
class PlaceCircle:
    """A place must be at most `km` away from a point, in degrees."""

    lat: float
    lon: float
    km: float


@dataclass(frozen=True, slots=True)
class PlaceBox:
    """A place must be in the box, in degrees. A box whose west is greater than its east crosses the 180th meridian."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class IsKnown:
    """A column must have a value."""

    column: str


ValueTest: TypeAlias = (
    NumberRange | NamePattern | FlagValue | ShapeName | FolderPart | CollectionPath | PlaceCircle | PlaceBox | IsKnown
)

_NUMBER = re.compile(r"(-?\d{1,20}(?:\.\d{0,12})?)(?:/(\d{1,9}))?([a-z]*)", re.IGNORECASE | re.ASCII)
_COMPARISON = re.compile(r"(>=|<=|>|<|=)?(.*)", re.DOTALL)
_WEIGHTED = re.compile(r"(.*?)((?:>=|<=|>|<|=).*)?", re.DOTALL)
_RANGE_FORMS = "20, 20..30, 20.., ..30, >20 or <=30"
_DATE_FORMS = "2024, 2024-05, 2024-05-06, 2024-01..2024-06 or >=2024-05"


def parse_value(field: Field, text: str, at: int, *, tail: str = "") -> ValueTest:
    """Return the test that `text` at character `at` describes. `tail` follows a text in quotes.

    Raises QueryLanguageError.
    """
    return _PARSERS[field.kind](field, text, at, tail)


def _parse_number_range(field: Field, text: str, at: int, tail: str) -> NumberRange:
    return _parse_range(text + tail, at, lambda part, place: _parse_number(field, part, place))


def _parse_range(text: str, at: int, parse: Callable[[str, int], Number]) -> NumberRange:
    if ".." in text:
        begin, end = _parse_bounds(text, at, f"Write a number before or behind the dots: {_RANGE_FORMS}.", parse)
        if begin is not None and end is not None and begin > end:
            first, _, last = text.partition("..")
            cure = f"Write the smaller bound first: {last}..{first}."
            raise QueryLanguageError("The range ends before it begins.", cure, at, len(text))
        return NumberRange(begin, end)
    sign, number = _parse_comparison(text, at, parse)
    if sign.startswith(">"):
        return NumberRange(first=number, is_above=sign == ">")
    if sign.startswith("<"):
        return NumberRange(last=number, is_below=sign == "<")
    return NumberRange(number, number)


def _parse_bounds(
    text: str, at: int, cure: str, parse: Callable[[str, int], _Parsed]
) -> tuple[_Parsed | None, _Parsed | None]:
    """Return the bounds of a range with two dots, of which one may be missing. Without both, `cure` says what to do."""
    first, _, last = text.partition("..")
    if not first and not last:
        raise QueryLanguageError("The range has no bounds.", cure, at, len(text))
    return parse(first, at) if first else None, parse(last, at + len(first) + 2) if last else None


def _parse_comparison(text: str, at: int, parse: Callable[[str, int], _Parsed]) -> tuple[str, _Parsed]:
    """Return the sign of a comparison, which may be empty, and what it compares with."""
    match = _COMPARISON.fullmatch(text)
    assert match is not None
    sign, rest = match.groups(default="")
    return sign, parse(rest, at + len(sign))


def _parse_number(field: Field, text: str, at: int) -> Number:
    match = _NUMBER.fullmatch(text)
    units = dict(field.units)
    if match is None:
        raise QueryLanguageError(
            f"“{text}” is not a number.", f"Write {field.name}: with {_RANGE_FORMS}.", at, max(1, len(text))
        )
    digits, divisor, unit = match.groups(default="")
    if unit and unit.casefold() not in units:
        cure = f"Use one of {', '.join(units)}." if units else "Leave it out."
        raise QueryLanguageError(f"{field.name} has no unit “{unit}”.", cure, at + len(text) - len(unit), len(unit))
    if divisor and not int(divisor):
        raise QueryLanguageError("Nothing can be divided by 0.", "Write a fraction such as 1/250.", at, len(text))
    if "." not in digits and not divisor and units.get(unit.casefold(), 1.0) == 1.0:
        return int(digits)
    return float(digits) / int(divisor or 1) * units.get(unit.casefold(), 1.0)


def _parse_date_range(field: Field, text: str, at: int, tail: str) -> NumberRange:
    """Return the range of `captured_number` or of seconds since the epoch, whichever the column has."""

    def parse(part: str, place: int) -> NumberRange:
        return _parse_date(field, part, place)

    if ".." in text:
        begin, end = _parse_bounds(text, at, f"Write a date before or behind the dots: {_DATE_FORMS}.", parse)
        first_moment = None if begin is None else begin.first
        last_moment = None if end is None else end.last
        return NumberRange(first_moment, last_moment, is_below=end is not None and end.is_below)
    sign, period = _parse_comparison(text + tail, at, parse)
    after = NumberRange(first=period.last, is_above=not period.is_below)
    return {
        ">": after,
        ">=": NumberRange(first=period.first),
        "<": NumberRange(last=period.first, is_below=True),
        "<=": NumberRange(last=period.last, is_below=period.is_below),
    }.get(sign, period)


def _parse_date(field: Field, text: str, at: int) -> NumberRange:
    """Return the period that a date stands for: a year, a month, a day, a minute or a second."""
    if not is_date(text):
        raise QueryLanguageError(
            f"“{text}” is not a date." if text else "A date is missing.",
            f"Write {field.name}: with {_DATE_FORMS}.",
            at,
            max(1, len(text)),
        )
    if field.column == "captured":
        return NumberRange(captured_number(text), captured_number(text, unknown="99"))
    return NumberRange(start_of_date(text).timestamp(), end_of_date(text).timestamp(), is_below=True)


def _parse_name(field: Field, text: str, at: int, tail: str) -> NamePattern:
    weight = tail
    if field.column == "lora" and not tail:
        match = _WEIGHTED.fullmatch(text)
        assert match is not None
        text, weight = match.groups(default="")
    if weight and field.column != "lora":
        cure = f"Write {field.name}:NAME without “{weight}”."
        raise QueryLanguageError(f"{field.name} is not a number.", cure, at + len(text), len(weight))
    pattern = NamePattern(fold_value(text), text.startswith("*"), text.endswith("*"))
    if weight:
        return replace(pattern, weight=_parse_range(weight, at + len(text), _parse_weight))
    return pattern


def _parse_weight(text: str, at: int) -> Number:
    match = _NUMBER.fullmatch(text)
    if match is None or match[2] or match[3]:
        cure = "Write a number, such as lora:detail>0.5."
        raise QueryLanguageError(f"“{text}” is not a weight.", cure, at, max(1, len(text)))
    return float(match[1])


def _parse_flag(field: Field, text: str, at: int, _tail: str) -> FlagValue:
    if text.casefold() not in FLAGS:
        cure = f"Write {field.name}:yes or {field.name}:no."
        raise QueryLanguageError(f"“{text}” is neither yes nor no.", cure, at, max(1, len(text)))
    return FlagValue(FLAGS[text.casefold()])


def _parse_shape(_field: Field, text: str, at: int, _tail: str) -> ShapeName:
    if text.casefold() not in SHAPES:
        cure = f"Choose one of {', '.join(SHAPES)}."
        raise QueryLanguageError(f"There is no shape “{text}”.", cure, at, max(1, len(text)))
    return ShapeName(text.casefold())


def _parse_folder(_field: Field, text: str, at: int, _tail: str) -> FolderPart:
    if not text.strip():
        raise QueryLanguageError("A folder is missing.", "Write folder:/an/absolute/path or folder:part.", at)
    return FolderPart(text)


def fold_name(name: str) -> str:
    """Return the form of a collection's name by which it is compared. A name of signs alone has no words."""
    return fold_value(name) or name.strip().casefold()


def _parse_collection(_field: Field, text: str, at: int, _tail: str) -> CollectionPath:
    if not text.strip("/ "):
        raise QueryLanguageError("A collection is missing.", "Write collection:NAME or collection:NAME/NAME.", at)
    is_open_before, is_open_behind = text.startswith("*"), text.endswith("*")
    names = text[is_open_before:].removesuffix("*").strip("/").split("/")
    return CollectionPath(tuple(map(fold_name, names)), text.startswith("/"), is_open_before, is_open_behind)


def _parse_degrees(field: Field, text: str, at: int, count: int, form: str) -> list[float]:
    parts, place = text.split(","), at
    numbers = []
    for part in parts:
        match = _NUMBER.fullmatch(part.strip())
        if match is None or match[2] or (match[3] and match[3].casefold() != "km"):
            raise QueryLanguageError(f"“{part}” is not a number.", f"Write {form}.", place, max(1, len(part)))
        numbers.append(float(match[1]))
        place += len(part) + 1
    if len(numbers) != count:
        message = f"{field.name} needs {count} numbers, not {len(numbers)}."
        raise QueryLanguageError(message, f"Write {form}.", at, max(1, len(text)))
    return numbers


def _check_point(lat: float, lon: float, at: int, length: int) -> None:
    if abs(lat) > 90 or abs(lon) > 180:
        cure = "Latitudes are between -90 and 90, longitudes between -180 and 180, the latitude first."
        raise QueryLanguageError("There is no such place.", cure, at, length)


def _parse_circle(field: Field, text: str, at: int, _tail: str) -> PlaceCircle:
    lat, lon, km = _parse_degrees(field, text, at, 3, "near:LATITUDE,LONGITUDE,KM such as near:52.52,13.40,10")
    _check_point(lat, lon, at, len(text))
    return PlaceCircle(lat, lon, km)


def _parse_box(field: Field, text: str, at: int, _tail: str) -> PlaceBox:
    form = "box:SOUTH,WEST,NORTH,EAST such as box:47.3,5.9,55.1,15.0"
    south, west, north, east = _parse_degrees(field, text, at, 4, form)
    _check_point(south, west, at, len(text))
    _check_point(north, east, at, len(text))
    if south > north:
        raise QueryLanguageError("The south of the box is north of its north.", f"Write {form}.", at, len(text))
    return PlaceBox(south, west, north, east)


def _parse_has(_field: Field, text: str, at: int, _tail: str) -> IsKnown:
    if (column := KNOWN_BY_HAS.get(text.casefold())) is None:
        close = get_close_matches(text.casefold(), KNOWN_BY_HAS, 1)
        cure = f"Did you mean has:{close[0]}?" if close else f"Choose one of {', '.join(sorted(KNOWN_BY_HAS))}."
        raise QueryLanguageError(f"has: does not know “{text}”.", cure, at, max(1, len(text)))
    return IsKnown(column)


_PARSERS: dict[FieldKind, Callable[[Field, str, int, str], ValueTest]] = {
    FieldKind.NUMBER: _parse_number_range,
    FieldKind.DATE: _parse_date_range,
    FieldKind.NAME: _parse_name,
    FieldKind.FLAG: _parse_flag,
    FieldKind.SHAPE: _parse_shape,
    FieldKind.FOLDER: _parse_folder,
    FieldKind.COLLECTION: _parse_collection,
    FieldKind.NEAR: _parse_circle,
    FieldKind.BOX: _parse_box,
    FieldKind.HAS: _parse_has,
}
