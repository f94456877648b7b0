"""A timm checkpoint from a local folder: loaded where torch and timm are installed, else the status says why not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.readers.nsfw import load_classifier, nsfw_status, timm_model
from app.readers.nsfw.loading import forget_models
from tests.readers.nsfw.support import why_not


@pytest.fixture(autouse=True)
def fresh_process_state() -> Iterator[None]:
    forget_models()
    yield
    forget_models()


def write_config(folder: Path, **stated: Any) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps(stated))
    (folder / "model.safetensors").write_bytes(b"weights")
    return f"timm:{folder}"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that torch and timm are installed, to test the checks that come before they are needed."""
    monkeypatch.setattr(timm_model, "find_spec", lambda name: object())


def test_without_torch_the_status_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timm_model, "find_spec", lambda name: None)
    choice = write_config(tmp_path, architecture="vit", label_names=["NSFW", "SFW"])
    assert "install torch and timm" in why_not(choice)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"architecture": "vit"}, "is not the configuration"),
        ({"label_names": ["NSFW", "SFW"]}, "is not the configuration"),
        ({"architecture": "vit", "label_names": ["cat", "dog"]}, "some but not all"),
        ({"architecture": "vit", "label_names": ["NSFW", "porn"]}, "some but not all"),
    ],
)
def test_a_configuration_that_is_none_is_said(tmp_path: Path, stated: dict[str, Any], said: str) -> None:
    assert said in why_not(write_config(tmp_path, **stated))


@pytest.mark.usefixtures("installed")
def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "cannot be read" in why_not(f"timm:{tmp_path / 'nothing'}")


def test_a_small_checkpoint_gives_what_timm_itself_gives(tmp_path: Path) -> None:
    torch: Any = pytest.importorskip("torch", reason="torch is an extra: pip install torch timm")
    timm: Any = pytest.importorskip("timm", reason="timm is an extra: pip install torch timm")
    torch.manual_seed(3)
    network = timm.create_model("vit_tiny_patch16_384", num_classes=2).eval()
    folder = tmp_path / "small"
    config = {"label_names": ["NSFW", "SFW"]}
    timm.models.save_for_hf(network, folder, model_config=config, safe_serialization=True)
    picture = np.random.default_rng(1).integers(0, 256, (240, 320, 3), dtype=np.uint8)
    transform = timm.data.create_transform(**timm.data.resolve_model_data_config(network), is_training=False)
    with torch.inference_mode():
        expected = network(transform(Image.fromarray(picture)).unsqueeze(0)).softmax(dim=-1)[0].tolist()

    classifier = load_classifier(f"timm:{folder}")

    assert classifier is not None, nsfw_status(f"timm:{folder}").reason
    weights = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    assert classifier.name == f"small (vit_tiny_patch16_384, {weights[:12]})"
    assert list(classifier.probabilities(picture).values()) == pytest.approx(expected, abs=1e-6)
    assert classifier.score(picture) == pytest.approx(expected[0], abs=1e-6)


def test_a_checkpoint_whose_weights_do_not_fit_is_not_used(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="torch is an extra: pip install torch timm")
    pytest.importorskip("timm", reason="timm is an extra: pip install torch timm")
    choice = write_config(tmp_path, architecture="vit_tiny_patch16_384", label_names=["NSFW", "SFW"])
    assert "cannot be loaded" in why_not(choice)
