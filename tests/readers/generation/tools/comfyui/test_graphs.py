from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.report import Generation, Lora
from app.readers.generation import parse_generation
from app.readers.generation.tools.comfyui.walk import DEPTH_MAX
from tests.readers.generation.support import (
    block,
    blocks,
    found,
    generation_of,
    node,
    sampler,
    text_to_image,
    without_lists,
)


def read(graph: dict[str, object]) -> Generation:
    return generation_of(blocks(png__prompt=graph))


def prompt_through(**nodes: object) -> str | None:
    """The prompt when the sampler's positive input comes from node `p`."""
    return read(text_to_image(**{"3": sampler(positive=["p", 0])}, **nodes)).prompt


def encoded(text: object) -> dict[str, object]:
    return node("CLIPTextEncode", text=text, clip=["4", 1])


def test_the_default_workflow_is_read_from_output_to_words() -> None:
    finding = found(blocks(png__prompt=text_to_image()))
    assert without_lists(finding.generation) == Generation(
        tool="ComfyUI",
        prompt="a cat, a hat",
        negative_prompt="dog",
        seed=42,
        steps=20,
        sampler="euler",
        scheduler="karras",
        cfg_scale=7.5,
        model="v1-5.safetensors",
    )
    assert finding.keywords == ("a cat", "a hat")
    assert finding.provenance["generation.prompt"] == "png:prompt / comfyui 2"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("png:prompt", "{}"),
        ("exif:Model", "prompt:{}"),
        ("exif:Make", "Prompt: {}"),
        ("exif:UserComment", '{{"prompt": {}, "workflow": {{"nodes": []}}}}'),
        ("video:PROMPT", "{}"),
        ("video:comment", '{{"prompt": {}}}'),
    ],
)
def test_the_graph_is_found_wherever_savers_put_it(name: str, text: str) -> None:
    assert generation_of([block(name, text.format(json.dumps(text_to_image())))]).seed == 42


def test_a_graph_with_a_long_blank_in_it_takes_no_time() -> None:
    graph = text_to_image(**{"6": encoded("a cat" + " " * 1_000_000)})
    assert read(graph).prompt == "a cat"


def test_a_graph_kept_as_text_inside_json_is_found() -> None:
    wrapped = json.dumps({"prompt": json.dumps(text_to_image()), "workflow": "{}"})
    assert generation_of([block("video:comment", wrapped)]).prompt == "a cat, a hat"


def test_conditioning_is_followed_through_everything_that_keeps_the_words() -> None:
    nodes: dict[str, object] = {
        "p": node("ControlNetApplyAdvanced", positive=["q", 0], negative=["7", 0], control_net=["c", 0]),
        "q": node("FluxGuidance", conditioning=["r", 0], guidance=3.5),
        "r": node("Reroute", any=["s", 0]),
        "s": node("ConditioningSetArea", conditioning=["6", 0], width=1, height=1, x=0, y=0, strength=1.0),
    }
    assert prompt_through(**nodes) == "a cat, a hat"
    negative = text_to_image(**{"3": sampler(positive=["p", 0], negative=["p", 1])}, **nodes)
    assert read(negative).negative_prompt == "dog"


@pytest.mark.parametrize(
    "join",
    [
        node("ConditioningCombine", conditioning_1=["6", 0], conditioning_2=["b", 0]),
        node("ConditioningConcat", conditioning_to=["6", 0], conditioning_from=["b", 0]),
        node("ConditioningAverage", conditioning_to=["6", 0], conditioning_from=["b", 0], conditioning_to_strength=0.5),
    ],
)
def test_joined_conditionings_give_all_their_texts_one_a_line(join: dict[str, object]) -> None:
    assert prompt_through(p=join, b=encoded("a bird")) == "a cat, a hat\na bird"


def test_a_text_joined_with_itself_is_there_once() -> None:
    assert (
        prompt_through(p=node("ConditioningCombine", conditioning_1=["6", 0], conditioning_2=["6", 0]))
        == "a cat, a hat"
    )


@pytest.mark.parametrize(
    ("encoder", "prompt"),
    [
        (node("CLIPTextEncodeSDXL", clip=["4", 1], text_g="big", text_l="small", width=8), "big\nsmall"),
        (node("CLIPTextEncodeSDXL", clip=["4", 1], text_g="same", text_l="same", width=8), "same"),
        (
            node("CLIPTextEncodeFlux", clip=["4", 1], clip_l="tags", t5xxl="A sentence.", guidance=3.5),
            "tags\nA sentence.",
        ),
        (node("CLIPTextEncodeSD3", clip=["4", 1], clip_l="x", clip_g="x", t5xxl=""), "x"),
        (node("smZ CLIPTextEncode", clip=["4", 1], text="words", text_g="stale", with_SDXL=False), "words"),
        (node("TextEncodeQwenImageEdit", clip=["4", 1], prompt="make it red", image=["8", 0]), "make it red"),
    ],
)
def test_encoders_with_several_texts_give_each_once(encoder: dict[str, object], prompt: str) -> None:
    assert prompt_through(p=encoder) == prompt


@pytest.mark.parametrize(
    ("kind", "nodes", "text"),
    [
        ("primitive", {"t": node("PrimitiveStringMultiline", value="hello")}, "hello"),
        ("literal", {"t": node("String Literal", string="hello")}, "hello"),
        (
            "concatenation",
            {
                "t": node("StringConcatenate", string_a=["u", 0], string_b="world", delimiter=", "),
                "u": node("PrimitiveString", value="hello"),
            },
            "hello, world",
        ),
        (
            "was",
            {
                "t": node(
                    "Text Concatenate", delimiter="\\n", clean_whitespace="true", text_a=" a ", text_b="", text_c="b"
                )
            },
            "a\nb",
        ),
        (
            "shown",
            {"t": node("ShowText|pysssss", text=["u", 0], text_0="old"), "u": node("CR Prompt Text", prompt="x")},
            "x",
        ),
        ("switch", {"t": node("ComfySwitchNode", switch=True, on_true="yes", on_false="no")}, "yes"),
        (
            "linked switch",
            {
                "t": node("ComfySwitchNode", switch=["b", 0], on_true="y", on_false="n"),
                "b": node("PrimitiveBoolean", value=False),
            },
            "n",
        ),
        ("impact", {"t": node("ImpactSwitch", select=2, input1="a", input2="b")}, "b"),
        ("any", {"t": node("Any Switch (rgthree)", any_02=["u", 0]), "u": node("PrimitiveString", value="x")}, "x"),
        (
            "populated",
            {"t": node("ImpactWildcardProcessor", wildcard_text="__x__", populated_text="red", mode="fixed")},
            "red",
        ),
    ],
)
def test_texts_are_followed_through_string_nodes(kind: str, nodes: dict[str, Any], text: str) -> None:
    assert prompt_through(p=encoded(["t", 0]), **nodes) == text, kind


@pytest.mark.parametrize(
    "nodes",
    [
        {"p": encoded(["t", 0]), "t": node("TextGenerate", prompt="write a prompt", clip=["4", 1])},
        {"p": encoded(["t", 0]), "t": node("Some Custom Text", text="who knows")},
        {"p": node("CLIPTextEncodeNew", clip=["4", 1], text="known", caption="more words, not known")},
        {"p": node("Efficient Loader", ckpt_name="x", positive="a", negative="b")},
        {"p": encoded(["t", 1]), "t": node("PrimitiveString", value="x")},
        {"p": encoded(["gone", 0])},
        {"p": encoded(7)},
        {"p": node("Some Custom Conditioning", image=["8", 0])},
        {"p": node("RandomPromptEncode", clip=["4", 1], text="{a|b}")},
        {"p": node("ConditioningCombine", conditioning_1=["6", 0], conditioning_2=["u", 0]), "u": node("Unknown")},
        {"p": node("ConditioningSubtract", conditioning=["6", 0])},
        {"p": node("ConditioningCombine", conditioning_1=["6", 0], conditioning_2=["p", 0])},
    ],
)
def test_what_cannot_be_followed_is_not_found(nodes: dict[str, Any]) -> None:
    generation = read(text_to_image(**{"3": sampler(positive=["p", 0])}, **nodes))
    assert generation.prompt is None
    assert (generation.negative_prompt, generation.seed) == ("dog", 42)


def test_a_loader_that_encodes_gives_both_prompts_and_its_own_lora() -> None:
    loader = node(
        "Efficient Loader",
        **{"ckpt_name": "x.safetensors", "lora_name": "l.safetensors", "lora_model_strength": 0.5},
        **{"positive": ["t", 0], "negative": "dog", "empty_latent_width": 512},
    )
    graph = text_to_image(
        **{"3": sampler(model=["e", 0], positive=["e", 1], negative=["e", 2], latent_image=["e", 3])},
        e=loader,
        t=node("PrimitiveString", value="a cat"),
    )
    generation = read(graph)
    assert (generation.prompt, generation.negative_prompt) == ("a cat", "dog")
    assert (generation.model, generation.loras) == ("x.safetensors", (Lora("l.safetensors", 0.5),))


def test_things_handed_on_in_bundles_are_found() -> None:
    graph = text_to_image(
        **{
            "3": sampler(model=["c2", 1], positive=["c2", 4], negative=["c2", 5], seed=["c2", 8]),
            "c1": node("Context (rgthree)", model=["4", 0], positive=["6", 0], negative=["6", 0], seed=["s", 0]),
            "c2": node("Context (rgthree)", base_ctx=["c1", 0], negative=["7", 0]),
            "s": node("Seed (rgthree)", seed=5),
        }
    )
    generation = read(graph)
    assert (generation.prompt, generation.negative_prompt) == ("a cat, a hat", "dog")
    assert (generation.seed, generation.model) == (5, "v1-5.safetensors")


def test_a_bundle_that_holds_itself_ends() -> None:
    graph = text_to_image(
        **{
            "3": sampler(model=["c", 1], positive=["c", 4], seed=["c", 8]),
            "c": node("Context (rgthree)", base_ctx=["c", 0]),
        }
    )
    generation = read(graph)
    assert (generation.prompt, generation.seed, generation.model, generation.steps) == (None, None, None, 20)


def test_embeddings_that_stand_for_both_prompts_are_read() -> None:
    graph = {
        "1": node("VHS_VideoCombine", images=["2", 0]),
        "2": node("WanVideoDecode", samples=["3", 0], vae=["9", 0]),
        "3": node(
            "WanVideoSampler",
            **{"model": ["4", 0], "text_embeds": ["5", 0], "image_embeds": ["6", 0], "steps": 6, "cfg": 1.0, "seed": 9},
            **{"scheduler": "dpm++_sde", "shift": 8.0},
        ),
        "4": node("WanVideoModelLoader", model="wan2.2.safetensors", quantization="disabled"),
        "5": node("WanVideoTextEncode", positive_prompt="a cat", negative_prompt="dog", t5=["8", 0]),
    }
    assert generation_of(blocks(video__prompt=graph)) == Generation(
        tool="ComfyUI",
        prompt="a cat",
        negative_prompt="dog",
        seed=9,
        steps=6,
        scheduler="dpm++_sde",
        cfg_scale=1.0,
        model="wan2.2.safetensors",
    )


def test_chosen_wildcards_are_the_words_that_were_used() -> None:
    encoder = node(
        "ImpactWildcardEncode",
        clip=["4", 1],
        model=["4", 0],
        wildcard_text="__x__",
        populated_text="red",
        mode="reproduce",
    )
    graph = text_to_image(**{"3": sampler(positive=["w", 2], model=["w", 0])}, w=encoder)
    assert (read(graph).prompt, read(graph).model) == ("red", "v1-5.safetensors")


def test_a_zeroed_conditioning_has_no_words() -> None:
    graph = text_to_image(**{"3": sampler(negative=["z", 0]), "z": node("ConditioningZeroOut", conditioning=["6", 0])})
    assert read(graph).negative_prompt is None


def test_numbers_and_names_are_followed_too() -> None:
    graph = text_to_image(
        **{
            "3": sampler(seed=["s", 0], steps=["i", 0], cfg=["f", 0], sampler_name=["n", 0], scheduler=["d", 0]),
            "s": node("Seed (rgthree)", seed=7),
            "i": node("PrimitiveInt", value=30),
            "f": node("PrimitiveFloat", value=4.5),
            "n": node("Sampler Selector", sampler_name="dpmpp_2m"),
            "d": node("Scheduler Selector", scheduler="beta"),
        }
    )
    generation = read(graph)
    assert (generation.seed, generation.steps, generation.cfg_scale) == (7, 30, 4.5)
    assert (generation.sampler, generation.scheduler) == ("dpmpp_2m", "beta")


def test_a_custom_sampler_is_read_through_guider_noise_sampler_and_sigmas() -> None:
    graph = text_to_image(
        **{
            "3": node(
                "SamplerCustomAdvanced",
                noise=["n", 0],
                guider=["g", 0],
                sampler=["w", 0],
                sigmas=["x", 0],
                latent_image=["5", 0],
            ),
            "n": node("RandomNoise", noise_seed=99),
            "g": node("CFGGuider", cfg=3.0, model=["m", 0], positive=["6", 0], negative=["7", 0]),
            "m": node("ModelSamplingFlux", model=["4", 0], max_shift=1.15),
            "w": node("DetailDaemonSamplerNode", sampler=["s", 0], detail_amount=0.1),
            "s": node("KSamplerSelect", sampler_name="euler"),
            "x": node("SplitSigmas", sigmas=["b", 0], step=5),
            "b": node("BasicScheduler", scheduler="beta", steps=25, denoise=1.0, model=["4", 0]),
        }
    )
    assert read(graph) == Generation(
        tool="ComfyUI",
        prompt="a cat, a hat",
        negative_prompt="dog",
        seed=99,
        steps=25,
        sampler="euler",
        scheduler="beta",
        cfg_scale=3.0,
        model="v1-5.safetensors",
    )


def test_a_guider_without_a_negative_side_has_none() -> None:
    graph = text_to_image(
        **{
            "3": node("SamplerCustomAdvanced", noise=["n", 0], guider=["g", 0], sampler=["s", 0], sigmas=["b", 0]),
            "n": node("RandomNoise", noise_seed=99),
            "g": node("BasicGuider", model=["4", 0], conditioning=["6", 0]),
            "s": node("KSamplerSelect", sampler_name="euler"),
            "b": node("KarrasScheduler", steps=25, sigma_max=14.6),
        }
    )
    generation = read(graph)
    assert (generation.prompt, generation.negative_prompt, generation.cfg_scale) == ("a cat, a hat", None, None)
    assert (generation.scheduler, generation.steps) == ("karras", 25)


def test_of_two_conditionings_of_a_guider_only_the_first_is_the_prompt() -> None:
    pair = node("InstructPixToPixConditioning", positive=["6", 0], negative=["7", 0], pixels=["8", 0])
    graph = text_to_image(
        **{
            "3": node("SamplerCustomAdvanced", noise=["n", 0], guider=["g", 0], sampler=["s", 0], sigmas=["b", 0]),
            "n": node("RandomNoise", noise_seed=1),
            "g": node(
                "DualCFGGuider", cfg_conds=5.0, model=["4", 0], cond1=["q", 0], cond2=["q", 1], negative=["7", 0]
            ),
            "q": pair,
            "s": node("KSamplerSelect", sampler_name="euler"),
            "b": node("BasicScheduler", scheduler="normal", steps=25, model=["4", 0]),
        }
    )
    assert read(graph).prompt == "a cat, a hat"


def test_of_passes_in_a_row_the_first_counts() -> None:
    graph = text_to_image(
        **{
            "8": node("VAEDecode", samples=["20", 0], vae=["4", 2]),
            "20": sampler(seed=1, steps=5, denoise=0.4, positive=["b", 0], latent_image=["21", 0]),
            "21": node("LatentUpscale", samples=["3", 0], width=1024, height=1024),
            "b": encoded("sharper"),
        }
    )
    generation = read(graph)
    assert (generation.seed, generation.steps, generation.prompt) == (42, 20, "a cat, a hat\nsharper")


def test_a_preview_of_another_sampler_does_not_count_beside_a_saved_picture() -> None:
    graph = text_to_image(
        **{
            "30": node("PreviewImage", images=["31", 0]),
            "31": node("VAEDecode", samples=["32", 0]),
            "32": sampler(seed=1, positive=["b", 0]),
            "b": encoded("other"),
        }
    )
    assert read(graph).seed == 42


def test_of_samplers_side_by_side_only_what_they_agree_on_is_found() -> None:
    graph = text_to_image(
        **{
            "30": node("SaveImage", images=["31", 0]),
            "31": node("VAEDecode", samples=["32", 0]),
            "32": sampler(seed=1, positive=["b", 0]),
            "b": encoded("other"),
        }
    )
    generation = read(graph)
    assert (generation.prompt, generation.seed) == (None, None)
    assert (generation.negative_prompt, generation.steps, generation.model) == ("dog", 20, "v1-5.safetensors")


def test_a_picture_used_as_a_hint_does_not_lead_to_its_own_sampler() -> None:
    graph = text_to_image(
        **{
            "3": sampler(positive=["c", 0]),
            "c": node("ControlNetApply", conditioning=["6", 0], control_net=["n", 0], image=["h", 0]),
            "h": node("VAEDecode", samples=["k", 0]),
            "k": sampler(seed=5, positive=["7", 0]),
        }
    )
    assert read(graph).seed == 42


def test_loras_are_listed_in_the_order_they_are_applied() -> None:
    graph = text_to_image(
        **{
            "3": sampler(model=["l2", 0]),
            "l2": node("LoraLoaderModelOnly", lora_name="second.safetensors", strength_model=0.25, model=["l1", 0]),
            "l1": node(
                "Power Lora Loader (rgthree)",
                model=["l0", 0],
                lora_1={"on": True, "lora": "first.safetensors", "strength": 0.8},
                lora_2={"on": False, "lora": "off.safetensors", "strength": 1},
                lora_3={"on": True, "lora": "None", "strength": 1},
            ),
            "l0": node("LoraLoader", lora_name="nothing.safetensors", strength_model=0.0, model=["4", 0]),
        }
    )
    generation = read(graph)
    assert generation.loras == (Lora("first.safetensors", 0.8), Lora("second.safetensors", 0.25))
    assert generation.model == "v1-5.safetensors"


def test_a_merged_model_has_no_single_name() -> None:
    graph = text_to_image(
        **{"3": sampler(model=["m", 0]), "m": node("ModelMergeSimple", model1=["4", 0], model2=["5b", 0], ratio=0.5)}
    )
    assert read(graph).model is None


def test_a_graph_without_a_sampler_still_names_the_tool() -> None:
    graph: dict[str, object] = {"1": node("LoadImage", image="x.png"), "2": node("SaveImage", images=["1", 0])}
    assert read(graph) == Generation(tool="ComfyUI")


def test_a_savers_text_fills_gaps_of_the_graph() -> None:
    text = "from the text\nSteps: 20, Sampler: euler_karras, CFG scale: 7, Seed: 42, Model: m, Version: ComfyUI"
    graph = text_to_image(**{"3": sampler(positive=["u", 0]), "u": node("Unknown")})
    finding = found(blocks(png__prompt=graph, png__parameters=text))
    assert finding.generation.prompt == "from the text"
    assert finding.provenance["generation.prompt"] == "png:parameters / a1111 3"
    assert finding.provenance["generation.model"] == "png:prompt / comfyui 2"


def test_a_text_that_speaks_of_another_seed_fills_nothing() -> None:
    text = "from the text\nSteps: 20, Sampler: euler, CFG scale: 7, Seed: 1, Model: m, Version: ComfyUI"
    graph = text_to_image(**{"3": sampler(positive=["u", 0]), "u": node("Unknown")})
    assert generation_of(blocks(png__prompt=graph, png__parameters=text)).prompt is None


def test_a_savers_text_alone_is_read_without_its_fillers() -> None:
    text = "unknown\nNegative prompt: unknown\nSteps: 20, Sampler: euler_ancestral_karras, Seed: 3, Version: ComfyUI"
    generation = generation_of(blocks(exif__UserComment=text))
    assert generation == Generation(tool="ComfyUI", seed=3, steps=20, sampler="euler_ancestral", scheduler="karras")


def test_a_seed_from_a_seed_node_that_means_random_is_not_found() -> None:
    graph = text_to_image(**{"3": sampler(seed=["s", 0]), "s": node("Seed (rgthree)", seed=-1)})
    assert read(graph).seed is None


@pytest.mark.parametrize("seed", [float("nan"), float("inf"), -1, 2**64, True, None, [], {}, "x", ["3", 0], 1.5])
def test_a_seed_of_the_wrong_kind_is_not_found(seed: object) -> None:
    assert read(text_to_image(**{"3": sampler(seed=seed)})).seed is None


@pytest.mark.parametrize("seed", [0, 2**64 - 1, "12", 12.0])
def test_a_seed_is_exact_however_it_is_written(seed: object) -> None:
    assert read(text_to_image(**{"3": sampler(seed=seed)})).seed == int(seed)  # type: ignore[call-overload]


def test_a_number_of_thousands_of_digits_does_not_hide_the_rest() -> None:
    text = json.dumps(text_to_image()).replace('"steps": 20', '"steps": ' + "9" * 10_000)
    generation = generation_of([block("png:prompt", text)])
    assert (generation.steps, generation.seed) == (None, 42)


@pytest.mark.parametrize(
    "inputs",
    [None, [], "x", 1, {"positive": ["3", 0]}, {"positive": [["a"], 0], "model": {}}, {"positive": ["6", "0"]}],
)
def test_inputs_of_the_wrong_kind_are_no_links(inputs: object) -> None:
    graph = text_to_image(**{"3": {"class_type": "KSampler", "inputs": inputs}})
    assert read(graph).tool == "ComfyUI"


def test_cycles_end() -> None:
    reroutes = {"a": node("Reroute", x=["b", 0]), "b": node("Reroute", x=["a", 0])}
    graph = text_to_image(
        **{
            "3": sampler(positive=["a", 0], negative=["b", 0], seed=["a", 0], model=["m", 0]),
            "m": node("ModelSamplingSD3", model=["m", 0]),
            **reroutes,
        }
    )
    generation = read(graph)
    assert (generation.prompt, generation.negative_prompt, generation.seed, generation.model) == (None,) * 4
    assert generation.steps == 20


def test_a_sampler_that_feeds_itself_began_nothing() -> None:
    assert read(text_to_image(**{"3": sampler(latent_image=["8", 0])})) == Generation(tool="ComfyUI")


def test_a_chain_deeper_than_any_real_one_is_not_followed() -> None:
    def chain(length: int) -> dict[str, object]:
        nodes = {f"r{n}": node("Reroute", x=[f"r{n + 1}", 0]) for n in range(length)}
        return {**nodes, f"r{length}": encoded("deep")}

    assert prompt_through(p=node("Reroute", x=["r0", 0]), **chain(DEPTH_MAX // 2)) == "deep"
    assert prompt_through(p=node("Reroute", x=["r0", 0]), **chain(DEPTH_MAX * 3)) is None


def test_a_chain_of_strings_deeper_than_any_real_one_is_not_followed() -> None:
    def chain(length: int) -> dict[str, object]:
        nodes = {f"t{n}": node("PreviewAny", source=[f"t{n + 1}", 0]) for n in range(length)}
        return {**nodes, f"t{length}": node("PrimitiveString", value="deep")}

    assert prompt_through(p=encoded(["t0", 0]), **chain(DEPTH_MAX // 2)) == "deep"
    assert prompt_through(p=encoded(["t0", 0]), **chain(DEPTH_MAX * 3)) is None


def test_doubling_texts_end_before_they_fill_the_memory() -> None:
    doubling = {
        f"d{n}": node("StringConcatenate", string_a=[f"d{n + 1}", 0], string_b=[f"d{n + 1}", 0], delimiter="")
        for n in range(60)
    }
    assert prompt_through(p=encoded(["d0", 0]), **doubling, d60=node("PrimitiveString", value="x" * 100)) is None


def test_combined_diamonds_are_followed_once_each() -> None:
    diamonds: dict[str, object] = {
        f"d{n}": node("ConditioningCombine", conditioning_1=[f"d{n + 1}", 0], conditioning_2=[f"d{n + 1}", 0])
        for n in range(60)
    }
    assert prompt_through(p=node("Reroute", x=["d0", 0]), **diamonds, d60=encoded("once")) == "once"


@pytest.mark.slow
def test_a_graph_of_a_hundred_thousand_nodes_ends() -> None:
    chain = {str(n): node("ImageScale", image=[str(n + 1), 0]) for n in range(100, 100_100)}
    graph = text_to_image(
        **{"9": node("SaveImage", images=["100", 0]), "100100": node("VAEDecode", samples=["3", 0])}, **chain
    )
    assert read(graph).seed == 42


def test_a_graph_of_samplers_beyond_number_gives_only_the_tool() -> None:
    samplers = {str(n): sampler(latent_image=[str(n + 1), 0]) for n in range(100, 1_100)}
    graph = text_to_image(**{"8": node("VAEDecode", samples=["100", 0])}, **samplers)
    assert read(graph) == Generation(tool="ComfyUI")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"3": {"class_type": "KSampler", "inputs": {' + '"x": {' * 500 + "}" * 502,
        '{"3": {"class_type": "KSam',
        '{"class_type": "KSampler", "inputs": {}}',
        "{}",
        "null",
        '{"3": {"class_type": 7}}',
        '{"prompt": "\\ud800", "nodes": "x"}',
    ],
)
def test_broken_and_bottomless_json_is_nothing(text: str) -> None:
    assert parse_generation([block("png:prompt", text), block("png:workflow", text)]) is None


def test_lone_surrogates_in_a_prompt_survive() -> None:
    text = json.dumps(text_to_image(**{"6": encoded("cat \ud800 hat")}))
    assert generation_of([block("png:prompt", text)]).prompt == "cat \ud800 hat"
