"""Starts `headrace` commands by forking: `python -m tests.support.processes.launcher SOCKET`, a program of its own.

Importing Headrace takes two seconds of a core, and the tests start it hundreds of times. This process imports it once.
Each command is a fork of it, which then does what `python -m app` does: a process of its own, with its own arguments,
environment, output and end. Only the import is shared, and what every server would make of the program's own files: the
pages' scripts, texts and templates, another second of a core. A changed file is read anew.

A request is one message: the arguments, the environment and the folder as JSON, and three descriptors: standard output,
standard error, and a pipe to which the exit status is written. The answer is the id of the new process.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import select
import signal
import socket
import sys
import tempfile
from functools import cache

import app.cli  # noqa: F401 - what `python -m app` imports first
from app.catalog import Catalog, DiscoveredFile, FinishedFile, LibraryQuery
from app.delivery.assets import ADDRESS
from app.delivery.content_coding import ContentCoding
from app.delivery.translations import LANGUAGES
from app.domain.findings.encoded_report import encode_report
from app.domain.parameters import Parameters
from app.domain.report import FileReport, Hashes, Kind
from app.main import HERE, page_files
from tests.support.processes.fork_server import fork_ahead
from tests.support.processes.statements import share_statements

MAX_REQUEST_BYTES = 1 << 20
DESCRIPTORS = 3
HAVE_WORKERS = ("ingest", "serve")
"""The commands that fork workers."""

Request = tuple[dict[str, object], list[int]]


def main() -> None:
    requests = socket.socket(fileno=int(sys.argv[1]))
    gc.freeze()  # so that the forks do not copy what they share
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the tests, which close the socket
    ended, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    statuses: dict[int, int] = {}
    while True:
        readable, _, _ = select.select([requests.fileno(), ended], [], [])
        if ended in readable:
            os.read(ended, 4096)
            _report_ends(statuses)
        if requests.fileno() not in readable:
            continue
        request = _receive(requests)
        if request is None:
            return
        command, (output, errors, status) = request
        _prepare(command)
        process_id = os.fork()
        if process_id == 0:
            for descriptor in (requests.detach(), ended, wake, status, *statuses.values()):
                os.close(descriptor)
            _become(command, output, errors)
            return
        statuses[process_id] = status
        os.close(output)
        os.close(errors)
        requests.sendall(f"{process_id}\n".encode())


def _prepare(command: dict[str, object]) -> None:
    """Load what every command needs, and what every server does, so that the fork has it.

    The NSFW model is not part of it: onnxruntime starts a thread that a fork lacks, and aborts when the fork ends.
    """
    arguments = command["arguments"]
    if isinstance(arguments, list) and arguments[:1] == ["serve"]:
        _prepare_pages()
    _prepare_statements()


@cache
def _prepare_pages() -> None:
    files = page_files()
    for language in LANGUAGES:
        files.translations.catalog(language.code)
    for template in files.templates.env.list_templates(extensions=["html"]):
        files.templates.env.get_template(template)
    for path in sorted((HERE / "static" / "js" / "shell").glob("*.js")):
        address = files.assets.script(f"shell/{path.stem}")
        script = files.assets.find(address.removeprefix(ADDRESS))
        assert script is not None
        script.asset.encoded(ContentCoding.BROTLI)


@cache
def _prepare_statements() -> None:
    """Load the migrations, and compile the statements of a session from its start to its undo."""
    share_statements()
    report = FileReport("/a.png", size=1, mtime_ns=1, kind=Kind.IMAGE, keywords=("a",), hashes=Hashes("", "", ""))
    with tempfile.TemporaryDirectory(prefix="headrace-statements-") as folder:
        catalog = Catalog(f"sqlite:///{folder}/headrace.db")
        catalog.sessions.create("a", Parameters(directories=("/",), pattern="*"), created_at=1.0).result()
        catalog.staging.add_discovered("a", [DiscoveredFile(report.path, 1, 1)], skip_existing=True).result()
        for file in catalog.staging.pending("a", limit=100).result():
            encoded = encode_report(report, size=1, mtime_ns=1, nsfw_threshold=0.5)
            catalog.staging.add_reports("a", [FinishedFile(file.file_id, encoded, 1.0)]).result()
        catalog.sessions.progress("a").result()
        catalog.commits.commit("a", lambda *_: None).result()
        catalog.search.page(LibraryQuery()).result()
        catalog.commits.undo("a").result()
        catalog.close()


def _receive(requests: socket.socket) -> Request | None:
    message, descriptors, _, _ = socket.recv_fds(requests, MAX_REQUEST_BYTES, DESCRIPTORS)
    if not message:
        return None
    while not message.endswith(b"\n"):
        message += requests.recv(MAX_REQUEST_BYTES)
    return json.loads(message), descriptors


def _report_ends(statuses: dict[int, int]) -> None:
    """Write the exit status of each process that has ended, as `subprocess` counts it, to its pipe."""
    while statuses:
        process_id, status = os.waitpid(-1, os.WNOHANG)
        if process_id == 0:
            return
        pipe = statuses.pop(process_id)
        os.write(pipe, str(os.waitstatus_to_exitcode(status)).encode())
        os.close(pipe)


def _become(command: dict[str, object], output: int, errors: int) -> None:
    """Do in this fork what `python -m app` does. Raises SystemExit."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for source, target in ((output, 1), (errors, 2)):
        os.dup2(source, target)
        os.close(source)
    os.chdir(str(command["folder"]))
    environ, arguments = command["environ"], command["arguments"]
    assert isinstance(environ, dict) and isinstance(arguments, list)
    os.environ.clear()
    os.environ.update(environ)
    if arguments[0] in HAVE_WORKERS:
        fork_ahead()
    sys.argv = ["headrace", *arguments]
    runpy.run_module("app", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
