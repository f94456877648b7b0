"""The panel's words for what the server names: steps and fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import pytest
from playwright.sync_api import Browser

from app.domain.report import Camera, FileReport, Generation, Gps, Hashes, NsfwScore, PromptRole, Step
from tests.page.support import Run, modules

GROUPS = {"camera": Camera, "gps": Gps, "generation": Generation, "nsfw": NsfwScore, "hashes": Hashes}
NO_FIELDS = {"thumbnail", "provenance", "excerpts"}
"""Parts of a report that are never compared."""


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with modules(browser) as run:
        yield run


def test_a_failure_says_what_was_being_done_in_words_for_people(run: Run) -> None:
    failures = [{"step": "decode", "reason": "x"}, {"step": "generation", "reason": "y"}]
    call = "({ failureBoxes }, failures) => failureBoxes({ failures }).map((box) => box.textContent)"
    said = run("panel/file-failures.js", call, failures)
    assert said == ["Failed while decodingx", "Warning while reading the prompt and settingsy"]


def test_every_step_has_a_name_of_its_own(run: Run) -> None:
    steps = [step.value for step in Step]
    names = run("texts/step-names.js", "({ stepName }, steps) => steps.map(stepName)", steps)
    assert set(names) & set(steps) == set()
    assert len(set(names)) == len(steps)


def test_every_field_that_may_change_has_a_name(run: Run) -> None:
    names = ["nsfw.is_nsfw"]
    for field in fields(FileReport):
        group = GROUPS.get(field.name)
        names += [f"{field.name}.{each.name}" for each in fields(group)] if group else [field.name]
    changing = [name for name in names if name not in NO_FIELDS]
    said = run("panel/field-names.js", "({ fieldName }, names) => names.map(fieldName)", changing)
    assert [name for name in said if not name[0].isupper()] == []


def test_every_role_of_a_prompt_has_a_name(run: Run) -> None:
    roles = [{"role": role.value, "source": None} for role in PromptRole]
    call = "({ promptTitle }, roles) => roles.map(promptTitle)"
    names = run("panel/generation-lists.js", call, roles)
    assert names == ["Positive", "Negative", "Style", "Region", "Character", "Later pass", "Detail"]


def test_a_pass_says_what_it_painted_and_what_enlarged_the_picture(run: Run) -> None:
    call = "({ passText }, one) => passText(one)"
    detail = run("panel/generation-lists.js", call, {"part": "face", "steps": 4, "denoise": 0.4})
    assert detail == "face, 4 steps, denoise 0.4"
    assert run("panel/generation-lists.js", call, {"steps": 4, "upscaler": "Latent"}) == "4 steps, upscaler Latent"


FILE = {"name": "a.png", "size": 1, "keywords": [], "failures": [], "score": None, "favourite": None, "outcome": "ok"}
PLAIN = [{"role": "positive", "text": "a fox", "source": "node 6"}, {"role": "negative", "text": "fog", "source": None}]
REGION = {"role": "region", "text": "<b>a mill</b>", "source": "node 9"}
PASS = {"sampler": "euler", "seed": 1, "steps": 20}


def show(run: Run, excerpts: dict[str, int], **lists: object) -> list[str]:
    """Return the titles of the parts that the panel shows, each with its text."""
    generation = {"tool": "ComfyUI", "prompt": "a fox", "negative_prompt": "fog", "loras": [], "models": [], **lists}
    call = """({ factsParts }, file) => {
      const copy = document.createElement("template");
      copy.id = "fragment-copy";
      copy.innerHTML = "<button></button>";
      document.body.append(copy);
      const parts = factsParts(file, { isEdited: true }).map((part) => part.textContent);
      copy.remove();
      return parts;
    }"""
    shown: list[str] = run("panel/file-facts.js", call, FILE | {"generation": generation, "excerpts": excerpts})
    return [text for text in shown if text.startswith(("All prompts", "Passes"))]


def test_a_plain_picture_shows_no_lists(run: Run) -> None:
    assert show(run, {}, prompts=PLAIN, passes=[PASS]) == []


def test_every_text_and_every_pass_is_shown_where_there_are_several(run: Run) -> None:
    prompts, passes = show(run, {}, prompts=[*PLAIN, REGION], passes=[PASS, {**PASS, "denoise": 0.4}])
    assert prompts == "All promptsPositive, node 6a foxNegativefogRegion, node 9<b>a mill</b>"
    assert passes == "Passeseuler, seed 1, 20 stepseuler, seed 1, 20 steps, denoise 0.4"


def test_lists_of_which_an_excerpt_is_there_offer_the_rest(run: Run) -> None:
    excerpts = {"generation.prompts": 3, "generation.passes": 4}
    prompts, passes = show(run, excerpts, prompts=[], passes=[PASS])
    assert prompts.startswith("All promptsThe first 0 of 3.")
    assert "The first 1 of 4." in passes
