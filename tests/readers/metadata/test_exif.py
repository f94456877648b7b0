"""EXIF directories written byte by byte, in both byte orders, valid and damaged."""

from __future__ import annotations

import io
import struct
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.domain.progress import Outcome
from app.domain.report import Camera, Gps, Step
from app.readers.limits import LIMITS, Limits
from app.readers.metadata.exif import EXIF, IFD0, parse_exif
from app.readers.metadata.place import read_exif_place
from app.readers.pixels.thumbnail import turn_upright
from tests.readers.support import block, encoded, exif_segment, jpeg, picture, read_bytes, reasons, tiff_structure

UTF16 = {"big": "utf-16-be", "little": "utf-16-le"}
INFOTEXT = "a cat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1"


def gps(lat: tuple[int, int, int], lat_ref: bytes, lon: tuple[int, int, int], lon_ref: bytes) -> list[object]:
    return [
        (1, 2, lat_ref + b"\0"),
        (2, 5, [Fraction(part) for part in lat]),
        (3, 2, lon_ref + b"\0"),
        (4, 5, [Fraction(part) for part in lon]),
    ]


@pytest.mark.parametrize("order", ["<", ">"])
def test_camera_date_and_place_are_read_in_both_byte_orders(tmp_path: Path, order: str) -> None:
    structure = tiff_structure(
        [(0x010F, 2, b"ACME\0"), (0x0110, 2, b"Rocket 3\0")],
        [(0x9003, 2, b"2024:02:29 12:34:56\0"), (0x9011, 2, b"+05:30\0"), (0x9291, 2, b"078\0")],
        gps((48, 51, 30), b"N", (2, 17, 40), b"W"),  # type: ignore[arg-type]
        order=order,
    )
    report = read_bytes(tmp_path, "a.jpg", jpeg(exif_segment(structure)))
    assert report.failures == ()
    assert report.camera == Camera("ACME", "Rocket 3")
    assert report.captured_at == "2024-02-29T12:34:56.078+05:30"
    assert report.gps == Gps(48.8583333, -2.2944444)
    assert report.provenance["gps"] == "exif:GPSLatitude, exif:GPSLongitude / exif 2"


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("written", ["big", "little"])
def test_a_unicode_user_comment_is_read_whichever_order_its_writer_chose(
    tmp_path: Path, order: str, written: str
) -> None:
    comment = b"UNICODE\0" + (INFOTEXT + " 猫").encode(UTF16[written])
    structure = tiff_structure([], [(0x9286, 7, comment)], order=order)
    report = read_bytes(tmp_path, "a.jpg", jpeg(exif_segment(structure)))
    assert block(report, "exif:UserComment") == INFOTEXT + " 猫"
    assert report.generation is not None
    assert report.generation.prompt == "a cat"


@pytest.mark.parametrize(
    ("comment", "text"),
    [
        (b"ASCII\0\0\0plain text\0\0", "plain text"),
        (b"ASCII\0\0\0" + "umlaut ü".encode(), "umlaut ü"),
        (b"JIS\0\0\0\0\0" + "日本".encode("iso2022_jp"), "日本"),
        (b"\0\0\0\0\0\0\0\0undefined", "undefined"),
        (b"no code at all, just text", "no code at all, just text"),
        (b"UNICODE\0" + b"\xff\xfe" + "bom".encode("utf-16-le"), "bom"),
        (b"UNICODE\0" + b"\xfe\xff" + "bom".encode("utf-16-be"), "bom"),
        (b"UNICODE\0" + "odd".encode("utf-16-le") + b"\0", "odd"),
    ],
)
def test_every_encoding_of_a_user_comment_is_read(tmp_path: Path, comment: bytes, text: str) -> None:
    structure = tiff_structure([], [(0x9286, 7, comment)])
    report = read_bytes(tmp_path, "a.jpg", jpeg(exif_segment(structure)))
    assert block(report, "exif:UserComment") == text


def test_windows_texts_and_stars_are_read(tmp_path: Path) -> None:
    structure = tiff_structure(
        [
            (0x4746, 3, (4,)),
            (0x9C9B, 1, "Titel ü\0".encode("utf-16-le")),
            (0x9C9E, 1, "eins;zwei\0".encode("utf-16-le")),
        ]
    )
    report = read_bytes(tmp_path, "a.jpg", jpeg(exif_segment(structure)))
    assert block(report, "exif:XPTitle") == "Titel ü"
    assert report.keywords == ("eins", "zwei")
    assert report.score == 4
    assert report.provenance["score"] == "exif:Rating / exif 2"


def test_a_graph_in_the_cameras_tags_is_no_camera(tmp_path: Path) -> None:
    structure = tiff_structure([(0x010F, 2, b'workflow:{"nodes": []}\0'), (0x0110, 2, b'prompt:{"1": {}}\0')])
    report = read_bytes(tmp_path, "a.jpg", jpeg(exif_segment(structure)))
    assert report.camera is None
    assert block(report, "exif:Make") == 'workflow:{"nodes": []}'


def test_text_ends_at_its_first_nul_whatever_follows(tmp_path: Path) -> None:
    structure = tiff_structure([(0x0110, 2, b"ION230\0\xffgarbage")])
    report = read_bytes(tmp_path, "a.jpg", jpeg(exif_segment(structure)))
    assert report.camera == Camera(None, "ION230")


def test_a_place_that_cannot_be_is_absent(tmp_path: Path) -> None:
    for name, values in {
        "zero": gps((0, 0, 0), b"N", (0, 0, 0), b"E"),
        "beyond": gps((95, 0, 0), b"N", (2, 0, 0), b"E"),
    }.items():
        structure = tiff_structure(gps=values)  # type: ignore[arg-type]
        assert read_bytes(tmp_path, f"{name}.jpg", jpeg(exif_segment(structure))).gps is None
    undefined = [(1, 2, b"N\0"), (2, 5, [(1, 0), (1, 0), (1, 0)]), (3, 2, b"E\0"), (4, 5, [(1, 1), (0, 1), (0, 1)])]
    [reading] = read_exif_place(dict(parse_exif(tiff_structure(gps=undefined), LIMITS).list_named_tags()))
    assert reading.value is None


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_turns_size_and_thumbnail(tmp_path: Path, orientation: int) -> None:
    structure = tiff_structure([(0x0112, 3, (orientation,))])
    report = read_bytes(tmp_path, "a.jpg", jpeg(exif_segment(structure), pixels=picture(320, 200)))
    expected = (200, 320) if orientation >= 5 else (320, 200)
    assert (report.width, report.height) == expected
    assert report.thumbnail is not None
    assert (report.thumbnail.width, report.thumbnail.height) == expected


# Damage


def test_a_directory_that_points_to_itself_is_read_once() -> None:
    structure = struct.pack("<2sHIHHHII", b"II", 42, 8, 1, 0x8769, 4, 1, 8) + b"\0\0\0\0"
    exif = parse_exif(structure, LIMITS)
    assert exif.problems == ("the EXIF block points back into itself",)


def test_a_directory_that_announces_too_much_ends_with_the_data() -> None:
    structure = b"II*\0\x08\0\0\0" + struct.pack("<H", 65535) + struct.pack("<HHI4s", 0x010F, 2, 4, b"ACM\0")
    exif = parse_exif(structure, LIMITS)
    assert dict(exif.list_named_tags()) == {"Make": "ACM"}
    assert exif.problems == ("the EXIF block ends inside its IFD0 directory",)


def test_entries_are_bounded() -> None:
    structure = tiff_structure([(0x5000 + index, 3, (1,)) for index in range(50)])
    exif = parse_exif(structure, Limits(exif_entries=20))
    assert exif.problems == ("the EXIF block has more than 20 entries; the rest was left out",)


def test_a_value_beyond_the_end_is_said_by_name(tmp_path: Path) -> None:
    structure = bytearray(tiff_structure([(0x010F, 2, b"ACME Corporation\0"), (0x0110, 3, (7,))]))
    structure[18:22] = struct.pack("<I", 60_000)
    report = read_bytes(tmp_path, "a.jpg", jpeg(exif_segment(bytes(structure))))
    assert report.outcome is Outcome.OK
    assert "the EXIF value Make extends beyond the end of its block" in reasons(report, Step.METADATA)


@pytest.mark.parametrize("data", [b"", b"II", b"XX*\0\x08\0\0\0", b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0"])
def test_what_is_no_structure_is_a_problem_and_nothing_more(data: bytes) -> None:
    exif = parse_exif(data, LIMITS)
    assert exif.values == {}
    assert len(exif.problems) == 1


def test_bigtiff_is_read() -> None:
    """BigTIFF: 43, offset size 8, 64-bit counts and offsets, 20-byte entries (libtiff, “BigTIFF Design”)."""
    entries = struct.pack("<HHQ8s", 0x010F, 2, 5, b"ACME\0\0\0\0") + struct.pack("<HHQQ", 0x0100, 4, 1, 640)
    structure = b"II" + struct.pack("<HHHQ", 43, 8, 0, 16) + struct.pack("<Q", 2) + entries + b"\0" * 8
    exif = parse_exif(structure, LIMITS)
    assert dict(exif.list_named_tags()) == {"Make": "ACME"}
    assert exif.find_integer(IFD0, 0x0100) == 640


def test_every_truncation_of_a_structure_is_read_without_an_error() -> None:
    structure = tiff_structure(
        [(0x010F, 2, b"A rather long maker's name\0")],
        [(0x9286, 7, b"ASCII\0\0\0a comment"), (0x9003, 2, b"2024:02:29 12:34:56\0")],
        gps((48, 51, 30), b"N", (2, 17, 40), b"W"),  # type: ignore[arg-type]
    )
    for end in range(len(structure)):
        exif = parse_exif(structure[:end], LIMITS)
        assert exif.problems or (EXIF, 0x9003) in exif.values, end
        list(read_exif_place(dict(exif.list_named_tags())))
        exif.list_named_tags()


@pytest.mark.parametrize("compression", [None, "tiff_lzw"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_tiff_is_turned_once(tmp_path: Path, orientation: int, compression: str | None) -> None:
    """Pillow turns a TIFF while it decodes it."""
    pixels = picture(320, 200)
    data = encoded(Image.fromarray(pixels), "TIFF", tiffinfo={0x0112: orientation}, compression=compression)
    report = read_bytes(tmp_path, "a.tif", data)
    expected = turn_upright(pixels, orientation)
    assert (report.height, report.width) == expected.shape[:2]
    assert report.thumbnail is not None
    shown = np.asarray(Image.open(io.BytesIO(report.thumbnail.data))).astype(int)
    assert np.abs(shown - expected).mean() < 12


def test_a_damaged_tiff_has_the_size_that_it_would_be_shown_with(tmp_path: Path) -> None:
    data = encoded(Image.fromarray(picture(320, 200)), "TIFF", tiffinfo={0x0112: 6}, compression="tiff_lzw")
    at = data.index(b"II*\0") + 2_000
    report = read_bytes(tmp_path, "a.tif", data[:at] + bytes(3_000) + data[at + 3_000 :])
    assert report.outcome is Outcome.FAILED
    assert (report.width, report.height) == (200, 320)
