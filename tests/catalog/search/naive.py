"""Random boolean queries, and the files that match them, found by looking at each file with Python's own means."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from app.catalog import LibraryFile, LibraryQuery
from app.catalog.search.dates import captured_number
from app.catalog.search.language.nodes import FieldTest, Fuzzy
from app.catalog.search.language.values import CollectionPath, NamePattern, NumberRange, PlaceBox, PlaceCircle
from app.catalog.search.tokenizer import tokenize
from app.domain.report import FileReport
from tests.catalog.search.support import COLLECTIONS, list_collections, matches, ordered, parameter_checks, words_in

LEAVES = tuple(
    re.split(
        r" \| |\n",
        """cat | mat | neon | "cat" | ca | 東京 | 🦊 | straSSE | img_00 | "a neon" | dream | !! | ~caat | ~neno
sampler:euler | sampler:euler* | sampler:*a | scheduler:karras | tool:comfyui | model:dream | model:*base
steps:20..25 | steps:>20 | steps:<=20 | cfg:7.1 | cfg:>=7 | cfg:..4.5 | seed:0 | seed:>7 | seed:..7
seed:18446744073709551613 | seed:>9223372036854775807 | lora:detail | lora:"add detail" | lora:detail>0.5
lora:*detail*>=0.8 | lora:ink<0 | width:512 | height:>=1024 | megapixels:>1 | mp:0.262144 | shape:portrait
shape:square | shape:landscape | size:>4GB | size:10 | size:10b | duration:0.5 | duration:12s..1m
camera:canon* | camera:"sony ilce 7m3" | lens:*35mm* | iso:1600 | iso:<200 | aperture:2.8 | aperture:>2.8
exposure:1/250 | exposure:>=1 | focal:35..50mm | captured:2024 | captured:2024-05..2024-06 | captured:<2024
captured:>2023 | captured:>=2024-05-06 | captured:<=2024-05 | added:>2000 | added:<2000 | near:52.5,13.4,10
near:48.85,2.35,1 | near:-17.3,179.3,200 | box:40,0,60,20 | box:-20,170,-10,-170 | keyword:cat
keyword:"neon light" | keyword:neon* | rating:>=3 | rating:-1 | score:0..3 | favourite:yes | favourite:no
nsfw:yes | nsfw:no | kind:video | format:png | folder:/media/out | folder:2024 | folder:/media | folder:uni
warnings:>0 | warnings:1 | credentials:yes | duplicate:yes | duplicate:no | pixels:yes | has:lora | has:place
collection:Trips | collection:"trips/rome" | collection:ro* | collection:*ight | collection:/best | collection:/rome
collection:rome/night | collection:night! | collection:* | collection:none | has:collection
has:seed | has:rating | has:lens | has:keyword | has:warnings | has:width | has:megapixels | has:captured""",
    )
)
"""Words and fields, between two of which is a bar or the end of a line."""


def make_query(dice: random.Random, depth: int = 0) -> str:
    """Return a random query: words and fields, combined in every way."""
    if depth == 3 or dice.random() < 0.25:
        return dice.choice(LEAVES)
    parts = [make_query(dice, depth + 1) for _ in range(dice.choice((1, 2, 2, 3)))]
    joined = dice.choice((" ", " AND ", " OR ", " OR ")).join(parts)
    return dice.choice(("({})", "({})", "NOT ({})", "-({})")).format(joined)


class NaiveScan:
    """Finds files by looking at each of them."""

    def __init__(self, files: Sequence[LibraryFile], reports: Sequence[FileReport]) -> None:
        """`reports` are what was read of the files: the library gives files without their blocks."""
        by_path = {report.path: report for report in reports}
        self._files = [
            replace(file, report=replace(file.report, blocks=by_path[file.report.path].blocks)) for file in files
        ]
        self._contents = Counter(file.report.hashes.content for file in files if file.report.hashes)

    def find(self, query: LibraryQuery) -> list[LibraryFile]:
        """Return the files that match, in the order of the query."""
        node = query.expression()
        found = [
            file for file in self._files if all(parameter_checks(file, query)) and matches(file, node, self._passes)
        ]
        return ordered(found, query)

    def _passes(self, file: LibraryFile, leaf: FieldTest | Fuzzy) -> bool:
        if isinstance(leaf, Fuzzy):
            most = 2 if len(leaf.word) >= 6 else 1
            return any(_distance(word, leaf.word) <= most for word in words_in(file))
        name, test = leaf.field.name, leaf.test
        if isinstance(test, NumberRange):
            return _is_within(NUMBERS[name](file), test)
        if isinstance(test, NamePattern):
            return any(_fits(text, weight, test) for text, weight in NAMES[name](file))
        if isinstance(test, PlaceCircle):
            place = file.report.gps
            return place is not None and _kilometres((place.lat, place.lon), (test.lat, test.lon)) <= test.km
        if isinstance(test, PlaceBox | CollectionPath):
            return _contains(test, file)
        return self._passes_word(file, name, test)

    def _passes_word(self, file: LibraryFile, name: str, test: Any) -> bool:
        report = file.report
        if name == "has":
            return _has(file, test.column)
        if name == "shape":
            if report.width is None or report.height is None:
                return False
            shape = (report.width > report.height) - (report.width < report.height)
            return shape == {"portrait": -1, "square": 0, "landscape": 1}[test.name]
        if name == "folder":
            folder = report.path.rpartition("/")[0]
            if test.text.startswith("/"):
                return f"{folder}/".startswith(f"{test.text}/")
            return f" {' '.join(tokenize(test.text))} " in f" {' '.join(tokenize(folder))} "
        flags = {
            "favourite": bool(report.favourite),
            "nsfw": file.is_nsfw,
            "credentials": any(block.name == "c2pa" for block in report.blocks),
            "duplicate": report.hashes is not None and self._contents[report.hashes.content] > 1,
            "pixels": report.pixels_read,
        }
        return flags[name] is test.wanted


def _contains(test: PlaceBox | CollectionPath, file: LibraryFile) -> bool:
    if isinstance(test, PlaceBox):
        return file.report.gps is not None and _is_inside(file.report.gps, test)
    return any(_leads_to(path, test) and is_included(file, path) for path in COLLECTIONS)


def is_included(file: LibraryFile, collection: str) -> bool:
    return any(f"{path}/".startswith(f"{collection}/") for path in list_collections(file))


def _leads_to(path: str, wanted: CollectionPath) -> bool:
    """Whether a path ends with the wanted names; those with a star are single ones."""
    names = [" ".join(tokenize(name)) for name in path.split("/")]
    if wanted.is_open_before or wanted.is_open_behind:
        (part,) = wanted.names
        return names[-1].endswith(part) if wanted.is_open_before else names[-1].startswith(part)
    return names == list(wanted.names) or (not wanted.is_rooted and names[-len(wanted.names) :] == list(wanted.names))


def _made(file: LibraryFile, name: str) -> Any:
    return getattr(file.report.generation, name) if file.report.generation else None


def _block(file: LibraryFile, name: str) -> float | None:
    text = next((block.text for block in file.report.blocks if block.name == f"exif:{name}"), None)
    return float(Fraction(text)) if text else None


def _captured(file: LibraryFile) -> int | None:
    return captured_number(file.report.captured_at) if file.report.captured_at else None


def _megapixels(file: LibraryFile) -> float | None:
    width, height = file.report.width, file.report.height
    return width * height / 1e6 if width and height else None


NUMBERS: dict[str, Callable[[LibraryFile], float | None]] = {
    "steps": lambda file: _made(file, "steps"),
    "cfg": lambda file: _made(file, "cfg_scale"),
    "seed": lambda file: _made(file, "seed"),
    "width": lambda file: file.report.width,
    "height": lambda file: file.report.height,
    "megapixels": _megapixels,
    "size": lambda file: file.report.size,
    "duration": lambda file: file.report.duration_s,
    "iso": lambda file: _block(file, "ISO"),
    "aperture": lambda file: _block(file, "FNumber"),
    "exposure": lambda file: _block(file, "ExposureTime"),
    "focal": lambda file: _block(file, "FocalLength"),
    "captured": _captured,
    "added": lambda file: file.added_at,
    "rating": lambda file: file.report.score,
    "warnings": lambda file: len(file.report.failures),
}


def _camera(file: LibraryFile) -> str | None:
    camera = file.report.camera
    names = {"Canon EOS 5D": "Canon EOS 5D", "ILCE-7M3": "SONY ILCE-7M3", "Pixel 8": "Pixel 8"}
    return names[camera.model or ""] if camera else None


def _lens(file: LibraryFile) -> str | None:
    return next((block.text for block in file.report.blocks if block.name == "exif:LensModel"), None)


Named = list[tuple[str, float | None]]


def _one(name: str | None) -> Named:
    return [(name, None)] if name else []


NAMES: dict[str, Callable[[LibraryFile], Named]] = {
    "sampler": lambda file: _one(_made(file, "sampler")),
    "scheduler": lambda file: _one(_made(file, "scheduler")),
    "model": lambda file: _one(_made(file, "model")),
    "tool": lambda file: _one(_made(file, "tool")),
    "lora": lambda file: [(lora.name, lora.weight) for lora in _made(file, "loras") or ()],
    "camera": lambda file: _one(_camera(file)),
    "lens": lambda file: _one(_lens(file)),
    "keyword": lambda file: [(word, None) for word in file.report.keywords],
    "kind": lambda file: _one(file.report.kind),
    "format": lambda file: _one(file.report.format),
}


def _fits(text: str, weight: float | None, pattern: NamePattern) -> bool:
    folded, wanted = " ".join(tokenize(text)), pattern.folded
    if pattern.is_open_before and pattern.is_open_behind:
        is_named = wanted in folded
    elif pattern.is_open_before:
        is_named = folded.endswith(wanted)
    elif pattern.is_open_behind:
        is_named = folded.startswith(wanted)
    else:
        is_named = folded in (wanted, f"{wanted} safetensors")
    return is_named and (pattern.weight is None or _is_within(weight, pattern.weight))


def _is_within(number: float | None, test: NumberRange) -> bool:
    if number is None:
        return False
    if test.first is not None and (number <= test.first if test.is_above else number < test.first):
        return False
    return test.last is None or not (number >= test.last if test.is_below else number > test.last)


def _is_inside(place: Any, box: PlaceBox) -> bool:
    in_height = box.south <= place.lat <= box.north
    if box.west <= box.east:
        return in_height and box.west <= place.lon <= box.east  # type: ignore[no-any-return]
    return in_height and (place.lon >= box.west or place.lon <= box.east)  # type: ignore[no-any-return]


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance on a sphere, by the angle between the two directions from its centre."""
    points = []
    for lat, lon in (one, other):
        north, east = math.radians(lat), math.radians(lon)
        points.append((math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)))
    return 6371.0088 * math.acos(max(-1.0, min(1.0, sum(a * b for a, b in zip(*points, strict=True)))))


def _has(file: LibraryFile, column: str) -> bool:
    known: dict[str, Callable[[LibraryFile], object]] = {
        "collection": list_collections,
        "lora": lambda file: _made(file, "loras"),
        "place": lambda file: file.report.gps,
        "score": lambda file: None if file.report.score is None else [file.report.score],
        "lens": _lens,
        "keyword": lambda file: file.report.keywords,
        "warnings": lambda file: file.report.failures,
        "seed": lambda file: None if _made(file, "seed") is None else [_made(file, "seed")],
        "width": lambda file: file.report.width,
        "megapixels": _megapixels,
        "captured": _captured,
    }
    return bool(known[column](file))


def _distance(one: str, other: str) -> int:
    """Return the Levenshtein distance."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, row[0] = row[0], place
        for at, other_letter in enumerate(other, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (letter != other_letter))
    return row[-1]
