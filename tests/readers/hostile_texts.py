"""Small files with texts that are huge once they are unpacked: an attack on whoever keeps, lists and sends them."""

from __future__ import annotations

import binascii
import json
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

from tests.readers.support import bag, chunk, packed_text_chunk, picture, png, tiff_structure, xmp

MB = 1_000_000
SETTINGS = b"\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Model: m"
PIXELS = picture(16, 16)


def _long_prompt(number: int) -> list[bytes]:
    words = b"a red fox number%d, " % number
    return [
        packed_text_chunk("parameters", words * (7 * MB // len(words)) + b"\nNegative prompt: " + words * MB + SETTINGS)
    ]


def _prompt_within_a_text(number: int) -> list[bytes]:
    words = b"a blue lake number%d " % number
    negative = b"\nNegative prompt: " + words * (MB // len(words))
    return [packed_text_chunk("parameters", words * (3 * MB // len(words)) + negative + SETTINGS)]


def _graph_and_workflow(number: int) -> list[bytes]:
    node = {"class_type": "Note", "inputs": {"text": f"note {number} " * 30}}
    prompt = {str(at): node for at in range(40_000)}
    workflow = {"nodes": [{"id": at, "widgets_values": ["x" * 200]} for at in range(50_000)]}
    return [
        packed_text_chunk("prompt", json.dumps(prompt).encode()),
        packed_text_chunk("workflow", json.dumps(workflow).encode()),
    ]


def _long_text_in_a_graph(number: int) -> list[bytes]:
    text = {"class_type": "CLIPTextEncode", "inputs": {"text": f"number{number} fish " * 240_000, "clip": ["1", 1]}}
    sampler = {"seed": number, "steps": 20, "cfg": 7.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0}
    links = {"model": ["1", 0], "positive": ["2", 0], "negative": ["2", 0], "latent_image": ["3", 0]}
    graph = {
        "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "m" * 900}},
        "2": text,
        "3": {"class_type": "EmptyLatentImage", "inputs": {"width": 8, "height": 8, "batch_size": 1}},
        "4": {"class_type": "KSampler", "inputs": sampler | links},
        "5": {"class_type": "VAEDecode", "inputs": {"samples": ["4", 0], "vae": ["1", 2]}},
        "6": {"class_type": "SaveImage", "inputs": {"images": ["5", 0], "filename_prefix": "x"}},
    }
    return [packed_text_chunk("prompt", json.dumps(graph).encode())]


def _many_small_texts(number: int) -> list[bytes]:
    return [packed_text_chunk(f"text{number}-{at}", b"x" * 20_000) for at in range(2_500)]


def _many_keywords(number: int) -> list[bytes]:
    words = (f"keyword {number} {at:06} {'long ' * 34}".strip() for at in range(60_000))
    return [packed_text_chunk("XML:com.adobe.xmp", xmp(bag("dc:subject", *islice(words, 20_000))))]


def _many_terms(number: int) -> list[bytes]:
    terms = ", ".join(f"term {number} {at}" for at in range(150_000))
    return [packed_text_chunk("parameters", terms.encode() + SETTINGS)]


def _many_loras(number: int) -> list[bytes]:
    loras = "".join(f"<lora:lora{number}-{at}-{'n' * 40}:1>" for at in range(60_000))
    return [packed_text_chunk("parameters", b"a cat " + loras.encode() + SETTINGS)]


def _huge_xmp(number: int) -> list[bytes]:
    return [packed_text_chunk("XML:com.adobe.xmp", xmp("", f'photoshop:Headline="{f"head{number} " * 2 * MB}"'))]


def _huge_user_comment(number: int) -> list[bytes]:
    comment = b"ASCII\0\0\0" + b"comment%d " % number * (7 * MB // 10) + SETTINGS
    profile = b"Exif\0\0" + tiff_structure([], [(0x9286, 7, comment)])
    text = b"\nexif\n" + str(len(profile)).encode().rjust(8) + b"\n" + binascii.hexlify(profile) + b"\n"
    return [packed_text_chunk("Raw profile type exif", text), chunk(b"eXIf", tiff_structure([(0x010F, 2, b"m" * 99)]))]


def _long_names(number: int) -> list[bytes]:
    names = [f"{number}-{at}-" + "n" * 5_000 for at in range(50)]
    return [*(packed_text_chunk(name, b"y" * 5 * MB) for name in names), *_long_prompt(number)]


def _bomb(number: int) -> list[bytes]:
    return [packed_text_chunk("Comment", b"%d" % number + b"z" * 100 * MB)]


KINDS: tuple[Callable[[int], list[bytes]], ...] = (
    *(_long_prompt, _prompt_within_a_text, _graph_and_workflow, _long_text_in_a_graph, _many_small_texts),
    *(_many_keywords, _many_terms, _many_loras, _huge_xmp, _huge_user_comment, _long_names, _bomb),
)


def write_hostile_texts(folder: Path, files: int) -> list[Path]:
    """Write PNGs of every kind, in turn. Return their paths."""
    paths = []
    for number, make in enumerate(islice(cycle(KINDS), files)):
        path = folder / f"{number:02}{make.__name__}.png"
        path.write_bytes(png(*make(number), pixels=PIXELS))
        paths.append(path)
    return paths
