"""Opens ONNX model files on one CPU thread, once they have been compared with their checksum."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from app.readers.nsfw.classifier import ModelUnavailableError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

RUNTIME_CURE = "install onnxruntime, then start again"


def verify_model(path: Path, sha256: str) -> None:
    """Raise ModelUnavailableError when onnxruntime is missing or `path` is not the file with this checksum."""
    if find_spec("onnxruntime") is None:
        raise ModelUnavailableError(f"onnxruntime is not installed; {RUNTIME_CURE}")
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnavailableError(
            f"the model file {path.name} cannot be read ({error.strerror}); install it again"
        ) from error
    if found != sha256:
        raise ModelUnavailableError(
            f"the model file {path.name} is damaged or a different file (SHA-256 {found[:12]}…, "
            f"expected {sha256[:12]}…); install it again"
        )


def open_session(path: Path, sha256: str) -> InferenceSession:
    """Return the verified model, ready to run. Raises ModelUnavailableError."""
    verify_model(path, sha256)
    try:
        import onnxruntime  # noqa: PLC0415 - takes 100 ms and 40 MB, so it is imported only for scoring
    except ImportError as error:
        raise ModelUnavailableError(f"onnxruntime cannot be loaded ({error}); {RUNTIME_CURE}") from error
    options = onnxruntime.SessionOptions()
    # One thread: work is parallel across worker processes, and a fixed order of additions gives equal scores.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises a dozen classes that have no other common base
        raise ModelUnavailableError(f"the model file {path.name} cannot be loaded: {error}") from error
