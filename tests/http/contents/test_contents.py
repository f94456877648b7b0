"""What is in a file, over HTTP: its bytes to see or to keep, a copy without metadata, its texts."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

import httpx
import numpy as np
import pytest
from PIL import Image

from app.routers.shared.answers import name_attachment
from tests.http.contents.support import ingest
from tests.http.test_api import assert_error
from tests.readers.embedded.support import exif_with_thumbnail
from tests.readers.generation.test_parameters_text import OWN, PROMPT_TEXT, WORKFLOW_TEXT
from tests.readers.support import (
    IMAGE,
    encoded,
    every_image_format,
    every_video_format,
    exif_segment,
    jpeg,
    picture,
    png,
    text_chunk,
)
from tests.support.server import HeadraceProcess

pytestmark = pytest.mark.slow

COMFY = png(text_chunk("prompt", PROMPT_TEXT.encode()), text_chunk("workflow", WORKFLOW_TEXT.encode()))
A1111 = png(text_chunk("parameters", OWN.encode()))


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


def saved_name(answer: httpx.Response) -> str:
    """Return the name under which a browser saves the answer."""
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment; ")
    return unquote(disposition.partition("filename*=UTF-8''")[2])


@pytest.mark.parametrize("commit", [False, True], ids=["session", "library"])
def test_all_that_is_in_a_file_can_be_had(server: HeadraceProcess, root: Path, commit: bool) -> None:
    (root / "comfy.png").write_bytes(COMFY)
    (root / "a1111.png").write_bytes(A1111)
    (root / "plain.png").write_bytes(png())
    (root / "film.mkv").write_bytes(every_video_format()["a.mkv"])
    files = ingest(server, root, commit=commit)
    with server.client() as client:
        comfy, plain = files["comfy.png"], files["plain.png"]
        workflow = client.get(comfy["workflow"])
        assert workflow.headers["content-type"] == "application/json"
        assert saved_name(workflow) == "comfy-workflow.json"
        assert workflow.content == WORKFLOW_TEXT.encode()
        prompt = client.get(comfy["workflow"], params={"graph": "prompt"})
        assert (saved_name(prompt), prompt.content) == ("comfy-prompt.json", PROMPT_TEXT.encode())

        parameters = client.get(files["a1111.png"]["parameters"])
        assert parameters.headers["content-type"] == "text/plain; charset=utf-8"
        assert parameters.content == OWN.encode()
        assert "Steps: 20, Sampler: Euler, CFG scale: 7, Seed: 5" in client.get(comfy["parameters"]).text

        clean = client.get(comfy["clean"])
        assert saved_name(clean) == "comfy-clean.png"
        assert clean.headers["content-type"] == "image/png"
        assert clean.content == png()
        assert clean.headers["content-length"] == str(len(clean.content))

        assert (plain["parameters"], plain["workflow"], plain["thumbnail_source"]) == (None, None, "picture")
        base = plain["original"].removesuffix("/original")
        assert_error(client.get(f"{base}/parameters"), 404, "no_parameters")
        assert_error(client.get(f"{base}/workflow"), 404, "no_workflow")
        assert_error(client.get(f"{base}/workflow?graph=x"), 422, "invalid_request")
        assert files["film.mkv"]["clean"] is None
        film = files["film.mkv"]["original"].removesuffix("/original")
        assert_error(client.get(f"{film}/clean"), 415, "no_clean_copy")


def test_an_edit_keeps_the_texts(server: HeadraceProcess, root: Path) -> None:
    (root / "comfy.png").write_bytes(COMFY)
    session_id = server.process_folders(root, enable_nsfw_detection=False)
    server.wait_until_over(session_id)
    with server.client() as client:
        [file] = client.get(f"/api/ingest/session/{session_id}/files").json()["files"]
        edited = client.patch(f"/api/ingest/session/{session_id}/file/{file['id']}", json={"score": 4}).json()
        assert edited["score"] == 4
        assert client.get(edited["workflow"]).content == WORKFLOW_TEXT.encode()
        assert "Seed: 5" in client.get(edited["parameters"]).text


def test_an_original_is_shown_or_saved_under_its_name(server: HeadraceProcess, root: Path) -> None:
    name = 'Ünïcode "quoted" 雪; a=b.png'
    (root / name).write_bytes(png())
    (root / os.fsdecode(b"bytes\xff.png")).write_bytes(png())
    files = ingest(server, root)
    with server.client() as client:
        shown = client.get(files[name]["original"])
        assert "content-disposition" not in shown.headers
        saved = client.get(files[name]["original"], params={"download": "1"})
        assert saved.content == shown.content == png()
        assert saved_name(saved) == "Ünïcode _quoted_ 雪; a=b.png"
        assert saved.headers["content-type"] == "image/png"
        assert "sandbox" in saved.headers["content-security-policy"]
        odd = next(file for one, file in files.items() if one != name)
        assert saved_name(client.get(odd["original"], params={"download": "1"})) == "bytes_.png"
        part = client.get(files[name]["original"], params={"download": "1"}, headers={"Range": "bytes=1-3"})
        assert (part.status_code, part.content) == (206, b"PNG")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.png", "a.png"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\r\nSet-Cookie: x", "a__Set-Cookie_ x"),
        ("\u202egpj.exe", "_gpj.exe"),
        ("...", "file"),
        ("\udcff", "_"),
    ],
)
def test_no_name_can_do_harm(name: str, safe: str) -> None:
    header = name_attachment(name)["Content-Disposition"]
    assert unquote(header.partition("filename*=UTF-8''")[2]) == safe
    assert header.isascii() and "\r" not in header and "\n" not in header
    assert header.count('"') == 2


def test_a_large_copy_is_streamed_whole(server: HeadraceProcess, root: Path) -> None:
    large = encoded(Image.fromarray(picture(1500, 1500)), "PNG", compress_level=0)
    assert len(large) > 6 << 20
    (root / "large.png").write_bytes(large + b"behind the end")
    file = ingest(server, root)["large.png"]
    with server.client() as client:
        assert client.get(file["clean"]).content == large


def test_a_damaged_picture_has_no_clean_copy(server: HeadraceProcess, root: Path) -> None:
    whole = every_image_format()["a.jpg"]
    (root / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (root / "a.jpg").write_bytes(whole)
    files = ingest(server, root)
    (root / "a.jpg").unlink()
    with server.client() as client:
        assert_error(client.get(files["cut.jpg"]["clean"]), 422, "damaged_picture")
        assert_error(client.get(files["a.jpg"]["clean"]), 410, "file_gone")
        assert_error(client.get(f"/api/ingest/library/{10**9}/clean"), 404, "unknown_file")


def test_a_failed_file_shows_what_it_carries_and_says_so(server: HeadraceProcess, root: Path) -> None:
    small = encoded(Image.fromarray(picture(160, 120)), "JPEG")
    whole = jpeg(exif_segment(exif_with_thumbnail(small)))
    (root / "cut.jpg").write_bytes(whole[: len(whole) * 3 // 4])
    session_id = server.process_folders(root, enable_nsfw_detection=False)
    assert server.wait_until_over(session_id)["ledger"]["failed"] == 1
    with server.client() as client:
        [file] = client.get(f"/api/ingest/session/{session_id}/files").json()["files"]
        report = client.get(f"/api/ingest/report/{session_id}").text
    assert report.count("data:image/") == report.count("Failed. This is only a thumbnail") == 1
    assert (file["outcome"], file["thumbnail_source"]) == ("failed", "embedded")
    assert file["failures"]
    with server.client() as client:
        image = Image.open(io.BytesIO(client.get(file["thumbnail"]).content))
        assert np.abs(np.asarray(image).astype(int) - picture(160, 120)).mean() < 12


def test_the_documents_of_a_generated_picture_name_everything(server: HeadraceProcess, root: Path) -> None:
    (root / "a.webp").write_bytes(encoded(IMAGE, "WEBP"))
    file = ingest(server, root)["a.webp"]
    base = f"/api/ingest/file/{file['id']}"
    assert json.loads(json.dumps({name: file[name] for name in ("original", "clean", "parameters", "workflow")})) == {
        "original": f"{base}/original",
        "clean": f"{base}/clean",
        "parameters": None,
        "workflow": None,
    }
    assert file["rendition"].startswith(f"{base}/rendition?v=")
