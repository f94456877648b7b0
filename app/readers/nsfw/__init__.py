"""NSFW scores: a small protocol and a bundled model. Nothing is fetched from a network."""

from __future__ import annotations

from app.readers.nsfw.classifier import Classifier, NsfwStatus, Pixels
from app.readers.nsfw.loading import DEFAULT_CHOICE, load_classifier, nsfw_status

__all__ = ["DEFAULT_CHOICE", "Classifier", "NsfwStatus", "Pixels", "load_classifier", "nsfw_status"]
