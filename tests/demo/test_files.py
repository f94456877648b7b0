"""The files of a demo library are real: other programs decode them and find what the manifest says."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageOps

from app.demo import DemoFile, Manifest, make_library
from app.demo.encode import FRAME_RATE, turned_for
from app.domain.progress import Outcome
from app.domain.report import Kind


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    folder = tmp_path_factory.mktemp("demo") / "library"
    return folder, make_library(folder, 200, 11)


def sound(manifest: Manifest, kind: Kind) -> Iterator[DemoFile]:
    return (file for file in manifest.files if file.outcome is Outcome.OK and file.kind is kind)


@pytest.mark.slow
def test_pillow_decodes_every_sound_picture_in_the_stated_format_and_size(library: tuple[Path, Manifest]) -> None:
    folder, manifest = library
    for file in sound(manifest, Kind.IMAGE):
        with Image.open(folder / file.path) as picture:
            assert (picture.format or "").lower() == file.format
            shown = ImageOps.exif_transpose(picture)
            assert shown.size == (file.width, file.height), file.path


def test_pyav_decodes_every_frame_of_every_film(library: tuple[Path, Manifest]) -> None:
    folder, manifest = library
    films = list(sound(manifest, Kind.VIDEO))
    assert films
    for file in films:
        with av.open(str(folder / file.path)) as container:
            frames = sum(1 for _ in container.decode(video=0))
            stream = container.streams.video[0]
            assert (stream.width, stream.height) == (file.width, file.height)
            assert FRAME_RATE <= frames <= 2 * FRAME_RATE
            assert file.duration_s == pytest.approx(frames / FRAME_RATE)


def test_no_damaged_file_opens_as_a_picture_or_film(library: tuple[Path, Manifest]) -> None:
    folder, manifest = library
    damaged = [file for file in manifest.files if file.outcome is Outcome.FAILED]
    assert len(damaged) == manifest.failed == 4
    for file in damaged:
        assert file.damage
        if file.path.endswith(".mp4"):
            with pytest.raises(av.error.FFmpegError):
                av.open(str(folder / file.path))
        else:
            with (
                pytest.raises(OSError, match=r"truncated|cannot identify"),
                Image.open(folder / file.path) as picture,
            ):
                picture.load()


def test_the_generated_pngs_hold_their_tools_text(library: tuple[Path, Manifest]) -> None:
    folder, manifest = library
    seen = set()
    for file in sound(manifest, Kind.IMAGE):
        if file.format != "png" or file.generation is None:
            continue
        seen.add(file.generation.tool)
        with Image.open(folder / file.path) as picture:
            text = picture.text  # type: ignore[attr-defined]
        if file.generation.tool == "A1111":
            assert text["parameters"].startswith(file.generation.prompt)
            assert f"Seed: {file.generation.seed}, " in text["parameters"]
        else:
            assert sampler_seed(text["prompt"]) == file.generation.seed
            assert len(json.loads(text["workflow"])["nodes"]) == len(json.loads(text["prompt"]))
    assert seen == {"A1111", "ComfyUI"}


def sampler_seed(prompt: str) -> int:
    """The seed in a ComfyUI graph whose links all lead somewhere."""
    graph = json.loads(prompt)
    inputs = [pair for node in graph.values() for pair in node["inputs"].items()]
    assert all(value[0] in graph for _, value in inputs if isinstance(value, list))
    seeds = {value for name, value in inputs if name in ("seed", "noise_seed")}
    assert len(seeds) == 1
    return int(seeds.pop())


def test_every_keyword_of_a_prompt_stands_in_its_text_and_no_syntax_in_a_keyword(
    library: tuple[Path, Manifest],
) -> None:
    _, manifest = library
    for file in manifest.files:
        if file.generation and file.generation.prompt:
            assert all(keyword in file.generation.prompt.lower() for keyword in file.keywords)
        assert not any(set("()[]<>,\n") & set(keyword) for keyword in file.keywords)
        assert len(set(file.keywords)) == len(file.keywords)


def test_scores_stand_in_their_sidecars(library: tuple[Path, Manifest]) -> None:
    folder, manifest = library
    sidecars = {}
    for place in folder.rglob(".scores/*.json"):
        sidecars[str((place.parent.parent / place.stem).relative_to(folder))] = json.loads(place.read_text())
    assert 0.2 < len(sidecars) / manifest.count < 0.4
    stated = {file.path: file for file in manifest.files}
    for path, sidecar in sidecars.items():
        assert (stated[path].score, stated[path].favourite) == (sidecar["score"], sidecar["favourite"])
        assert -1 <= sidecar["score"] <= 5


def test_the_sums_are_those_of_the_files(library: tuple[Path, Manifest]) -> None:
    _, manifest = library
    ok = [file for file in manifest.files if file.outcome is Outcome.OK]
    assert manifest.metadata_extracted == len([file for file in ok if file.has_metadata])
    assert manifest.keywords_added == sum(len(file.keywords) for file in ok) > 1000
    assert manifest.scores_imported == len([file for file in ok if file.score is not None])
    assert (manifest.nsfw_detected, manifest.errors) == (0, manifest.failed)


def test_exiftool_reads_from_the_photos_what_the_manifest_states(library: tuple[Path, Manifest]) -> None:
    if shutil.which("exiftool") is None:
        pytest.skip("exiftool is not installed (Debian: libimage-exiftool-perl)")
    folder, manifest = library
    run = subprocess.run(
        ["exiftool", "-json", "-n", "-G1", "-r", "-ext", "jpg", "-ext", "jpeg", str(folder / "photos")],
        capture_output=True,
        check=True,
    )
    told = {str(Path(row["SourceFile"]).relative_to(folder)): row for row in json.loads(run.stdout)}
    photos = [file for file in manifest.files if file.path.startswith("photos/")]
    assert len(photos) == len(told) == 36
    for file in photos:
        agrees_with_exiftool(file, told[file.path])


def agrees_with_exiftool(file: DemoFile, row: dict[str, object]) -> None:
    assert "ExifTool:Warning" not in row and "ExifTool:Error" not in row, row
    assert file.camera and (file.camera.make, file.camera.model) == (row["IFD0:Make"], row["IFD0:Model"])
    taken = datetime.strptime(str(row["ExifIFD:DateTimeOriginal"]), "%Y:%m:%d %H:%M:%S").isoformat()
    assert file.captured_at == taken + str(row.get("ExifIFD:OffsetTimeOriginal", ""))
    if file.gps:
        assert file.gps.lat == pytest.approx(row["Composite:GPSLatitude"], abs=1e-6)
        assert file.gps.lon == pytest.approx(row["Composite:GPSLongitude"], abs=1e-6)
    assert (file.gps is not None) == ("Composite:GPSLatitude" in row)
    words = [*listed(row.get("XMP-dc:Subject", [])), *listed(row.get("IPTC:Keywords", []))]
    assert file.keywords == tuple(dict.fromkeys(words))
    if file.favourite is None:
        assert file.score == row.get("XMP-xmp:Rating", row.get("IFD0:Rating"))


def listed(value: object) -> list[str]:
    return value if isinstance(value, list) else [str(value)]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_is_shown_upright_by_a_viewer_that_honours_its_orientation(orientation: int) -> None:
    upright = np.random.default_rng(1).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    stored = Image.fromarray(turned_for(orientation, upright))
    stored.getexif()[0x0112] = orientation
    assert np.array_equal(np.asarray(ImageOps.exif_transpose(stored)), upright)
