"""The JSON file that describes a local ONNX model. `docs/NSFW.md` shows one, field by field."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.readers.nsfw.classifier import ModelUnavailableError


class Layout(StrEnum):
    """Order of the axes of the input."""

    NHWC = "NHWC"
    NCHW = "NCHW"


class Activation(StrEnum):
    """The function that turns the model's output into probabilities."""

    NONE = "none"
    SOFTMAX = "softmax"
    SIGMOID = "sigmoid"
    """For a single output, the probability of the last class; there must be two classes."""


@dataclass(frozen=True, slots=True)
class Description:
    """How to prepare a model's input and read its output. Raises ValueError for contradictory values."""

    name: str
    version: str
    file: str
    """Name of the ONNX file, in the folder of the description."""
    sha256: str
    """64 hex digits."""
    size: int
    """Side of the square input, in pixels; the picture is resized to it without keeping its proportions."""
    classes: tuple[str, ...]
    unsafe: tuple[str, ...]
    """The classes that count as not safe for work."""
    layout: Layout = Layout.NCHW
    channels: str = "RGB"
    """`RGB` or `BGR`."""
    mean: tuple[float, ...] = (0.0, 0.0, 0.0)
    """Subtracted from each channel (0…255), in the order of `channels`."""
    deviation: tuple[float, ...] = (255.0, 255.0, 255.0)
    """Each channel is divided by this afterwards."""
    activation: Activation = Activation.NONE
    origin: str = ""
    """Where the file comes from; for human readers."""
    licence: str = ""

    def __post_init__(self) -> None:
        if Path(self.file).name != self.file:
            raise ValueError(f"file is {self.file!r}; it must be a name in the folder of the description")
        if not 1 <= self.size <= 4096:
            raise ValueError(f"size is {self.size}; it must be between 1 and 4096 pixels")
        if len(self.classes) < 2 or len(set(self.classes)) != len(self.classes):
            raise ValueError(f"classes is {list(self.classes)}; it must name at least two different classes")
        if not self.unsafe or not set(self.unsafe) < set(self.classes):
            raise ValueError(f"unsafe is {list(self.unsafe)}; it must name some, not all, of {list(self.classes)}")
        if self.channels not in ("RGB", "BGR"):
            raise ValueError(f"channels is {self.channels!r}; it must be RGB or BGR")
        if len(self.mean) != 3 or len(self.deviation) != 3 or 0 in self.deviation:
            raise ValueError("mean and deviation must have three numbers each, and no deviation may be 0")
        if self.activation is Activation.SIGMOID and len(self.classes) != 2:
            raise ValueError(
                "with the activation sigmoid there must be two classes; the output is the probability of the last one"
            )

    @property
    def title(self) -> str:
        """Name and version, as stored with every score."""
        return f"{self.name} {self.version}"


TUPLES = ("classes", "unsafe", "mean", "deviation")


def read_description(path: Path) -> Description:
    """Read the description in the JSON file `path`. Raises ModelUnavailableError, which says what is wrong with it."""
    try:
        stated = json.loads(path.read_text("utf-8"))
        return _parse_description(stated)
    except OSError as error:
        raise ModelUnavailableError(f"the model description {path} cannot be read: {error.strerror}") from error
    except (ValueError, TypeError) as error:
        raise ModelUnavailableError(f"the model description {path} is not valid: {error}") from error


def _parse_description(stated: Any) -> Description:
    if not isinstance(stated, dict):
        raise ValueError("it must be a JSON object")
    known = {field.name for field in fields(Description)}
    if unknown := sorted(set(stated) - known):
        raise ValueError(f"unknown field {unknown[0]!r}; known are {', '.join(sorted(known))}")
    for name in TUPLES:
        if name in stated and not isinstance(stated[name], list):
            raise ValueError(f"{name} must be a list")
    values: dict[str, Any] = {name: tuple(value) if name in TUPLES else value for name, value in stated.items()}
    values["layout"] = Layout(values.get("layout", Layout.NCHW))
    values["activation"] = Activation(values.get("activation", Activation.NONE))
    return Description(**values)
