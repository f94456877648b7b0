from __future__ import annotations

import json
from xml.sax.saxutils import escape

import pytest

from app.domain.report import Generation, Lora, Pass, Prompt, PromptRole
from app.readers.generation import parse_generation
from tests.readers.generation.support import blocks, found, generation_of

VALUES = {
    **{"c": 'a cat & a "hat" <x>', "uc": "dog", "model": "xl.ckpt", "sampler": "Euler A", "scale": 4.5, "seed": 42},
    **{"size": "1024x1024", "steps": 8, "strength": 1, "v2": {"loras": [{"file": "detail.ckpt", "weight": 0.8}, 1]}},
}
EXPECTED = Generation(
    tool="Draw Things",
    prompt='a cat & a "hat" <x>',
    negative_prompt="dog",
    seed=42,
    steps=8,
    sampler="Euler A",
    cfg_scale=4.5,
    model="xl.ckpt",
    loras=(Lora("detail.ckpt", 0.8),),
)
NAMES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def packet(comment: str, creator: str = "Draw Things") -> str:
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {NAMES}><rdf:Description rdf:about="">'
        "<dc:description><rdf:Alt><rdf:li>a cat</rdf:li></rdf:Alt></dc:description>"
        f"<xmp:CreatorTool>{creator}</xmp:CreatorTool><exif:UserComment><rdf:Alt>"
        f'<rdf:li xml:lang="x-default">{escape(comment)}</rdf:li></rdf:Alt></exif:UserComment>'
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )


def test_xmp_holds_the_whole_object() -> None:
    assert generation_of(blocks(xmp=packet(json.dumps(VALUES)))) == EXPECTED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a cat", "salt & pepper"),
        ("a cat", "a \x01 cat"),
        ("<dc:description>", '<dc:description unknown:prefix="1">'),
        (' xmlns:exif="http://ns.adobe.com/exif/1.0/"', ""),
    ],
)
def test_a_damaged_packet_is_read_as_xmp_is_elsewhere(old: str, new: str) -> None:
    text = packet(json.dumps(VALUES | {"c": "a dog"}))
    assert old in text
    generation = generation_of(blocks(xmp=text.replace(old, new, 1)))
    assert (generation.tool, generation.prompt, generation.seed) == ("Draw Things", "a dog", 42)


def test_properties_written_as_attributes_are_read() -> None:
    comment = escape(json.dumps(VALUES), {'"': "&quot;"})
    text = (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {NAMES}><rdf:Description '
        f'xmp:CreatorTool="Draw Things" exif:UserComment="{comment}"/></rdf:RDF></x:xmpmeta>'
    )
    assert generation_of(blocks(xmp=text)) == EXPECTED


def test_the_object_in_exif_is_known_by_its_names() -> None:
    assert generation_of(blocks(exif__UserComment=VALUES)) == EXPECTED


@pytest.mark.parametrize("text", [packet("just words"), packet("just words")[:-20], packet("\ud800")])
def test_a_signed_packet_without_an_object_names_the_tool(text: str) -> None:
    assert generation_of(blocks(xmp=text)) == Generation(tool="Draw Things")


@pytest.mark.parametrize(
    "text",
    [
        packet(json.dumps(VALUES), creator="Photoshop") + "<!-- Draw Things -->",
        "Draw Things",
        "<Draw Things",
        f'<!DOCTYPE x [<!ENTITY a "Draw Things">]>{packet("x", "&a;")}',
        "<x>" * 50_000 + "Draw Things" + "</x>" * 50_000,
    ],
)
def test_unsigned_broken_and_hostile_packets_are_nothing(text: str) -> None:
    assert parse_generation(blocks(xmp=text)) is None


def read(**more: object) -> Generation:
    return found(blocks(exif__UserComment={**VALUES, "c": "a cat", "v2": more})).generation


def test_a_high_resolution_fix_is_a_second_pass_and_states_the_size_of_the_first() -> None:
    fix = {"hiresFix": True, "hiresFixWidth": 512, "hiresFixHeight": 576, "hiresFixStrength": 0.6}
    size = {"width": 1024, "height": 1152}
    refiner = Pass(model="fine.ckpt")
    last = Pass(denoise=0.6, width=1024, height=1152)
    assert read(**fix, **size).passes == (Pass("Euler A", None, 42, 8, 4.5, None, "xl.ckpt", 512, 576), last)
    assert read(**fix, **size, refinerModel="fine.ckpt").passes[1:] == (refiner, last)
    assert read(**{**fix, "hiresFix": False}, **size).passes == ()


def test_a_refiner_is_a_second_pass() -> None:
    size = {"width": 1024, "height": 1152}
    first = Pass("Euler A", None, 42, 8, 4.5, None, "xl.ckpt", 1024, 1152)
    assert read(**size, refinerModel="fine.ckpt").passes == (first, Pass(model="fine.ckpt"))
    assert read(**size, refinerModel="").passes == ()


def test_an_encoder_may_have_a_prompt_of_its_own() -> None:
    texts = {"separateClipL": True, "clipLText": "cat", "separateT5": True, "t5Text": "a cat sits"}
    generation = read(**texts, separateOpenClipG=False, openClipGText="off")
    assert generation.prompt == "a cat\ncat\na cat sits"
    assert generation.prompts == (
        Prompt(PromptRole.POSITIVE, "a cat", "exif:UserComment"),
        Prompt(PromptRole.POSITIVE, "cat", "exif:UserComment clipLText"),
        Prompt(PromptRole.POSITIVE, "a cat sits", "exif:UserComment t5Text"),
        Prompt(PromptRole.NEGATIVE, "dog", "exif:UserComment"),
    )
    assert read(separateT5=True, t5Text=None).prompt == "a cat"
