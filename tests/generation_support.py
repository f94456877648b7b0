"""What the generation tests share: blocks by hand, and a corpus of what each tool writes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.report import Block, Generation, Lora
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
    """The finding, which must be there."""
    finding = parse_generation(given)
    assert finding is not None
    return finding


def generation_of(given: Sequence[Block]) -> Generation:
    return found(given).generation


def node(kind: str, **inputs: object) -> dict[str, object]:
    """One node of a ComfyUI graph."""
    return {"class_type": kind, "inputs": inputs}


def text_to_image(**changes: object) -> dict[str, object]:
    """The graph of ComfyUI's default workflow; `changes` replace or add nodes, None takes one away."""
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
    """A KSampler on the nodes of `text_to_image`, with some inputs changed."""
    plain: Mapping[str, object] = text_to_image()["3"]["inputs"]  # type: ignore[index]
    return node("KSampler", **{**plain, **changes})


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


IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
CREATED_BY_MODEL = (
    "c2pa.actions.v2",
    {"actions": [{"action": "c2pa.created", "digitalSourceType": f"{IPTC}trainedAlgorithmicMedia"}]},
)


@dataclass(frozen=True)
class Sample:
    """What one tool writes into one file, and all that must be found in it."""

    tool: str
    parser: str
    """The row of the table of tools it belongs to."""
    blocks: tuple[Block, ...]
    expected: Generation = field(default_factory=lambda: Generation("?"))


def sample(parser: str, given: Sequence[Block], **expected: object) -> Sample:
    generation = Generation(**expected)  # type: ignore[arg-type]
    return Sample(generation.tool, parser, tuple(given), generation)


INFOTEXT = """a cat, (a hat:1.2) <lora:detail:0.5>
second line
Negative prompt: dog, bird
Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.5, Seed: 42, Size: 512x512, Model hash: abc, \
Model: v1-5, Lora hashes: "detail: 0123abcd, other: 4567", Version: v1.10.1"""

_WORDS = {"prompt": "a cat", "negative_prompt": "dog", "seed": 42, "steps": 20, "cfg_scale": 7.5}


def corpus() -> list[Sample]:
    """At least one sample of every tool in the table, with every field its format has."""
    graph = text_to_image()
    with_lora = text_to_image(
        **{
            "3": sampler(model=["10", 0]),
            "10": node("LoraLoader", lora_name="detail.safetensors", strength_model=0.5, model=["4", 0], clip=["4", 1]),
        }
    )
    comfy = {**_WORDS, "prompt": "a cat, a hat", "sampler": "euler", "scheduler": "karras", "model": "v1-5.safetensors"}
    lora = (Lora("detail", 0.5),)
    infotext: dict[str, object] = {
        "prompt": "a cat, (a hat:1.2) <lora:detail:0.5>\nsecond line",
        "negative_prompt": "dog, bird",
        **{"seed": 42, "steps": 20, "cfg_scale": 7.5, "model": "v1-5", "sampler": "DPM++ 2M", "scheduler": "Karras"},
        "loras": (Lora("detail", 0.5), Lora("other")),
    }
    named = {"sampler": "euler", "scheduler": "karras", "model": "xl"}
    fooocus = {"prompt": "a cat", "negative_prompt": "dog", "seed": "42", "steps": 20, "sampler": "euler"}
    fooocus |= {"scheduler": "karras", "base_model": "xl", "guidance_scale": 7.5, "version": "Fooocus v2.5.5"}
    nai = {"prompt": "a cat", "uc": "dog", "seed": 42, "steps": 20, "scale": 7.5, "sampler": "k_euler"}
    nai |= {"noise_schedule": "karras"}
    easy = {"prompt": "a cat", "negative_prompt": "dog", "seed": 42, "num_inference_steps": 20, "guidance_scale": 7.5}
    easy |= {"sampler_name": "euler_a", "use_stable_diffusion_model": "sd/v1-5"}
    things = {"c": "a cat", "uc": "dog", "seed": 42, "steps": 20, "scale": 7.5, "sampler": "Euler A", "size": "8x8"}
    things |= {"model": "xl.ckpt", "v2": {"loras": [{"file": "detail", "weight": 0.5}]}}
    return [
        sample("a1111", blocks(png__parameters=INFOTEXT), tool="A1111", **infotext),
        sample("a1111", blocks(exif__UserComment=INFOTEXT), tool="A1111", **infotext),
        sample("a1111", blocks(gif__comment=INFOTEXT), tool="A1111", **infotext),
        sample("a1111", blocks(video__comment=INFOTEXT), tool="A1111", **infotext),
        sample("a1111", blocks(stealth__alpha=INFOTEXT), tool="A1111", **infotext),
        sample("comfyui", blocks(png__prompt=graph), tool="ComfyUI", **comfy),
        sample(
            "comfyui",
            blocks(video__prompt=with_lora),
            tool="ComfyUI",
            **comfy,
            loras=(Lora("detail.safetensors", 0.5),),
        ),
        sample("comfyui", [block("video:comment", {"prompt": json.dumps(graph)})], tool="ComfyUI", **comfy),
        sample("comfyui", blocks(exif__Model=f"prompt:{json.dumps(graph)}"), tool="ComfyUI", **comfy),
        sample("comfyui", blocks(exif__Make=f"Prompt: {json.dumps(graph)}"), tool="ComfyUI", **comfy),
        sample(
            "swarmui",
            blocks(
                png__parameters={
                    "sui_image_params": {
                        **{"prompt": "a cat", "negativeprompt": "dog", "seed": "42", "steps": 20, "cfgscale": "7.5"},
                        **named,
                        "loras": ["detail"],
                        "loraweights": ["0.5"],
                    }
                }
            ),
            tool="SwarmUI",
            **_WORDS,
            **named,
            loras=lora,
        ),
        sample(
            "fooocus",
            blocks(png__parameters={**fooocus, "lora_combined_1": "detail : 0.5"}, png__fooocus_scheme="fooocus"),
            tool="Fooocus",
            **_WORDS,
            **named,
            loras=lora,
        ),
        sample(
            "invokeai",
            blocks(
                png__invokeai_metadata={
                    **{"positive_prompt": "a cat", "negative_prompt": "dog", "seed": 42, "steps": 20, "cfg_scale": 7.5},
                    **{"scheduler": "euler", "model": {"name": "xl", "hash": "blake3:0"}},
                    "loras": [{"model": {"name": "detail"}, "weight": 0.5}],
                }
            ),
            tool="InvokeAI",
            **_WORDS,
            sampler="euler",
            model="xl",
            loras=lora,
        ),
        sample(
            "novelai",
            blocks(png__Software="NovelAI", png__Source="NovelAI Diffusion V3", png__Comment=nai),
            tool="NovelAI",
            **_WORDS,
            sampler="k_euler",
            scheduler="karras",
            model="NovelAI Diffusion V3",
        ),
        sample(
            "easy_diffusion",
            blocks(exif__UserComment={**easy, "use_lora_model": ["detail"], "lora_alpha": [0.5]}),
            tool="Easy Diffusion",
            **_WORDS,
            sampler="euler_a",
            model="sd/v1-5",
            loras=lora,
        ),
        sample(
            "draw_things",
            blocks(exif__UserComment=things),
            tool="Draw Things",
            **_WORDS,
            sampler="Euler A",
            model="xl.ckpt",
            loras=lora,
        ),
        sample(
            "stability_matrix",
            [
                block(
                    "png:parameters-json",
                    {
                        **{"PositivePrompt": "a cat", "NegativePrompt": "dog", "Seed": 42, "Steps": 20},
                        **{"CfgScale": 7.5, "Sampler": "Euler", "ModelName": "xl"},
                    },
                ),
                block("png:smproj", {"ProjectType": "TextToImage"}),
                block("png:prompt", with_lora),
            ],
            tool="Stability Matrix",
            **_WORDS,
            sampler="Euler",
            scheduler="karras",
            model="xl",
            loras=(Lora("detail.safetensors", 0.5),),
        ),
        sample(
            "tensorart",
            [
                block(
                    "png:generation_data",
                    json.dumps(
                        {
                            **{"prompt": "a cat", "negativePrompt": "dog", "seed": "42", "steps": 20, "cfgScale": 7.5},
                            **{"samplerName": "Euler", "baseModel": {"modelFileName": "xl"}},
                            "models": [
                                {"type": "BASE_MODEL", "modelFileName": "xl"},
                                {"type": "LORA", "modelFileName": "detail", "weight": 0.5},
                            ],
                        }
                    )
                    + "\0",
                ),
                block("png:prompt", graph),
            ],
            tool="TensorArt",
            **_WORDS,
            sampler="Euler",
            scheduler="karras",
            model="xl",
            loras=lora,
        ),
        sample(
            "civitai",
            [
                block(
                    "exif:UserComment",
                    {
                        **with_lora,
                        "extraMetadata": json.dumps(
                            {
                                **{"prompt": "a cat", "negativePrompt": "dog", "seed": 42, "steps": 20},
                                **{"cfgScale": 7.5, "sampler": "euler"},
                            }
                        ),
                    },
                )
            ],
            tool="Civitai",
            **_WORDS,
            sampler="euler",
            scheduler="karras",
            model="v1-5.safetensors",
            loras=(Lora("detail.safetensors", 0.5),),
        ),
        sample(
            "midjourney",
            blocks(
                png__Description="a cat --no dog --seed 42 --ar 3:2 --v 6.1"
                " Job ID: 01234567-89ab-cdef-0123-456789abcdef"
            ),
            tool="Midjourney",
            prompt="a cat",
            negative_prompt="dog",
            seed=42,
            model="Midjourney 6.1",
        ),
        sample(
            "c2pa",
            blocks(
                c2pa={
                    "manifests": [{"claim_generator": "ChatGPT", "digital_source_types": ["trainedAlgorithmicMedia"]}]
                }
            ),
            tool="ChatGPT",
        ),
    ]
