"""The bundled NSFW model: it loads offline, gives the same score everywhere, and says plainly when it cannot."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.readers.nsfw import Classifier, Pixels, load_classifier, nsfw_status, opennsfw, session

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def fresh_process_state() -> Iterator[None]:
    """Every test loads anew, and leaves no broken model behind for the next one."""
    load_classifier.cache_clear()
    nsfw_status.cache_clear()
    yield
    load_classifier.cache_clear()
    nsfw_status.cache_clear()


def hills(width: int = 320, height: int = 240) -> Pixels:
    """A green hill under a blue sky."""
    x = np.linspace(0, 3, width)
    y = np.linspace(0, 1, height)[:, None]
    ground = y > 0.6 + 0.1 * np.sin(x)
    return np.where(ground[..., None], (60, 140, 50), (120, 170, 230)).astype(np.uint8)


def loaded() -> Classifier:
    classifier = load_classifier()
    assert classifier is not None, nsfw_status().reason
    return classifier


def test_the_model_is_available_and_named_with_its_version() -> None:
    status = nsfw_status()
    assert status.available and status.reason == ""
    assert status.model == loaded().name
    assert "0.1.0" in loaded().name


def test_a_harmless_picture_scores_low_and_between_0_and_1() -> None:
    assert 0 <= loaded().score(hills()) < 0.3


def test_the_score_follows_the_picture() -> None:
    noise = np.random.default_rng(7).integers(0, 256, (200, 200, 3), dtype=np.uint8)
    assert loaded().score(hills()) != loaded().score(noise)


def test_one_process_loads_the_model_once() -> None:
    assert load_classifier() is load_classifier()


def test_two_processes_give_the_same_score_to_the_last_bit() -> None:
    here = loaded().score(hills())
    program = (
        "from tests.test_nsfw_opennsfw import hills, loaded; c = loaded(); "
        "print(c.score(hills(97, 41)) and c.score(hills()).hex())"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert float.fromhex(run.stdout.strip()) == here


def test_a_picture_of_one_pixel_and_a_very_wide_one_are_scored() -> None:
    for shape in ((1, 1, 3), (1, 4000, 3)):
        assert 0 <= loaded().score(np.full(shape, 128, np.uint8)) <= 1


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((10, 10), np.uint8),
        np.zeros((10, 10, 4), np.uint8),
        np.zeros((0, 10, 3), np.uint8),
        np.zeros((10, 10, 3), np.float32),
    ],
)
def test_anything_but_an_rgb_picture_is_refused(wrong: Pixels) -> None:
    with pytest.raises(ValueError, match="expected an RGB picture"):
        loaded().score(wrong)


def test_a_missing_package_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opennsfw, "PACKAGE", "no-such-package-here")
    assert load_classifier() is None
    status = nsfw_status()
    assert (status.available, status.model) == (False, None)
    assert "not installed" in status.reason


def test_a_damaged_model_file_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    damaged = tmp_path / opennsfw.MODEL_FILE
    shutil.copyfile(opennsfw._model_path(), damaged)
    with damaged.open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"\x00\x01\x02\x03")
    monkeypatch.setattr(opennsfw, "_model_path", lambda: damaged)
    assert load_classifier() is None
    assert "damaged" in nsfw_status().reason


def test_a_missing_model_file_is_neither_used_nor_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(opennsfw, "_model_path", lambda: tmp_path / "nothing.onnx")
    assert load_classifier() is None
    assert "cannot be read" in nsfw_status().reason


def test_without_onnxruntime_the_status_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "find_spec", lambda name: None)
    assert load_classifier() is None
    assert "onnxruntime" in nsfw_status().reason
