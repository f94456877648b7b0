"""The container files, held against the program that they start. No image is built and no container is started."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from app.cli import app as command_line
from app.routers import health
from app.settings import Settings
from tests.support.paths import REPOSITORY

FOLDER = REPOSITORY / "deploy" / "container"
DOCKERFILE = (FOLDER / "Dockerfile").read_text()
FILLED_IN = {"MEDIA": "/srv/photos", "POSTGRES_PASSWORD": "secret"}


def service(file: str, name: str = "headrace") -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / file).read_text())["services"][name]
    return found


def lint(dockerfile: str) -> str:
    hadolint = Path(sys.executable).with_name("hadolint")
    run = subprocess.run([hadolint, "-"], input=dockerfile, capture_output=True, text=True, check=False)
    return run.stdout + run.stderr


def test_hadolint_has_nothing_to_say_about_the_dockerfile() -> None:
    assert lint(DOCKERFILE) == ""
    assert "DL3006" in lint(DOCKERFILE.replace("python:3.13-slim-trixie\n", "python\n")), "it would say something"


def test_what_the_dockerfile_copies_exists_and_reaches_the_build() -> None:
    copied = {
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
        for source in shlex.split(line)[:-1]
    }
    assert copied >= {"app", "pyproject.toml"}
    assert {source for source in copied if not (REPOSITORY / source).exists()} == set()
    admitted = {line[1:] for line in (FOLDER / "Dockerfile.dockerignore").read_text().split() if line.startswith("!")}
    assert admitted == copied


def test_the_image_starts_the_server_with_options_that_it_has() -> None:
    serve = get_command(command_line).commands["serve"]  # type: ignore[attr-defined]
    options = {option for parameter in serve.params for option in parameter.opts}
    started = [
        word
        for instruction in ("ENTRYPOINT", "CMD")
        for word in yaml.safe_load(re.findall(rf"^{instruction} (\[.+\])$", DOCKERFILE, re.MULTILINE)[0])
    ]
    assert started[:2] == ["headrace", "serve"]
    assert {word for word in started if word.startswith("--")} == {"--host", "--port", "--data", "--root"} <= options
    (exposed,) = re.findall(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE)
    assert started[started.index("--port") + 1] == exposed
    (asked,) = re.findall(r"http://127\.0\.0\.1:(\d+)(/\w+)", DOCKERFILE)
    assert asked == (exposed, "/readyz")
    assert "/readyz" in {route.path for route in health.router.routes}  # type: ignore[attr-defined]
    assert service("compose.yaml")["ports"] == [f"127.0.0.1:{exposed}:{exposed}"], "nobody else's machine reaches it"


def test_the_container_has_no_rights_but_those_it_needs() -> None:
    (user,) = re.findall(r"^USER (\d+):\d+$", DOCKERFILE, re.MULTILINE)
    assert int(user) > 0
    headrace = service("compose.yaml")
    assert headrace["read_only"] is True
    assert headrace["cap_drop"] == ["ALL"]
    for each in (headrace, service("compose.postgresql.yaml", "postgres")):
        assert each["security_opt"] == ["no-new-privileges:true"]
    media, data = headrace["volumes"]
    assert (media["target"], media["read_only"]) == ("/media", True)
    assert data == "data:/data"
    assert [path.partition(":")[0].strip("/") for path in headrace["tmpfs"]] == ["tmp"]


def test_compose_sets_only_settings_that_exist() -> None:
    named = {
        *re.findall(r"\b(HEADRACE_\w+)[:=]", DOCKERFILE),
        *service("compose.postgresql.yaml")["environment"],
    }
    assert {name.removeprefix("HEADRACE_").lower() for name in named} <= set(Settings.model_fields)
    assert "HEADRACE_DATABASE_URL" in named


@pytest.mark.parametrize("files", [["compose.yaml"], ["compose.yaml", "compose.postgresql.yaml"]], ids=len)
def test_compose_reads_the_files_and_asks_for_what_is_missing(files: list[str]) -> None:
    sound, asked = read_by_compose(files, FILLED_IN), read_by_compose(files, {})
    assert sound.returncode == 0, sound.stderr
    assert asked.returncode != 0
    assert "set MEDIA to the folder of your pictures" in asked.stderr or "choose a password" in asked.stderr


def read_by_compose(files: list[str], values: dict[str, str]) -> subprocess.CompletedProcess[str]:
    arguments = [word for file in files for word in ("--file", str(FOLDER / file))]
    environ = {name: value for name, value in os.environ.items() if name not in FILLED_IN} | values
    return subprocess.run(
        [*find_compose(), *arguments, "config"], env=environ, capture_output=True, text=True, check=False
    )


def find_compose() -> list[str]:
    """Return the command of Docker Compose 2. The test is skipped where it is not installed."""
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]) is None:
            continue
        version = subprocess.run([*command, "version", "--short"], capture_output=True, text=True, check=False)
        if version.returncode == 0 and int(version.stdout.lstrip("v").partition(".")[0]) >= 2:
            return command
    pytest.skip("Docker Compose 2 is not installed")
