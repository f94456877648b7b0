"""What others wrote is shipped as they published it: each file has the hash that its decision names."""

from __future__ import annotations

import hashlib
import re

import pytest

from tests.support.paths import REPOSITORY

DECISION = REPOSITORY / "docs" / "decisions" / "1807-a-map-that-ships-with-the-product.md"
VENDOR = REPOSITORY / "app" / "static" / "vendor"
HASHES = dict(re.findall(r"`([\w.-]+)` `([0-9a-f]{64})`", DECISION.read_text()))


PARTS = (
    "leaflet/leaflet.js",
    "leaflet/leaflet.css",
    "topojson-client/topojson-client.min.js",
    "world-atlas/countries-110m.json",
)


@pytest.mark.parametrize("name", PARTS)
def test_the_parts_of_the_map_are_as_they_were_published(name: str) -> None:
    path = VENDOR / name
    assert hashlib.sha256(path.read_bytes()).hexdigest() == HASHES[path.name]
