"""A real Dask scheduler, and real machines that read: `headrace worker`, each in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import create_engine

from tests.faults.invariant import Content, content_of
from tests.support.processes import HeadraceCommand, start_headrace
from tests.support.server import HeadraceProcess
from tests.support.waiting import wait_until


@dataclass
class DaskCluster:
    """A scheduler on a free port, and the machines that a test starts."""

    folder: Path
    address: str
    """HOST:PORT."""
    process: subprocess.Popen[bytes]
    command: Sequence[str] = ()
    """Of the scheduler, without its port."""
    environ: dict[str, str] = field(default_factory=dict)
    machines: dict[str, HeadraceCommand] = field(default_factory=dict)

    @property
    def executor(self) -> str:
        return f"dask://{self.address}"

    def start_machine(self, name: str, *roots: str, options: Sequence[str] = ()) -> None:
        """Start a machine with one thread. Each of `roots` is LOCAL=SHARED."""
        arguments = ["worker", self.executor, "--threads", "1", "--name", name, *options]
        for root in roots:
            arguments += ["--root", root]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.machines[name] = start_headrace(arguments, log, log, {**os.environ, **self.environ})

    def said(self, name: str) -> str:
        """Return what the machine has written."""
        return (self.folder / f"{name}.log").read_text()

    def kill_scheduler(self) -> None:
        self.process.kill()
        self.process.wait()

    def restart_scheduler(self) -> None:
        """Start another scheduler at the same address; it knows nothing of the one before."""
        with (self.folder / "scheduler.log").open("ab") as log:
            command = [*self.command, "--port", self.address.rpartition(":")[2]]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)

    def kill_machine(self, name: str) -> None:
        self.machines[name].kill()

    def stop_machine(self, name: str) -> None:
        """Let it hang: it neither works nor answers, and its connections stay open."""
        self.machines[name].send_signal(signal.SIGSTOP)

    def end(self) -> None:
        for machine in self.machines.values():
            machine.send_signal(signal.SIGCONT)
            machine.kill()
        self.process.terminate()
        self.process.wait()


@contextmanager
def dask_cluster(
    folder: Path, *options: str, environ: dict[str, str] | None = None, host: str = "127.0.0.1"
) -> Iterator[DaskCluster]:
    """Start a scheduler that listens on `host`.

    `options` are added to its command, `environ` to the environment of the machines.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", host]
    command += ["--dashboard-address", "127.0.0.1:0", "--scheduler-file", str(written), *options]
    with ExitStack() as stack, (folder / "scheduler.log").open("wb") as log:
        process = subprocess.Popen([*command, "--port", "0"], stdout=log, stderr=log, cwd=folder)
        cluster = DaskCluster(folder, "", process, command, environ or {})
        stack.callback(cluster.end)
        text = wait_until(lambda: written.exists() and written.read_text(), "the scheduler has said where it is")
        cluster.address = str(text).split('"address": "')[1].split('"')[0].partition("://")[2]
        yield cluster


def content(server: HeadraceProcess) -> Content:
    """Return what the server's database has of all files."""
    engine = create_engine(f"sqlite:///{server.data / 'headrace.db'}")
    try:
        return content_of(engine)
    finally:
        engine.dispose()


def machines_of(server: HeadraceProcess) -> dict[str, dict[str, Any]]:
    """Return what the server says about each machine, by name."""
    with server.client() as client:
        return {machine["name"]: machine for machine in _read_machines(client)["machines"]}


def _read_machines(client: httpx.Client) -> dict[str, Any]:
    answer = client.get("/api/machines")
    assert answer.status_code == 200, answer.text
    document = answer.json()
    assert isinstance(document, dict)
    return document


def wait_for_state(server: HeadraceProcess, name: str, state: str) -> dict[str, Any]:
    """Return the machine once it is in this state."""
    return wait_until(
        lambda: machines_of(server).get(name, {}),
        f"{name} is {state}",
        holds=lambda machine: machine.get("state") == state,
    )
