"""Names of cameras, as files state them."""

from __future__ import annotations

from app.readers.limits import LIMITS


def as_device(text: str | None) -> str | None:
    """Return a maker's or model's name. ComfyUI stores whole graphs in these two EXIF tags; they name no camera."""
    return text if text and len(text) <= LIMITS.device_length and "{" not in text else None
