"""The columns of an exported table: their names, which never change, their types, and the values of a file.

docs/EXPORT.md prints this list.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.catalog import LibraryFile
from app.domain.items import FileRole
from app.domain.report import FileReport, Generation


class ColumnType(StrEnum):
    """What a column holds. Every column may also be empty."""

    INTEGER = "integer"
    """Signed, 64 bits."""
    UNSIGNED = "unsigned integer"
    """64 bits."""
    NUMBER = "number"
    TEXT = "text"
    FLAG = "flag"
    TIME = "time"
    """Seconds since the epoch, UTC."""
    BYTES = "bytes"
    TEXTS = "list of texts"
    RECORDS = "list of records"
    MAP = "map of texts"


T = ColumnType
Fields = Mapping[str, ColumnType]


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: ColumnType
    description: str
    value: Callable[[LibraryFile], Any]
    fields: Fields | None = None
    """Of the records, in order; None for other types."""


_LORA = {"name": T.TEXT, "weight": T.NUMBER}
_PROMPT = {"role": T.TEXT, "text": T.TEXT, "source": T.TEXT}
_PASS = {
    "sampler": T.TEXT,
    "scheduler": T.TEXT,
    "seed": T.UNSIGNED,
    "steps": T.INTEGER,
    "cfg_scale": T.NUMBER,
    "denoise": T.NUMBER,
    "model": T.TEXT,
    "width": T.INTEGER,
    "height": T.INTEGER,
    "upscaler": T.TEXT,
    "part": T.TEXT,
}
_FAILURE = {"step": T.TEXT, "reason": T.TEXT}
_PLACE = {"path": T.TEXT, "place": T.INTEGER}
_COMPANION = {"id": T.INTEGER, "role": T.TEXT, "path": T.TEXT}


def path_bytes(path: str) -> bytes | None:
    """Return the bytes of a path that is not UTF-8; None for others, which the text says exactly."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path)
    return None


def _of_file(name: str) -> Callable[[LibraryFile], Any]:
    return lambda file: getattr(file, name)


def _of_report(name: str) -> Callable[[LibraryFile], Any]:
    return lambda file: getattr(file.report, name)


def _of_part(part: str, name: str) -> Callable[[LibraryFile], Any]:
    return lambda file: getattr(getattr(file.report, part), name, None)


def _records(parts: Iterable[object], fields: Fields, **names: str) -> list[dict[str, Any]]:
    """Return the fields of each part by name; `names` says which attribute holds a field of another name."""
    return [{field: getattr(part, names.get(field, field)) for field in fields} for part in parts]


def _of_generation(name: str, fields: Fields) -> Callable[[LibraryFile], list[dict[str, Any]]]:
    return lambda file: _records(_list(file.report.generation, name), fields)


def _list(generation: Generation | None, name: str) -> Sequence[object]:
    return getattr(generation, name) if generation else ()


def _main_id(file: LibraryFile) -> int | None:
    return next((each.file_id for each in file.companions if each.role is FileRole.MAIN), None)


def _folder(report: FileReport) -> str:
    return os.path.dirname(report.path)


COLUMNS: tuple[Column, ...] = (
    Column("id", T.INTEGER, "Id of the file in the library.", _of_file("file_id")),
    Column("path", T.TEXT, "Absolute path.", _of_report("path")),
    Column("path_bytes", T.BYTES, "Bytes of a path that is not UTF-8.", lambda file: path_bytes(file.report.path)),
    Column("folder", T.TEXT, "The folder of the path.", lambda file: _folder(file.report)),
    Column("name", T.TEXT, "The last part of the path.", lambda file: os.path.basename(file.report.path)),
    Column("kind", T.TEXT, "`image` or `video`.", _of_report("kind")),
    Column("format", T.TEXT, "Format by the content: `png`, `jpeg`, `mp4` …", _of_report("format")),
    Column("size", T.INTEGER, "Bytes.", _of_report("size")),
    Column("mtime_ns", T.INTEGER, "Modification time, nanoseconds since the epoch.", _of_report("mtime_ns")),
    Column("width", T.INTEGER, "Pixels, as displayed.", _of_report("width")),
    Column("height", T.INTEGER, "Pixels, as displayed.", _of_report("height")),
    Column("duration_s", T.NUMBER, "Seconds, of a video or an animated picture.", _of_report("duration_s")),
    Column("frame_rate", T.NUMBER, "Frames per second of a video.", _of_report("frame_rate")),
    Column("frames", T.INTEGER, "Frames of an animated picture.", _of_report("frames")),
    Column("codec", T.TEXT, "Codec of a video.", _of_report("codec")),
    Column(
        "captured_at",
        T.TEXT,
        "When it was taken: ISO 8601 by the clock there, with an offset only if the file states one.",
        _of_report("captured_at"),
    ),
    Column("camera_make", T.TEXT, "Maker of the camera.", _of_part("camera", "make")),
    Column("camera_model", T.TEXT, "Model of the camera.", _of_part("camera", "model")),
    Column("latitude", T.NUMBER, "Degrees, WGS 84; south is negative.", _of_part("gps", "lat")),
    Column("longitude", T.NUMBER, "Degrees, WGS 84; west is negative.", _of_part("gps", "lon")),
    Column("tool", T.TEXT, "Generation tool.", _of_part("generation", "tool")),
    Column("prompt", T.TEXT, "Prompt.", _of_part("generation", "prompt")),
    Column("negative_prompt", T.TEXT, "Negative prompt.", _of_part("generation", "negative_prompt")),
    Column("seed", T.UNSIGNED, "Seed of the first pass.", _of_part("generation", "seed")),
    Column("steps", T.INTEGER, "Steps of the first pass.", _of_part("generation", "steps")),
    Column("sampler", T.TEXT, "Sampler of the first pass.", _of_part("generation", "sampler")),
    Column("scheduler", T.TEXT, "Scheduler of the first pass.", _of_part("generation", "scheduler")),
    Column("cfg_scale", T.NUMBER, "CFG scale of the first pass.", _of_part("generation", "cfg_scale")),
    Column("model", T.TEXT, "Model; several are named together.", _of_part("generation", "model")),
    Column("loras", T.RECORDS, "LoRAs.", _of_generation("loras", _LORA), _LORA),
    Column("prompts", T.RECORDS, "All texts it was made from.", _of_generation("prompts", _PROMPT), _PROMPT),
    Column("passes", T.RECORDS, "All passes of a sampler.", _of_generation("passes", _PASS), _PASS),
    Column("models", T.RECORDS, "Merged models, with their shares.", _of_generation("models", _LORA), _LORA),
    Column("keywords", T.TEXTS, "Keywords.", lambda file: list(file.report.keywords)),
    Column("score", T.INTEGER, "−1 (rejected) to 5.", _of_report("score")),
    Column("favourite", T.FLAG, "Whether it is a favourite.", _of_report("favourite")),
    Column("title", T.TEXT, "Title that was given in the library.", _of_file("title")),
    Column("note", T.TEXT, "Note that was written in the library.", _of_file("note")),
    Column("hidden", T.FLAG, "Whether searches leave it out.", _of_file("is_hidden")),
    Column("is_nsfw", T.FLAG, "Whether its score reached the threshold.", _of_file("is_nsfw")),
    Column("nsfw_score", T.NUMBER, "0 to 1.", _of_part("nsfw", "score")),
    Column("nsfw_model", T.TEXT, "Name and version of the NSFW model.", _of_part("nsfw", "model")),
    Column("content_hash", T.TEXT, "BLAKE3 of the bytes, hexadecimal.", _of_part("hashes", "content")),
    Column("pixel_hash", T.TEXT, "BLAKE3 of the pixels, hexadecimal.", _of_part("hashes", "pixels")),
    Column("perceptual_hash", T.TEXT, "64-bit DCT hash, hexadecimal.", _of_part("hashes", "perceptual")),
    Column("pixels_read", T.FLAG, "Whether the picture was decoded.", _of_report("pixels_read")),
    Column("content_identifier", T.TEXT, "Of a Live Photo.", _of_report("content_identifier")),
    Column(
        "warnings",
        T.RECORDS,
        "What could not be read.",
        lambda file: _records(file.report.failures, _FAILURE),
        _FAILURE,
    ),
    Column("provenance", T.MAP, "Where each value was read.", lambda file: dict(file.report.provenance)),
    Column("edited", T.TEXTS, "Values that were edited in the library.", lambda file: list(file.edited)),
    Column("role", T.TEXT, "What it is in its item: `main`, `raw` or `motion`.", _of_file("role")),
    Column("main_id", T.INTEGER, "Id of the main file of its item, if that is another.", _main_id),
    Column(
        "companions",
        T.RECORDS,
        "The other files of its item.",
        lambda file: _records(file.companions, _COMPANION, id="file_id"),
        _COMPANION,
    ),
    Column("added_at", T.TIME, "When it came into the library.", _of_file("added_at")),
    Column("changed_at", T.TIME, "When a commit changed it last.", _of_file("changed_at")),
    Column(
        "collections",
        T.RECORDS,
        "Collections that it is in, and its place in the order made by hand: the lowest is first.",
        lambda file: _records(file.collections, _PLACE),
        _PLACE,
    ),
)
BY_NAME: Mapping[str, Column] = {column.name: column for column in COLUMNS}


def choose_columns(names: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns of these names, in this order; all of them without names. Raises ValueError."""
    unknown = [name for name in names if name not in BY_NAME]
    if unknown:
        raise ValueError(f"there is no column {unknown[0]!r}; choose of {', '.join(BY_NAME)}")
    return tuple(BY_NAME[name] for name in dict.fromkeys(names)) or COLUMNS


def encode_bytes(value: bytes) -> str:
    """Return bytes as text formats hold them: in Base64."""
    return base64.b64encode(value).decode()
