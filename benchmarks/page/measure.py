"""The measurements: a first load, long lists, and a page that watches a session."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image
from playwright.sync_api import Browser
from sqlalchemy import create_engine, text

from app.settings import DATABASE_NAME
from benchmarks.ingest.commit.generated import stage_session
from benchmarks.ingest.server import HeadraceServe
from benchmarks.library.rows import fill_library
from benchmarks.page.tab import Tab, open_tab, wait_for_url
from benchmarks.streaming.server import FilesServer
from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import Checkout

CARD = "[data-testid=card]"
COUNTER = "[data-testid=counter-processed_files]"
MOST_TABS = 300
STEP_PX, STEPS_A_SECOND = 400, 30
"""Of scrolling: 15 screens a second, faster than anybody reads and as fast as one throws a list."""
RATE = 1_000.0


@dataclass(frozen=True, slots=True)
class Load:
    """A first visit over an empty cache. The paint is the median of several, on the slow network."""

    path: str
    requests: int
    kilobytes: float
    first_paint_ms: float
    again_requests: int
    again_kilobytes: float


@dataclass(frozen=True, slots=True)
class Scrolled:
    """A list of `files`, opened and scrolled for some seconds. Times in ms, sizes in MB."""

    view: str
    files: int
    elements: int
    heap_mb: float
    outside_mb: float
    long_tasks: int
    longest_ms: float
    frame_p99_ms: float
    tabs: int | None
    """Presses of Tab from the top to the first card; None: more than `MOST_TABS`."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A page that shows a session. Shares are processor time in percent of one core.

    The renderer is the page's process. It has threads besides the main one; without a graphics card they draw pixels.
    """

    files_a_second: float
    main_thread: float
    renderer: float
    whole_browser: float


def measure_loads(browser: Browser, url: str, paths: dict[str, str], repeats: int) -> list[Load]:
    """Visit each of `paths` (path → what is visible once it has loaded)."""
    return [_measure_load(browser, url + path, path, shown, repeats) for path, shown in paths.items()]


def _measure_load(browser: Browser, address: str, path: str, shown: str, repeats: int) -> Load:
    paints = []
    for _ in range(repeats):
        with open_tab(browser) as tab:
            tab.slow_down()
            wait_for_url(tab, address, shown)
            paints.append(tab.first_contentful_paint_ms())
    with open_tab(browser) as tab:
        tab.count_requests()
        wait_for_url(tab, address, shown)
        tab.settle(1)
        first = tab.requests, tab.kilobytes
        tab.sizes.clear()
        wait_for_url(tab, address, shown)
        tab.settle(1)
        return Load(path, *first, median(paints), tab.requests, tab.kilobytes)


def measure_preview(browser: Browser, checkout: Checkout, folder: Path, files: int, seconds: float) -> Scrolled:
    data = folder / f"preview-{files}"
    data.mkdir()
    session = stage_session(_url(data), files)
    _add_thumbnails(_url(data))
    with HeadraceServe(folder, data, checkout) as server, open_tab(browser) as tab:
        wait_for_url(tab, f"{server.url}/ingest-v2#/preview/{session}", CARD)
        return _scroll(tab, "preview", files, seconds)


def measure_library(browser: Browser, checkout: Checkout, folder: Path, files: int, seconds: float) -> Scrolled:
    data = folder / f"library-{files}"
    data.mkdir()
    fill_library(_url(data), files)
    _add_thumbnails(_url(data))
    with HeadraceServe(folder, data, checkout) as server, open_tab(browser) as tab:
        wait_for_url(tab, f"{server.url}/library", CARD)
        return _scroll(tab, "library", files, seconds)


def _url(data: Path) -> str:
    return f"sqlite:///{data / DATABASE_NAME}"


def _add_thumbnails(url: str) -> None:
    """Give all files one small picture."""
    pixels = np.linspace(0, 255, 320 * 240 * 3).reshape(240, 320, 3).astype(np.uint8)
    picture = io.BytesIO()
    Image.fromarray(pixels).save(picture, "WEBP", quality=80)
    data = picture.getvalue()
    row = {"id": blake2b(data, digest_size=16).hexdigest(), "data": data}
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO thumbnails VALUES (:id, 'image/webp', 320, 240, :data)"), row)
        connection.execute(text("UPDATE findings SET thumbnail_id = :id, width = 320, height = 240"), row)
    engine.dispose()


def _scroll(tab: Tab, view: str, files: int, seconds: float) -> Scrolled:
    tab.settle(2)
    tabs = _press_tab_to(tab, CARD)
    tab.page.evaluate("scrollTo(0, 0)")
    tab.watch_frames()
    tab.page.evaluate(
        """async ([step, rate, seconds]) => {
          const end = performance.now() + seconds * 1000;
          while (performance.now() < end) {
            scrollBy(0, step);
            await new Promise((done) => setTimeout(done, 1000 / rate));
          }
        }""",
        [STEP_PX, STEPS_A_SECOND, seconds],
    )
    tab.settle(1)
    frames, tasks = tab.frames_and_tasks()
    inside, outside = tab.heap_mb()
    return Scrolled(
        view,
        files,
        tab.elements(),
        inside,
        outside,
        len(tasks),
        tasks[-1] if tasks else 0.0,
        frames[int(len(frames) * 0.99)],
        tabs,
    )


def _press_tab_to(tab: Tab, selector: str) -> int | None:
    """Return how often Tab has to be pressed from the top of the page until the focus is in `selector`."""
    tab.page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    tab.page.mouse.click(2, 2)
    for presses in range(1, MOST_TABS + 1):
        tab.page.keyboard.press("Tab")
        if tab.page.evaluate("(selector) => !!document.activeElement?.closest(selector)", selector):
            return presses
    return None


def measure_watching(browser: Browser, checkout: Checkout, files: int) -> Watched:
    """Watch `files` files come in at `RATE`. The first tenth does not count: the browser compiles the page's code."""
    with FilesServer(checkout) as server, open_tab(browser) as tab:
        session_id = server.publisher.address["status_path"].rpartition("/")[2]
        wait_for_url(tab, f"http://127.0.0.1:{server.port}/ingest-v2#/process/{session_id}", COUNTER)
        seconds = files / RATE
        server.publisher.order(RATE, files, 0)
        tab.settle(seconds * 0.1)
        before, main_before, began = tab.processes_s(), tab.main_thread_s(), time.monotonic()
        tab.settle(seconds * 0.8)
        after, main_after, ended = tab.processes_s(), tab.main_thread_s(), time.monotonic()
        server.publisher.read_answer()
        tab.settle(1)
        shown = tab.page.locator(COUNTER).inner_text()
        if f"{files:,}" not in shown.replace("\u202f", ","):
            raise BenchmarkError(f"The page shows {shown!r} at the end, not {files:,} files.")
    percent = 100 / (ended - began)
    spent = {kind: (after[kind] - before.get(kind, 0.0)) * percent for kind in after}
    return Watched(RATE, (main_after - main_before) * percent, spent.get("renderer", 0.0), sum(spent.values()))
