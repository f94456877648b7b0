from __future__ import annotations

import gzip
import json

from app.domain.report import Generation, Prompt, PromptRole
from app.readers.generation import build_stealth_block, parse_generation
from tests.readers.generation.support import blocks, found, generation_of, hidden, without_lists

COMMENT = {
    **{"prompt": "a cat", "uc": "dog", "seed": 42, "steps": 28, "scale": 5.0, "sampler": "k_euler_ancestral"},
    "noise_schedule": "karras",
}
EXPECTED = Generation(
    tool="NovelAI",
    prompt="a cat",
    negative_prompt="dog",
    seed=42,
    steps=28,
    sampler="k_euler_ancestral",
    scheduler="karras",
    cfg_scale=5.0,
    model="NovelAI Diffusion V3 1234",
)


def test_signed_texts_are_read() -> None:
    finding = found(
        blocks(
            png__Title="NovelAI generated image",
            png__Software="NovelAI",
            png__Source="NovelAI Diffusion V3 1234",
            png__Description="a cat",
            png__Comment=COMMENT,
        )
    )
    assert without_lists(finding.generation) == EXPECTED
    assert finding.provenance["generation.model"] == "png:Source / novelai 2"


def test_captions_of_characters_belong_to_the_prompt() -> None:
    comment = {
        **COMMENT,
        "v4_prompt": {"caption": {"base_caption": "a room", "char_captions": [{"char_caption": "a cat"}, {}, 1]}},
        "v4_negative_prompt": {"caption": {"base_caption": "dog", "char_captions": [{"char_caption": ""}]}},
    }
    generation = generation_of(blocks(png__Software="NovelAI", png__Comment=comment))
    assert (generation.prompt, generation.negative_prompt) == ("a room\na cat", "dog")


CAPTIONS = {
    **{"seed": 42, "steps": 28, "scale": 5.0, "sampler": "k_euler_ancestral", "noise_schedule": "karras"},
    "v4_prompt": {
        "caption": {"base_caption": "a room", "char_captions": [{"char_caption": "a cat"}, {"char_caption": "a fox"}]}
    },
    "v4_negative_prompt": {"caption": {"base_caption": "dog", "char_captions": [{"char_caption": "hat"}]}},
}
SOURCE = "NovelAI Diffusion V4.5 4BDE2A90"


def test_captions_alone_are_the_prompt() -> None:
    texts = blocks(png__Software="NovelAI", png__Source=SOURCE, png__Comment=CAPTIONS)
    whole = {"Software": "NovelAI", "Source": SOURCE, "Comment": json.dumps(CAPTIONS)}
    unsigned = blocks(png__Comment=CAPTIONS)
    for given, model in ((texts, SOURCE), (blocks(exif__UserComment=whole), SOURCE), (unsigned, None)):
        generation = found(given).generation
        assert (generation.tool, generation.model, generation.steps, generation.seed) == ("NovelAI", model, 28, 42)
        assert (generation.prompt, generation.negative_prompt) == ("a room\na cat\na fox", "dog\nhat")
        assert [(prompt.role, prompt.text) for prompt in generation.prompts] == [
            (PromptRole.POSITIVE, "a room"),
            (PromptRole.CHARACTER, "a cat"),
            (PromptRole.CHARACTER, "a fox"),
            (PromptRole.NEGATIVE, "dog"),
            (PromptRole.NEGATIVE, "hat"),
        ]


def test_captions_without_the_rest_are_not_known_by_themselves() -> None:
    assert parse_generation(blocks(png__Comment={"v4_prompt": CAPTIONS["v4_prompt"], "steps": 28})) is None


def test_the_old_form_has_its_prompt_in_the_description() -> None:
    comment = {
        "steps": 28,
        "sampler": "nai_smea",
        "seed": 42,
        "strength": 0.7,
        "noise": 0.2,
        "scale": 11.0,
        "uc": "dog",
    }
    texts = blocks(png__Software="NovelAI", png__Description="a cat", png__Source="SD 1D44365E", png__Comment=comment)
    finding = found(texts)
    assert finding.generation.prompts == (
        Prompt(PromptRole.POSITIVE, "a cat", "png:Description"),
        Prompt(PromptRole.NEGATIVE, "dog", "png:Comment"),
    )
    assert finding.provenance["generation.prompt"] == "png:Description / novelai 2"
    assert (finding.generation.seed, finding.generation.cfg_scale, finding.generation.model) == (
        42,
        11.0,
        "SD 1D44365E",
    )
    whole = {"Software": "NovelAI", "Description": "a cat", "Source": "S", "Comment": json.dumps(comment)}
    generation = generation_of(blocks(exif__UserComment=whole))
    assert (generation.prompt, generation.negative_prompt, generation.model) == ("a cat", "dog", "S")


def test_the_description_does_not_replace_the_prompt_of_the_comment() -> None:
    texts = blocks(png__Software="NovelAI", png__Description="shorter", png__Comment=COMMENT)
    assert generation_of(texts).prompt == "a cat"


def test_a_description_of_an_unsigned_file_is_not_its_prompt() -> None:
    comment = {name: value for name, value in CAPTIONS.items() if name != "v4_prompt"} | {"v4_prompt": {}}
    assert generation_of(blocks(png__Description="a photo", png__Comment=comment)).prompt is None


def test_signed_texts_without_a_comment_give_the_description() -> None:
    generation = generation_of(blocks(png__Software="NovelAI", png__Description="a cat", png__Comment="broken {"))
    assert generation == Generation(tool="NovelAI", prompt="a cat")


def test_all_texts_in_one_object_are_read_from_exif() -> None:
    whole = {"Software": "NovelAI", "Source": "NovelAI Diffusion V3 1234", "Comment": json.dumps(COMMENT)}
    assert generation_of(blocks(exif__UserComment=whole)) == EXPECTED


def test_an_unsigned_comment_needs_all_of_its_own_names() -> None:
    assert generation_of(blocks(png__Comment=COMMENT)).tool == "NovelAI"
    assert parse_generation(blocks(png__Comment={"prompt": "x", "seed": 1})) is None


def test_the_object_hidden_in_alpha_is_read_like_the_texts() -> None:
    whole = json.dumps({"Software": "NovelAI", "Source": "NovelAI Diffusion V3 1234", "Comment": json.dumps(COMMENT)})
    hiding = build_stealth_block(hidden(b"stealth_pngcomp", gzip.compress(whole.encode())) + b"\xff" * 100)
    assert hiding is not None
    assert hiding.name == "stealth:alpha"
    assert generation_of([hiding]) == EXPECTED
