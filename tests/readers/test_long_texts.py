"""What is kept of texts: real ones whole, hostile ones within the bounds, and every shortening said."""

from __future__ import annotations

import json
import pickle
import tracemalloc
import zlib
from pathlib import Path

import pytest

from app.domain.progress import Outcome
from app.domain.report import FileReport, Step
from app.readers import reparse_report
from app.readers.limits import LIMITS, MIB
from tests.readers.support import (
    bag,
    block,
    chunk,
    exif_segment,
    iptc_segment,
    jpeg,
    packed_text_chunk,
    picture,
    png,
    read_bytes,
    reasons,
    text_chunk,
    tiff_structure,
    xmp,
)

SETTINGS = "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Model: m"
SMALL = picture(16, 16)


def generated(folder: Path, prompt: str, negative: str = "dog") -> FileReport:
    text = f"{prompt}\nNegative prompt: {negative}\n{SETTINGS}"
    return read_bytes(folder, "a.png", png(packed_text_chunk("parameters", text.encode()), pixels=SMALL))


def graph(text: str, nodes: int = 0) -> dict[str, object]:
    """A ComfyUI graph with this prompt, and as many nodes that do nothing."""
    ends: dict[str, object] = {
        "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "m.safetensors"}},
        "2": {"class_type": "CLIPTextEncode", "inputs": {"text": text, "clip": ["1", 1]}},
        "3": {"class_type": "EmptyLatentImage", "inputs": {"width": 8, "height": 8, "batch_size": 1}},
        "4": {
            "class_type": "KSampler",
            "inputs": {
                **{"seed": 5, "steps": 20, "cfg": 7.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0},
                **{"model": ["1", 0], "positive": ["2", 0], "negative": ["2", 0], "latent_image": ["3", 0]},
            },
        },
        "5": {"class_type": "VAEDecode", "inputs": {"samples": ["4", 0], "vae": ["1", 2]}},
        "6": {"class_type": "SaveImage", "inputs": {"images": ["5", 0], "filename_prefix": "x"}},
    }
    return ends | {str(100 + node): {"class_type": "Note", "inputs": {"text": "x" * 60}} for node in range(nodes)}


def test_the_largest_workflows_are_kept_whole(tmp_path: Path) -> None:
    prompt, workflow = json.dumps(graph("a cat", 20_000)), json.dumps({"nodes": ["y" * 80] * 36_000})
    assert len(prompt) > 2 * MIB
    assert len(workflow) > 2.8 * MIB
    data = png(text_chunk("prompt", prompt.encode()), text_chunk("workflow", workflow.encode()), pixels=SMALL)
    report = read_bytes(tmp_path, "a.png", data)
    assert (block(report, "png:prompt"), block(report, "png:workflow")) == (prompt, workflow)
    assert report.generation is not None
    assert report.generation.prompt == "a cat"
    assert report.failures == ()


def test_a_prompt_of_a_hundred_thousand_characters_is_kept_whole(tmp_path: Path) -> None:
    prompt = "猫" * LIMITS.prompt_length
    report = generated(tmp_path, prompt)
    assert report.generation is not None
    assert report.generation.prompt == prompt
    assert report.failures == ()


def test_a_longer_prompt_is_cut_and_the_warning_says_how_long_it_was(tmp_path: Path) -> None:
    report = generated(tmp_path, "🐟" * 250_000, "x" * 100_001)
    assert report.outcome is Outcome.OK
    assert report.generation is not None
    assert report.generation.prompt == "🐟" * 100_000
    assert report.generation.negative_prompt == "x" * 100_000
    assert reasons(report, Step.GENERATION) == [
        "the prompt has 250,000 characters; the first 100,000 are kept",
        "the negative prompt has 100,001 characters; the first 100,000 are kept",
    ]


def test_a_prompt_in_a_graph_is_cut_too(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.png", png(text_chunk("prompt", json.dumps(graph("x" * 3_000_000)).encode())))
    assert report.generation is not None
    assert len(report.generation.prompt or "") == 100_000
    assert "the prompt has 3,000,000 characters; the first 100,000 are kept" in reasons(report, Step.GENERATION)


def test_a_hundred_loras_are_kept_and_the_number_of_all_is_said(tmp_path: Path) -> None:
    report = generated(tmp_path, "cat " + "".join(f"<lora:l{number}:1>" for number in range(150)))
    assert report.generation is not None
    assert len(report.generation.loras) == 100
    assert reasons(report, Step.GENERATION) == ["the list of LoRAs has 150 entries; the first 100 are kept"]


@pytest.mark.parametrize(
    ("keywords", "kept"),
    [([f"k{number}" for number in range(5_000)], 1_000), (["é" * 190 + f"{number:03}" for number in range(500)], 103)],
)
def test_keywords_are_bounded_by_number_and_by_length_together(tmp_path: Path, keywords: list[str], kept: int) -> None:
    data = png(packed_text_chunk("XML:com.adobe.xmp", xmp(bag("dc:subject", *keywords))), pixels=SMALL)
    report = read_bytes(tmp_path, "a.png", data)
    assert report.keywords == tuple(keywords[:kept])
    assert sum(map(len, report.keywords)) <= LIMITS.keywords_length
    assert reasons(report, Step.METADATA) == [
        f"the list of keywords has {len(keywords):,} entries; the first {kept:,} are kept"
    ]


def test_terms_of_a_prompt_are_keywords_within_the_same_bound(tmp_path: Path) -> None:
    report = generated(tmp_path, ", ".join(f"t{number}" for number in range(3_000)))
    assert len(report.keywords) == 1_000
    assert reasons(report, Step.METADATA) == ["the list of keywords has 3,000 entries; the first 1,000 are kept"]


@pytest.mark.parametrize(("tag", "name"), [(0x9286, "UserComment"), (0x010E, "ImageDescription")])
def test_a_long_exif_text_is_cut_and_named(tmp_path: Path, tag: int, name: str) -> None:
    text = "ASCII\0\0\0" if name == "UserComment" else ""
    structure = tiff_structure([(tag, 2, text.encode() + b"a" * (6 * MIB))])
    report = read_bytes(tmp_path, "a.png", png(chunk(b"eXIf", structure), pixels=SMALL))
    assert len(block(report, f"exif:{name}") or "") == LIMITS.text_bytes - len(text)
    size = 6 * MIB + len(text)
    said = f"the text “exif:{name}” has {size:,} bytes; the first 4,194,304 are kept"
    assert reasons(report, Step.METADATA) == [said]


def test_a_cut_ends_between_two_characters(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.png", png(packed_text_chunk("note", "a猫".encode() * (2 * MIB)), pixels=SMALL))
    kept = block(report, "png:note") or ""
    assert set(kept) == {"a", "猫"}
    assert LIMITS.text_bytes - 3 <= len(kept.encode()) <= LIMITS.text_bytes


def test_an_xmp_packet_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    packet = xmp(bag("dc:subject", "cat"), f'photoshop:Headline="{"x" * 5 * MIB}"')
    report = read_bytes(tmp_path, "a.png", png(packed_text_chunk("XML:com.adobe.xmp", packet), pixels=SMALL))
    assert report.blocks == ()
    assert reasons(report, Step.METADATA) == ["the file has more XMP than is read; the rest was left out"]


def test_the_texts_of_a_file_share_a_bound(tmp_path: Path) -> None:
    texts = [packed_text_chunk(f"t{number}", bytes([97 + number]) * (3 * MIB)) for number in range(10)]
    report = read_bytes(tmp_path, "a.png", png(*texts, pixels=SMALL))
    assert sum(len(found.text) for found in report.blocks) <= LIMITS.texts_bytes
    assert len(pickle.dumps(report)) < LIMITS.texts_bytes + MIB
    assert "the file has more metadata text than can be kept; the rest was left out" in reasons(report, Step.METADATA)


def test_a_name_is_cut_like_a_text(tmp_path: Path) -> None:
    data = png(packed_text_chunk("n" * 15_000, b"a"), chunk(b"zTXt", b"m" * 15_000 + b"\0\0no zlib"), pixels=SMALL)
    report = read_bytes(tmp_path, "a.png", data)
    assert [len(found.name) for found in report.blocks] == [len("png:") + 96]
    assert max(len(failure.reason) for failure in report.failures) < 200


def test_damage_in_many_places_does_not_push_a_shortening_aside(tmp_path: Path) -> None:
    damage = [chunk(b"zTXt", f"d{number}".encode() + b"\0\0no zlib") for number in range(50_000)]
    report = read_bytes(tmp_path, "a.png", png(*damage, packed_text_chunk("long", b"a" * 5 * MIB), pixels=SMALL))
    said = reasons(report, Step.METADATA)
    assert len(said) == 6
    assert said[-1] == "the text “png:long” has more than 4,194,304 bytes; the first 4,194,304 are kept"


def test_more_iptc_than_is_read_is_said(tmp_path: Path) -> None:
    sets = [iptc_segment(*((2, 25, b"k%d" % (part * 1_500 + number)) for number in range(1_500))) for part in range(4)]
    body = b"".join(segment[4 + len(b"Photoshop 3.0\0") + 12 :] for segment in sets)
    block_data = b"8BIM\x04\x04\0\0" + len(body).to_bytes(4, "big") + body
    pieces = [block_data[at : at + 60_000] for at in range(0, len(block_data), 60_000)]
    segments = [b"\xff\xed" + (len(piece) + 16).to_bytes(2, "big") + b"Photoshop 3.0\0" + piece for piece in pieces]
    report = read_bytes(tmp_path, "a.jpg", jpeg(*segments))
    assert "the IPTC block has more than 5,000 data sets; the rest was left out" in reasons(report, Step.METADATA)


def test_a_camera_in_the_tags_of_exif_is_no_longer_than_a_name(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.jpg", jpeg(exif_segment(tiff_structure([(0x010F, 2, b"m" * 101)]))))
    assert report.camera is None


@pytest.mark.parametrize("which", ["prompt", "graph", "parameters", "keywords", "comment", "both"])
def test_reading_the_kept_blocks_again_gives_the_same_report(tmp_path: Path, which: str) -> None:
    chunks = {
        "prompt": [packed_text_chunk("parameters", f"{'x' * 150_000}\n{SETTINGS}".encode())],
        "graph": [packed_text_chunk("prompt", json.dumps(graph("x" * 5_000_000)).encode())],
        "parameters": [packed_text_chunk("parameters", b"x, " * 4_000_000)],
        "keywords": [packed_text_chunk("XML:com.adobe.xmp", xmp(bag("dc:subject", *map(str, range(2_000)))))],
        "comment": [chunk(b"eXIf", tiff_structure([(0x9C9E, 1, "k;".encode("utf-16-le") * (3 * MIB))]))],
    }
    wanted = chunks[which] if which != "both" else [*chunks["prompt"], *chunks["keywords"]]
    report = read_bytes(tmp_path, "a.png", png(*wanted, pixels=SMALL))
    assert report.failures
    assert reparse_report(report) == report


def test_a_newer_bound_is_said_when_an_older_report_is_read_again(tmp_path: Path) -> None:
    report = generated(tmp_path, "x" * 150_000)
    assert report.generation is not None
    stored = FileReport(path=report.path, blocks=report.blocks, generation=report.generation)
    assert reasons(reparse_report(stored), Step.GENERATION) == reasons(report, Step.GENERATION) != []


@pytest.mark.slow
def test_half_a_gigabyte_in_a_chunk_costs_what_is_kept_of_it(tmp_path: Path) -> None:
    packer = zlib.compressobj(9)
    piece = b"a cat, " * (MIB // 7)
    body = b"".join(packer.compress(piece) for _ in range(500)) + packer.flush()
    data = png(chunk(b"zTXt", b"parameters\0\0" + body), pixels=SMALL)
    assert len(data) < 3 * MIB
    tracemalloc.start()
    try:
        report = read_bytes(tmp_path, "a.png", data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert LIMITS.text_bytes - 8 < len(report.blocks[0].text) <= LIMITS.text_bytes
    assert peak < 15 * LIMITS.text_bytes
