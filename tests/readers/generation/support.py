"""Helpers of the generation tests: blocks made by hand, and a corpus of what each tool writes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from app.domain.report import Block, Checkpoint, Generation, Lora, Pass, Prompt, PromptRole
from app.readers.generation import GenerationFinding, parse_generation


def blocks(**texts: str | object) -> list[Block]:
    """`png__parameters="…"` → a block `png:parameters`; anything but text is written as JSON."""
    return [
        Block(name.replace("__", ":", 1), text if isinstance(text, str) else json.dumps(text))
        for name, text in texts.items()
    ]


def block(name: str, text: str | object) -> Block:
    return Block(name, text if isinstance(text, str) else json.dumps(text))


def found(given: Sequence[Block]) -> GenerationFinding:
    """Return the finding; fail if there is none."""
    finding = parse_generation(given)
    assert finding is not None
    return finding


def generation_of(given: Sequence[Block]) -> Generation:
    """Return what was found, without the lists of prompts, passes and models. `found` has them, too."""
    return without_lists(found(given).generation)


def without_lists(generation: Generation) -> Generation:
    return replace(generation, prompts=(), passes=(), models=())


def node(kind: str, **inputs: object) -> dict[str, object]:
    """One node of a ComfyUI graph."""
    return {"class_type": kind, "inputs": inputs}


def text_to_image(**changes: object) -> dict[str, object]:
    """Return the graph of ComfyUI's default workflow; `changes` replace or add nodes, None removes one."""
    graph: dict[str, object] = {
        "3": node(
            "KSampler",
            seed=42,
            steps=20,
            cfg=7.5,
            sampler_name="euler",
            scheduler="karras",
            denoise=1.0,
            model=["4", 0],
            positive=["6", 0],
            negative=["7", 0],
            latent_image=["5", 0],
        ),
        "4": node("CheckpointLoaderSimple", ckpt_name="v1-5.safetensors"),
        "5": node("EmptyLatentImage", width=512, height=512, batch_size=1),
        "6": node("CLIPTextEncode", text="a cat, a hat", clip=["4", 1]),
        "7": node("CLIPTextEncode", text="dog", clip=["4", 1]),
        "8": node("VAEDecode", samples=["3", 0], vae=["4", 2]),
        "9": node("SaveImage", filename_prefix="ComfyUI", images=["8", 0]),
    }
    graph |= changes
    return {key: value for key, value in graph.items() if value is not None}


def sampler(**changes: object) -> dict[str, object]:
    """Return a KSampler linked to the nodes of `text_to_image`, with some inputs changed."""
    plain: Mapping[str, object] = text_to_image()["3"]["inputs"]  # type: ignore[index]
    return node("KSampler", **{**plain, **changes})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
"""Any JSON value that survives a round trip unchanged."""


def hidden(signature: bytes, body: bytes) -> bytes:
    """Packed lowest bits (see `app.readers.generation.stealth`): signature, length in bits, text."""
    return signature + (len(body) * 8).to_bytes(4, "big") + body


def cbor(value: object) -> bytes:
    """CBOR (RFC 8949) of text, integers, lists and maps."""
    if isinstance(value, str):
        body = value.encode()
        return _cbor_head(3, len(body)) + body
    if isinstance(value, bytes):
        return _cbor_head(2, len(value)) + value
    if isinstance(value, int):
        return _cbor_head(0, value)
    if isinstance(value, list):
        return _cbor_head(4, len(value)) + b"".join(cbor(item) for item in value)
    if isinstance(value, dict):
        return _cbor_head(5, len(value)) + b"".join(cbor(key) + cbor(item) for key, item in value.items())
    raise TypeError(type(value))


def _cbor_head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    if number < 256:
        return bytes([major << 5 | 24, number])
    return bytes([major << 5 | 25]) + number.to_bytes(2, "big")


def box(kind: bytes, body: bytes) -> bytes:
    """One JUMBF box (ISO 19566-5): length, type, body."""
    return (len(body) + 8).to_bytes(4, "big") + kind + body


def superbox(label: str, *content: bytes) -> bytes:
    described = box(b"jumd", bytes(16) + b"\x03" + label.encode() + b"\0")
    return box(b"jumb", described + b"".join(content))


def manifest(label: str, claim: object, *assertions: tuple[str, object], version: str = ".v2") -> bytes:
    """One C2PA manifest with its claim and assertions."""
    store = superbox("c2pa.assertions", *(superbox(name, box(b"cbor", cbor(body))) for name, body in assertions))
    return superbox(label, store, superbox(f"c2pa.claim{version}", box(b"cbor", cbor(claim))))


def manifest_store(*manifests: bytes) -> bytes:
    return superbox("c2pa", *manifests)


CREDENTIALS = manifest_store(
    manifest(
        "urn:c2pa:1",
        {"claim_generator_info": [{"name": "ChatGPT"}]},
        (
            "c2pa.actions",
            {
                "actions": [
                    {
                        "action": "c2pa.created",
                        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
                    }
                ]
            },
        ),
    )
)
"""A store that states that ChatGPT made the picture."""


IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
CREATED_BY_MODEL = (
    "c2pa.actions.v2",
    {"actions": [{"action": "c2pa.created", "digitalSourceType": f"{IPTC}trainedAlgorithmicMedia"}]},
)


@dataclass(frozen=True)
class Sample:
    """What one tool writes into one file, and everything that must be found in it."""

    tool: str
    parser: str
    """Its row in the table of tools."""
    blocks: tuple[Block, ...]
    expected: Generation = field(default_factory=lambda: Generation("?"))


def sample(parser: str, given: Sequence[Block], **expected: object) -> Sample:
    """Return a sample whose prompts stand in the first block, unless `prompts` says otherwise."""
    generation = Generation(**expected)  # type: ignore[arg-type]
    if not generation.prompts:
        generation = replace(generation, prompts=plain_prompts(generation, given[0].name))
    return Sample(generation.tool, parser, tuple(given), generation)


def plain_prompts(generation: Generation, source: str) -> tuple[Prompt, ...]:
    """Return the list of prompts of a tool that has one for each purpose."""
    texts = {PromptRole.POSITIVE: generation.prompt, PromptRole.NEGATIVE: generation.negative_prompt}
    return tuple(Prompt(role, text, source) for role, text in texts.items() if text)


INFOTEXT = """a cat, (a hat:1.2) <lora:detail:0.5>
second line
Negative prompt: dog, bird
Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.5, Seed: 42, Size: 512x512, Model hash: abc, \
Model: v1-5, Lora hashes: "detail: 0123abcd, other: 4567", Version: v1.10.1"""

_NUMBERS: dict[str, object] = {"seed": 42, "steps": 20, "cfg_scale": 7.5}
_WORDS: dict[str, object] = {"prompt": "a cat", "negative_prompt": "dog", **_NUMBERS}
_NAMES: dict[str, object] = {"sampler": "euler", "scheduler": "karras", "model": "xl"}
_DETAIL = (Lora("detail", 0.5),)
_DETAIL_FILE = (Lora("detail.safetensors", 0.5),)


def corpus() -> list[Sample]:
    """Return what every tool in the table writes, for every kind of place it writes to, with every field it has."""
    return [
        *_a1111_samples(),
        *_comfyui_samples(),
        *_json_samples(),
        *_fooocus_samples(),
        *_invokeai_samples(),
        *_novelai_samples(),
        *_easy_diffusion_samples(),
        *_draw_things_samples(),
        *_companions_of_comfyui(),
        *_others(),
        *_texts_with_resources(),
        *_wangp_samples(),
        *_unknown_samples(),
    ]


def _prompts_in(positive: str, negative: str) -> tuple[Prompt, ...]:
    """Return the prompts `a cat` and `dog` with the blocks that state them."""
    return Prompt(PromptRole.POSITIVE, "a cat", positive), Prompt(PromptRole.NEGATIVE, "dog", negative)


def _everywhere(parser: str, names: Sequence[str], text: str | object, **expected: object) -> list[Sample]:
    """The same text in each of these blocks."""
    return [sample(parser, [block(name, text)], **expected) for name in names]


def with_lora() -> dict[str, object]:
    lora = node("LoraLoader", lora_name="detail.safetensors", strength_model=0.5, model=["4", 0], clip=["4", 1])
    return text_to_image(**{"3": sampler(model=["10", 0]), "10": lora})


def with_merge() -> dict[str, object]:
    """Return the graph with a LoRA on two merged checkpoints."""
    lora = node("LoraLoader", lora_name="detail.safetensors", strength_model=0.5, model=["11", 0], clip=["4", 1])
    merge = node("ModelMergeSimple", model1=["4", 0], model2=["12", 0], ratio=0.75)
    other = node("CheckpointLoaderSimple", ckpt_name="other.safetensors")
    return text_to_image(**{"3": sampler(model=["10", 0]), "10": lora, "11": merge, "12": other})


MERGED = "v1-5.safetensors + other.safetensors"
_LISTS: dict[str, object] = {
    "passes": (Pass("euler", "karras", 42, 20, 7.5, 1.0, MERGED, 512, 512),),
    "models": (Checkpoint("v1-5.safetensors", 0.75), Checkpoint("other.safetensors", 0.25)),
}
GRAPH_PROMPTS = (
    Prompt(PromptRole.POSITIVE, "a cat, a hat", "node 6"),
    Prompt(PromptRole.NEGATIVE, "dog", "node 7"),
)


def _a1111_samples() -> list[Sample]:
    names = ["png:parameters", "exif:UserComment", "exif:ImageDescription", "jpeg:comment", "gif:comment"]
    names += ["video:comment", "video:parameters", "stealth:alpha", "stealth:rgb"]
    expected: dict[str, object] = {
        "tool": "A1111",
        "prompt": "a cat, (a hat:1.2) <lora:detail:0.5>\nsecond line",
        "negative_prompt": "dog, bird",
        **_NUMBERS,
        **{"model": "v1-5", "sampler": "DPM++ 2M", "scheduler": "Karras"},
        "loras": (Lora("detail", 0.5), Lora("other")),
    }
    return _everywhere("a1111", names, INFOTEXT, **expected)


def _comfyui_samples() -> list[Sample]:
    expected: dict[str, object] = {"tool": "ComfyUI", **_WORDS, "prompt": "a cat, a hat", **_NAMES}
    expected |= {"model": MERGED, "loras": _DETAIL_FILE, "prompts": GRAPH_PROMPTS, **_LISTS}
    graph = json.dumps(with_merge())
    wrapped = json.dumps({"prompt": graph, "workflow": {}})
    return [
        *_everywhere("comfyui", ["png:prompt", "video:prompt"], graph, **expected),
        *_everywhere("comfyui", ["exif:Model", "exif:Make", "exif:ImageDescription"], f"prompt:{graph}", **expected),
        *_everywhere("comfyui", ["exif:UserComment", "video:comment"], wrapped, **expected),
    ]


def _json_samples() -> list[Sample]:
    params = {"prompt": "a cat", "negativeprompt": "dog", "seed": "42", "steps": 20, "cfgscale": "7.5", **_NAMES}
    params |= {"refinermethod": "PostApply", "refinercontrolpercentage": 0.25, "refinersteps": "5"}
    passes = (Pass("euler", "karras", 42, 20, 7.5, None, "xl"), Pass(steps=5, denoise=0.25))
    swarm = {"sui_image_params": {**params, "loras": ["detail"], "loraweights": ["0.5"]}}
    names = ["png:parameters", "exif:UserComment", "video:parameters", "video:comment"]
    return _everywhere("swarmui", names, swarm, tool="SwarmUI", **_WORDS, **_NAMES, loras=_DETAIL, passes=passes)


def _fooocus_samples() -> list[Sample]:
    sampling: dict[str, object] = {"seed": "42", "steps": 20, "sampler": "euler", "scheduler": "karras"}
    typed = {"prompt": "a cat", "negative_prompt": "dog", **sampling}
    fooocus = {**typed, "base_model": "xl", "guidance_scale": 7.5, "version": "Fooocus v2.5.5"}
    fooocus |= {"lora_combined_1": "detail : 0.5", "refiner_model": "refiner"}
    refined = (Pass("euler", "karras", 42, 20, 7.5, None, "xl"), Pass(model="refiner"))
    mre = {**typed, "base_model": "xl", "cfg": 7.5, "l1": "detail", "w1": 0.5, "software": "Fooocus MRE v2.0.78.5"}
    ruined = {**sampling, "Prompt": "a cat", "Negative": "dog", "cfg": 7.5, "sampler_name": "euler"}
    ruined |= {"base_model_name": "xl", "loras": [["abc", "0.5 - detail"]], "software": "RuinedFooocus"}
    found_in = {**_WORDS, **_NAMES, "loras": _DETAIL}
    return [
        *_everywhere(
            "fooocus", ["png:parameters", "exif:UserComment"], fooocus, tool="Fooocus", **found_in, passes=refined
        ),
        *_everywhere("fooocus", ["png:parameters", "video:metadata"], ruined, tool="RuinedFooocus", **found_in),
        *_everywhere("fooocus", ["png:Comment", "jpeg:comment"], mre, tool="Fooocus-MRE", **found_in),
    ]


def _invokeai_samples() -> list[Sample]:
    third = {"positive_prompt": "a cat", "negative_prompt": "dog", **_NUMBERS, "scheduler": "euler"}
    third |= {"model": {"name": "xl"}, "loras": [{"model": {"name": "detail"}, "weight": 0.5}]}
    third |= {"refiner_model": {"name": "refiner"}, "refiner_steps": 5}
    passes = (Pass("euler", None, 42, 20, 7.5, None, "xl"), Pass(steps=5, model="refiner"))
    image = {"prompt": [{"prompt": "a cat [dog]", "weight": 1}], **_NUMBERS, "sampler": "euler"}
    expected: dict[str, object] = {"tool": "InvokeAI", **_WORDS, "sampler": "euler"}
    places = ["png:invokeai_metadata", "video:invokeai_metadata"]
    return [
        *_everywhere("invokeai", places, third, **expected, model="xl", loras=_DETAIL, passes=passes),
        *_everywhere("invokeai", ["png:sd-metadata"], {"model_weights": "xl", "image": image}, **expected, model="xl"),
        *_everywhere("invokeai", ["png:Dream"], '"a cat [dog]" -s 20 -S 42 -W 512 -H 512 -C 7.5 -A euler', **expected),
    ]


def _novelai_samples() -> list[Sample]:
    comment = {"prompt": "a cat", "uc": "dog", "seed": 42, "steps": 20, "scale": 7.5}
    comment |= {"sampler": "euler", "noise_schedule": "karras"}
    whole = {"Software": "NovelAI", "Source": "xl", "Comment": json.dumps(comment)}
    texts = [block("png:Software", "NovelAI"), block("png:Source", "xl"), block("png:Comment", comment)]
    expected: dict[str, object] = {"tool": "NovelAI", **_WORDS, **_NAMES}
    return [
        sample("novelai", texts, **expected, prompts=_prompts_in("png:Comment", "png:Comment")),
        *_everywhere("novelai", ["exif:UserComment", "stealth:alpha", "stealth:rgb"], whole, **expected),
    ]


def _easy_diffusion_samples() -> list[Sample]:
    values: dict[str, object] = {"prompt": "a cat", "negative_prompt": "dog", "seed": 42, "num_inference_steps": 20}
    values |= {"guidance_scale": 7.5, "sampler_name": "euler", "use_stable_diffusion_model": "xl"}
    values |= {"use_lora_model": ["detail"], "lora_alpha": [0.5]}
    values |= {"use_upscale": "latent_upscaler", "latent_upscaler_steps": 10}
    expected: dict[str, object] = {"tool": "Easy Diffusion", **_WORDS, "sampler": "euler", "model": "xl"}
    later = Pass(steps=10, upscaler="latent_upscaler")
    expected["passes"] = Pass("euler", None, 42, 20, 7.5, None, "xl"), later
    return [
        sample("easy_diffusion", [block("exif:UserComment", values)], **expected, loras=_DETAIL),
        sample(
            "easy_diffusion",
            [block(f"png:{name}", str(value)) for name, value in values.items()],
            **expected,
            loras=_DETAIL,
            prompts=_prompts_in("png:prompt", "png:negative_prompt"),
        ),
    ]


def _draw_things_samples() -> list[Sample]:
    values = {"c": "a cat", "uc": "dog", "seed": 42, "steps": 20, "scale": 7.5, "sampler": "euler", "size": "8x8"}
    values |= {"model": "xl", "v2": {"loras": [{"file": "detail", "weight": 0.5}], "refinerModel": "refiner"}}
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"><rdf:Description>'
        "<xmp:CreatorTool>Draw Things</xmp:CreatorTool><exif:UserComment><rdf:Alt><rdf:li>"
        f"{json.dumps(values)}</rdf:li></rdf:Alt></exif:UserComment></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    expected: dict[str, object] = {"tool": "Draw Things", **_WORDS, "sampler": "euler", "model": "xl"}
    expected["passes"] = Pass("euler", None, 42, 20, 7.5, None, "xl"), Pass(model="refiner")
    return [
        *_everywhere("draw_things", ["exif:UserComment"], values, **expected, loras=_DETAIL),
        *_everywhere("draw_things", ["xmp"], packet, **expected, loras=_DETAIL),
    ]


def _texts_with_resources() -> list[Sample]:
    """Return texts with a high-resolution fix, whose two checkpoints only Civitai's list names."""
    resources = [{"type": "checkpoint", "modelName": "xl"}, {"type": "checkpoint", "modelName": "refiner"}]
    text = (
        "a cat\nNegative prompt: dog\nSteps: 20, Sampler: euler, CFG scale: 7.5, Seed: 42, Size: 8x8, "
        f"Denoising strength: 0.5, Hires upscale: 2, Civitai resources: {json.dumps(resources)}"
    )
    model = "xl + refiner"
    expected: dict[str, object] = {**_WORDS, "sampler": "euler", "model": model}
    expected |= {"models": (Checkpoint("xl"), Checkpoint("refiner"))}
    first = Pass("euler", None, 42, 20, 7.5, None, None, 8, 8)
    expected |= {"passes": (first, Pass(denoise=0.5, width=16, height=16))}
    return [
        sample("civitai", [block("png:parameters", text)], tool="Civitai", **expected),
        sample("a1111", [block("png:parameters", f"{text}, Version: v1.10.1")], tool="A1111", **expected),
    ]


def _wangp_samples() -> list[Sample]:
    values: dict[str, object] = {"prompt": "a cat", "negative_prompt": "dog", "seed": 42, "num_inference_steps": 20}
    values |= {"guidance_scale": 7.5, "sample_solver": "euler", "model_type": "t2v", "model_filename": "xl"}
    values |= {"activated_loras": ["detail"], "loras_multipliers": "0.5"}
    values |= {"type": "WanGP v8.2 by DeepBeepMeep - Wan2.1 Text2video 14B", "settings_version": 2.2}
    names = ["png:comment", "exif:UserComment", "video:comment", "video:description"]
    expected: dict[str, object] = {**_WORDS, "sampler": "euler", "model": "xl", "loras": _DETAIL}
    return _everywhere("wangp", names, values, tool="WanGP", **expected)


def _unknown_samples() -> list[Sample]:
    values = {"prompt": "a cat", "negative_prompt": "dog", "seed": 42, "num_inference_steps": 20, "guidance": 7.5}
    values |= _NAMES
    names = [
        "png:metadata",
        "exif:UserComment",
        "exif:ImageDescription",
        "jpeg:comment",
        "gif:comment",
        "video:comment",
    ]
    return _everywhere("unknown", names, values, tool="unknown tool", **_WORDS, **_NAMES)


def _companions_of_comfyui() -> list[Sample]:
    """Return samples of services that run ComfyUI and store their own values beside its graph."""
    graph = block("png:prompt", with_lora())
    matrix = {"PositivePrompt": "a cat", "NegativePrompt": "dog", "Seed": 42, "Steps": 20, "CfgScale": 7.5}
    matrix |= {"Sampler": "euler", "ModelName": "xl"}
    tensor = {"prompt": "a cat", "negativePrompt": "dog", "seed": "42", "steps": 20, "cfgScale": 7.5}
    tensor |= {"samplerName": "euler", "baseModel": {"modelFileName": "xl"}}
    tensor |= {"models": [{"type": "LORA", "modelFileName": "detail", "weight": 0.5}]}
    extra = {"prompt": "a cat", "negativePrompt": "dog", "seed": 42, "steps": 20, "cfgScale": 7.5, "sampler": "euler"}
    civitai = {**with_merge(), "extraMetadata": json.dumps(extra)}
    civitai_names = {**_NAMES, "model": MERGED, **_LISTS}
    passes = (Pass("euler", "karras", 42, 20, 7.5, 1.0, "v1-5.safetensors", 512, 512),)
    return [
        sample(
            "stability_matrix",
            [block("png:parameters-json", matrix), block("png:smproj", "{}"), graph],
            **{"tool": "Stability Matrix", **_WORDS, **_NAMES, "loras": _DETAIL_FILE, "passes": passes},
        ),
        sample(
            "tensorart",
            [block("png:generation_data", json.dumps(tensor) + "\0"), graph],
            **{"tool": "TensorArt", **_WORDS, **_NAMES, "loras": _DETAIL, "passes": passes},
        ),
        *_everywhere(
            "civitai",
            ["exif:UserComment", "png:prompt", "video:comment"],
            civitai,
            **{"tool": "Civitai", **_WORDS, **civitai_names, "loras": _DETAIL_FILE},
        ),
    ]


def _others() -> list[Sample]:
    command = "a cat --no dog --seed 42 --ar 3:2 --v 6.1 Job ID: 01234567-89ab-cdef-0123-456789abcdef"
    told = {"manifests": [{"claim_generator": "ChatGPT", "digital_source_types": ["trainedAlgorithmicMedia"]}]}
    return [
        *_everywhere(
            "midjourney",
            ["png:Description", "exif:ImageDescription"],
            command,
            **{
                "tool": "Midjourney",
                "prompt": "a cat",
                "negative_prompt": "dog",
                "seed": 42,
                "model": "Midjourney 6.1",
            },
        ),
        sample("c2pa", [block("c2pa", told)], tool="ChatGPT"),
    ]
