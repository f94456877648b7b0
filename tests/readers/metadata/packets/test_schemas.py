"""Short names of XMP's schemas."""

from __future__ import annotations

import pytest

from app.readers.metadata.packets.schemas import CUSTOMARY_PREFIXES, SCHEMAS, shorten_qualified_name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("{http://purl.org/dc/elements/1.1/}subject", "dc:subject"),
        ("{http://purl.org/dc/elements/1.1}subject", "dc:subject"),
        ("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li", "rdf:li"),
        ("{http://example.org/}subject", None),
        ("subject", None),
        ("", None),
    ],
)
def test_names_of_known_schemas_are_shortened(name: str, short: str | None) -> None:
    assert shorten_qualified_name(name) == short


def test_what_is_read_may_lack_its_declaration() -> None:
    assert CUSTOMARY_PREFIXES.items() >= SCHEMAS.items()
    assert CUSTOMARY_PREFIXES["xap"] == SCHEMAS["xmp"]
