"""The fields of the query language: their names, and what may be asked of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class FieldKind(StrEnum):
    """What the values of a field look like."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    """One of the values that the library has, such as a model."""
    FLAG = "flag"
    """`yes` or `no`."""
    SHAPE = "shape"
    FOLDER = "folder"
    COLLECTION = "collection"
    """A collection or a path of some, such as `Trips/Rome`."""
    NEAR = "near"
    BOX = "box"
    HAS = "has"
    """Whether another field has a value."""


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: FieldKind
    column: str
    """The column or the named value that is tested."""
    units: tuple[tuple[str, float], ...] = ()
    """What may follow a number, and by what it multiplies it."""
    aliases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


_SECONDS = (("ms", 0.001), ("s", 1.0), ("m", 60.0), ("h", 3600.0))
_BYTES = (("b", 1.0), ("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("tb", 1e12))
_PIXELS = (("px", 1.0),)

FIELDS = (
    Field("sampler", FieldKind.NAME, "sampler", examples=("sampler:euler", "sampler:dpmpp*")),
    Field("scheduler", FieldKind.NAME, "schedule", examples=("scheduler:karras",)),
    Field("steps", FieldKind.NUMBER, "steps", examples=("steps:20..30", "steps:>30")),
    Field("cfg", FieldKind.NUMBER, "cfg", examples=("cfg:>=7", "cfg:4.5")),
    Field("seed", FieldKind.NUMBER, "seed", examples=("seed:1234567890",)),
    Field("lora", FieldKind.NAME, "lora", examples=("lora:detail*", "lora:detail>0.5")),
    Field("model", FieldKind.NAME, "model", examples=("model:sdxl*",)),
    Field("tool", FieldKind.NAME, "tool", examples=("tool:comfyui",)),
    Field("width", FieldKind.NUMBER, "width", _PIXELS, examples=("width:>=1024",)),
    Field("height", FieldKind.NUMBER, "height", _PIXELS, examples=("height:1024..2048",)),
    Field("megapixels", FieldKind.NUMBER, "megapixels", aliases=("mp",), examples=("megapixels:>12",)),
    Field("shape", FieldKind.SHAPE, "shape", examples=("shape:portrait",)),
    Field("size", FieldKind.NUMBER, "size", _BYTES, examples=("size:>10MB",)),
    Field("duration", FieldKind.NUMBER, "duration", _SECONDS, examples=("duration:10s..1m",)),
    Field("camera", FieldKind.NAME, "camera", examples=('camera:"canon eos*"',)),
    Field("lens", FieldKind.NAME, "lens", examples=("lens:*50mm*",)),
    Field("iso", FieldKind.NUMBER, "iso", examples=("iso:>=1600",)),
    Field("aperture", FieldKind.NUMBER, "aperture", aliases=("f",), examples=("aperture:..2.8",)),
    Field("exposure", FieldKind.NUMBER, "exposure", _SECONDS, ("shutter",), ("exposure:1/250..1/60",)),
    Field("focal", FieldKind.NUMBER, "focal", (("mm", 1.0),), examples=("focal:24..70mm",)),
    Field("captured", FieldKind.DATE, "captured", examples=("captured:2024-01..2024-06",)),
    Field("added", FieldKind.DATE, "added", examples=("added:>2024",)),
    Field("near", FieldKind.NEAR, "place", examples=("near:52.52,13.40,10",)),
    Field("box", FieldKind.BOX, "place", examples=("box:47.3,5.9,55.1,15.0",)),
    Field("keyword", FieldKind.NAME, "keyword", aliases=("tag",), examples=("keyword:sunset",)),
    Field("rating", FieldKind.NUMBER, "score", aliases=("score",), examples=("rating:>=4",)),
    Field("favourite", FieldKind.FLAG, "favourite", aliases=("favorite",), examples=("favourite:yes",)),
    Field("nsfw", FieldKind.FLAG, "nsfw", examples=("nsfw:no",)),
    Field("kind", FieldKind.NAME, "kind", aliases=("type",), examples=("kind:video",)),
    Field("format", FieldKind.NAME, "format", examples=("format:png",)),
    Field("folder", FieldKind.FOLDER, "folder", aliases=("in",), examples=("folder:holidays",)),
    Field("collection", FieldKind.COLLECTION, "collection", examples=("collection:Trips/Rome",)),
    Field("warnings", FieldKind.NUMBER, "warnings", examples=("warnings:>0",)),
    Field("credentials", FieldKind.FLAG, "credentials", aliases=("provenance",), examples=("credentials:yes",)),
    Field("duplicate", FieldKind.FLAG, "duplicate", examples=("duplicate:yes",)),
    Field("pixels", FieldKind.FLAG, "pixels", examples=("pixels:no",)),
    Field("has", FieldKind.HAS, "", examples=("has:lora", "has:place")),
)

BY_NAME = MappingProxyType({name: field for field in FIELDS for name in (field.name, *field.aliases)})

SHAPES = ("landscape", "portrait", "square")
FLAGS = MappingProxyType({"yes": True, "true": True, "no": False, "false": False})
KNOWN_BY_HAS = MappingProxyType(
    {"place": "place", "collection": "collection"}
    | {
        name: field.column
        for name, field in BY_NAME.items()
        if field.kind in (FieldKind.NUMBER, FieldKind.NAME) and field.name not in ("size", "kind")
    }
    | {"captured": "captured", "date": "captured"}
)
"""What `has:` may ask for → the column that must have a value."""
