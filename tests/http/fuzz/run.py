"""Starts a server with sessions of every kind, and sends it what schemathesis makes up."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.access import hash_secret, make_secret
from app.catalog import Catalog
from app.domain.access import Role
from tests.support.preview import picture_file
from tests.support.server import HeadraceProcess

CHECKS = "not_a_server_error"
DAY_S = 24 * 3600.0
ENDLESS = "/api/library/stream"
"""A sound answer of it never ends, and schemathesis reads whole ones; `test_nasty_values.py` asks it."""


@dataclass(frozen=True)
class FuzzResult:
    cases: int
    failed: bool
    output: str


def fuzz(folder: Path, *, max_examples: int, phases: str, seed: int, seconds: int | None = None) -> FuzzResult:
    """Send up to `max_examples` requests to each route in each of `phases`, for at most `seconds`."""
    media, data = folder / "media", folder / "data"
    for number in range(6):
        picture_file(media / f"{number}.png", number, prompt="a cat, on a mat", seed=number, score=number % 5)
    (media / "broken.png").write_bytes(b"no picture")
    with HeadraceProcess([media], data) as server:
        ids = _make_sessions(server, media)
        token, token_id = _make_credentials(data, ids)
        return _run(server.url, token, token_id, ids, _options(max_examples, phases, seed, seconds))


def _make_sessions(server: HeadraceProcess, media: Path) -> dict[str, list[Any]]:
    committed = server.process_folders(media)
    server.wait_until_over(committed)
    server.commit(committed)
    staged = server.process_folders(media, skip_existing=False)
    server.wait_until_over(staged)
    deleted = server.process_folders(media)
    server.wait_until_over(deleted)
    with server.client() as client:
        client.delete(f"/api/ingest/session/{deleted}")
        files = client.get(f"/api/ingest/session/{staged}/files").json()["files"]
    return {
        "session_id": [committed, staged, deleted],
        "file_id": [file["id"] for file in files][:4],
        "file_ids": [[file["id"] for file in files]],
        "directories": [[str(media)]],
        "directory": [str(media)],
        "folder": [str(media)],
    }


def _make_credentials(data: Path, ids: dict[str, list[Any]]) -> tuple[str, int]:
    """Add accounts with tokens and sign-ins, and return the token to send all requests with, and its id."""
    now = time.time()
    with closing(Catalog(f"sqlite:///{data / 'headrace.db'}")) as catalog:
        accounts = [catalog.accounts.add(role.value, role, "no hash", now).result() for role in Role]
        for account in accounts:
            secret = hash_secret(make_secret())
            catalog.credentials.sign_in(account.account_id, secret, now, now + DAY_S, "", "").result()
        tokens = [
            catalog.credentials.create_token(
                accounts[-1].account_id, "script", Role.ADMIN, hash_secret(make_secret()), now, now + DAY_S
            ).result()
            for _ in range(3)
        ]
        sent = make_secret()
        # It belongs to no account: disabling accounts is part of the play.
        token_id = catalog.credentials.create_token(None, "fuzz", Role.ADMIN, hash_secret(sent), now, now + DAY_S)
        ids |= {
            "account_id": [account.account_id for account in accounts],
            "token_id": tokens,
            "sign_in_id": [1, 2, 3],
            "link_id": [1, 2],
        }
        return sent, token_id.result()


def _options(max_examples: int, phases: str, seed: int, seconds: int | None) -> list[str]:
    limit = [] if seconds is None else ["--max-time", str(seconds)]
    return ["--max-examples", str(max_examples), "--phases", phases, "--seed", str(seed), *limit]


def _run(url: str, token: str, token_id: int, ids: dict[str, list[Any]], options: list[str]) -> FuzzResult:
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        *("run", f"{url}/openapi.json", "--checks", CHECKS, "--header", f"Authorization: Bearer {token}"),
        *("--suppress-health-check", "all", "--no-shrink", "--continue-on-failure", "--warnings", "off"),
        *("--exclude-path", ENDLESS),
        *("--request-timeout", "30", *options),
    ]
    environ = {
        **os.environ,
        "SCHEMATHESIS_HOOKS": "tests.http.fuzz.hooks",
        "HEADRACE_FUZZ_IDS": json.dumps(ids),
        "HEADRACE_FUZZ_TOKEN": str(token_id),
        "NO_COLOR": "1",
    }
    result = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
    output = result.stdout + result.stderr
    found = re.search(r"([\d,]+) generated", output)
    return FuzzResult(int(found[1].replace(",", "")) if found else 0, result.returncode != 0, output)
