"""The report of the readers on one file: findings, failures, and the origin of each value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.domain.progress import Outcome, Tally


class Kind(StrEnum):
    IMAGE = "image"
    VIDEO = "video"


class Step(StrEnum):
    """The steps of reading one file, in order. Every failure names one of them."""

    OPEN = "open"
    IDENTIFY = "identify"
    HASH = "hash"
    METADATA = "metadata"
    GENERATION = "generation"
    SIDECAR = "sidecar"
    DECODE = "decode"
    THUMBNAIL = "thumbnail"
    NSFW = "nsfw"
    WORKER = "worker"


FATAL_STEPS = frozenset({Step.OPEN, Step.IDENTIFY, Step.HASH, Step.DECODE, Step.THUMBNAIL, Step.WORKER})
"""A failure in one of these steps fails the file. A failure in any other step is a warning on a file that is `ok`:
the picture itself is sound, so the file is kept and the warning shown with it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a step failed, in words for the user, with advice if there is any."""

    step: Step
    reason: str


@dataclass(frozen=True, slots=True)
class Lora:
    name: str
    weight: float | None = None


class PromptRole(StrEnum):
    """What a text is for."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    STYLE = "style"
    """Words that a style adds to the prompt."""
    REGION = "region"
    """For a part of the picture only."""
    CHARACTER = "character"
    """For one of the figures in the picture."""
    LATER = "later"
    """For a later pass only: a high-resolution fix, a refiner, a video made of the picture."""
    DETAIL = "detail"
    """For a part that was found in the finished picture and painted again."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One of the texts that a picture was made from."""

    role: PromptRole
    text: str
    source: str | None = None
    """Where it stood: a node of a graph, as `node 6`, or the name of a block or of a field in it."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One run of a sampler over the picture."""

    sampler: str | None = None
    scheduler: str | None = None
    seed: int | None = None
    steps: int | None = None
    cfg_scale: float | None = None
    denoise: float | None = None
    """0…1; 1 begins from noise alone."""
    model: str | None = None
    width: int | None = None
    """Pixels of the picture that this pass works on."""
    height: int | None = None
    upscaler: str | None = None
    """What enlarged the picture before this pass: a model or a method."""
    part: str | None = None
    """What this pass painted again, where it was not all of the picture: words, or the model that found it."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A diffusion model, and its share where several were merged."""

    name: str
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Generation:
    """How a picture was generated, as recorded by its tool. Values that were not found are None or empty."""

    tool: str
    prompt: str | None = None
    negative_prompt: str | None = None
    seed: int | None = None
    steps: int | None = None
    sampler: str | None = None
    scheduler: str | None = None
    cfg_scale: float | None = None
    model: str | None = None
    loras: tuple[Lora, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    """All texts in order of appearance. `prompt` and `negative_prompt` join those of their kind, but not texts for a
    later pass or for a detail alone.
    """
    passes: tuple[Pass, ...] = ()
    """All passes in the order in which they ran. The other values are those of the pass that began the picture."""
    models: tuple[Checkpoint, ...] = ()
    """The checkpoints where several were used as one; `model` names them all."""

    @property
    def other_texts(self) -> list[str]:
        """The texts of `prompts` that are not in the prompt: negative ones, styles."""
        prompt = self.prompt or ""
        return [other.text for other in self.prompts if other.text not in prompt]


def restore_generation(values: Mapping[str, Any]) -> Generation:
    """Return what `asdict` and JSON made of generation data. Lists that an earlier version did not know are empty."""
    parts: dict[str, Callable[..., object]]
    parts = {"loras": Lora, "prompts": _restore_prompt, "passes": Pass, "models": Checkpoint}
    lists = {name: tuple(part(**entry) for entry in values.get(name, ())) for name, part in parts.items()}
    return Generation(**{**values, **lists})


def _restore_prompt(role: str, text: str, source: str | None) -> Prompt:
    return Prompt(PromptRole(role), text, source)


@dataclass(frozen=True, slots=True)
class Camera:
    make: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Gps:
    """Degrees, WGS 84; south and west are negative."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class NsfwScore:
    """`score` is the estimated probability, 0…1, that the picture is not safe for work."""

    score: float
    model: str
    """Name and version of the model that computed the score."""


@dataclass(frozen=True, slots=True)
class Hashes:
    content: str
    """BLAKE3 of the file's bytes, 64 hex digits."""
    perceptual: str | None = None
    """64-bit DCT hash of the picture, 16 hex digits."""
    pixels: str | None = None
    """BLAKE3 of the pixels without metadata, 64 hex digits; None for animations, videos and undecoded files."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    data: bytes
    media_type: str
    width: int
    height: int


EMBEDDED = "embedded"
"""How the provenance of a thumbnail begins that the file carried, because its picture could not be decoded."""

FRAMES = "frames"
"""Where the provenance has the number of frames of an animated picture, before where it came from."""

SIDECAR_PREFIX = "sidecar:"
"""Prefix of the names of blocks from a sidecar file."""


@dataclass(frozen=True, slots=True)
class Block:
    """One metadata block as found in the file, stored so that a better parser can read it again without the file."""

    name: str
    """Its origin: `png:parameters`, `exif:UserComment`, `xmp`, `video:comment`, `sidecar:xmp`."""
    text: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """All findings of the readers on one file. Values that were not found are None or empty, never invented."""

    path: str
    size: int = 0
    """Bytes."""
    mtime_ns: int = 0
    kind: Kind | None = None
    format: str | None = None
    """Lower-case format according to the content, not the file name: `png`, `jpeg`, `mp4`."""
    width: int | None = None
    """Pixels, after applying the orientation."""
    height: int | None = None
    duration_s: float | None = None
    """Of a video, or of one turn of an animated picture."""
    frame_rate: float | None = None
    codec: str | None = None
    captured_at: str | None = None
    """ISO 8601, with an offset only if the file states one."""
    content_identifier: str | None = None
    """What both files of a Live Photo have in common, in capitals."""
    camera: Camera | None = None
    gps: Gps | None = None
    generation: Generation | None = None
    keywords: tuple[str, ...] = ()
    score: int | None = None
    """-1 (rejected) … 5."""
    favourite: bool | None = None
    nsfw: NsfwScore | None = None
    hashes: Hashes | None = None
    thumbnail: Thumbnail | None = None
    pixels_read: bool = True
    """False where the picture was not asked for: nothing of the file was decoded, and it has no thumbnail yet."""
    blocks: tuple[Block, ...] = ()
    failures: tuple[Failure, ...] = ()
    provenance: dict[str, str] = field(default_factory=dict)
    """Field name → origin of its value."""
    excerpts: dict[str, int] = field(default_factory=dict)
    """Field name → its whole length in characters or items, where this report has only its beginning."""

    @property
    def fatal(self) -> Failure | None:
        """The first failure that fails the whole file, if any."""
        return next((failure for failure in self.failures if failure.step in FATAL_STEPS), None)

    @property
    def outcome(self) -> Outcome:
        return Outcome.FAILED if self.fatal else Outcome.OK

    @property
    def has_embedded_thumbnail(self) -> bool:
        """Whether the thumbnail is one that the file carried, because its picture could not be decoded."""
        return self.provenance.get("thumbnail", "").startswith(EMBEDDED)

    @property
    def frames(self) -> int | None:
        """Frames of an animated picture; None for others, and for videos."""
        count = self.provenance.get(FRAMES, "").partition(" ")[0]
        return int(count) if count.isdecimal() else None

    @property
    def has_metadata(self) -> bool:
        """Whether embedded metadata was read. A sidecar does not count."""
        return any(not block.name.startswith(SIDECAR_PREFIX) for block in self.blocks)


def tally(report: FileReport, nsfw_threshold: float) -> Tally:
    """Return what `report` adds to the counters of a session with this NSFW threshold (0…1)."""
    return Tally(
        outcome=report.outcome,
        has_metadata=report.has_metadata,
        keywords=len(report.keywords),
        has_score=report.score is not None,
        is_nsfw=report.nsfw is not None and report.nsfw.score >= nsfw_threshold,
    )
