"""Clean copies show the same and say nothing: of every format, with every kind of metadata that it can carry."""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageSequence

from app.domain.progress import Outcome
from app.domain.report import Failure, Step
from app.readers import CLEANED_FORMATS
from app.readers.formats import identify
from app.readers.reasons import UnreadableError
from tests.readers.carriers import Carrier, carriers, riff_with
from tests.readers.cleaning.support import clean, look
from tests.readers.embedded.support import exif_with_thumbnail, jfxx_segment, raw_photograph, with_mpf
from tests.readers.generation.support import box
from tests.readers.support import (
    IMAGE,
    SAMPLES,
    chunk,
    encoded,
    every_image_format,
    every_video_format,
    exif_segment,
    gif_application,
    gif_with,
    heic,
    jpeg,
    needs_samples,
    picture,
    png,
    read,
    segment,
    text_chunk,
    tiff_structure,
    video,
)

SECRET = b"who made this and where"
CLEANED = [one for one in carriers() if one.kind != "lowest bits" and one.format in CLEANED_FORMATS]
HIDDEN = [one for one in carriers() if one.kind == "lowest bits"]
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def cleaned(folder: Path, data: bytes) -> bytes:
    found = clean(folder, data)
    assert isinstance(found, bytes), found
    return found


def assert_says_nothing(folder: Path, data: bytes) -> None:
    path = folder / "copy"
    path.write_bytes(data)
    report = read(path)
    assert report.outcome is Outcome.OK, report.failures
    assert report.failures == ()
    assert [block for block in report.blocks if block.name != "exif:Orientation"] == []
    assert (report.generation, report.camera, report.gps, report.captured_at) == (None, None, None, None)
    assert (report.keywords, report.score) == ((), None)


@pytest.mark.parametrize("carrier", CLEANED, ids=lambda one: f"{one.format}-{one.kind}")
def test_every_kind_of_metadata_is_gone_and_the_picture_is_the_same(tmp_path: Path, carrier: Carrier) -> None:
    copy = cleaned(tmp_path, carrier.data)
    assert look(carrier.format, copy) == look(carrier.format, carrier.data)
    assert_says_nothing(tmp_path, copy)
    assert cleaned(tmp_path, copy) == copy, "there is nothing left to take out"


@pytest.mark.parametrize("carrier", HIDDEN, ids=lambda one: one.format)
def test_settings_in_the_pixels_are_no_clean_copy(tmp_path: Path, carrier: Carrier) -> None:
    found = clean(tmp_path, carrier.data)
    assert isinstance(found, Failure)
    assert found.step is Step.IDENTIFY and "hidden in its pixels" in found.reason


@pytest.mark.parametrize("orientation", range(1, 9))
def test_how_it_is_turned_and_its_profile_are_all_that_stays(tmp_path: Path, orientation: int) -> None:
    structure = tiff_structure([(0x010F, 2, SECRET + b"\0"), (0x0112, 3, (orientation,))])
    tags = {0x0112: orientation, 0x010F: SECRET.decode()}
    for data in (
        encoded(IMAGE, "JPEG", exif=b"Exif\0\0" + structure, icc_profile=PROFILE),
        encoded(IMAGE, "PNG", exif=structure, icc_profile=PROFILE),
        encoded(IMAGE, "WEBP", exif=structure, icc_profile=PROFILE, lossless=True),
        encoded(IMAGE, "TIFF", tiffinfo=tags, icc_profile=PROFILE),
        heic(IMAGE.copy(), exif=b"Exif\0\0" + structure),
        encoded(IMAGE, "AVIF", exif=structure),
    ):
        name = identify(data[:4096]).name
        assert SECRET in data
        copy = cleaned(tmp_path, data)
        assert SECRET not in copy
        if name == "avif":
            assert look(name, copy)[0] == look(name, data)[0]
        else:
            assert look(name, copy) == look(name, data), name
        assert_says_nothing(tmp_path, copy)


def test_what_hides_in_unusual_places_is_gone(tmp_path: Path) -> None:
    small = encoded(Image.fromarray(picture(80, 60)), "JPEG", comment=SECRET)
    movie = every_video_format()["a.mp4"]
    for data in (
        png(text_chunk("Comment", SECRET), chunk(b"prVt", SECRET), chunk(b"tIME", SECRET[:7])) + SECRET,
        png(after=[text_chunk("Comment", SECRET)]) + movie + SECRET,
        jpeg(exif_segment(exif_with_thumbnail(small))),
        jpeg(segment(0xFE, SECRET), jfxx_segment(small), segment(0xE9, SECRET)) + SECRET,
        with_mpf(jpeg(), small),
        jpeg() + movie + SECRET,
        riff_with(encoded(IMAGE, "WEBP"), b"SECR", SECRET) + SECRET,
        gif_with(encoded(IMAGE, "GIF"), gif_application(b"PRIVATE 1.0", SECRET)) + SECRET,
        every_image_format()["a.tif"] + SECRET,
        heic(IMAGE) + box(b"free", SECRET),
        heic(IMAGE, exif=b"Exif\0\0" + exif_with_thumbnail(small)),
        encoded(IMAGE, "AVIF") + box(b"skip", SECRET) + box(b"mdat", SECRET),
        movie + box(b"free", SECRET),
        video("mp4", tags={"title": SECRET.decode(), "artist": SECRET.decode()}),
        video("mov", tags={"title": SECRET.decode()}),
    ):
        name = identify(data[:4096]).name
        copy = cleaned(tmp_path, data)
        assert SECRET not in copy, name
        assert look(name, copy) == look(name, data), name


def test_animations_keep_all_frames_times_and_loops(tmp_path: Path) -> None:
    frames = [Image.fromarray(picture()).rotate(90 * turn) for turn in range(4)]
    more = {"save_all": True, "append_images": frames[1:], "duration": [70, 80, 90, 100], "loop": 3}
    for kind in ("PNG", "GIF", "WEBP"):
        data = encoded(frames[0], kind, **more)
        copy = cleaned(tmp_path, data)
        assert look(kind.lower(), copy) == look(kind.lower(), data)
        (tmp_path / "animation").write_bytes(copy)
        with Image.open(tmp_path / "animation") as image:
            assert len(list(ImageSequence.Iterator(image))) == 4


def test_every_page_of_a_tiff_stays(tmp_path: Path) -> None:
    pages = [Image.fromarray(picture(200 + number, 100)) for number in range(3)]
    for options in ({}, {"compression": "tiff_lzw"}, {"compression": "jpeg"}, {"big_tiff": True}):
        data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:], software=SECRET.decode(), **options)
        copy = cleaned(tmp_path, data)
        assert SECRET in data and SECRET not in copy
        assert look("tiff", copy) == look("tiff", data)


def test_a_track_of_data_is_gone_with_its_samples(tmp_path: Path) -> None:
    """Cameras write where they were in a track of its own beside pictures and sound."""
    movie = bytearray(every_video_format()["a.mp4"])
    at = movie.index(b"moov") - 4
    size = int.from_bytes(movie[at : at + 4], "big")
    place = len(movie) + 8
    table = (
        box(b"stsd", struct.pack(">II", 0, 1) + box(b"gpmd", bytes(6) + b"\0\1"))
        + box(b"stts", struct.pack(">IIII", 0, 1, 2, 1))
        + box(b"stsz", struct.pack(">III", 0, 0, 2) + struct.pack(">II", 10, len(SECRET) - 10))
        + box(b"stsc", struct.pack(">II", 0, 1) + struct.pack(">III", 1, 2, 1))
        + box(b"stco", struct.pack(">III", 0, 1, place))
    )
    handler = box(b"hdlr", bytes(8) + b"meta" + bytes(12) + b"GPS\0")
    media = box(b"mdhd", bytes(12) + struct.pack(">II", 1000, 2) + bytes(4)) + handler
    header = box(b"tkhd", bytes(12) + struct.pack(">I", 9) + bytes(68))
    track = box(b"trak", header + box(b"mdia", media + box(b"minf", box(b"stbl", table))))
    # the index is the last box, so nothing moves when it grows
    assert at + size == len(movie)
    shift = len(track)
    track = track.replace(struct.pack(">III", 0, 1, place), struct.pack(">III", 0, 1, place + shift))
    data = bytes(movie[:at]) + (size + shift).to_bytes(4, "big") + bytes(movie[at + 4 :]) + track + box(b"mdat", SECRET)
    copy = cleaned(tmp_path, data)
    assert SECRET in data and SECRET not in copy and b"GPS" not in copy
    assert len(copy) == len(data)
    assert look("mp4", copy) == look("mp4", data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (every_video_format()["a.webm"], "WEBM files"),
        (every_video_format()["a.mkv"], "MKV files"),
        (every_video_format()["a.avi"], "AVI files"),
        (every_image_format()["a.bmp"], "BMP files"),
        (every_image_format()["a.psd"], "PSD files"),
        (raw_photograph(encoded(IMAGE, "JPEG"), first_page=False), None),
        (b"just a text", "not an image"),
    ],
)
def test_what_cannot_be_cleaned_is_refused_with_the_reason(tmp_path: Path, data: bytes, reason: str | None) -> None:
    found = clean(tmp_path, data)
    assert isinstance(found, Failure)
    if reason is not None:
        assert found.step is Step.IDENTIFY and reason in found.reason


@pytest.mark.parametrize("name", [*every_image_format(), "a.mp4", "a.mov"])
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, name: str) -> None:
    whole = (every_image_format() | every_video_format())[name]
    found = clean(tmp_path, whole[: len(whole) * 2 // 3])
    assert isinstance(found, Failure)


@pytest.mark.slow
@given(
    name=st.sampled_from([*sorted(every_image_format()), "a.mp4", "a.mov"]),
    at=st.floats(0, 0.999),
    noise=st.binary(min_size=1, max_size=8),
)
def test_damage_never_raises_and_a_copy_is_never_longer(
    tmp_path_factory: pytest.TempPathFactory, name: str, at: float, noise: bytes
) -> None:
    data = bytearray((every_image_format() | every_video_format())[name])
    place = int(at * len(data))
    data[place : place + len(noise)] = noise
    found = clean(tmp_path_factory.getbasetemp(), bytes(data))
    assert isinstance(found, Failure) or len(found) <= len(data) + 64


ALLOWED = {
    "File",
    "ICC_Profile",
    "PNG",
    "JFIF",
    "APP14",
    "RIFF",
    "QuickTime",
    "GIF",
    "ExifTool",
    "Composite",
    "Jpeg2000",
}
"""exiftool's groups of what says how the picture is stored, or is computed from that."""
ALLOWED_TAGS = {"Orientation", "ImageWidth", "ImageHeight", "BitsPerSample", "Compression", "PhotometricInterpretation"}
ALLOWED_TAGS |= {"StripOffsets", "StripByteCounts", "RowsPerStrip", "SamplesPerPixel", "PlanarConfiguration"}
ALLOWED_TAGS |= {"Predictor", "ExtraSamples", "SampleFormat", "FillOrder", "TileWidth", "TileLength", "SubfileType"}


@needs_samples
@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("exiftool") is None, reason="exiftool is not installed (Debian: libimage-exiftool-perl)"
)
def test_exiftool_finds_nothing_in_copies_of_real_files(tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    for number, path in enumerate(sorted(SAMPLES.rglob("*"))):
        if not path.is_file() or path.suffix == ".md":
            continue
        data = path.read_bytes()
        found = clean(tmp_path, data)
        if isinstance(found, bytes):
            (copies / f"{number} {path.name}").write_bytes(found)
            name = identify(data[:4096]).name
            assert _seen(name, data) in (_seen(name, found), NOTHING), path
    assert len(list(copies.iterdir())) > 80
    listing = subprocess.run(
        ["exiftool", "-q", "-r", "-a", "-u", "-s", "-G0", "-T", "-filename", "-all", str(copies)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert listing.stdout.count("\n") == len(list(copies.iterdir()))
    found_tags = subprocess.run(
        ["exiftool", "-q", "-r", "-a", "-u", "-s", "-G0", str(copies)], capture_output=True, text=True, check=False
    ).stdout
    told = set()
    for line in found_tags.splitlines():
        group, _, rest = line.partition("]")
        tag = rest.partition(":")[0].strip()
        if line.startswith("[") and group[1:].strip() not in ALLOWED and tag not in ALLOWED_TAGS:
            told.add(line)
    assert told == set()


NOTHING = "another decoder than ours sees nothing"


def _seen(name: str, data: bytes) -> object:
    try:
        return look(name, data)
    except (OSError, UnreadableError, ValueError):
        return NOTHING
