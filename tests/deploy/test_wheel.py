"""The wheel has everything that runs: it is installed beside the packages of this environment and serves a page."""

from __future__ import annotations

import os
import re
import signal
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import pytest

import app
from tests.support.paths import REPOSITORY
from tests.support.server import NO_TLS

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of what Git has, so that nothing that lies around gets into it."""
    source = tmp_path_factory.mktemp("source")
    listed = subprocess.run(["git", "ls-files", "-z", "app"], cwd=REPOSITORY, capture_output=True, check=True)
    for name in [*listed.stdout.decode().strip("\0").split("\0"), "pyproject.toml", "README.md", "LICENSE"]:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((REPOSITORY / name).read_bytes())
    build = "from setuptools.build_meta import build_wheel; build_wheel('.')"
    subprocess.run([sys.executable, "-c", build], cwd=source, capture_output=True, check=True)
    (built,) = source.glob("*.whl")
    return built


def test_every_file_of_the_program_is_in_the_wheel(wheel: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z", "app"], cwd=REPOSITORY, capture_output=True, check=True)
    wanted = set(listed.stdout.decode().strip("\0").split("\0"))
    with zipfile.ZipFile(wheel) as packed:
        missing = wanted - set(packed.namelist())
    assert not missing
    assert app.__version__ in wheel.name


def test_the_installed_wheel_serves_the_page(wheel: Path, tmp_path: Path) -> None:
    """From a folder outside of the checkout, where `app` can only be the installed one."""
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "installed")
    media = tmp_path / "media"
    media.mkdir()
    program = "import sys, app; from app.__main__ import main; print(app.__file__, flush=True); sys.exit(main())"
    arguments = ["serve", "--root", media, "--data", tmp_path / "data", "--port", 0]
    path = os.pathsep.join([str(tmp_path / "installed"), *site.getsitepackages()])
    with subprocess.Popen(
        [sys.executable, "-S", "-c", program, *map(str, arguments)],  # -S: without the link to the checkout
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith(str(tmp_path / "installed"))
            url = process.stdout.readline().split()[-1]
            with httpx.Client(base_url=url, timeout=60, verify=NO_TLS) as client:
                page = client.get("/ingest-v2", headers={"Accept-Language": "de"})
                assert 'lang="de"' in page.text
                linked = re.findall(r'<(?:link|script)[^>]+(?:href|src)="(/[^"]+\.(?:css|js)[^"]*)"', page.text)
                assert linked
                for address in linked:
                    assert client.get(address).status_code == 200, address
        finally:
            process.send_signal(signal.SIGTERM)
    assert process.returncode == 0
