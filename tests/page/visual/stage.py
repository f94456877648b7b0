"""A server with a session in every state, for tests that look at all of the page.

What it shows is the same on every machine: one worker reads the files in one order, and no name needs a font that the
page does not bring. Times, rates and the folder of the test differ; `tests.page.visual.pinning` knows them.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from app.access import SIGN_IN_COOKIE
from app.demo import Manifest
from app.domain.access import Role
from tests.page.access.support import QUICK, GuardedServer, guard
from tests.support.control import endless_files
from tests.support.server import HeadraceProcess
from tests.support.waiting import wait_until

ENVIRON = {"HEADRACE_WORKERS": "1", "HEADRACE_FILE_TIMEOUT_S": "600"}
PLAIN_NAME = re.compile(r"[A-Za-z0-9][\w .-]{0,40}", re.ASCII)
NEW = ("a1111/landscapes", "a1111/posters", "unsorted", "unsorted/recovered", "web/exports")
"""Folders of the demo library that are not in the library yet when it is reviewed."""
READ_BEFORE_PAUSE = 12
SKIP_NONE = {"skip_existing": True, "enable_nsfw_detection": True}


@dataclass
class Stage:
    guarded: GuardedServer
    media: Path
    committed: str
    """A session that was committed."""
    review: str
    """A session that is over and not committed, with files of every relation and one failure."""
    paused: str
    guest_session: str
    guest_search: str
    """Paths of guest links."""
    cookies: dict[Role, str] = field(default_factory=dict)

    def open(self, page: Page, path: str, role: Role = Role.EDITOR) -> None:
        """Open a page as somebody who is signed in. Each role signs in once, so that the list of browsers stays."""
        if role not in self.cookies:
            self.cookies[role] = self.guarded.cookie(role)
        page.context.add_cookies([{"name": SIGN_IN_COOKIE, "value": self.cookies[role], "url": self.guarded.url}])
        page.goto(self.guarded.url + path)

    def open_stranger(self, page: Page, path: str) -> None:
        """Open a page as somebody without an account."""
        page.goto(self.guarded.url + path)


def make_stage(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> Stage:
    media = Path(server.roots[0])
    guarded = guard(server)
    pictures = media / "Pictures"
    found = [path for path in sorted(demo[0].rglob("*")) if is_plain(path.relative_to(demo[0]))]
    copy([path for path in found if not is_new(path, demo[0])], demo[0], pictures)
    committed = guarded.commit(pictures)
    copy([path for path in found if is_new(path, demo[0])], demo[0], pictures)
    change(pictures)
    review = guarded.finished(pictures, **SKIP_NONE)
    paused = pause(guarded, media / "Holidays", [path for path in found if is_new(path, demo[0])])
    return Stage(
        guarded,
        media,
        committed,
        review,
        paused,
        guest_session=guarded.guest_path(session_id=review)[0],
        guest_search=guarded.guest_path(search={"kind": "image"})[0],
    )


def is_plain(path: Path) -> bool:
    """Whether the page's own font can write it, and the folder is one of the library's."""
    return path.suffix != "" and all(PLAIN_NAME.fullmatch(part) for part in path.parts)


def is_new(path: Path, demo: Path) -> bool:
    return str(path.parent.relative_to(demo)) in NEW


def copy(files: list[Path], source: Path, target: Path) -> None:
    """Copy files with their times and the sidecars with their scores."""
    for file in files:
        sidecar = file.parent / ".scores" / f"{file.name}.json"
        for path in (file, *([sidecar] if sidecar.exists() else [])):
            copied = target / path.relative_to(source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copied)


def change(pictures: Path) -> None:
    """Change, move, double and delete files, so that there is one of every relation."""
    scores = pictures / "a1111/txt2img/.scores"
    scores.mkdir(exist_ok=True)
    (scores / "00006-2591150914.png.json").write_text('{"score": 5, "favourite": true}')
    (pictures / "comfyui/2026-05/ComfyUI_00038_.png").rename(pictures / "comfyui/upscaled/ComfyUI_00038_.png")
    shutil.copy2(pictures / "a1111/landscapes/00005-73846743.png", pictures / "web/exports/copy of 00005.png")
    (pictures / "photos/2021 Norway/DSC_00043.JPG").unlink()


def pause(guarded: GuardedServer, folder: Path, files: list[Path]) -> str:
    """A session that is paused after the same file on every machine, and reads nothing: its file was skipped."""
    for number, file in enumerate(file for file in files if file.suffix == ".png"):
        target = folder / ("1 read" if number < READ_BEFORE_PAUSE else "3 pending") / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
    endless_files(folder / "2 skipped", 1)
    session_id = guarded.process(folder, **QUICK)
    with guarded.client(Role.EDITOR) as client:
        session = f"/api/ingest/session/{session_id}"

        def reading() -> list[dict[str, int | str]]:
            found: list[dict[str, int | str]] = client.get(f"{session}/activity").json()["reading"]
            return found

        slow = wait_until(
            reading, "the slow file is read", holds=lambda files: any("endless" in str(file["name"]) for file in files)
        )
        client.post(f"/api/ingest/pause/{session_id}").raise_for_status()
        client.post(f"{session}/skip", json={"file_id": slow[0]["id"]}).raise_for_status()
        wait_until(reading, "nothing is read", holds=lambda files: not files)
    return session_id
