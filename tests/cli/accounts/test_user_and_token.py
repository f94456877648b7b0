"""`headrace user`, `headrace token`, and `headrace watch` with a token, also while a server uses the database."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.catalog import AuditEntry, Catalog
from app.cli import app as command_line
from app.cli.server_answers import WatchError
from app.cli.stream_address import StreamAddress
from app.demo import Manifest
from app.domain.access import Role
from app.settings import UnknownSettingError, refuse_unknown
from tests.access.support import PASSWORD
from tests.support.libraries import write_empty_library
from tests.support.server import DATABASES, HeadraceProcess, NewDatabase, NewServer
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow
on_both_databases = pytest.mark.parametrize("database", DATABASES, indirect=True)

SERVER = "https://media.example"


class Machine:
    """A data folder with a database, and the command line on it."""

    def __init__(self, data: Path, environ: dict[str, str]) -> None:
        self.data, self.environ = data, environ
        self.url = environ.get("HEADRACE_DATABASE_URL", f"sqlite:///{data}/headrace.db")
        data.mkdir(exist_ok=True)
        if not environ:
            write_empty_library(data / "headrace.db")

    def run(self, *arguments: object, typed: str = "", expect: int = 0) -> Result:
        """Call the command in this process, which saves its start."""
        words = [*map(str, arguments), "--data", str(self.data)]
        environ = {"COLUMNS": "200", **self.environ}
        done = CliRunner().invoke(command_line, words, input=typed, env=environ)
        assert done.exit_code == expect, done.output
        return done

    def run_process(self, *arguments: object, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Call the command as a user does."""
        return subprocess.run(
            [sys.executable, "-m", "app", *map(str, arguments), "--data", str(self.data)],
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "COLUMNS": "200", **self.environ},
            check=True,
        )

    def listed(self, what: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run(what, "list", "--json").stdout.splitlines()]

    def audited(self) -> list[AuditEntry]:
        """The whole audit log, the oldest first."""
        with closing(Catalog(self.url)) as catalog:
            return catalog.audit.entries(500).result()[::-1]


@pytest.fixture
def machine(database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr("app.cli.accounts.shared.configure_logging", lambda **_: None)  # it is the tests' own, too
    return Machine(tmp_path / "data", database())


@on_both_databases
def test_accounts_are_added_changed_and_listed(machine: Machine) -> None:
    machine.run("user", "add", "ann", "--role", "admin", "--password-stdin", typed=PASSWORD + "\n")
    machine.run("user", "add", "bob", "--role", "admin", "--password-stdin", typed=PASSWORD)
    invited = machine.run("user", "add", "eve", "--invite", "--url", f"{SERVER}/").stdout
    assert invited.startswith(f"{SERVER}/invitation/hr_") and invited.count("\n") == 1
    machine.run("user", "add", "proxied", "--no-password", "--role", "editor")
    machine.run("user", "role", "BOB", "viewer")
    machine.run("user", "disable", "eve")
    listed = {one["name"]: (one["role"], one["disabled"], one["has_password"]) for one in machine.listed("user")}
    assert listed == {
        "ann": ("admin", False, True),
        "bob": ("viewer", False, True),
        "eve": ("viewer", True, False),
        "proxied": ("editor", False, False),
    }
    machine.run("user", "enable", "eve")
    table = machine.run("user", "list").stdout
    assert "disabled" not in table and all(name in table for name in listed)
    log = [(one.who, one.credential, one.address, one.action, one.target) for one in machine.audited()]
    assert {entry[:3] for entry in log} == {("command line", "local", "")}
    assert [entry[3:] for entry in log] == [
        ("add account", "ann"),
        ("add account", "bob"),
        ("add account", "eve"),
        ("add account", "proxied"),
        ("change account", "bob"),
        ("change account", "eve"),
        ("change account", "eve"),
    ]


@pytest.mark.parametrize(
    ("arguments", "typed", "words"),
    [
        (("user", "add", "ANN", "--no-password"), "", "there is already an account with the name ANN"),
        (("user", "add", "bob", "--password-stdin"), "short\n", "a password must have 10 to 256 characters"),
        (("user", "add", "bob", "--password-stdin"), "", "a password must have 10 to 256 characters"),
        (("user", "add", "bob"), "", "there is no terminal"),
        (("user", "add", "a\nb", "--no-password"), "", "visible characters"),
        (("user", "add", "bob", "--invite", "--no-password"), "", "choose one of"),
        (("user", "add", "bob", "--role", "boss", "--no-password"), "", "boss"),
        (("user", "role", "ann", "viewer"), "", "the only admin who can sign in"),
        (("user", "disable", "ann"), "", "the only admin who can sign in"),
        (("user", "disable", "no\x1b[2Jbody"), "", "there is no account no\\x1b[2Jbody"),
        (("user", "password", "ann", "--invite", "--password-stdin"), "", "choose one of"),
        (("token", "create", "--user", "nobody"), "", "there is no account nobody"),
        (("token", "create", "--user", "ed", "--role", "admin"), "", "ed has the role editor"),
        (("token", "create", "--name", " "), "", "visible characters"),
        (("token", "revoke", "7"), "", "there is no token 7"),
    ],
)
def test_what_cannot_be_done_exits_2_and_says_why(
    arguments: tuple[str, ...], typed: str, words: str, machine: Machine
) -> None:
    with closing(Catalog(machine.url)) as catalog:
        catalog.accounts.add("ann", Role.ADMIN, "a hash", 1.0).result()
        catalog.accounts.add("ed", Role.EDITOR, None, 1.0).result()
    done = machine.run(*arguments, typed=typed, expect=2)
    assert done.stdout == ""
    assert words in done.stderr
    assert machine.audited() == []


@on_both_databases
def test_a_token_is_printed_alone_and_listed_without_its_secret(machine: Machine) -> None:
    machine.run("user", "add", "ann", "--role", "editor", "--no-password")
    made = machine.run("token", "create", "--role", "editor", "--days", 5, "--name", "Prom", "--user", "Ann")
    secret = made.stdout.rstrip("\n")
    assert secret.startswith("hr_") and secret.isprintable() and " " not in secret
    assert secret not in made.stderr
    machine.run("token", "create")
    newest, oldest = machine.listed("token")
    assert (oldest["name"], oldest["role"], oldest["account"]) == ("Prom", "editor", "ann")
    assert oldest["expires_at"] - oldest["created_at"] == pytest.approx(5 * 24 * 3600)
    assert (newest["role"], newest["account"]) == ("viewer", None)
    assert newest["expires_at"] - newest["created_at"] == pytest.approx(90 * 24 * 3600)
    table = machine.run("token", "list").stdout
    assert "Prom" in table and "never" in table and secret not in table
    machine.run("token", "revoke", oldest["id"])
    assert [one["id"] for one in machine.listed("token")] == [newest["id"]]
    assert [one.action for one in machine.audited()] == ["add account", "create token", "create token", "revoke token"]
    assert secret not in repr(machine.audited())


def test_a_token_for_one_day_says_so(machine: Machine) -> None:
    assert "expires in 1 day. " in machine.run("token", "create", "--days", 1).stderr


def test_a_password_is_typed_twice_and_not_shown(machine: Machine) -> None:
    answers = [f"{PASSWORD}\n", "something else\n", f"{PASSWORD}\n", f"{PASSWORD}\n"]
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "app", "user", "add", "ann", "--data", str(machine.data)]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    shown = ""
    for number, answer in enumerate(answers):
        shown += wait_for_prompt(ours, number, shown)
        os.write(ours, answer.encode())
    assert process.wait(timeout=60) == 0
    os.close(ours)
    assert PASSWORD not in shown
    assert machine.listed("user")[0]["has_password"]


def wait_for_prompt(terminal: int, number: int, shown: str) -> str:
    """Read until the prompt with this number, from 0, is shown; return what was read."""
    read = [""]

    def count_prompts() -> int:
        read[0] += os.read(terminal, 4096).decode()
        # Not every colon is a prompt: an answer to "Error: " comes before the next prompt, and is thrown away.
        return len(re.findall(r"^(?:Password|Repeat the password): ", shown + read[0], re.MULTILINE))

    wait_until(count_prompts, f"prompt {number} is shown", holds=lambda prompts: prompts > number, pause=0)
    return read[0]


def test_there_has_to_be_a_database(machine: Machine, tmp_path: Path) -> None:
    machine.data = tmp_path / "elsewhere"
    assert "there is no database" in machine.run("user", "list", expect=2).stderr
    assert not machine.data.exists()


@on_both_databases
def test_a_running_server_obeys_at_once(machine: Machine, new_server: NewServer, demo: tuple[Path, Manifest]) -> None:
    with new_server(demo[0], data=machine.data, environ=machine.environ) as server, server.client() as client:
        assert client.get("/api/accounts").status_code == 200, "open, on loopback"
        machine.run("user", "add", "ann", "--role", "admin", "--password-stdin", typed=PASSWORD)
        wait_for_status(server, {}, 401)
        headers = {"Authorization": f"Bearer {machine.run('token', 'create', '--user', 'ann').stdout.strip()}"}
        wait_for_status(server, headers, 200)
        machine.run("user", "password", "ann", "--password-stdin", typed="another fine password")
        assert client.post("/api/sign-in", json={"name": "ann", "password": PASSWORD}).status_code == 401
        right = {"name": "ann", "password": "another fine password"}
        assert client.post("/api/sign-in", json=right).status_code == 200
        machine.run("token", "revoke", 1)
        wait_for_status(server, headers, 401)


def wait_for_status(server: HeadraceProcess, headers: dict[str, str], expected: int) -> None:
    with server.client() as client:
        wait_until(
            lambda: client.get("/api/ingest/sessions", headers=headers).status_code,
            f"the server answers {expected}",
            holds=lambda status: status == expected,
            seconds=5,
        )


def test_watch_takes_a_token_and_says_why_it_is_refused(
    machine: Machine, new_server: NewServer, demo: tuple[Path, Manifest]
) -> None:
    with new_server(demo[0], data=machine.data) as server:
        session = server.process_folders(demo[0] / "videos", enable_nsfw_detection=False)
        last = server.wait_until_over(session)
        machine.run("user", "add", "ann", "--role", "admin", "--password-stdin", typed=PASSWORD)
        made = machine.run_process("token", "create")
        token = made.stdout.removesuffix("\n")
        assert token.startswith("hr_") and token.isprintable(), "nothing else is printed there"
        assert "expires in 90 days" in made.stderr
        wait_for_status(server, {}, 401)

        def watch(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
            command = [sys.executable, "-m", "app", "watch", session, "--url", server.url, "--json", *arguments]
            whole = {**os.environ, "COLUMNS": "200", **environ}
            return subprocess.run(command, capture_output=True, text=True, timeout=120, env=whole, check=False)

        found = watch(HEADRACE_TOKEN=token)
        assert (found.returncode, found.stderr) == (0, "")
        assert json.loads(found.stdout.splitlines()[-1]) == last
        refused = watch("--token", "hr_wrong", HEADRACE_TOKEN=token)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "You are not signed in, or your sign-in has ended." in refused.stderr


@pytest.mark.parametrize(
    ("url", "exposes"),
    [
        ("http://127.0.0.1:8420", False),
        ("http://[::1]:8420", False),
        ("http://localhost:8420", False),
        ("https://media.example", False),
        ("http://media.example", True),
        ("http://192.168.1.5:8420", True),
        ("http://localhost.evil.example", True),
    ],
)
def test_a_token_is_exposed_by_plain_http_to_another_machine(url: str, exposes: bool) -> None:
    assert StreamAddress(url, "s", "hr_x").exposes_token is exposes
    assert StreamAddress(url, "s").exposes_token is False


def test_a_token_that_cannot_be_sent_is_refused_at_once() -> None:
    with pytest.raises(WatchError, match="contains a character"):
        StreamAddress("http://127.0.0.1", "s", "hr\nx").headers()


def test_the_variable_of_the_token_is_no_setting_of_the_server() -> None:
    refuse_unknown({"HEADRACE_TOKEN": "hr_x"})
    with pytest.raises(UnknownSettingError, match="Did you mean HEADRACE_TOKEN"):
        refuse_unknown({"HEADRACE_TOKENS": "hr_x"})


def test_watch_warns_before_it_sends_a_token_in_clear() -> None:
    command = [sys.executable, "-m", "app", "watch", "s", "--url", "http://media.invalid:1", "--token", "hr_x"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()
    process.kill()
    process.wait()
    process.stderr.close()
    assert line.startswith("headrace: warning: the token is sent to http://media.invalid:1 unencrypted")
    assert "hr_x" not in line
