"""All texts of a picture with what each is for, and the encoders of custom nodes whose text is plain to see."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.report import Generation, Prompt, PromptRole
from tests.readers.generation.support import GRAPH_PROMPTS, blocks, found, node, sampler, text_to_image

TYPED = "a fox in the snow"


def read(**nodes: object) -> Generation:
    return found(blocks(png__prompt=text_to_image(**nodes))).generation


def encoded(text: object) -> dict[str, object]:
    return node("CLIPTextEncode", text=text, clip=["4", 1])


def told(made: Generation) -> list[tuple[str, str, str | None]]:
    return [(str(prompt.role), prompt.text, prompt.source) for prompt in made.prompts]


def through(encoder: dict[str, object], **others: object) -> str | None:
    """Return the prompt when the sampler's positive input comes from `encoder`."""
    return read(**{"3": sampler(positive=["p", 0]), "p": encoder, **others}).prompt


def test_a_plain_picture_has_one_prompt_and_one_negative_prompt() -> None:
    assert read().prompts == GRAPH_PROMPTS


def test_a_picture_of_areas_lists_each_area_and_what_is_for_all() -> None:
    made = read(
        **{
            "3": sampler(positive=["k", 0]),
            "k": node("ConditioningCombine", conditioning_1=["a", 0], conditioning_2=["m", 0]),
        },
        **{"a": node("ConditioningSetArea", conditioning=["sky", 0], width=64, height=64, x=0, y=0, strength=1.0)},
        **{"m": node("ConditioningConcat", conditioning_to=["6", 0], conditioning_from=["n", 0])},
        **{
            "n": node("ConditioningSetMask", conditioning=["fox", 0], mask=["x", 0]),
            "sky": encoded("sky"),
            "fox": encoded("fox"),
        },
    )
    assert told(made) == [
        ("region", "sky", "node sky"),
        ("positive", "a cat, a hat", "node 6"),
        ("region", "fox", "node fox"),
        ("negative", "dog", "node 7"),
    ]
    assert made.prompt == "sky\na cat, a hat\nfox"


def test_only_the_masked_ones_of_a_pair_are_regions() -> None:
    pair = node(
        "PairConditioningSetPropertiesAndCombine",
        **{
            "positive": ["6", 0],
            "negative": ["7", 0],
            "positive_NEW": ["fox", 0],
            "negative_NEW": ["dull", 0],
            "mask": ["x", 0],
        },
    )
    made = read(
        **{
            "3": sampler(positive=["k", 0], negative=["k", 1]),
            "k": pair,
            "fox": encoded("fox"),
            "dull": encoded("dull"),
        }
    )
    assert told(made)[:2] == [("positive", "a cat, a hat", "node 6"), ("region", "fox", "node fox")]
    assert made.negative_prompt == "dog\ndull"


def test_a_mask_to_paint_in_makes_no_region() -> None:
    paint = node("InpaintModelConditioning", positive=["6", 0], negative=["7", 0], mask=["x", 0])
    assert read(**{"3": sampler(positive=["k", 0]), "k": paint}).prompts == GRAPH_PROMPTS


def test_samplers_side_by_side_have_all_their_prompts() -> None:
    made = read(
        **{"10": sampler(seed=43, positive=["b", 0]), "b": encoded("a fox"), "8": node("VAEDecode", samples=["l", 0])},
        **{"l": node("LatentComposite", samples_to=["3", 0], samples_from=["10", 0])},
    )
    assert told(made) == [
        ("positive", "a fox", "node b"),
        ("negative", "dog", "node 7"),
        ("positive", "a cat, a hat", "node 6"),
    ]
    assert (made.prompt, made.negative_prompt) == ("a fox\na cat, a hat", "dog")


def test_a_later_pass_adds_its_own_words() -> None:
    made = read(
        **{"20": sampler(seed=1, denoise=0.4, positive=["b", 0], negative=["c", 0], latent_image=["3", 0])},
        **{"b": encoded("sharper"), "c": encoded("soft"), "8": node("VAEDecode", samples=["20", 0])},
    )
    assert (made.prompt, made.negative_prompt) == ("a cat, a hat\nsharper", "dog\nsoft")
    assert [prompt.role for prompt in made.prompts] == [*[PromptRole.POSITIVE, PromptRole.NEGATIVE] * 2]


def test_each_prompt_is_whole_or_not_found() -> None:
    later = {"20": sampler(seed=1, positive=["u", 0], latent_image=["3", 0]), "8": node("VAEDecode", samples=["20", 0])}
    half = {"u": node("ConditioningCombine", conditioning_1=["6", 0], conditioning_2=["unknown", 0])}
    assert read(**later, **half).prompts == GRAPH_PROMPTS
    made = read(**{**later, "3": sampler(positive=["u", 0]), "20": sampler(seed=1, latent_image=["3", 0])}, **half)
    assert made.prompt is None
    assert [prompt.text for prompt in made.prompts] == ["dog", "a cat, a hat"]


def test_embeddings_of_both_prompts_are_listed() -> None:
    text = node("WanVideoTextEncode", positive_prompt="a fox", negative_prompt="dull", t5=["4", 0])
    embeds = node("WanVideoSampler", model=["4", 0], text_embeds=["t", 0], seed=1, steps=5, cfg=6.0, scheduler="unipc")
    assert read(**{"3": embeds, "t": text}).prompts == (
        Prompt(PromptRole.POSITIVE, "a fox", "node t"),
        Prompt(PromptRole.NEGATIVE, "dull", "node t"),
    )


@pytest.mark.parametrize(
    "encoder",
    [
        node(
            "TextEncodeHunyuanVideo_ImageToVideo",
            clip=["4", 1],
            clip_vision_output=["v", 0],
            prompt=TYPED,
            image_interleave=2,
        ),
        node(
            "Power Prompt (rgthree)", prompt=TYPED, insert_lora="CHOOSE", insert_embedding="CHOOSE", opt_clip=["4", 1]
        ),
        node(
            "SDXL Power Prompt - Positive (rgthree)",
            prompt_g=TYPED,
            prompt_l="",
            opt_clip=["4", 1],
            insert_lora="CHOOSE",
        ),
        node("SomeTextEncode", clip=["4", 1], caption=TYPED, weights="A1111", model_file="my model.safetensors"),
        node("Krea Prompt", conditioner=["4", 1], words=TYPED, mode="fast"),
        node("LongPromptEncoder", clip=["4", 1], words="一只狐狸"),
        node("CLIPTextEncodeHiDream", clip=["4", 1], clip_l=TYPED, clip_g=TYPED, t5xxl=TYPED, llama=TYPED),
    ],
    ids=lambda encoder: str(encoder["class_type"]),
)
def test_encoders_of_custom_nodes_are_read_where_one_text_is_plain_to_see(encoder: dict[str, Any]) -> None:
    assert through(encoder) in (TYPED, "一只狐狸")


@pytest.mark.parametrize(
    "encoder",
    [
        node("SomeTextEncode", clip=["4", 1], caption=TYPED, instruction="Describe the picture."),
        node("SomeTextEncode", clip=["4", 1], text=TYPED, instruction="Describe the picture."),
        node("Random Prompt", clip=["4", 1], words=TYPED),
        node("StyledTextEncode", clip=["4", 1], text=TYPED),
        node("Describer", words=TYPED),
        node("SomeTextEncode", clip=["4", 1], caption="single"),
        node("SomeTextEncode", clip=["4", 1], file="my prompt.txt"),
        node("SomeTextEncode", clip=["4", 1], caption=["unknown", 0]),
    ],
)
def test_encoders_that_may_use_another_text_are_not_read(encoder: dict[str, Any]) -> None:
    assert through(encoder) is None


SWITCH = {"switch": True, "on_false": ["u", 0], "on_true": ["w", 0]}


def rewritten(**changes: object) -> dict[str, object]:
    """Return nodes as ComfyUI's templates have them: a switch between what was typed and a model's version of it."""
    return {
        "s": node("ComfySwitchNode", **SWITCH),
        "u": node("PrimitiveStringMultiline", value=TYPED),
        "w": node("TextGenerate", prompt=["j", 0], clip=["4", 1]),
        "j": node("StringConcatenate", string_a="Expand this: ", string_b=["u", 0], delimiter=""),
        **changes,
    }


def test_of_a_prompt_that_a_language_model_rewrites_what_was_typed_is_told() -> None:
    assert through(encoded(["s", 0]), **rewritten()) == TYPED
    shown = node("PreviewAny", source=["w", 0])
    behind = node("ComfySwitchNode", switch=True, on_false=["u", 0], on_true=["v", 0])
    assert through(encoded(["s", 0]), **rewritten(s=behind, v=shown)) == TYPED


@pytest.mark.parametrize(
    "changes",
    [
        {"s": node("ComfySwitchNode", switch=True, on_true=["w", 0])},
        {"s": node("ComfySwitchNode", **{**SWITCH, "on_false": "another text"})},
        {"w": node("Asks Somebody", prompt=["j", 0])},
        {"j": node("StringConcatenate", string_a="Expand this: ", string_b="a dog", delimiter="")},
        {"u": node("PrimitiveStringMultiline", value="")},
        {"w": node("TextGenerate", prompt=["s", 0])},
    ],
)
def test_what_a_language_model_writes_is_not_told_where_what_was_typed_is_not_certain(
    changes: dict[str, object],
) -> None:
    assert through(encoded(["s", 0]), **rewritten(**changes)) is None


def test_a_text_straight_from_a_language_model_is_not_told() -> None:
    assert through(encoded(["w", 0]), **rewritten()) is None


def test_more_words_than_a_prompt_may_have_are_not_joined() -> None:
    texts = {f"t{number}": encoded("x" * 300_000 + str(number)) for number in range(5)}
    joined = node("ConditioningMultiCombine", **{f"conditioning_{number}": [f"t{number}", 0] for number in range(5)})
    assert through(joined, **texts) is None
