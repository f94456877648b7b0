"""Generation data as stored: every list comes back, and what earlier versions stored can still be read."""

from __future__ import annotations

import json
from dataclasses import asdict

from app.domain.report import Checkpoint, Generation, Lora, Pass, Prompt, PromptRole, restore_generation

WHOLE = Generation(
    tool="ComfyUI",
    prompt="a cat\na hat",
    loras=(Lora("fur", 0.5), Lora("paws")),
    prompts=(Prompt(PromptRole.POSITIVE, "a cat", "node 6"), Prompt(PromptRole.REGION, "a hat")),
    passes=(Pass("euler", "karras", 7, 20, 7.5, 1.0, "dream", 512, 768), Pass(seed=8)),
    models=(Checkpoint("dream", 0.25), Checkpoint("night")),
)


def test_what_was_stored_comes_back_with_its_types() -> None:
    restored = restore_generation(json.loads(json.dumps(asdict(WHOLE))))
    assert restored == WHOLE
    assert type(restored.prompts[1].role) is PromptRole


def test_what_an_earlier_version_stored_has_empty_lists() -> None:
    values = {name: value for name, value in asdict(WHOLE).items() if name not in ("prompts", "passes", "models")}
    assert restore_generation(values) == Generation("ComfyUI", "a cat\na hat", loras=WHOLE.loras)
