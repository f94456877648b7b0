"""Which model this process uses, loaded once."""

from __future__ import annotations

from functools import cache

from app.readers.nsfw.classifier import Classifier, ModelUnavailableError, NsfwStatus
from app.readers.nsfw.opennsfw import load_opennsfw, verify_opennsfw


@cache
def load_classifier() -> Classifier | None:
    """The model of this process, or None where none can be used; `nsfw_status` says why."""
    try:
        return load_opennsfw()
    except ModelUnavailableError:
        return None


@cache
def nsfw_status() -> NsfwStatus:
    """Whether `load_classifier` gives a model here.

    Finds the file and compares its checksum, and builds no model: the server asks this without
    paying a worker's memory.
    """
    try:
        return NsfwStatus(available=True, model=verify_opennsfw(), reason="")
    except ModelUnavailableError as error:
        return NsfwStatus(available=False, model=None, reason=str(error))
