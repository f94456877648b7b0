from __future__ import annotations

import json
from xml.sax.saxutils import escape

import pytest

from app.domain.report import Generation, Lora
from app.readers.generation import parse_generation
from tests.readers.generation.support import blocks, generation_of

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


def test_properties_written_as_attributes_are_read() -> None:
    comment = escape(json.dumps(VALUES), {'"': "&quot;"})
    text = (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {NAMES}><rdf:Description '
        f'xmp:CreatorTool="Draw Things" exif:UserComment="{comment}"/></rdf:RDF></x:xmpmeta>'
    )
    assert generation_of(blocks(xmp=text)) == EXPECTED


def test_the_object_in_exif_is_known_by_its_names() -> None:
    assert generation_of(blocks(exif__UserComment=VALUES)) == EXPECTED


def test_a_signed_packet_without_an_object_names_the_tool() -> None:
    assert generation_of(blocks(xmp=packet("just words"))) == Generation(tool="Draw Things")


@pytest.mark.parametrize(
    "text",
    [
        packet(json.dumps(VALUES), creator="Photoshop") + "<!-- Draw Things -->",
        "Draw Things",
        "<Draw Things",
        packet("x")[:-20],
        f'<!DOCTYPE x [<!ENTITY a "Draw Things">]>{packet("x", "&a;")}',
        packet("\ud800"),
        "<x>" * 50_000 + "Draw Things" + "</x>" * 50_000,
    ],
)
def test_unsigned_broken_and_hostile_packets_are_nothing(text: str) -> None:
    assert parse_generation(blocks(xmp=text)) is None
