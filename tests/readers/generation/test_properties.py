"""What holds for every parser, whatever the blocks contain."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.report import Block, Generation
from app.readers.generation import GenerationFinding, parse_generation
from app.readers.generation.generation_builder import FIELDS, GenerationBuilder
from app.readers.generation.registry import TOOLS
from app.readers.generation.values import CFG_MAX, SEED_MAX, STEPS_MAX
from tests.readers.generation.support import Sample, corpus

NAMES = sorted({name for tool in TOOLS for name in tool.blocks})
WORDS = (
    *("prompt", "workflow", "class_type", "inputs", "nodes", "links", "positive", "negative", "seed", "steps", "cfg"),
    *("model", "text", "clip", "KSampler", "SaveImage", "CLIPTextEncode", "images", "latent_image", "Comment", "uc"),
    *("sui_image_params", "base_model", "software", "RuinedFooocus", "image", "extraMetadata", "generation_data"),
    *("use_stable_diffusion_model", "loras", "weight", "manifests", "digital_source_types", "c", "scale", "sampler"),
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS) | st.text(max_size=10)
LINKS = st.tuples(st.sampled_from(["1", "2", "3"]), st.integers(-1, 2)).map(list)
VALUES = st.recursive(
    LEAVES | LINKS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=6),
    max_leaves=25,
)
INPUTS = st.dictionaries(st.sampled_from(WORDS), LEAVES | LINKS | VALUES, max_size=8)
GRAPHS = st.dictionaries(
    st.sampled_from(["1", "2", "3"]),
    st.fixed_dictionaries({"class_type": st.sampled_from(WORDS), "inputs": INPUTS}),
    max_size=3,
)
INFOTEXTS = st.lists(
    st.sampled_from(
        ["Steps: 20", "Negative prompt:", "Seed: 1", "Sampler: x", '"', ", ", "\n", "Version: f1", "<lora:a:1>", "a\\"]
    ),
    max_size=12,
).map("".join)
TEXTS = st.text(max_size=80) | INFOTEXTS | VALUES.map(json.dumps) | GRAPHS.map(json.dumps)
BLOCKS = st.lists(st.builds(Block, st.sampled_from(NAMES) | st.text(max_size=8), TEXTS), max_size=5)


def broken(sample: Sample, seed: int) -> list[Block]:
    """Return a sample with pieces cut out, repeated or replaced, as in a damaged or hostile file."""
    chance = random.Random(seed)
    blocks = []
    for block in sample.blocks:
        text = block.text
        for _ in range(chance.randrange(4)):
            at, end = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
            text = (
                text[:at]
                + chance.choice(["", text[at:end] * 2, '"', "[", "{}", "\0", "\ud800", "NaN", "-1"])
                + text[end:]
            )
        blocks.append(Block(block.name, text))
    return blocks


def check(finding: GenerationFinding | None) -> None:
    """Check types and bounds of everything that was found."""
    if finding is None:
        return
    generation = finding.generation
    assert generation.tool
    for name in ("prompt", "negative_prompt", "sampler", "scheduler", "model"):
        value = getattr(generation, name)
        assert value is None or (isinstance(value, str) and value)
    assert generation.seed is None or (type(generation.seed) is int and 0 <= generation.seed <= SEED_MAX)
    assert generation.steps is None or (type(generation.steps) is int and 0 < generation.steps <= STEPS_MAX)
    assert generation.cfg_scale is None or (
        type(generation.cfg_scale) is float and 0 <= generation.cfg_scale <= CFG_MAX
    )
    there = {f"generation.{name}" for name in FIELDS if getattr(generation, name) not in (None, ())}
    assert finding.provenance.keys() - {"keywords"} == there
    assert ("keywords" in finding.provenance) == bool(finding.keywords)


@settings(max_examples=300, deadline=None)
@given(BLOCKS)
def test_no_blocks_make_a_parser_raise_or_give_values_out_of_bounds(blocks: list[Block]) -> None:
    check(parse_generation(blocks))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(corpus()), st.integers(0, 2**32))
def test_no_damage_to_a_sample_makes_a_parser_raise(sample: Sample, seed: int) -> None:
    check(parse_generation(broken(sample, seed)))


@settings(max_examples=100, deadline=None)
@given(BLOCKS, st.randoms())
def test_the_order_of_blocks_does_not_matter(blocks: list[Block], chance: random.Random) -> None:
    shuffled = list(blocks)
    chance.shuffle(shuffled)
    assert parse_generation(shuffled) == parse_generation(blocks)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(corpus()), st.sampled_from(corpus()), st.randoms())
def test_of_two_tools_in_one_file_the_same_one_is_always_named(
    one: Sample, other: Sample, chance: random.Random
) -> None:
    blocks = [*one.blocks, *other.blocks]
    shuffled = list(blocks)
    chance.shuffle(shuffled)
    assert parse_generation(shuffled) == parse_generation(blocks)


def test_of_two_texts_of_one_tool_the_same_one_is_always_read() -> None:
    texts = [Block("png:parameters", f"cat {seed}\nSteps: 20, Sampler: Euler a, Seed: {seed}") for seed in range(5)]
    assert parse_generation(texts) == parse_generation(texts[::-1])


def test_the_first_value_put_for_a_field_stays_with_its_provenance() -> None:
    builder = GenerationBuilder("tool", "parser", "a")
    builder.put("b", seed=1, steps=None)
    builder.put("c", seed=2, steps=3)
    finding = builder.build()
    assert (finding.generation.seed, finding.generation.steps) == (1, 3)
    assert finding.provenance["generation.seed"] == "b / parser"
    assert finding.provenance["generation.steps"] == "c / parser"


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(corpus()), BLOCKS)
def test_what_was_read_before_does_not_matter(sample: Sample, before: Sequence[Block]) -> None:
    parse_generation(before)
    finding = parse_generation(sample.blocks)
    assert finding is not None
    assert finding.generation == sample.expected


def test_many_threads_find_the_same_as_one() -> None:
    samples = corpus()
    wrong: list[Generation | None] = []

    def read_all(offset: int) -> None:
        for index in range(len(samples)):
            sample = samples[(index + offset) % len(samples)]
            finding = parse_generation(sample.blocks)
            if finding is None or finding.generation != sample.expected:
                wrong.append(finding.generation if finding else None)

    threads = [threading.Thread(target=read_all, args=(offset,)) for offset in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
