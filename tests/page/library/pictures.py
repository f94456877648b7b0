"""Pictures that say when and where they were taken."""

from __future__ import annotations

from pathlib import Path

from tests.readers.support import xmp
from tests.support.preview import picture_file


def write_dated(path: Path, number: int, date: str, place: tuple[float, float] | None = None) -> Path:
    """Write a PNG whose sidecar has a date in ISO 8601, empty for none, and perhaps a latitude and longitude."""
    picture_file(path, number)
    values = f'exif:DateTimeOriginal="{date}"' if date else ""
    if place is not None:
        lat, lon = _write_angle(place[0], "NS"), _write_angle(place[1], "EW")
        values += f' exif:GPSLatitude="{lat}" exif:GPSLongitude="{lon}"'
    if values:
        path.with_name(f"{path.name}.xmp").write_bytes(xmp("", values))
    return path


def _write_angle(degrees: float, sides: str) -> str:
    whole, part = divmod(abs(degrees), 1)
    return f"{int(whole)},{part * 60:.6f}{sides[degrees < 0]}"
