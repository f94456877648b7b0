"""Files: what was read from one, as a session or the library has it."""

from __future__ import annotations

from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from app.catalog import LibraryFile, StagedFile
from app.domain.preview import Choice, Relation
from app.domain.progress import Outcome
from app.domain.report import FileReport, Kind, Step
from app.routers.documents.base import Json, ResponseDocument

_SHOWN_FIELDS = tuple(field.name for field in fields(FileReport) if field.name not in ("thumbnail", "blocks"))
"""Fields of a report that a document has; thumbnail and raw blocks have routes of their own."""


class CameraDocument(ResponseDocument):
    make: str | None = Field(description="Maker of the camera.")
    model: str | None = Field(description="Model of the camera.")


class GpsDocument(ResponseDocument):
    """A place on Earth in WGS 84."""

    lat: float = Field(ge=-90, le=90, description="Latitude in degrees; south is negative.")
    lon: float = Field(ge=-180, le=180, description="Longitude in degrees; west is negative.")


class LoraDocument(ResponseDocument):
    name: str = Field(description="Name of the LoRA model.")
    weight: float | None = Field(description="How strongly it was applied; null where that is not recorded.")


class GenerationDocument(ResponseDocument):
    """How a picture was generated, as its tool recorded it. What was not recorded is null or empty."""

    tool: str = Field(description="The tool that made the picture.", examples=["comfyui"])
    prompt: str | None = Field(description="What the picture was to show.")
    negative_prompt: str | None = Field(description="What the picture was not to show.")
    seed: int | None = Field(description="Seed of the noise; up to 64 bits.")
    steps: int | None = Field(description="Sampling steps.")
    sampler: str | None = Field(description="Name of the sampler.")
    scheduler: str | None = Field(description="Name of the noise schedule.")
    cfg_scale: float | None = Field(description="Classifier-free guidance scale.")
    model: str | None = Field(description="Name of the checkpoint.")
    loras: list[LoraDocument]


class NsfwDocument(ResponseDocument):
    """How likely a viewer would call the picture not safe for work."""

    score: float = Field(ge=0, le=1, description="A probability, 0–1.")
    model: str = Field(description="Name and version of the model that gave the score.")
    is_nsfw: bool = Field(description="Whether the score reaches the session's threshold.")


class HashesDocument(ResponseDocument):
    content: str = Field(description="BLAKE3 of the file's bytes, 64 hex digits.")
    perceptual: str | None = Field(description="64-bit DCT hash of the picture, 16 hex digits.")
    pixels: str | None = Field(description="BLAKE3 of the picture without its metadata, 64 hex digits.")


class FailureDocument(ResponseDocument):
    """Why a reading step failed. On a file that is `ok` it is a warning."""

    step: Step
    reason: str = Field(description="Why, in words.")


class FileDocument(ResponseDocument):
    """One file of a session. What was not found is null or empty."""

    path: str = Field(description="Absolute path. Bytes that are not UTF-8 are escaped as lone surrogates.")
    size: int = Field(ge=0, description="In bytes.")
    mtime_ns: int = Field(description="When the file was changed last, in Unix nanoseconds.")
    kind: Kind | None = Field(description="Null while it is not known.")
    format: str | None = Field(description="What the bytes are, whatever the file's name says.", examples=["png"])
    width: int | None = Field(description="In pixels, with the orientation applied.")
    height: int | None = Field(description="In pixels, with the orientation applied.")
    duration_s: float | None = Field(description="Length of a video, in seconds.")
    frame_rate: float | None = Field(description="Frames per second of a video.")
    codec: str | None = Field(description="Codec of a video.", examples=["h264"])
    captured_at: str | None = Field(
        description="When it was taken: ISO 8601, with an offset only where the file records one.",
        examples=["2024-05-06T07:08:09"],
    )
    camera: CameraDocument | None
    gps: GpsDocument | None
    generation: GenerationDocument | None
    keywords: list[str] = Field(description="Each once, in the order in which they were found.")
    score: int | None = Field(ge=-1, le=5, description="−1 (rejected) to 5.")
    favourite: bool | None = Field(description="Whether it is marked as a favourite; null where nothing says so.")
    nsfw: NsfwDocument | None
    hashes: HashesDocument | None
    failures: list[FailureDocument] = Field(description="Why the file failed, or warnings on a file that is ok.")
    provenance: dict[str, str] = Field(description="Name of a field → where its value came from.")
    id: int = Field(ge=1, description="Id of the file. Ids are never reused.")
    outcome: Outcome | None = Field(description="How reading ended; null for a file that is gone.")
    finished_at: float | None = Field(description="When it was read, in Unix seconds; null while it is not.")
    name: str = Field(description="The file's name, without the folder.")
    thumbnail: str | None = Field(description="Path of the thumbnail on this server; null where there is none.")
    original: str = Field(description="Path of the file itself on this server.")
    relation: Relation | None = Field(description="How it relates to the library; null where that is not known.")
    choice: Choice
    edited: list[str] = Field(description="Fields that the user changed.")


class LibraryFileDocument(FileDocument):
    """One file of the library."""

    added_at: float = Field(description="When a commit added it, in Unix seconds.")


class StagedDuplicateDocument(FileDocument):
    """A file of the session in a group of duplicates."""

    in_library: Literal[False]
    distance: int = Field(ge=0, le=64, description="Bits in which its perceptual hash differs from the first file's.")


class LibraryDuplicateDocument(LibraryFileDocument):
    """A file of the library in a group of duplicates."""

    in_library: Literal[True]
    distance: int = Field(ge=0, le=64, description="Bits in which its perceptual hash differs from the first file's.")


def file_document(file: StagedFile) -> Json:
    """Return one staged file."""
    shown = {name: _plain(getattr(file.report, name)) for name in _SHOWN_FIELDS}
    nsfw = file.report.nsfw
    return shown | {
        "id": file.file_id,
        "outcome": file.outcome,
        "finished_at": file.finished_at,
        "name": Path(file.report.path).name,
        "nsfw": nsfw and asdict(nsfw) | {"is_nsfw": file.is_nsfw},
        "thumbnail": f"/api/ingest/file/{file.file_id}/thumbnail" if file.thumbnail_id else None,
        "original": f"/api/ingest/file/{file.file_id}/original",
        "relation": file.relation,
        "choice": file.choice,
        "edited": list(file.edited),
    }


def library_document(file: LibraryFile) -> Json:
    """Return one library file in the fields of a staged one.

    Its picture may change with a commit, so the thumbnail's address contains the thumbnail's id.
    """
    shown = file_document(
        StagedFile(file.file_id, Outcome.OK, file.changed_at, file.is_nsfw, file.thumbnail_id, file.report)
    )
    return shown | {
        "added_at": file.added_at,
        "thumbnail": library_thumbnail_address(file),
        "original": f"/api/ingest/library/{file.file_id}/original",
    }


def library_thumbnail_address(file: LibraryFile) -> str | None:
    return f"/api/ingest/library/{file.file_id}/thumbnail?v={file.thumbnail_id}" if file.thumbnail_id else None


def _plain(value: object) -> object:
    """Do what `asdict` does to a field, in a third of its time: most fields are plain already."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
