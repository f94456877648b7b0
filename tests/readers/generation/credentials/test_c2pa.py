from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.report import Block, Generation
from app.readers.generation import build_c2pa_block, find_claim_generator, join_app11_jumbf, parse_generation
from tests.readers.generation.support import (
    CREATED_BY_MODEL,
    IPTC,
    box,
    found,
    manifest,
    manifest_store,
    superbox,
)

CHATGPT = manifest(
    "urn:c2pa:1",
    {"claim_generator_info": {"name": "ChatGPT", "org.contentauth.c2pa_rs": "0.51.1"}, "instanceID": "x"},
    CREATED_BY_MODEL,
)


def actions(source_type: str, agent: object = None) -> tuple[str, object]:
    action: dict[str, object] = {"action": "c2pa.created", "digitalSourceType": IPTC + source_type}
    return "c2pa.actions", {"actions": [action if agent is None else {**action, "softwareAgent": agent}]}


def read(store: bytes) -> Generation | None:
    told = build_c2pa_block(store)
    finding = parse_generation([told]) if told else None
    return finding.generation if finding else None


def test_a_claim_of_the_second_version_names_its_generator() -> None:
    assert find_claim_generator(manifest_store(CHATGPT)) == "ChatGPT"
    assert read(manifest_store(CHATGPT)) == Generation(tool="ChatGPT")


def test_a_claim_of_the_first_version_names_its_generator() -> None:
    claim = {"claim_generator": "Adobe_Firefly", "claim_generator_info": [{"name": "Adobe Firefly", "version": "1.0"}]}
    store = manifest_store(manifest("adobe:urn:uuid:1", claim, actions("trainedAlgorithmicMedia"), version=""))
    assert find_claim_generator(store) == "Adobe Firefly"
    assert read(store) == Generation(tool="Adobe Firefly")


@pytest.mark.parametrize(
    ("generator", "agent", "tool"),
    [
        ("OpenAI Media Service API", {"name": "GPT-4o"}, "OpenAI"),
        ("OpenAI-API c2pa-rs/0.28.4", "DALL·E", "OpenAI"),
        ("ChatGPT", {"name": "GPT-4o"}, "ChatGPT"),
        ("Google C2PA Core Generator Library", None, "Google AI"),
        ("Google C2PA Core Generator Library", "Gemini Apps", "Google Gemini"),
        ("Adobe_Photoshop", {"name": "Adobe Firefly"}, "Adobe Firefly"),
        ("Some Studio 3", None, "Some Studio 3"),
    ],
)
def test_generator_and_software_agent_name_the_tool(generator: str, agent: object, tool: str) -> None:
    store = manifest_store(
        manifest("urn:c2pa:1", {"claim_generator_info": {"name": generator}}, actions("trainedAlgorithmicMedia", agent))
    )
    assert read(store) == Generation(tool=tool)


@pytest.mark.parametrize(
    "source_type", ["digitalCapture", "algorithmicMedia", "minorHumanEdits", "trainedAlgorithmicMediaX"]
)
def test_a_camera_and_an_editor_did_not_generate_the_picture(source_type: str) -> None:
    store = manifest_store(manifest("urn:c2pa:1", {"claim_generator_info": {"name": "Leica"}}, actions(source_type)))
    assert find_claim_generator(store) == "Leica"
    assert read(store) is None


def parent(label: str, relationship: str) -> tuple[str, object]:
    url = {"url": f"self#jumbf=/c2pa/{label}", "hash": b"\0" * 32}
    return "c2pa.ingredient.v3", {"relationship": relationship, "activeManifest": url}


@pytest.mark.parametrize(("relationship", "tool"), [("parentOf", "ChatGPT"), ("componentOf", None)])
def test_a_picture_made_from_a_generated_one_is_generated_one_that_contains_it_is_not(
    relationship: str, tool: str | None
) -> None:
    editor = manifest(
        "urn:c2pa:2", {"claim_generator_info": {"name": "Editor"}}, actions("x"), parent("urn:c2pa:1", relationship)
    )
    store = manifest_store(CHATGPT, editor)
    assert find_claim_generator(store) == "Editor"
    generation = read(store)
    assert (generation.tool if generation else None) == tool


def test_parents_in_a_circle_end() -> None:
    first = manifest("urn:c2pa:1", {}, parent("urn:c2pa:2", "parentOf"))
    second = manifest("urn:c2pa:2", {}, parent("urn:c2pa:1", "parentOf"), parent("urn:c2pa:2", "parentOf"))
    assert read(manifest_store(first, second)) is None
    assert read(manifest_store(first, second, manifest("urn:c2pa:3", {}, parent("urn:c2pa:1", "parentOf")))) is None


def test_the_block_is_readable_and_says_where_the_tool_came_from() -> None:
    told = build_c2pa_block(manifest_store(CHATGPT))
    assert told is not None
    assert told.name == "c2pa"
    assert '"claim_generator": "ChatGPT"' in told.text
    assert found([told]).provenance == {"generation.tool": "c2pa / c2pa 1"}


def test_a_store_in_pieces_in_jpeg_segments_is_put_together() -> None:
    store = manifest_store(CHATGPT)
    header, body = store[:8], store[8:]
    pieces = [body[:100], body[100:250], body[250:]]
    segments = [b"JP\0\x01" + number.to_bytes(4, "big") + header + piece for number, piece in enumerate(pieces, 1)]
    assert join_app11_jumbf([segments[2], b"other", segments[0], segments[1]]) == store
    assert find_claim_generator(join_app11_jumbf(segments)) == "ChatGPT"
    assert join_app11_jumbf([]) == b""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"c2pa",
        manifest_store(),
        superbox("other", CHATGPT),
        manifest_store(CHATGPT)[:-1],
        manifest_store(superbox("urn:c2pa:1", box(b"cbor", b"\xff" * 50))),
        box(b"jumb", b""),
        (1).to_bytes(4, "big") + b"jumb" + (2**63).to_bytes(8, "big"),
        box(b"jumb", box(b"jumb", box(b"jumb", b"x") * 10) * 10) * 10,
    ],
)
def test_damaged_and_foreign_stores_name_nobody(data: bytes) -> None:
    assert find_claim_generator(data) is None


@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 255))
def test_no_bytes_make_it_raise(data: bytes, position: int, value: int) -> None:
    store = bytearray(manifest_store(CHATGPT))
    store[position % len(store)] = value
    for candidate in (data, bytes(store), bytes(store)[:position]):
        told = build_c2pa_block(candidate)
        assert told is None or isinstance(told, Block)
