"""Any local ONNX file can be the model: a small JSON file beside it describes its input and output."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.readers.nsfw.description import TUPLES, Activation, Description, Layout
from app.readers.nsfw.loading import forget_models
from app.readers.nsfw.model import Model
from app.readers.nsfw.onnx_model import apply_activation, prepare_input
from tests.readers.nsfw.support import flat_network, loaded, why_not

BASE: dict[str, Any] = {"name": "mine", "version": "1", "file": "mine.onnx", "size": 4, "classes": ["ok", "bad"]}
BASE |= {"unsafe": ["bad"], "sha256": ""}


@pytest.fixture(autouse=True)
def fresh_process_state() -> Iterator[None]:
    forget_models()
    yield
    forget_models()


def described(**changes: Any) -> Description:
    values: dict[str, Any] = {**BASE, **changes}
    for name in TUPLES:
        if name in values:
            values[name] = tuple(values[name])
    return Description(**values)


def written(folder: Path, data: bytes, **changes: Any) -> str:
    """Write a description and its ONNX file to `folder`, and return the choice that selects them."""
    (folder / "mine.onnx").write_bytes(data)
    stated = {**BASE, "sha256": hashlib.sha256(data).hexdigest(), **changes}
    (folder / "mine.json").write_text(json.dumps(stated))
    return str(folder / "mine.json")


def network(outputs: int = 2) -> bytes:
    """An ONNX file: the 4×4 picture flattened, times `weights(outputs)`."""
    return flat_network(weights(outputs), input_shape=(1, 3, 4, 4))


def weights(outputs: int) -> NDArray[np.float32]:
    """Looks at the first value of the input (red, top left) and at the last (blue, bottom right)."""
    matrix = np.zeros((48, outputs), np.float32)
    matrix[0, 0] = matrix[47, 1] = 2.0
    return matrix


def test_a_local_file_is_fed_and_read_as_its_description_says(tmp_path: Path) -> None:
    choice = written(tmp_path, network(), activation="softmax", mean=[51, 51, 51], deviation=[102, 102, 102])
    picture = np.zeros((4, 4, 3), np.uint8)
    picture[0, 0, 0], picture[3, 3, 2] = 153, 255
    logits = 2 * (np.array([153, 255]) - 51) / 102
    bad = np.exp(logits[1]) / np.exp(logits).sum()
    model = loaded(choice)
    assert model.name == "mine 1"
    assert model.score(picture) == pytest.approx(bad, abs=1e-6)
    assert model.probabilities(picture) == pytest.approx({"ok": 1 - bad, "bad": bad}, abs=1e-6)


def test_another_file_than_the_described_one_is_not_used(tmp_path: Path) -> None:
    choice = written(tmp_path, network(), activation="softmax", sha256="0" * 64)
    assert "damaged or a different file" in why_not(choice)


def test_a_file_that_is_no_network_is_not_used(tmp_path: Path) -> None:
    assert "cannot be loaded" in why_not(written(tmp_path, b"no network"))


@pytest.mark.parametrize(
    ("outputs", "changes"),
    [
        (3, {"activation": "softmax"}),
        (2, {}),  # the raw answer sums to anything but 1
        (2, {"activation": "softmax", "size": 8}),
        (2, {"activation": "softmax", "layout": "NHWC"}),
    ],
)
def test_a_network_that_does_not_fit_its_description_is_found_when_it_is_loaded(
    tmp_path: Path, outputs: int, changes: dict[str, Any]
) -> None:
    assert "does not fit its description" in why_not(written(tmp_path, network(outputs), **changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"file": "../mine.onnx"}, "a name in the folder"),
        ({"size": 0}, "size is 0"),
        ({"classes": ["ok"]}, "at least two"),
        ({"classes": ["ok", "ok"]}, "at least two"),
        ({"unsafe": []}, "some, not all"),
        ({"unsafe": ["ok", "bad"]}, "some, not all"),
        ({"unsafe": ["other"]}, "some, not all"),
        ({"channels": "GBR"}, "RGB or BGR"),
        ({"deviation": [1, 0, 1]}, "no deviation may be 0"),
        ({"mean": [1]}, "three numbers"),
        ({"layout": "HWC"}, "'HWC' is not a valid Layout"),
        ({"activation": "sigmoid", "classes": ["a", "b", "bad"]}, "two classes"),
        ({"treshold": 0.5}, "unknown field 'treshold'"),
        ({"classes": "ok"}, "classes must be a list"),
        ({"size": "4"}, "is not valid"),
    ],
)
def test_a_description_that_makes_no_sense_is_answered_with_what_is_wrong(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    assert said in why_not(written(tmp_path, network(), **changes))


@pytest.mark.parametrize(("text", "said"), [("{", "is not valid"), ("[]", "a JSON object"), ("{}", "is not valid")])
def test_a_file_that_is_no_description_is_said(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "mine.json").write_text(text)
    assert said in why_not(str(tmp_path / "mine.json"))


def test_a_description_or_network_that_is_not_there_is_said(tmp_path: Path) -> None:
    choice = written(tmp_path, network(), activation="softmax")
    (tmp_path / "mine.onnx").unlink()
    assert "cannot be read" in why_not(choice)
    assert "cannot be read" in why_not(str(tmp_path / "other.json"))


def test_the_input_has_the_described_layout_channels_and_range() -> None:
    picture = np.zeros((4, 4, 3), np.uint8)
    picture[..., 0], picture[..., 1], picture[..., 2] = 10, 20, 30
    planes = prepare_input(described(mean=[10, 20, 30], deviation=[1, 2, 4]), picture)
    assert planes.shape == (1, 3, 4, 4) and not planes.any()
    reversed_channels = prepare_input(described(layout=Layout.NHWC, channels="BGR", deviation=[1, 1, 1]), picture)
    assert reversed_channels.shape == (1, 4, 4, 3)
    assert reversed_channels[0, 0, 0].tolist() == [30, 20, 10]


def test_a_large_picture_is_averaged_on_its_way_to_the_model() -> None:
    stripes = np.zeros((400, 400, 3), np.uint8)
    stripes[:, ::10] = 255
    assert prepare_input(described(), stripes) == pytest.approx(np.full((1, 3, 4, 4), 0.1), abs=0.01)


def test_answers_become_probabilities_by_the_described_activation() -> None:
    assert apply_activation(Activation.SOFTMAX, np.array([1000.0, 1000.0])).tolist() == [0.5, 0.5]
    assert apply_activation(Activation.SIGMOID, np.array([0.0])).tolist() == [0.5, 0.5]
    assert apply_activation(Activation.NONE, np.array([0.25, 0.75])).tolist() == [0.25, 0.75]


@pytest.mark.parametrize("answer", [[np.nan, np.nan], [0.2, 0.2], [-1.0, 2.0], [1.0], [np.inf, 0.0]])
def test_an_answer_that_is_no_probability_is_refused_and_never_taken_for_safe(answer: list[float]) -> None:
    model = Model("mine 1", ("ok", "bad"), frozenset({"bad"}), lambda rgb: np.array(answer))
    with pytest.raises(ValueError, match="mine 1 returned"):
        model.score(np.zeros((2, 2, 3), np.uint8))
