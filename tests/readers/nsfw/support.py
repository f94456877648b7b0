"""Pictures and models for the NSFW tests.

`flat_network` writes its ONNX file by hand (protocol buffers, field numbers from onnx.proto3), so the tests need no
package that writes them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.readers.nsfw import Classifier, Pixels, load_classifier, nsfw_status


def hills(width: int = 320, height: int = 240) -> Pixels:
    """A green hill under a blue sky."""
    x = np.linspace(0, 3, width)
    y = np.linspace(0, 1, height)[:, None]
    ground = y > 0.6 + 0.1 * np.sin(x)
    return np.where(ground[..., None], (60, 140, 50), (120, 170, 230)).astype(np.uint8)


def noise(height: int = 200, width: int = 200) -> Pixels:
    return np.random.default_rng(7).integers(0, 256, (height, width, 3), dtype=np.uint8)


def loaded(choice: str) -> Classifier:
    classifier = load_classifier(choice)
    assert classifier is not None, nsfw_status(choice).reason
    return classifier


def why_not(choice: str) -> str:
    """Return the reason that the status gives, and check that the model does not load either."""
    assert load_classifier(choice) is None
    status = nsfw_status(choice)
    assert (status.available, status.model) == (False, None)
    return status.reason


def flat_network(weights: NDArray[np.float32], input_shape: tuple[int, ...]) -> bytes:
    """An ONNX file: its input flattened, times `weights` (values of the input, outputs)."""
    nodes = [_node("Flatten", ["pixels"], "flat"), _node("MatMul", ["flat", "weights"], "answer")]
    tensor = b"".join(_number(1, size) for size in weights.shape)
    tensor += _number(2, 1) + _bytes(8, b"weights") + _bytes(9, weights.tobytes())
    graph = b"".join(_bytes(1, node) for node in nodes) + _bytes(2, b"flat") + _bytes(5, tensor)
    graph += _bytes(11, _value("pixels", input_shape)) + _bytes(12, _value("answer", (1, weights.shape[1])))
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _number(2, 17))


def _node(operator: str, sources: list[str], output: str) -> bytes:
    inputs = b"".join(_bytes(1, source.encode()) for source in sources)
    return inputs + _bytes(2, output.encode()) + _bytes(4, operator.encode())


def _value(name: str, shape: tuple[int, ...]) -> bytes:
    dimensions = b"".join(_bytes(1, _number(1, size)) for size in shape)
    return _bytes(1, name.encode()) + _bytes(2, _bytes(1, _number(1, 1) + _bytes(2, dimensions)))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, data: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])
