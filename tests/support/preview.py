"""Picture files and a client of the preview's API, for the tests of preview and commit."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zlib import crc32

import httpx
import numpy as np

from tests.readers.support import png, text_chunk
from tests.support.server import HeadraceProcess


def picture_file(path: Path, number: int, *, prompt: str = "", seed: int = 1, score: int | None = None) -> Path:
    """Write a PNG. In one folder, equal arguments give equal bytes. The score goes into a sidecar file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng([number, crc32(bytes(path.parent))]).integers(0, 255, (48, 64, 3)).astype(np.uint8)
    text = f"{prompt}\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: {seed}, Size: 64x48, Model: dream".encode()
    path.write_bytes(png(*([text_chunk("parameters", text)] if prompt else []), pixels=pixels))
    set_score(path, score)
    return path


def write_foxes(folder: Path, count: int, *, digits: int = 1) -> Path:
    """Write PNGs of 320 × 240 that say how they were made: `made_0.png` and so on, with so many digits at least."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        settings = f"a red fox, number{number}\nSteps: 20, Sampler: Euler, Seed: {number}"
        name = f"made_{number:0{digits}}.png"
        (folder / name).write_bytes(png(text_chunk("parameters", settings.encode())))
    return folder


def set_score(path: Path, score: int | None) -> None:
    sidecar = path.with_name(f"{path.name}.xmp")
    if score is None:
        sidecar.unlink(missing_ok=True)
        return
    sidecar.write_text(
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        f'xmp:Rating="{score}"/></rdf:RDF></x:xmpmeta>'
    )


class PreviewClient:
    """One session's preview on a server."""

    def __init__(self, server: HeadraceProcess, session_id: str) -> None:
        self.server, self.session_id = server, session_id

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        with self.server.client() as client:
            return client.request(method, f"/api/ingest/session/{self.session_id}/{path}", **options)

    def document(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        answer = self.request(method, path, **options)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert isinstance(body, dict)
        return body

    def preview(self) -> dict[str, Any]:
        return self.document("GET", "preview")

    def counts(self) -> dict[str, int]:
        """Return the number of files of each relation that has any."""
        return {name: group["files"] for name, group in self.preview()["groups"].items() if group["files"]}

    def files(self, **query: Any) -> dict[str, dict[str, Any]]:
        """Return the file documents by file name."""
        found = self.document("GET", "files", params={"page_size": 200, **query})["files"]
        return {file["name"]: file for file in found}

    def relations(self) -> dict[str, str]:
        return {name: file["relation"] for name, file in self.files().items()}

    def choose(self, choice: str, **selectors: Any) -> dict[str, Any]:
        return self.document("POST", "choices", json={"choice": choice, **selectors})

    def commit(self) -> dict[str, Any]:
        """Commit, wait, and return the answer of `commit-status`."""
        self.server.commit(self.session_id)
        return self.commit_status()

    def commit_status(self) -> dict[str, Any]:
        with self.server.client() as client:
            answer = client.get(f"/api/ingest/commit-status/{self.session_id}").json()
        assert isinstance(answer, dict)
        return answer

    def undo(self) -> dict[str, Any]:
        with self.server.client() as client:
            answer = client.post(f"/api/ingest/undo/{self.session_id}")
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert isinstance(body, dict)
        return body


def read(server: HeadraceProcess, *folders: Path, **options: Any) -> PreviewClient:
    """Run a session over the folders, and return a client of its preview."""
    session_id = server.process_folders(*folders, enable_nsfw_detection=False, **options)
    document = server.wait_until_over(session_id)
    assert document["status"] == "completed", document
    return PreviewClient(server, session_id)


def moved_without_sidecar(server: HeadraceProcess, root: Path) -> PreviewClient:
    """Commit a file with a score of 4, move it to `b.png`, delete the sidecar with its score, and read it again."""
    picture_file(root / "a.png", 1, score=4)
    picture_file(root / "stays.png", 3)
    read(server, root).commit()
    (root / "a.png").rename(root / "b.png")
    (root / "a.png.xmp").unlink()
    return read(server, root)


def committed_then_changed(server: HeadraceProcess, root: Path, *names: str) -> tuple[PreviewClient, PreviewClient]:
    """Commit a session, then a later one that changes the score of all its files. Return both."""
    for number, name in enumerate(names):
        picture_file(root / name, number)
    first = read(server, root)
    first.commit()
    for name in names:
        set_score(root / name, 5)
    later = read(server, root, skip_existing=False)
    later.commit()
    return first, later


def committed_without_its_last(server: HeadraceProcess, root: Path) -> tuple[PreviewClient, int]:
    """Commit two of three files. Return the session, and the id of the file that was left out."""
    for number in range(3):
        picture_file(root / f"{number}.png", number)
    session = read(server, root)
    last: int = session.files()["2.png"]["id"]
    session.choose("leave", file_ids=[last])
    session.commit()
    return session, last


def edit(session: PreviewClient, name: str, **values: Any) -> dict[str, Any]:
    return session.document("PATCH", f"file/{session.files()[name]['id']}", json=values)


def revert(session: PreviewClient, name: str) -> dict[str, Any]:
    return session.document("DELETE", f"file/{session.files()[name]['id']}/edits")


def in_library(server: HeadraceProcess, root: Path) -> dict[str, dict[str, Any]]:
    """Return the library's files below `root` by name, as a session that skips them all shows them."""
    return read(server, root).files(relation="same")
