"""Files: what was read from one, as a session or the library has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from app.catalog import Companion, LibraryFile, StagedFile
from app.domain.items import FileRole
from app.domain.pictures.rendition import file_version
from app.domain.preview import Choice, Relation
from app.domain.progress import Outcome
from app.domain.report import Block, FileReport, Kind, PromptRole, Step
from app.domain.text.excerpts import EXCERPT_LENGTH
from app.readers import CLEANED_FORMATS, LIMITS, has_graph, has_settings, name_place
from app.routers.documents.base import Json, ResponseDocument

_SHOWN_FIELDS = tuple(field.name for field in fields(FileReport) if field.name not in ("thumbnail", "blocks"))
"""Fields of a report that a document has. The thumbnail and the raw blocks have routes of their own."""

BLOCKS_LENGTH = 1_000_000
"""Characters of all blocks in one answer. Nearly all graphs of ComfyUI fit; the largest have 3 MB."""

_BOUNDED = (
    f"At most {LIMITS.prompt_length:,} characters are kept; a list of files has the first {EXCERPT_LENGTH:,} of them."
)


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


class PromptDocument(ResponseDocument):
    """One of the texts that a picture was made from."""

    role: PromptRole = Field(description="What the text is for.")
    text: str = Field(description="The text, as the file states it.")
    source: str | None = Field(description="The node or the block where it stood.", examples=["node 6"])


class PassDocument(ResponseDocument):
    """One run of a sampler over the picture. What was not recorded is null."""

    sampler: str | None = Field(description="Name of the sampler.")
    scheduler: str | None = Field(description="Name of the noise schedule.")
    seed: int | None = Field(description="Seed of the noise; up to 64 bits.")
    steps: int | None = Field(description="Sampling steps.")
    cfg_scale: float | None = Field(description="Classifier-free guidance scale.")
    denoise: float | None = Field(description="How much of the picture was made anew, 0–1.")
    model: str | None = Field(description="Name of the checkpoint.")
    width: int | None = Field(description="Width of the picture in this pass, in pixels.")
    height: int | None = Field(description="Height of the picture in this pass, in pixels.")
    upscaler: str | None = Field(description="What enlarged the picture before this pass.")
    part: str | None = Field(description="What it painted again, where that was not the whole picture.")


class CheckpointDocument(ResponseDocument):
    name: str = Field(description="Name of the checkpoint.")
    weight: float | None = Field(description="Its share of the merged model; null where that is not recorded.")


class GenerationDocument(ResponseDocument):
    """How a picture was generated, as its tool recorded it. What was not recorded is null or empty."""

    tool: str = Field(description="The tool that made the picture.", examples=["comfyui"])
    prompt: str | None = Field(description=f"What the picture was to show. {_BOUNDED}")
    negative_prompt: str | None = Field(description=f"What the picture was not to show. {_BOUNDED}")
    seed: int | None = Field(description="Seed of the noise; up to 64 bits.")
    steps: int | None = Field(description="Sampling steps.")
    sampler: str | None = Field(description="Name of the sampler.")
    scheduler: str | None = Field(description="Name of the noise schedule.")
    cfg_scale: float | None = Field(description="Classifier-free guidance scale.")
    model: str | None = Field(description="Name of the checkpoint.")
    loras: list[LoraDocument] = Field(description="The LoRAs that were applied; in a list of files the first of them.")
    prompts: list[PromptDocument] = Field(
        description="All texts in order of appearance; `prompt` and `negative_prompt` join those of their kind, but not"
        " those for a later pass or a detail alone; in a list of files the first of them."
    )
    passes: list[PassDocument] = Field(
        description="All passes of samplers in the order in which they ran; seed, steps and so on are those of the pass"
        " that began the picture."
    )
    models: list[CheckpointDocument] = Field(
        description="The checkpoints where several were merged into one; `model` names them all."
    )


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


class CompanionDocument(ResponseDocument):
    """Another file of the same item."""

    id: int = Field(ge=1, description="Its id, of the same kind: of a session's file, or of a library file.")
    name: str = Field(description="The file's name, without the folder.")
    kind: Kind | None
    role: FileRole = Field(description="What it is in the item.")


class FileDocument(ResponseDocument):
    """One file of a session. What was not found is null or empty.

    The main file of an item has score, favourite, capture time and keywords of the item: what only its companions state
    is added, and `provenance` names them."""

    path: str = Field(description="Absolute path. Bytes that are not UTF-8 are escaped as lone surrogates.")
    size: int = Field(ge=0, description="In bytes.")
    mtime_ns: int = Field(description="When the file was changed last, in Unix nanoseconds.")
    kind: Kind | None = Field(description="Null while it is not known.")
    format: str | None = Field(description="What the bytes are, whatever the file's name says.", examples=["png"])
    width: int | None = Field(description="In pixels, with the orientation applied.")
    height: int | None = Field(description="In pixels, with the orientation applied.")
    duration_s: float | None = Field(
        description="Length of a video, or of one turn of an animated picture, in seconds."
    )
    frames: int | None = Field(ge=2, description="Frames of an animated picture.")
    frame_rate: float | None = Field(description="Frames per second of a video.")
    codec: str | None = Field(description="Codec of a video.", examples=["h264"])
    captured_at: str | None = Field(
        description="When it was taken: ISO 8601, with an offset only where the file records one.",
        examples=["2024-05-06T07:08:09"],
    )
    content_identifier: str | None = Field(
        description="What both files of a Live Photo have in common; null where the file has none."
    )
    camera: CameraDocument | None
    gps: GpsDocument | None
    generation: GenerationDocument | None
    keywords: list[str] = Field(
        max_length=LIMITS.keywords,
        description="Each once, in the order in which they were found; in a list of files the first of them, with at"
        f" most {EXCERPT_LENGTH:,} characters.",
    )
    score: int | None = Field(ge=-1, le=5, description="−1 (rejected) to 5.")
    favourite: bool | None = Field(description="Whether it is marked as a favourite; null where nothing says so.")
    nsfw: NsfwDocument | None
    hashes: HashesDocument | None
    pixels_read: bool = Field(
        description="False where nothing was decoded yet: there is no thumbnail, no NSFW score and no perceptual hash,"
        " and damage that only a decoder finds is not known. A session that reads pixels goes on with such files."
    )
    failures: list[FailureDocument] = Field(
        description="Why the file failed, or warnings on a file that is ok. A warning says which text was too long to"
        " be kept whole."
    )
    provenance: dict[str, str] = Field(description="Name of a field → where its value came from.")
    excerpts: dict[str, int] = Field(
        description="Name of a field that has only the beginning of its value here, because this is a list → its whole"
        " length, in characters of a text or entries of a list. The routes that get a single file have the whole.",
        examples=[{"generation.prompt": 53_211, "keywords": 900}],
    )
    id: int = Field(ge=1, description="Id of the file. Ids are never reused.")
    outcome: Outcome | None = Field(description="How reading ended; null for a file that is gone.")
    finished_at: float | None = Field(description="When it was read, in Unix seconds; null while it is not.")
    machine: str | None = Field(description="Name of the machine that read it; null for the server's own.")
    name: str = Field(description="The file's name, without the folder.")
    thumbnail: str | None = Field(description="Path of the thumbnail on this server; null where there is none.")
    thumbnail_source: Literal["picture", "embedded"] | None = Field(
        description="What the thumbnail was made of: the picture, or, because that cannot be decoded, a smaller one"
        " that is embedded in the file. Null where there is no thumbnail."
    )
    original: str = Field(description="Path of the file itself on this server.")
    rendition: str | None = Field(
        description="Path of the picture at screen size, in a format that every browser shows; append `&size=` and the"
        " pixels of its longer side. Null if the file is not a picture."
    )
    clean: str | None = Field(
        description="Path of a copy without metadata on this server; null where none of this format can be made."
    )
    parameters: str | None = Field(
        description="Path of the generation settings as one text in A1111's format; null where none are known."
    )
    workflow: str | None = Field(description="Path of ComfyUI's workflow as JSON; null where the file has none.")
    blocks: str = Field(description="Path of the list of its metadata blocks, as they were read.")
    relation: Relation | None = Field(description="How it relates to the library; null where that is not known.")
    choice: Choice
    edited: list[str] = Field(description="Fields that the user changed.")
    role: FileRole | None = Field(
        description="What it is in an item of several files: the `main` file, the `raw` photograph, or the `motion` of"
        " a Live Photo. Null for a file that is alone."
    )
    companions: list[CompanionDocument] = Field(description="The other files of the item, the main one first.")


class LibraryFileDocument(FileDocument):
    """One file of the library."""

    added_at: float = Field(description="When a commit added it, in Unix seconds.")
    title: str | None = Field(description="What a user called it; null without a title.")
    note: str | None = Field(description="What a user wrote about it; null without a note.")
    hidden: bool = Field(description="Whether searches leave it out.")


class BlockDocument(ResponseDocument):
    """One metadata block, as it was read."""

    name: str = Field(description="Its origin, as `provenance` names it.", examples=["png:parameters"])
    place: str = Field(description="Where in the file it stands, in words.", examples=["PNG text"])
    text: str = Field(description="The text as it was read, or its beginning.")
    length: int = Field(ge=0, description="Characters of the whole text.")
    complete: bool = Field(description="False where `text` is only the beginning.")
    whole: str = Field(description="Path of the whole text on this server.")


class BlocksDocument(ResponseDocument):
    """The metadata blocks of one file, in its order."""

    blocks: list[BlockDocument] = Field(
        max_length=LIMITS.texts,
        description=f"Their texts have at most {BLOCKS_LENGTH:,} characters together; what is beyond is left out, and"
        " `complete` is false. A text that was already too long to be kept when the file was read is named in a"
        " warning of the file.",
    )


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
        "frames": file.report.frames,
        "id": file.file_id,
        "outcome": file.outcome,
        "finished_at": file.finished_at,
        "machine": file.machine,
        "name": Path(file.report.path).name,
        "nsfw": nsfw and asdict(nsfw) | {"is_nsfw": file.is_nsfw},
        "thumbnail": f"/api/ingest/file/{file.file_id}/thumbnail" if file.thumbnail_id else None,
        "thumbnail_source": _thumbnail_source(file),
        "original": f"/api/ingest/file/{file.file_id}/original",
        **_addresses_of_contents("file", file.file_id, file.report),
        "relation": file.relation,
        "choice": file.choice,
        "edited": list(file.edited),
        "role": file.role,
        "companions": [_companion_document(companion) for companion in file.companions],
    }


def _companion_document(companion: Companion) -> Json:
    name = Path(companion.path).name
    return {"id": companion.file_id, "name": name, "kind": companion.kind, "role": companion.role}


def library_document(file: LibraryFile) -> Json:
    """Return one library file in the fields of a staged one.

    Its picture may change with a commit, so the thumbnail's address contains the thumbnail's id.
    """
    shown = file_document(
        StagedFile(
            file.file_id,
            Outcome.OK,
            file.changed_at,
            file.is_nsfw,
            file.thumbnail_id,
            file.report,
            role=file.role,
            companions=file.companions,
        )
    )
    return shown | {
        "added_at": file.added_at,
        "title": file.title,
        "note": file.note,
        "hidden": file.is_hidden,
        "edited": list(file.edited),
        "thumbnail": library_thumbnail_address(file),
        "original": f"/api/ingest/library/{file.file_id}/original",
        **_addresses_of_contents("library", file.file_id, file.report),
    }


def library_thumbnail_address(file: LibraryFile) -> str | None:
    return f"/api/ingest/library/{file.file_id}/thumbnail?v={file.thumbnail_id}" if file.thumbnail_id else None


def _addresses_of_contents(place: str, file_id: int, report: FileReport) -> Json:
    """Return the addresses of what is made of the file's content, or found in it, where there is something."""
    base = f"/api/ingest/{place}/{file_id}"
    version = file_version(report.mtime_ns, report.size)
    return {
        "rendition": f"{base}/rendition?v={version}" if report.kind is Kind.IMAGE else None,
        "clean": f"{base}/clean" if report.format in CLEANED_FORMATS else None,
        "parameters": f"{base}/parameters" if has_settings(report) else None,
        "workflow": f"{base}/workflow" if has_graph(report) else None,
        "blocks": f"{base}/blocks",
    }


def blocks_document(address: str, found: Sequence[Block]) -> Json:
    """Return the blocks of a file, whose list has this address."""
    blocks, left = [], BLOCKS_LENGTH
    for number, block in enumerate(found, 1):
        text = block.text[:left]
        left -= len(text)
        blocks.append(
            {
                "name": block.name,
                "place": name_place(block.name),
                "text": text,
                "length": len(block.text),
                "complete": len(text) == len(block.text),
                "whole": f"{address}/{number}",
            }
        )
    return {"blocks": blocks}


def _thumbnail_source(file: StagedFile) -> str | None:
    if not file.thumbnail_id:
        return None
    return "embedded" if file.report.has_embedded_thumbnail else "picture"


def _plain(value: object) -> object:
    """Do what `asdict` does to a field, in a third of its time: most fields are plain already."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
