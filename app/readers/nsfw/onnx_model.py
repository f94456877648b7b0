"""ONNX files with a description as models: the bundled nsfwjs MobileNetV2, and any local file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from app.readers.nsfw.classifier import ModelUnavailableError, Pixels
from app.readers.nsfw.description import Activation, Description, Layout, read_description
from app.readers.nsfw.model import Model, Probabilities
from app.readers.nsfw.session import open_session, verify_model

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

BUNDLED = Path(__file__).with_name("models") / "nsfwjs-mobilenet-v2.json"


def verify_onnx(description_path: Path) -> str:
    """Compare the model's file with its checksum and return the model's name. Raises ModelUnavailableError."""
    description = read_description(description_path)
    verify_model(description_path.with_name(description.file), description.sha256)
    return description.title


def load_onnx(description_path: Path) -> Model:
    """Load the described model, verify it, and try it once on a plain grey picture. Raises ModelUnavailableError."""
    description = read_description(description_path)
    session = open_session(description_path.with_name(description.file), description.sha256)
    model = _build_model(description, session)
    try:
        model.score(np.full((8, 8, 3), 128, np.uint8))
    except Exception as error:
        raise ModelUnavailableError(f"{description.title} does not fit its description: {error}") from error
    return model


def prepare_input(description: Description, rgb: Pixels) -> NDArray[np.float32]:
    """Return the batch of one picture that `description` prescribes: resized, ordered, shifted and scaled.

    Shrinking averages pixels: without that, a large picture scores worse than its thumbnail.
    """
    side = description.size
    shrinks = rgb.shape[0] > side or rgb.shape[1] > side
    square = cv2.resize(rgb, (side, side), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    ordered = square if description.channels == "RGB" else square[:, :, ::-1]
    scaled = (ordered - np.array(description.mean, np.float32)) / np.array(description.deviation, np.float32)
    if description.layout is Layout.NCHW:
        scaled = scaled.transpose(2, 0, 1)
    return np.ascontiguousarray(scaled[np.newaxis], np.float32)


def _build_model(description: Description, session: InferenceSession) -> Model:
    name = session.get_inputs()[0].name

    def infer(rgb: Pixels) -> Probabilities:
        answer = session.run(None, {name: prepare_input(description, rgb)})[0]
        return apply_activation(description.activation, np.asarray(answer, np.float64).reshape(-1))

    return Model(description.title, description.classes, frozenset(description.unsafe), infer)


def apply_activation(activation: Activation, answer: NDArray[np.float64]) -> Probabilities:
    """Turn a model's output into probabilities."""
    if activation is Activation.SOFTMAX:
        powers = np.exp(answer - answer.max())
        return np.asarray(powers / powers.sum())
    if activation is Activation.SIGMOID:
        last = 1 / (1 + np.exp(-answer))
        return np.concatenate([1 - last, last])
    return answer
