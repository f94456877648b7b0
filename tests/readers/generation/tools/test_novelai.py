from __future__ import annotations

import gzip
import json

from app.domain.report import Generation
from app.readers.generation import build_stealth_block, parse_generation
from tests.readers.generation.support import blocks, found, generation_of, hidden

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
    assert finding.generation == EXPECTED
    assert finding.provenance["generation.model"] == "png:Source / novelai 1"


def test_captions_of_characters_belong_to_the_prompt() -> None:
    comment = {
        **COMMENT,
        "v4_prompt": {"caption": {"base_caption": "a room", "char_captions": [{"char_caption": "a cat"}, {}, 1]}},
        "v4_negative_prompt": {"caption": {"base_caption": "dog", "char_captions": [{"char_caption": ""}]}},
    }
    generation = generation_of(blocks(png__Software="NovelAI", png__Comment=comment))
    assert (generation.prompt, generation.negative_prompt) == ("a room\na cat", "dog")


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
