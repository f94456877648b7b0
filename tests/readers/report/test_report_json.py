"""A report as one JSON object, without what was not found."""

from __future__ import annotations

import json
import os
from pathlib import Path

from app.domain.report import FileReport, Generation, Kind, Lora, NsfwScore
from app.readers import as_json
from tests.readers.support import exif_segment, jpeg, png, read_bytes, tiff_structure


def test_what_was_not_found_is_absent(tmp_path: Path) -> None:
    card = as_json(read_bytes(tmp_path, "a.png", png()))
    assert set(card) == {
        "path", "outcome", "kind", "format", "size", "width", "height", "hashes", "failures", "provenance",
    }  # fmt: skip
    assert card["outcome"] == "ok"
    assert card["failures"] == []


def test_a_failed_file_says_step_and_reason(tmp_path: Path) -> None:
    card = as_json(read_bytes(tmp_path, "a.png", b"nothing"))
    assert card["outcome"] == "failed"
    failures = card["failures"]
    assert isinstance(failures, list)
    assert failures[0]["step"] == "identify"
    assert "not an image or video" in failures[0]["reason"]


def test_every_field_has_its_place() -> None:
    report = FileReport(
        path="/a.png",
        kind=Kind.IMAGE,
        generation=Generation("A1111", prompt="a cat", seed=0, loras=(Lora("fine", 0.5), Lora("plain"))),
        keywords=("a cat",),
        score=0,
        favourite=False,
        nsfw=NsfwScore(0.8, "model 1"),
    )
    card = as_json(report)
    assert card["generation"] == {
        "tool": "A1111",
        "prompt": "a cat",
        "seed": 0,
        "loras": [{"name": "fine", "weight": 0.5}, {"name": "plain"}],
    }
    assert (card["score"], card["favourite"], card["keywords"]) == (0, False, ["a cat"])
    assert card["nsfw"] == {"score": 0.8, "label": "nsfw", "model": "model 1"}
    assert as_json(report, nsfw_threshold=0.9)["nsfw"] == {"score": 0.8, "label": "safe", "model": "model 1"}


def test_a_name_with_bytes_that_are_no_text_survives_json(tmp_path: Path) -> None:
    name = os.fsdecode(b"lone \xff.jpg")
    data = jpeg(exif_segment(tiff_structure([(0x010F, 2, b"\xff\xfeACME\0")])))
    text = json.dumps(as_json(read_bytes(tmp_path, name, data)))
    assert json.loads(text)["path"] == str(tmp_path / name)
