"""Texts to copy: settings in A1111's format, and ComfyUI's graphs as the file has them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.report import Block, FileReport, Generation, Lora
from app.readers.generation.parameters_text import find_parameters_text, write_parameters
from app.readers.generation.tools.a1111 import build_generation, read_infotext
from app.readers.generation.tools.comfyui.texts import GraphKind, find_graph_text, has_graph
from tests.readers.support import (
    SAMPLES,
    exif_segment,
    jpeg,
    needs_samples,
    png,
    read,
    read_bytes,
    text_chunk,
    tiff_structure,
)

PROMPT = {
    "3": {
        "class_type": "KSampler",
        "inputs": {
            "seed": 5,
            "steps": 20,
            "cfg": 7.0,
            "sampler_name": "euler",
            "positive": ["6", 0],
            "model": ["4", 0],
        },
    },
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "base.safetensors"}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["4", 1]}},
    "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
    "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0]}},
}
WORKFLOW = {
    "nodes": [{"id": 3, "type": "KSampler", "widgets_values": [5, "fixed", 20]}],
    "links": [],
    "extra": {"ä": "\u2603"},
}
PROMPT_TEXT = json.dumps(PROMPT, indent=1)
WORKFLOW_TEXT = json.dumps(WORKFLOW, ensure_ascii=True, separators=(", ", " : "))
OWN = (
    "a cat, <lora:fur:0.8>\nNegative prompt: dog\n"
    'Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Lora hashes: "fur: abc"'
)


@pytest.mark.parametrize(
    "text", [OWN, OWN.replace("\n", "\r\n"), f"{OWN}, Version: v1.9", OWN.replace("cat", "kočka 猫")]
)
def test_a_text_of_the_file_is_returned_byte_for_byte(tmp_path: Path, text: str) -> None:
    report = read_bytes(tmp_path, "a.png", png(text_chunk("parameters", text.encode())))
    found = find_parameters_text(report, report.blocks)
    assert found is not None
    assert found.encode() == text.encode()


def test_the_settings_of_another_tool_are_written(tmp_path: Path) -> None:
    report = FileReport(
        "/a.png",
        width=832,
        height=1216,
        generation=Generation(
            tool="ComfyUI",
            prompt="a cat\non a mat",
            negative_prompt="dog",
            seed=5,
            steps=20,
            sampler="dpmpp_2m",
            scheduler="karras",
            cfg_scale=6.5,
            model="model, v2",
            loras=(Lora("fur", 0.8), Lora("b")),
        ),
    )
    assert write_parameters(report) == (
        "a cat\non a mat <lora:fur:0.8> <lora:b:1>\n"
        "Negative prompt: dog\n"
        "Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 6.5, Seed: 5, Size: 832x1216,"
        ' Model: "model, v2"'
    )


def test_a_tool_alone_is_no_settings() -> None:
    assert write_parameters(FileReport("/a.png", width=10, height=10, generation=Generation("ChatGPT"))) is None
    assert find_parameters_text(FileReport("/a.png"), ()) is None


letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="<>:\x85")
line = st.text(letters, min_size=1, max_size=40).map(str.strip).filter(bool)
name = st.text('abcXYZ019 _.-,"', min_size=1, max_size=20).map(str.strip).filter(bool)
lora = st.builds(Lora, st.text("abcde", min_size=1, max_size=5), st.sampled_from([0.5, 1.0, -1.25]))


@given(
    st.builds(
        Generation,
        tool=st.just("x"),
        prompt=line,
        negative_prompt=line,
        seed=st.integers(0, 2**64 - 1),
        steps=st.integers(1, 150),
        sampler=name,
        scheduler=st.none(),
        cfg_scale=st.floats(0, 100, allow_nan=False),
        model=name,
        loras=st.lists(lora, max_size=3, unique_by=lambda one: one.name).map(tuple),
    )
)
def test_what_is_written_is_read_again_as_it_was(generation: Generation) -> None:
    text = write_parameters(FileReport("/a.png", width=1, height=1, generation=generation))
    assert text is not None
    infotext = read_infotext(text)
    assert infotext is not None
    found = build_generation(infotext, "png:parameters", "x", "a1111").generation
    assert found.cfg_scale == pytest.approx(generation.cfg_scale, rel=1e-9)
    assert (found.prompt or "").startswith(generation.prompt or "")
    assert replace(found, cfg_scale=None, prompt=None) == replace(generation, cfg_scale=None, prompt=None)


@pytest.mark.parametrize("kind", GraphKind)
def test_a_graph_is_the_text_of_the_file(tmp_path: Path, kind: GraphKind) -> None:
    text = WORKFLOW_TEXT if kind is GraphKind.WORKFLOW else PROMPT_TEXT
    both = png(text_chunk("prompt", PROMPT_TEXT.encode()), text_chunk("workflow", WORKFLOW_TEXT.encode()))
    report = read_bytes(tmp_path, "a.png", both)
    assert find_graph_text(report.blocks, kind) == text
    assert has_graph(report)
    tag = 0x010F if kind is GraphKind.WORKFLOW else 0x0110
    labelled = tiff_structure([(tag, 2, f"{kind}:{text}".encode() + b"\0")])
    report = read_bytes(tmp_path, "a.jpg", jpeg(exif_segment(labelled)))
    assert find_graph_text(report.blocks, kind) == text


ODD = """{ "nodes" :[{"id":3,"type":"KSampler", "widgets_values":[1e5, 0.10,NaN,5, "\\u00e4é🌄\\"}"]}],
"nodes":[{"id":3,"type":"KSampler"}] }"""
"""Numbers, spaces, escapes and a repeated name that no program would write again in the same way."""


@pytest.mark.parametrize("workflow", [WORKFLOW_TEXT, ODD])
@pytest.mark.parametrize(
    "around",
    [
        '{"prompt": PROMPT, "workflow": WORKFLOW}',
        '{"workflow":WORKFLOW,"prompt":PROMPT , "other": [1, {"workflow": 2}, "}"]}',
        '\n{ "other" : "\\"workflow\\": {}", "number": '
        + "9" * 5_000
        + ', "workflow" : WORKFLOW\t, "prompt" :PROMPT}\n',
        '{"workflow": {"nodes": []}, "prompt": PROMPT, "workflow": WORKFLOW}',
    ],
)
def test_a_graph_inside_of_another_object_is_what_stands_there(around: str, workflow: str) -> None:
    block = Block("video:comment", around.replace("PROMPT", json.dumps(PROMPT_TEXT)).replace("WORKFLOW", workflow))
    assert find_graph_text([block], GraphKind.PROMPT) == PROMPT_TEXT
    assert find_graph_text([block], GraphKind.WORKFLOW) == workflow


@pytest.mark.parametrize("text", ["", "{}", "[1]", WORKFLOW_TEXT[:-20], "workflow:", '{"nodes": 3}', "[" * 100_000])
def test_without_a_whole_graph_there_is_none(text: str) -> None:
    for kind in GraphKind:
        assert find_graph_text([Block("png:workflow", text), Block("png:prompt", text)], kind) is None


@needs_samples
def test_real_files_have_the_graphs_that_they_show(tmp_path: Path) -> None:
    found = 0
    for path in sorted((SAMPLES / "comfyui_examples").rglob("*.png")):
        report = read(path)
        text = find_graph_text(report.blocks, GraphKind.WORKFLOW)
        assert (text is not None) >= has_graph(report) or find_graph_text(report.blocks, GraphKind.PROMPT) is not None
        if text is not None:
            found += 1
            assert text.encode() in path.read_bytes(), path
    assert found >= 20
