"""The readers find in a demo library what its manifest says, field by field."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from app.demo import DemoFile, Manifest, make_library
from app.domain.progress import Outcome
from app.domain.report import FileReport, Generation, tally
from app.readers import ReadOptions, read_file

pytestmark = pytest.mark.slow

EXACT = ("kind", "format", "width", "height", "has_metadata", "captured_at", "camera", "keywords", "score", "favourite")


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> tuple[Manifest, list[tuple[DemoFile, FileReport]]]:
    folder: Path = tmp_path_factory.mktemp("demo") / "library"
    manifest = make_library(folder, 300, 4)
    return manifest, [(file, read_file(str(folder / file.path), ReadOptions())) for file in manifest.files]


def test_every_file_ends_with_the_stated_outcome(
    read: tuple[Manifest, list[tuple[DemoFile, FileReport]]],
) -> None:
    wrong = [(file.path, report.failures) for file, report in read[1] if report.outcome is not file.outcome]
    assert wrong == []


def test_sound_files_are_warned_of_only_where_two_scores_disagree(
    read: tuple[Manifest, list[tuple[DemoFile, FileReport]]],
) -> None:
    warnings = [failure.reason for file, r in read[1] if file.outcome is Outcome.OK for failure in r.failures]
    assert [reason for reason in warnings if not reason.startswith("the scores disagree")] == []


def test_every_field_is_read_as_stated(read: tuple[Manifest, list[tuple[DemoFile, FileReport]]]) -> None:
    for file, report in read[1]:
        if file.outcome is Outcome.OK:
            for name in EXACT:
                assert getattr(report, name) == getattr(file, name), (file.path, name)
            assert report.duration_s == pytest.approx(file.duration_s, abs=0.002) if file.duration_s else True
            assert (report.gps is None) == (file.gps is None), file.path
            if report.gps and file.gps:
                assert asdict(report.gps) == pytest.approx(asdict(file.gps), abs=1e-6)


def test_every_generation_is_read_as_stated(read: tuple[Manifest, list[tuple[DemoFile, FileReport]]]) -> None:
    told = [(file.path, file.generation) for file, _ in read[1] if file.outcome is Outcome.OK]
    found = [(file.path, _stated(report.generation)) for file, report in read[1] if file.outcome is Outcome.OK]
    assert sum(generation is not None for _, generation in told) > 150
    assert found == told


def _stated(generation: Generation | None) -> Generation | None:
    """Return what the manifest states of it: no lists of prompts, passes and models."""
    return generation and replace(generation, prompts=(), passes=(), models=())


def test_the_counters_of_a_session_over_it_are_the_manifests_sums(
    read: tuple[Manifest, list[tuple[DemoFile, FileReport]]],
) -> None:
    manifest, pairs = read
    tallies = [tally(report, nsfw_threshold=0.7) for _, report in pairs]
    ok = [one for one in tallies if one.outcome is Outcome.OK]
    assert len(ok) == manifest.ok
    assert len(tallies) - len(ok) == manifest.errors
    assert sum(one.has_metadata for one in ok) == manifest.metadata_extracted
    assert sum(one.keywords for one in ok) == manifest.keywords_added
    assert sum(one.has_score for one in ok) == manifest.scores_imported
    assert sum(one.is_nsfw for one in ok) == manifest.nsfw_detected


def test_every_picture_scores_far_from_the_threshold(
    read: tuple[Manifest, list[tuple[DemoFile, FileReport]]],
) -> None:
    scores = {file.path: report.nsfw.score for file, report in read[1] if report.nsfw is not None}
    assert len(scores) == read[0].ok
    assert max(scores.values()) < 0.5
