"""Drafts of photographs: JPEG with EXIF, and on some of them GPS, a turned sensor, XMP, IPTC and ratings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from app.demo.draft import Draft, Easel, sound_image
from app.demo.encode import EXIF_MARK, XMP_MARK, jpeg, turned_for
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
TURNED = (6, 8, 3, 6, 8, 2, 4, 5, 7)


def draft_photo(easel: Easel) -> Draft:
    """One photograph of one of the journeys."""
    dice = easel.dice
    journey, body = dice.choice(words.JOURNEYS), dice.choice(words.BODIES)
    size = dice.choice(SIZES)
    taken = datetime(journey.year, journey.month, dice.randint(1, 28), tzinfo=UTC) + timedelta(
        seconds=dice.randint(6 * 3600, 22 * 3600)
    )
    orientation = dice.choice(TURNED) if dice.random() < 0.25 else 1
    path = easel.path(f"photos/{journey.folder}", photo_name(dice, easel.place.index, f"{taken:%Y%m%d_%H%M%S}"))
    offset = journey.offset if dice.random() < 0.6 else None
    file = replace(
        sound_image(path, "jpeg", size),
        has_metadata=True,
        captured_at=f"{taken:%Y-%m-%dT%H:%M:%S}{offset or ''}",
        camera=Camera(body.make, body.model),
    )
    tags = _camera_tags(easel, body, taken, offset, orientation)
    if dice.random() < 0.45:
        entries, (lat, lon) = gps_entries(journey.lat + dice.uniform(-0.2, 0.2), journey.lon + dice.uniform(-0.2, 0.2))
        tags.gps.extend(entries)
        file = replace(file, gps=Gps(lat, lon))
    file, extra = _described(easel, file, journey, tags.image)
    segments = [(APP1, EXIF_MARK + tiff_block(tags)), *extra]
    return Draft(file, int(taken.timestamp()), lambda: jpeg(turned_for(orientation, easel.canvas(size)), segments))


def _camera_tags(easel: Easel, body: words.Body, taken: datetime, offset: str | None, orientation: int) -> Tags:
    dice = easel.dice
    stamp = f"{taken:%Y:%m:%d %H:%M:%S}"
    image = [
        ascii_entry(0x010F, body.make),
        ascii_entry(0x0110, body.model),
        short_entry(0x0112, orientation),
        ascii_entry(0x0132, stamp),
    ]
    exif = [
        rational_entry(0x829A, Fraction(1, dice.choice((60, 125, 250, 1000)))),
        rational_entry(0x829D, Fraction(dice.choice((18, 28, 40, 80)), 10)),
        short_entry(0x8827, dice.choice((100, 200, 400, 1600))),
        undefined_entry(0x9000, b"0232"),
        ascii_entry(0x9003, stamp),
        ascii_entry(0x9004, stamp),
        rational_entry(0x920A, Fraction(dice.choice((24, 35, 50, 85)))),
        ascii_entry(0xA434, body.lens),
    ]
    if offset:
        exif += [ascii_entry(0x9010, offset), ascii_entry(0x9011, offset)]
    return Tags(image=image, exif=exif)


def _described(
    easel: Easel, file: DemoFile, journey: words.Journey, image_tags: list[Entry]
) -> tuple[DemoFile, list[tuple[int, bytes]]]:
    """Subjects, IPTC keywords and ratings; where XMP and Windows rate differently, XMP is the one that counts."""
    dice = easel.dice
    segments: list[tuple[int, bytes]] = []
    subjects: list[str] = []
    stars = windows = None
    if dice.random() < 0.6:
        subjects = [*dice.sample(journey.subjects, dice.randint(1, 3)), *dice.sample(words.EVERYWHERE, 2)]
        stars = dice.choice((None, -1, 1, 2, 3, 4, 5))
        packet = xmp_packet(subjects=subjects, rating=stars, creator=dice.choice(words.CREATORS))
        segments.append((APP1, XMP_MARK + packet.encode()))
    named = dice.sample((*journey.subjects, *words.EVERYWHERE), 3) if dice.random() < 0.2 else []
    if named:
        segments.append((APP13, iptc_block(named)))
    if dice.random() < 0.15:
        windows = dice.randint(1, 5)
        image_tags.append(short_entry(0x4746, windows))
    return (
        replace(file, keywords=unique([*subjects, *named]), score=windows if stars is None else stars),
        segments,
    )
