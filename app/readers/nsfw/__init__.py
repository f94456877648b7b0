"""Is this picture safe for work? One small protocol, a bundled model behind it, and nothing fetched from a network."""

from __future__ import annotations

from app.readers.nsfw.classifier import Classifier, NsfwStatus, Pixels
from app.readers.nsfw.loading import load_classifier, nsfw_status

__all__ = ["Classifier", "NsfwStatus", "Pixels", "load_classifier", "nsfw_status"]
