"""Drafts of photographs, and of pictures without metadata.

Photographs are JPEG files with EXIF; some have GPS, an orientation, XMP, IPTC keywords and ratings.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from app.demo.draft import DraftContext, FileDraft, sound_image
from app.demo.drawing.canvas import Canvas
from app.demo.encode import EXIF_MARK, XMP_MARK, jpeg, plain, png, turned_for
from app.demo.manifest import DemoFile
from app.demo.metadata import words
from app.demo.metadata.exif import (
    Entry,
    Tags,
    ascii_entry,
    gps_entries,
    iptc_block,
    rational_entry,
    short_entry,
    tiff_block,
    undefined_entry,
    xmp_packet,
)
from app.demo.metadata.prompts import unique
from app.demo.names import photo_name
from app.domain.report import Camera, Gps

SIZES = ((960, 720), (960, 640), (720, 960), (800, 600))
APP1, APP13 = 0xE1, 0xED
PLAIN_SIZE = (480, 360)
PLAIN_FORMATS = (("png", "png"), ("jpeg", "jpg"), ("gif", "gif"), ("bmp", "bmp"), ("tiff", "tif"))
TURNED = (6, 8, 3, 6, 8, 2, 4, 5, 7)


def draft_photo(context: DraftContext) -> FileDraft:
    """Draft a photograph of one of the journeys."""
    rng = context.rng
    journey, body = rng.choice(words.JOURNEYS), rng.choice(words.BODIES)
    size = rng.choice(SIZES)
    taken = datetime(journey.year, journey.month, rng.randint(1, 28), tzinfo=UTC) + timedelta(
        seconds=rng.randint(6 * 3600, 22 * 3600)
    )
    orientation = rng.choice(TURNED) if rng.random() < 0.25 else 1
    path = context.path(f"photos/{journey.folder}", photo_name(rng, context.place.index, f"{taken:%Y%m%d_%H%M%S}"))
    offset = journey.offset if rng.random() < 0.6 else None
    file = replace(
        sound_image(path, "jpeg", size),
        has_metadata=True,
        captured_at=f"{taken:%Y-%m-%dT%H:%M:%S}{offset or ''}",
        camera=Camera(body.make, body.model),
    )
    tags = _make_camera_tags(context, body, taken, offset, orientation)
    if rng.random() < 0.45:
        entries, (lat, lon) = gps_entries(journey.lat + rng.uniform(-0.2, 0.2), journey.lon + rng.uniform(-0.2, 0.2))
        tags.gps.extend(entries)
        file = replace(file, gps=Gps(lat, lon))
    file, extra = _add_keywords_and_ratings(context, file, journey, tags.image)
    segments = [(APP1, EXIF_MARK + tiff_block(tags)), *extra]
    return FileDraft(
        file, int(taken.timestamp()), lambda: jpeg(turned_for(orientation, context.canvas(size)), segments)
    )


def draft_plain(context: DraftContext) -> FileDraft:
    """Draft a picture without metadata."""
    file_format, extension = PLAIN_FORMATS[context.place.turn % len(PLAIN_FORMATS)]
    path = context.path("unsorted", f"untitled-{context.place.index:05d}.{extension}")
    return FileDraft(
        sound_image(path, file_format, PLAIN_SIZE),
        context.mtime,
        lambda: _encode_plain(context.canvas(PLAIN_SIZE), file_format),
    )


def _encode_plain(canvas: Canvas, file_format: str) -> bytes:
    if file_format == "png":
        return png(canvas)
    return jpeg(canvas) if file_format == "jpeg" else plain(canvas, file_format)


def _make_camera_tags(
    context: DraftContext, body: words.Body, taken: datetime, offset: str | None, orientation: int
) -> Tags:
    rng = context.rng
    stamp = f"{taken:%Y:%m:%d %H:%M:%S}"
    image = [
        ascii_entry(0x010F, body.make),
        ascii_entry(0x0110, body.model),
        short_entry(0x0112, orientation),
        ascii_entry(0x0132, stamp),
    ]
    exif = [
        rational_entry(0x829A, Fraction(1, rng.choice((60, 125, 250, 1000)))),
        rational_entry(0x829D, Fraction(rng.choice((18, 28, 40, 80)), 10)),
        short_entry(0x8827, rng.choice((100, 200, 400, 1600))),
        undefined_entry(0x9000, b"0232"),
        ascii_entry(0x9003, stamp),
        ascii_entry(0x9004, stamp),
        rational_entry(0x920A, Fraction(rng.choice((24, 35, 50, 85)))),
        ascii_entry(0xA434, body.lens),
    ]
    if offset:
        exif += [ascii_entry(0x9010, offset), ascii_entry(0x9011, offset)]
    return Tags(image=image, exif=exif)


def _add_keywords_and_ratings(
    context: DraftContext, file: DemoFile, journey: words.Journey, image_tags: list[Entry]
) -> tuple[DemoFile, list[tuple[int, bytes]]]:
    """Add subjects, IPTC keywords and ratings. If XMP and Windows ratings differ, XMP takes precedence."""
    rng = context.rng
    segments: list[tuple[int, bytes]] = []
    subjects: list[str] = []
    stars = windows = None
    if rng.random() < 0.6:
        subjects = [*rng.sample(journey.subjects, rng.randint(1, 3)), *rng.sample(words.EVERYWHERE, 2)]
        stars = rng.choice((None, -1, 1, 2, 3, 4, 5))
        packet = xmp_packet(subjects=subjects, rating=stars, creator=rng.choice(words.CREATORS))
        segments.append((APP1, XMP_MARK + packet.encode()))
    named = rng.sample((*journey.subjects, *words.EVERYWHERE), 3) if rng.random() < 0.2 else []
    if named:
        segments.append((APP13, iptc_block(named)))
    if rng.random() < 0.15:
        windows = rng.randint(1, 5)
        image_tags.append(short_entry(0x4746, windows))
    return (
        replace(file, keywords=unique([*subjects, *named]), score=windows if stars is None else stars),
        segments,
    )
