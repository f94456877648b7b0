from __future__ import annotations

import pytest

from app.domain.report import Lora
from app.readers.generation import parse_generation
from app.readers.generation.tools.a1111 import read_infotext
from tests.readers.generation.support import INFOTEXT, blocks, found, generation_of

SETTINGS = "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512, Model: m"


def test_prompt_negative_and_settings_are_told_apart() -> None:
    finding = found(blocks(png__parameters=INFOTEXT))
    generation = finding.generation
    assert generation.prompt == "a cat, (a hat:1.2) <lora:detail:0.5>\nsecond line"
    assert generation.negative_prompt == "dog, bird"
    assert (generation.seed, generation.steps, generation.cfg_scale) == (42, 20, 7.5)
    assert (generation.sampler, generation.scheduler, generation.model) == ("DPM++ 2M", "Karras", "v1-5")
    assert generation.loras == (Lora("detail", 0.5), Lora("other"))
    assert finding.keywords == ("a cat", "a hat", "second line")


def test_every_value_says_where_it_stood() -> None:
    provenance = found(blocks(exif__UserComment=INFOTEXT)).provenance
    assert set(provenance.values()) == {"exif:UserComment / a1111 3"}
    assert provenance.keys() >= {"generation.tool", "generation.prompt", "generation.loras", "keywords"}


@pytest.mark.parametrize(
    ("signature", "tool"),
    [
        ("Version: v1.10.1", "A1111"),
        ("Version: 1.6.0-2-g4afaaf8a", "A1111"),
        ("Version: f2.0.1v1.10.1-previous-304-g394da019", "Forge"),
        ("Version: f1.0.0v2-v1.10.1RC-latest-2498-g5120e679", "reForge"),
        ("Version: f0.0.17-v1.10.1", "EasyReforge"),
        ("Version: classic", "Forge Classic"),
        ("Version: neo-2.28", "Forge Neo"),
        ("Version: ComfyUI", "ComfyUI"),
        ("App: SD.Next, Version: 56a8aea", "SD.Next"),
        ("Version: somebody else 3", "A1111 format"),
        ("ADetailer Version: Neo", "A1111"),
    ],
)
def test_the_tool_is_the_one_that_signed(signature: str, tool: str) -> None:
    assert generation_of(blocks(png__parameters=f"cat\n{SETTINGS}, {signature}")).tool == tool


def test_unsigned_text_with_another_tools_sampler_name_is_not_called_a1111() -> None:
    text = f"cat\n{SETTINGS}".replace("Euler a", "euler_ancestral_karras")
    assert generation_of(blocks(exif__UserComment=text)).tool == "A1111 format"


def test_hires_and_adetailer_settings_do_not_replace_the_main_ones() -> None:
    text = (
        "cat\nSteps: 24, Sampler: Euler a, Schedule type: Automatic, CFG scale: 4, Seed: 5, Model: m, "
        "Denoising strength: 0.3, Hires CFG Scale: 9, Hires upscale: 1.5, Hires steps: 10, Hires sampler: DDIM, "
        'ADetailer model: face_yolov8n.pt, ADetailer prompt: "face, <lora:face:1>", ADetailer steps: 99, '
        "ADetailer CFG scale: 12, ADetailer version: 26.2.0, Version: v1.9.0"
    )
    generation = generation_of(blocks(png__parameters=text))
    assert (generation.steps, generation.cfg_scale, generation.sampler) == (24, 4.0, "Euler a")
    assert generation.loras == ()


def test_quoted_values_keep_their_commas_and_escapes() -> None:
    text = 'cat\nSteps: 1, Sampler: "a, \\"b\\": c", Seed: 2, CFG scale: 3, Wildcard prompt: "x, Seed: 9", Model: m'
    infotext = read_infotext(text)
    assert infotext is not None
    assert infotext.settings["Sampler"] == 'a, "b": c'
    assert infotext.settings["Seed"] == "2"
    assert infotext.settings["Wildcard prompt"] == "x, Seed: 9"


def test_negative_prompt_in_the_middle_of_a_line_is_part_of_the_prompt() -> None:
    generation = generation_of(
        blocks(png__parameters=f"sign that says Negative prompt: no\nNegative prompt: dog\n{SETTINGS}")
    )
    assert generation.prompt == "sign that says Negative prompt: no"
    assert generation.negative_prompt == "dog"


def test_a_second_negative_line_belongs_to_the_negative_prompt() -> None:
    generation = generation_of(blocks(png__parameters=f"cat\nNegative prompt: a\nNegative prompt: b\n{SETTINGS}"))
    assert generation.prompt == "cat"
    assert generation.negative_prompt == "a\nNegative prompt: b"


def test_break_and_regional_prompts_over_several_lines_stay_whole() -> None:
    prompt = "sky ADDCOMM\nred hair BREAK\nblue hair ADDCOL\nforest AND river :1.2"
    finding = found(blocks(png__parameters=f'{prompt}\n{SETTINGS}, RP Active: True, RP Ratios: "1,1;2,1"'))
    assert finding.generation.prompt == prompt
    assert "red hair" in finding.keywords


def test_a_line_in_the_prompt_that_looks_like_steps_does_not_end_it() -> None:
    generation = generation_of(blocks(png__parameters=f"Steps: 3, of a recipe\nmix\n{SETTINGS}"))
    assert generation.prompt == "Steps: 3, of a recipe\nmix"
    assert generation.steps == 20


def test_of_settings_with_the_same_name_the_first_counts() -> None:
    generation = generation_of(blocks(png__parameters=f"cat\n{SETTINGS}, Seed: 9\nTemplate: x, Steps: 3, Model: other"))
    assert (generation.seed, generation.steps, generation.model) == (1, 20, "m")


def test_lines_of_extensions_behind_the_settings_are_no_settings_of_the_picture() -> None:
    generation = generation_of(
        blocks(png__parameters=f"cat\n{SETTINGS}\nTemplate: a {{cat|dog}}\nNegative Template: x")
    )
    assert generation.prompt == "cat"
    assert generation.model == "m"


def test_windows_line_ends_and_a_missing_prompt_are_read() -> None:
    assert (
        generation_of(blocks(png__parameters=f"cat\r\nNegative prompt: dog\r\n{SETTINGS}\r\n")).negative_prompt == "dog"
    )
    generation = generation_of(blocks(png__parameters=SETTINGS))
    assert (generation.prompt, generation.negative_prompt, generation.seed) == (None, None, 1)


def test_settings_that_do_not_begin_with_steps_are_known_by_three_known_names() -> None:
    generation = generation_of(
        blocks(png__parameters="cat\nParser: Full parser, Seed: 7, Size: 8x8, Model: m, App: SD.Next")
    )
    assert (generation.seed, generation.model) == (7, "m")


@pytest.mark.parametrize(
    "text",
    [
        "a plain comment",
        "Camera: Canon, Style: noir, Mood: dark",
        "Negative prompt: dog",
        "Steps: many, Sampler: x, Seed: y",
        "",
        "Seed: 1",
    ],
)
def test_other_text_is_not_taken_for_generation_data(text: str) -> None:
    assert parse_generation(blocks(png__parameters=text, exif__UserComment=text)) is None


@pytest.mark.parametrize("seed", ["-1", "NaN", "1e9", "99999999999999999999999", "", "0x12", "١٢"])
def test_a_seed_that_is_none_is_not_found(seed: str) -> None:
    text = f"cat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: {seed}, Size: 512x512"
    assert generation_of(blocks(png__parameters=text)).seed is None


def test_numbers_out_of_any_range_are_not_found() -> None:
    generation = generation_of(
        blocks(png__parameters="cat\nSteps: 99999999999, Sampler: Euler a, CFG scale: inf, Seed: 1")
    )
    assert (generation.steps, generation.cfg_scale, generation.sampler) == (None, None, "Euler a")


@pytest.mark.parametrize(
    "piece", ["Steps: 1, ", "Steps: 1\n", '"', 'a: "', "a: \\", "Negative prompt:\n", "a: b, ", " "]
)
def test_hostile_repetition_is_read_in_linear_time(piece: str) -> None:
    parse_generation(blocks(png__parameters=piece * 30_000 + "\nSteps: 20, " + piece * 30_000))


ONE_LINE = "a cat. A hat{0}Negative prompt: dog, bird{0}{1}"


@pytest.mark.parametrize(
    "lost", [" ", ".", ". ", ";", "|", "\t", "\\n", "\\r\\n", "<br>", "<br />", "\u2028", "\x0b", "\ufffd", ""]
)
def test_a_text_that_lost_its_line_ends_is_told_apart(lost: str) -> None:
    generation = generation_of(blocks(png__parameters=ONE_LINE.format(lost, SETTINGS)))
    assert generation.prompt is not None
    assert generation.prompt.rstrip(".") == "a cat. A hat"
    assert (generation.negative_prompt or "").rstrip(".") == "dog, bird"
    assert (generation.seed, generation.steps, generation.sampler, generation.model) == (1, 20, "Euler a", "m")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_every_line_end_is_one(end: str) -> None:
    generation = generation_of(blocks(png__parameters=f"a cat{end}{ONE_LINE.format(end, SETTINGS)}"))
    assert (generation.prompt, generation.negative_prompt, generation.seed) == ("a cat\na cat. A hat", "dog, bird", 1)


def test_a_sentence_before_a_lost_line_end_keeps_its_full_stop() -> None:
    generation = generation_of(blocks(png__parameters=f"A cat. Negative prompt: A dog. {SETTINGS}"))
    assert (generation.prompt, generation.negative_prompt) == ("A cat.", "A dog.")


def test_one_line_may_have_no_negative_prompt_or_an_empty_one() -> None:
    assert generation_of(blocks(png__parameters=f"a cat {SETTINGS}")).prompt == "a cat"
    empty = "a cat Negative prompt: Steps: 23, Sampler: Undefined, CFG scale: 3.5, Seed: 17, Size: 8x8"
    generation = generation_of(blocks(exif__UserComment=empty))
    assert (generation.prompt, generation.negative_prompt, generation.steps) == ("a cat", None, 23)
    assert generation.sampler is None


def test_words_in_one_line_that_look_like_steps_do_not_end_the_prompt() -> None:
    text = f"Do Steps: 3, of a recipe. Steps: 4, Size: big Negative prompt: dog {SETTINGS}"
    generation = generation_of(blocks(png__parameters=text))
    assert generation.prompt == "Do Steps: 3, of a recipe. Steps: 4, Size: big"
    assert (generation.negative_prompt, generation.steps) == ("dog", 20)


def test_line_ends_within_the_prompts_stay() -> None:
    text = f"a cat\nin a hat\nNegative prompt: dog\nbird {SETTINGS}"
    generation = generation_of(blocks(png__parameters=text))
    assert (generation.prompt, generation.negative_prompt) == ("a cat\nin a hat", "dog\nbird")


@pytest.mark.parametrize("change", [str.lower, str.upper, str.title])
def test_keys_are_read_in_any_case(change: object) -> None:
    keys = ("Negative prompt", "Steps", "Sampler", "CFG scale", "Seed", "Size", "Model", "Schedule type", "Version")
    text = f"a cat\nNegative prompt: dog\n{SETTINGS}, Schedule type: Karras, Version: v1.9"
    for key in keys:
        text = text.replace(f"{key}:", f"{change(key)}:")  # type: ignore[operator]
    generation = generation_of(blocks(png__parameters=text))
    assert (generation.prompt, generation.negative_prompt, generation.tool) == ("a cat", "dog", "A1111")
    assert (generation.seed, generation.steps, generation.cfg_scale) == (1, 20, 7.0)
    assert (generation.sampler, generation.scheduler, generation.model) == ("Euler a", "Karras", "m")


def test_where_only_the_case_is_another_a_negative_prompt_still_begins_a_line() -> None:
    text = f"sign that says Negative prompt: no\n{SETTINGS.replace('Steps', 'steps')}"
    generation = generation_of(blocks(png__parameters=text))
    assert (generation.prompt, generation.negative_prompt) == ("sign that says Negative prompt: no", None)


def test_a_key_in_its_own_case_comes_before_one_in_another() -> None:
    text = "cat\nmodel: other, Steps: 20, model: wrong, Sampler: Euler a, Seed: 1, Model: m"
    assert generation_of(blocks(png__parameters=text)).model == "m"


@pytest.mark.parametrize("text", ["steps: 5, walk on", "Take 3 steps: 1, seed: 2, cut", "Steps: 5 Sampler: a Seed: 1"])
def test_prose_with_some_of_the_keys_is_not_taken_for_settings(text: str) -> None:
    assert parse_generation(blocks(png__parameters=text, exif__UserComment=text)) is None


@pytest.mark.parametrize("tail", ["Steps", " steps: 5, seed: 1, size: 8x8", " Seed"])
@pytest.mark.parametrize(
    "piece", [" ", "\t", ".", "steps: 1, seed: 1, size: 2 ", "\\n", "<br", "negative prompt:", "a "]
)
def test_hostile_repetition_on_one_line_is_read_in_linear_time(piece: str, tail: str) -> None:
    parse_generation(blocks(png__parameters="x " + piece * 30_000 + tail))
