"""Raw photographs, written byte by byte as the documents of their formats say."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image

from tests.readers.generation.support import box
from tests.readers.support import Tag, directory, encoded, exif_segment, picture, tiff_structure

WIDTH, HEIGHT = 600, 400
"""Of the developed pictures."""
BORDER = 8
"""Rows and columns of the sensor that are left out."""


@dataclass(frozen=True)
class Ifd:
    """One TIFF directory: its tags, its sub-directories, its Exif directory, and data that it points to."""

    tags: Sequence[Tag] = ()
    subs: Sequence[Ifd] = ()
    exif: Sequence[Tag] = ()
    data: Sequence[tuple[int, int, bytes]] = ()
    """(tag of its place, tag of its length, bytes)."""

    def all_tags(self, places: dict[int, int]) -> list[Tag]:
        """Return the tags with every pointer; `places` has the place of what is pointed to, by its identity."""
        tags = list(self.tags)
        if self.subs:
            tags.append((0x014A, 4, [places.get(id(sub), 0) for sub in self.subs]))
        if self.exif:
            tags.append((0x8769, 4, [places.get(id(self.exif), 0)]))
        for place, length, data in self.data:
            tags += [(place, 4, [places.get(id(data), 0)]), (length, 4, [len(data)])]
        return sorted(tags, key=lambda tag: tag[0])


def tiff_file(chain: Sequence[Ifd], order: str = "<", magic: bytes = b"", head: bytes = b"") -> bytes:
    """Return a TIFF with a chain of directories (TIFF 6.0, 2). `head` stands between the header and the first one."""
    ifds = [one for top in chain for one in (top, *top.subs)]
    places: dict[int, int] = {}
    for _ in range(2):  # the second time with all places known
        at = 8 + len(head)
        body = b""
        for ifd in ifds:
            places[id(ifd)] = at + len(body)
            body += directory(ifd.all_tags(places), at + len(body), order)
            if ifd.exif:
                places[id(ifd.exif)] = at + len(body)
                body += directory(list(ifd.exif), at + len(body), order)
        for ifd in ifds:
            for _, _, data in ifd.data:
                places[id(data)] = at + len(body)
                body += data
    whole = bytearray((magic or (b"II*\0" if order == "<" else b"MM\0*")) + struct.pack(order + "I", at) + head + body)
    for one, following in itertools.pairwise(chain):
        link = places[id(one)] + 2 + 12 * len(one.all_tags(places))
        struct.pack_into(order + "I", whole, link, places[id(following)])
    return bytes(whole)


@cache
def preview(width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """Return the developed picture as a JPEG of this size."""
    image = Image.fromarray(picture(WIDTH, HEIGHT)).resize((width, height), Image.Resampling.BOX)
    return encoded(image, "JPEG", quality=85)


@cache
def sensor_samples() -> bytes:
    """Return 16-bit samples of a sensor (RGGB), of a green picture that gets brighter to the right."""
    light = np.tile(np.linspace(0, 12_000, WIDTH), (HEIGHT, 1))
    light[0::2, 0::2] /= 6
    light[1::2, 1::2] /= 6
    return light.astype("<u2").tobytes()


def described(make: bytes, orientation: int = 1) -> list[Tag]:
    return [(0x010F, 2, make + b"\0"), (0x0110, 2, b"Rocket\0"), (0x0112, 3, [orientation])]


def taken(*more: Tag) -> list[Tag]:
    return sorted([(0x9003, 2, b"2021:05:06 07:08:09\0"), *more], key=lambda tag: tag[0])


def sensor(compression: int = 1, *more: Tag, samples: bytes = b"") -> Ifd:
    """Return the directory of a sensor's samples, with its border."""
    tags: list[Tag] = [
        (0x00FE, 4, [0]),
        (0x0100, 4, [WIDTH + BORDER]),
        (0x0101, 4, [HEIGHT + BORDER]),
        (0x0103, 3, [compression]),
        (0x0106, 3, [32803]),
        *more,
    ]
    return Ifd(tags, data=[(0x0111, 0x0117, samples or b"\x55\xaa" * 500)])


JPEG_TAGS = (0x0201, 0x0202)
STATED = [(0xA002, 4, [WIDTH]), (0xA003, 4, [HEIGHT])]


def dng(*, with_preview: bool = True, orientation: int = 1) -> bytes:
    """DNG 1.4: a small preview as IFD0, the samples and a larger preview in sub-directories."""
    samples = sensor_samples()
    raw = Ifd(
        [
            (0x00FE, 4, [0]), (0x0100, 4, [WIDTH]), (0x0101, 4, [HEIGHT]), (0x0102, 3, [16]), (0x0103, 3, [1]),
            (0x0106, 3, [32803]), (0x0115, 3, [1]), (0x0116, 4, [HEIGHT]), (0x011C, 3, [1]), (0x828D, 3, [2, 2]),
            (0x828E, 1, b"\0\1\1\2"), (0xC61D, 4, [16000]), (0xC61F, 4, [0, 0]), (0xC620, 4, [WIDTH - 4, HEIGHT - 2]),
        ],
        data=[(0x0111, 0x0117, samples)],
    )  # fmt: skip
    small = [(0x00FE, 4, [1]), (0x0103, 3, [7]), (0x0106, 3, [6])]
    subs = [raw]
    if with_preview:
        subs.append(Ifd(small, data=[(0x0111, 0x0117, preview())]))
    matrix = [(1, 1), (0, 1), (0, 1), (0, 1), (1, 1), (0, 1), (0, 1), (0, 1), (1, 1)]
    first: list[Tag] = [
        *described(b"ACME", orientation),
        (0xC612, 1, b"\1\4\0\0"), (0xC614, 2, b"ACME Rocket\0"), (0xC621, 10, matrix),
        (0xC628, 5, [(1, 1)] * 3), (0xC65A, 3, [21]),
    ]  # fmt: skip
    return tiff_file([Ifd(sorted(first, key=lambda tag: tag[0]), subs, taken())])


def nef() -> bytes:
    """TIFF/EP with the maker's compression; the large preview has a sub-directory, and no tag states the size."""
    large = Ifd([(0x0103, 3, [6])], data=[(*JPEG_TAGS, preview())])
    thumbnail = Ifd(data=[(*JPEG_TAGS, preview(160, 120))])
    return tiff_file([Ifd(described(b"NIKON CORPORATION", 8), [large, sensor(34713)], taken()), thumbnail], ">")


def cr2() -> bytes:
    """IFD0 is the large preview, IFD3 the samples: lossless JPEG in slices (L. Clévy, “CR2 file format”)."""
    tags: list[Tag] = [(0x0100, 3, [WIDTH]), (0x0101, 3, [HEIGHT]), (0x0103, 3, [6]), *described(b"Canon", 6)]
    first = Ifd(tags, exif=taken(*STATED), data=[(0x0111, 0x0117, preview())])
    lossless = b"\xff\xd8\xff\xc3\0\x0e\x0e\x10\0\x10\0\2\1\x11\0\2\x11\0\xff\xda" + bytes(400)
    samples = Ifd([(0x0103, 3, [6]), (0xC640, 3, [1, 100, 100])], data=[(0x0111, 0x0117, lossless)])
    thumbnail = Ifd(data=[(*JPEG_TAGS, preview(160, 120))])
    uncompressed = Ifd([(0x0100, 3, [4]), (0x0101, 3, [4])], data=[(0x0111, 0x0117, bytes(48))])
    place = struct.pack("<I", 16)
    return tiff_file([first, thumbnail, uncompressed, samples], head=b"CR\2\0" + place)


def arw() -> bytes:
    tags: list[Tag] = [(0x00FE, 4, [1]), (0x0103, 3, [6]), *described(b"SONY")]
    return tiff_file([Ifd(tags, [sensor(32767)], taken(*STATED), [(*JPEG_TAGS, preview())])])


def orf() -> bytes:
    """The signature is Olympus' own; where the preview is, only the maker's note says."""
    tags: list[Tag] = [(0x0100, 4, [WIDTH + BORDER]), (0x0101, 4, [HEIGHT + BORDER]), (0x0103, 3, [1])]
    first = Ifd([*tags, *described(b"OLYMPUS CORPORATION")], (), taken(*STATED), [(0x0111, 0x0117, bytes(1000))])
    return tiff_file([first, Ifd(data=[(*JPEG_TAGS, preview())])], magic=b"IIRO")


def rw2() -> bytes:
    """Panasonic's tags state the sensor's borders, and one holds the preview, whose EXIF has the date."""
    exif = tiff_structure([(0x010F, 2, b"Another\0"), (0x0112, 3, [3])], taken())
    whole = preview()[:2] + exif_segment(exif) + preview()[2:]
    tags: list[Tag] = [
        (0x0002, 3, [WIDTH + BORDER]), (0x0003, 3, [HEIGHT + BORDER]), (0x0004, 3, [4]), (0x0005, 3, [4]),
        (0x0006, 3, [HEIGHT + 4]), (0x0007, 3, [WIDTH + 4]), (0x002E, 7, whole), *described(b"Panasonic", 6),
        (0x0111, 4, [0xFFFFFFFF]), (0x0117, 4, [0]),
    ]  # fmt: skip
    return tiff_file([Ifd(tags)], magic=b"IIU\0")


def pef() -> bytes:
    """The samples are IFD0; thumbnail and preview follow it."""
    raw = sensor(65535)
    first = Ifd([*raw.tags, *described(b"PENTAX Corporation")], (), taken(*STATED), raw.data)
    return tiff_file([first, Ifd(data=[(*JPEG_TAGS, preview(160, 120))]), Ifd(data=[(*JPEG_TAGS, preview())])], ">")


def srw() -> bytes:
    return tiff_file([Ifd(described(b"SAMSUNG"), [sensor(32770), Ifd(data=[(*JPEG_TAGS, preview())])], taken(*STATED))])


def raf(segments: bytes | None = None) -> bytes:
    """A header of 148 bytes, the JPEG with all metadata in its `segments`, the directory, the samples."""
    exif = tiff_structure(described(b"FUJIFILM", 3), taken())
    segments = exif_segment(exif) if segments is None else segments
    whole = preview(540, 360)[:2] + segments + preview(540, 360)[2:]
    table = struct.pack(">I4H4H", 2, 0x0100, 4, HEIGHT + BORDER, WIDTH + BORDER, 0x0111, 4, HEIGHT, WIDTH)
    samples = b"\x55\xaa" * 500
    places = [148, len(whole), 148 + len(whole), len(table), 148 + len(whole) + len(table), len(samples)]
    head = b"FUJIFILMCCD-RAW 0201" + b"FF129502" + b"Rocket".ljust(32, b"\0") + b"0100" + bytes(20)
    return (head + struct.pack(">6I", *places)).ljust(148, b"\0") + whole + table + samples


CANON_UUID = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
PREVIEW_UUID = bytes.fromhex("eaf42b5e1c984b88b9fbb7dc406e4d16")


def cr3(tags: Sequence[Tag] | None = None) -> bytes:
    """EXIF in three structures, thumbnail and preview in boxes, the picture in full size in a track."""
    size: list[Tag] = [(0x0100, 3, [WIDTH]), (0x0101, 3, [HEIGHT])]
    place = [(54, 1), (0, 1), (0, 1)], [(10, 1), (30, 1), (0, 1)]
    gps: list[Tag] = [(1, 2, b"N\0"), (2, 5, place[0]), (3, 2, b"E\0"), (4, 5, place[1])]
    thumbnail = preview(160, 120)
    canon = [
        box(b"CMT1", tiff_structure([*size, *(described(b"Canon", 6) if tags is None else tags)])),
        box(b"CMT2", tiff_structure(taken())),
        box(b"CMT4", tiff_structure(gps)),
        box(b"THMB", bytes(4) + struct.pack(">HHIHH", 160, 120, len(thumbnail), 1, 0) + thumbnail),
    ]
    small = preview(500, 333)
    shown = box(b"PRVW", bytes(4) + struct.pack(">HHHHI", 1, 500, 333, 1, len(small)) + small)
    head = box(b"ftyp", b"crx \0\0\0\1crx isom")
    between = box(b"uuid", PREVIEW_UUID + struct.pack(">II", 0, 1) + shown)

    def moov(at: int) -> bytes:
        sizes = box(b"stsz", struct.pack(">III", 0, len(preview()), 1))
        table = box(b"stbl", sizes + box(b"co64", struct.pack(">IIQ", 0, 1, at)))
        track = box(b"trak", box(b"mdia", box(b"minf", table)))
        return box(b"moov", box(b"uuid", CANON_UUID + b"".join(canon)) + track)

    at = len(head) + len(moov(0)) + len(between) + 8
    return head + moov(at) + between + box(b"mdat", preview() + b"\x55\xaa" * 500)


MAKERS = {"nef": b"NIKON", "arw": b"SONY", "pef": b"PENTAX", "srw": b"SAMSUNG"}
MAGIC = {"orf": b"IIRO", "rw2": b"IIU\0"}


def bare_tiff_photograph(name: str, *tags: Tag) -> bytes:
    """Return a raw photograph of a TIFF-like format that states nothing but `tags` of its first directory."""
    first: list[Tag] = [*tags, (0x010F, 2, MAKERS.get(name, b"ACME") + b"\0")]
    if name == "dng":
        first.append((0xC612, 1, b"\1\4\0\0"))
    large = Ifd(data=[(*JPEG_TAGS, preview())])
    head = b"CR\2\0" + bytes(4) if name == "cr2" else b""
    return tiff_file([Ifd(first, [sensor(), large])], magic=MAGIC.get(name, b""), head=head)


@cache
def every_photograph() -> dict[str, bytes]:
    """Return one raw photograph of each format, by file name."""
    return {
        "a.dng": dng(),
        "a.nef": nef(),
        "a.cr2": cr2(),
        "a.cr3": cr3(),
        "a.arw": arw(),
        "a.raf": raf(),
        "a.orf": orf(),
        "a.rw2": rw2(),
        "a.pef": pef(),
        "a.srw": srw(),
    }
