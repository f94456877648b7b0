"""The metadata blocks of a file over HTTP: each as it was read, in bounded answers that say what was shortened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.routers.documents.files import BLOCKS_LENGTH, BlocksDocument
from tests.http.contents.support import ingest
from tests.http.test_api import assert_error
from tests.readers.generation.test_parameters_text import PROMPT_TEXT, WORKFLOW_TEXT
from tests.readers.support import bag, exif_segment, jpeg, packed_text_chunk, png, text_chunk, tiff_structure, xmp
from tests.support.server import HeadraceProcess

pytestmark = pytest.mark.slow

MARKUP = "<script>alert(1)</script>, “é” 🌄 \\ \x1b[31m"
SIDECAR = xmp(bag("dc:subject", "<b>fox</b>"))


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


def blocks_of(server: HeadraceProcess, file: dict[str, Any]) -> list[dict[str, Any]]:
    with server.client() as client:
        answer = client.get(file["blocks"])
    assert answer.status_code == 200, answer.text
    assert "sandbox" in answer.headers["content-security-policy"]
    BlocksDocument.model_validate(answer.json())
    found: list[dict[str, Any]] = answer.json()["blocks"]
    return found


@pytest.mark.parametrize("commit", [False, True], ids=["session", "library"])
def test_every_block_is_given_as_it_was_read(server: HeadraceProcess, root: Path, commit: bool) -> None:
    comment = f"  {MARKUP}\n".encode()
    (root / "a.png").write_bytes(
        png(text_chunk("prompt", PROMPT_TEXT.encode()), text_chunk("workflow", WORKFLOW_TEXT.encode()))
    )
    tags = tiff_structure([(0x010E, 2, comment + b"\0"), (0x0131, 2, b"Camera 1.0\0")])
    (root / "b.jpg").write_bytes(jpeg(exif_segment(tags)))
    (root / "b.jpg.xmp").write_bytes(SIDECAR)
    (root / "plain.png").write_bytes(png())
    files = ingest(server, root, commit=commit)
    place = "library" if commit else "file"
    assert files["a.png"]["blocks"] == f"/api/ingest/{place}/{files['a.png']['id']}/blocks"

    graphs = blocks_of(server, files["a.png"])
    assert [(block["name"], block["place"], block["text"]) for block in graphs] == [
        ("png:prompt", "PNG text", PROMPT_TEXT),
        ("png:workflow", "PNG text", WORKFLOW_TEXT),
    ]
    assert [(block["length"], block["complete"]) for block in graphs] == [
        (len(PROMPT_TEXT), True),
        (len(WORKFLOW_TEXT), True),
    ]
    photo = {block["name"]: block for block in blocks_of(server, files["b.jpg"])}
    assert photo["exif:ImageDescription"]["text"] == MARKUP
    assert (photo["exif:Software"]["text"], photo["exif:Software"]["place"]) == ("Camera 1.0", "EXIF")
    assert (photo["sidecar:xmp"]["text"], photo["sidecar:xmp"]["place"]) == (SIDECAR.decode(), "sidecar file")
    assert blocks_of(server, files["plain.png"]) == []

    with server.client() as client:
        for block in [*graphs, *photo.values()]:
            whole = client.get(block["whole"])
            assert whole.content == block["text"].encode()
            assert whole.headers["content-type"] == "text/plain; charset=utf-8"
            assert "sandbox" in whole.headers["content-security-policy"]


def test_an_answer_is_bounded_and_says_what_it_left_out(server: HeadraceProcess, root: Path) -> None:
    texts = ["short", "🌄" * (BLOCKS_LENGTH - 100), "x" * 3_000, "y"]
    (root / "a.png").write_bytes(
        png(*(packed_text_chunk(f"t{number}", text.encode()) for number, text in enumerate(texts)))
    )
    file = ingest(server, root)["a.png"]
    blocks = blocks_of(server, file)
    assert [block["length"] for block in blocks] == [len(text) for text in texts]
    assert [block["complete"] for block in blocks] == [True, True, False, False]
    assert [block["text"] for block in blocks] == [*texts[:2], "x" * 95, ""]
    with server.client() as client:
        assert [client.get(block["whole"]).text for block in blocks] == texts


def test_a_file_or_a_block_that_is_not_there_is_an_error(server: HeadraceProcess, root: Path) -> None:
    (root / "a.png").write_bytes(png(text_chunk("a", b"text")))
    file = ingest(server, root)["a.png"]
    with server.client() as client:
        assert client.get(f"{file['blocks']}/1").text == "text"
        assert_error(client.get(f"{file['blocks']}/2"), 404, "no_block")
        assert_error(client.get(f"{file['blocks']}/0"), 422, "invalid_request")
        for place in ("file", "library"):
            assert_error(client.get(f"/api/ingest/{place}/{10**9}/blocks"), 404, "unknown_file")
            assert_error(client.get(f"/api/ingest/{place}/{10**9}/blocks/1"), 404, "unknown_file")
