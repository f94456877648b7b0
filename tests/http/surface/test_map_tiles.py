"""Without a setting no page may load a picture from elsewhere; with it, the library may, from that one host."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.http.map_tiles import MapTiles, check_map_tiles
from app.http.security_headers import OWN_FILES_ONLY
from tests.http.in_process import server_in_process

TILES = "https://Tiles.example.org:8443/maps/{z}/{x}/{y}.png?key=1"


@pytest.mark.parametrize(
    "address",
    [
        "tiles.example.org/{z}/{x}/{y}.png",
        "ftp://tiles.example.org/{z}/{x}/{y}.png",
        "https://{s}.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}.png",
        "https://tiles.example.org/{z}/{x}/{y}/{y}.png",
        "https://tiles.example.org/{s}/{z}/{x}/{y}.png",
        "https://me:secret@tiles.example.org/{z}/{x}/{y}.png",
        "https://a.example;script-src https://b.example/{z}/{x}/{y}.png",
        "https://a.example; script-src/{z}/{x}/{y}.png",
        "https://a.example,b.example/{z}/{x}/{y}.png",
        "https://*/{z}/{x}/{y}.png",
    ],
)
def test_what_is_no_address_of_tiles_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"must have|not an address"):
        check_map_tiles(address)


def test_only_the_host_of_the_tiles_is_added_to_the_policy() -> None:
    policy = MapTiles(check_map_tiles(TILES), "").policy
    added = "img-src 'self' https://tiles.example.org:8443 data: blob:"
    assert policy == OWN_FILES_ONLY.replace("img-src 'self' data: blob:", added)
    assert policy.count("example.org") == 1


@pytest.mark.server
def test_the_library_alone_may_load_the_tiles_of_the_setting(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    with (
        server_in_process(tmp_path / "root", tmp_path / "data", map_tiles=TILES, map_credit="© <b>Mappers") as server,
        server.client() as client,
    ):
        library, ingest = client.get("/library"), client.get("/ingest-v2")
    assert library.headers.get_list("content-security-policy") == [MapTiles(TILES, "").policy]
    assert ingest.headers.get_list("content-security-policy") == [OWN_FILES_ONLY]
    assert f'data-tiles="{TILES}"' in library.text
    assert "© &lt;b&gt;Mappers" in library.text
