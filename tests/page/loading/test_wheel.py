"""What is built and installed serves the same page as a checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.ingest.server import HeadraceServe
from benchmarks.support.checkout import Checkout
from tests.page.loading.network import watch_network
from tests.page.loading.test_first_load import MOST_BYTES, MOST_REQUESTS
from tests.support.browser import uncomplaining_page
from tests.support.paths import REPOSITORY

pytestmark = [pytest.mark.slow, pytest.mark.server]


def run(*command: object, folder: Path) -> None:
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment that has the wheel. The other packages are those of the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(REPOSITORY / "app", folder / "source" / "app", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(REPOSITORY / name, folder / "source")
    options = ("--no-deps", "--quiet", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "wheel", "--no-build-isolation", *options, "./source", folder=folder)
    run(sys.executable, "-m", "venv", "--without-pip", folder / "env", folder=folder)
    python = folder / "env" / "bin" / "python"
    (wheel,) = folder.glob("*.whl")
    run(sys.executable, "-m", "pip", "--python", python, "install", *options, wheel, folder=folder)
    (packages,) = (folder / "env" / "lib").glob("python*/site-packages")
    (packages / "of_the_tests.pth").write_text(sysconfig.get_paths()["purelib"])
    return python


def test_an_installed_wheel_serves_the_page_in_few_requests(installed: Path, browser: Browser, tmp_path: Path) -> None:
    origin = subprocess.run(
        [installed, "-P", "-c", "import app; print(app.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert Path(origin.strip()).is_relative_to(installed.parents[1])
    root = tmp_path / "media"
    root.mkdir()
    with (
        HeadraceServe(root, tmp_path / "data", Checkout(tmp_path, installed)) as server,
        uncomplaining_page(browser) as page,
    ):
        network = watch_network(page)
        page.goto(f"{server.url}/ingest-v2")
        expect(page.get_by_test_id("tree").locator("li")).to_have_count(1)
        page.wait_for_load_state("load")
        assert 5 < network.requests <= MOST_REQUESTS and network.bytes <= MOST_BYTES, network.fetched
        assert any("/static/pages/shell/ingest-page." in address for address in network.fetched)
