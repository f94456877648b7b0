"""Tiles of maps that another server may send, if the settings name one. By default no page contacts another host.

The form of the addresses: https://wiki.openstreetmap.org/wiki/Raster_tile_providers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.http.hosts import parse_host
from app.http.security_headers import OWN_FILES_ONLY

SETTING = "HEADRACE_MAP_TILES"
PLACES = ("{z}", "{x}", "{y}")

_ADDRESS = re.compile(r"(https?://([^/@?#\s{}]+))/[\x21-\x7e]*", re.ASCII)
_PICTURES = "img-src 'self'"


@dataclass(frozen=True, slots=True)
class MapTiles:
    address: str
    """With `{z}`, `{x}` and `{y}` where a tile's zoom, column and row stand."""
    credit: str
    """Who made the map, as its licence wants it said; empty for nothing."""

    @property
    def policy(self) -> str:
        """The Content-Security-Policy of a page that shows the map: pictures may come from this one host, too."""
        match = _ADDRESS.fullmatch(self.address)
        assert match is not None
        return OWN_FILES_ONLY.replace(_PICTURES, f"{_PICTURES} {match[1].lower()}")


def check_map_tiles(address: str) -> str:
    """Return the address. Raises ValueError unless it can be that of tiles, on one host."""
    match = _ADDRESS.fullmatch(address)
    if match is None or parse_host(match[2]) is None:
        raise ValueError(f"{address!r} is not an address; write it as https://tiles.example.org/{{z}}/{{x}}/{{y}}.png")
    named = sorted(re.findall(r"\{[^}]*\}", address))
    if named != sorted(PLACES):
        raise ValueError(f"{address!r} must have {', '.join(PLACES)}, each once, and nothing else in such brackets")
    return address
