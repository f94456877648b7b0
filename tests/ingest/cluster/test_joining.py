"""Who may read for a server, what each machine gets, and what it says: versions, folders, certificates."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.cluster.support import DaskCluster, dask_cluster, machines_of, wait_for_state
from tests.support.control import endless_files, get, sound_files
from tests.support.processes import run_headrace
from tests.support.server import HeadraceProcess, NewServer
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.server]
QUICK: dict[str, Any] = {"enable_nsfw_detection": False}
OLDER = "import app; app.__version__ = '0.0.1'; from app.__main__ import main; main()"


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two media roots, of which each has pictures."""
    folder = tmp_path_factory.mktemp("media")
    sound_files(folder / "first", 12)
    sound_files(folder / "second", 12)
    return folder


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with dask_cluster(tmp_path_factory.mktemp("cluster"), environ={"HEADRACE_FILE_TIMEOUT_S": "1.5"}) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def server(
    new_server: NewServer, cluster: DaskCluster, media: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[HeadraceProcess]:
    environ = {"HEADRACE_EXECUTOR": cluster.executor}
    with new_server(media / "first", media / "second", environ=environ) as server:
        yield server


def leave(cluster: DaskCluster, server: HeadraceProcess, name: str) -> None:
    cluster.machines.pop(name).terminate()
    wait_for_state(server, name, "gone")


def readers_of(server: HeadraceProcess, session_id: str) -> Counter[tuple[str, str]]:
    """Count the files of a session by folder and the machine that read them, as the report has it."""
    with server.client() as client:
        lines = client.get(f"/api/ingest/report/{session_id}", params={"format": "csv"}).text.splitlines()
    return Counter((Path(row["path"]).parent.name, row["machine"]) for row in csv.DictReader(lines))


def test_another_version_is_refused_by_name_and_told_so(
    server: HeadraceProcess, cluster: DaskCluster, media: Path
) -> None:
    with (cluster.folder / "older.log").open("wb") as log:
        command = [sys.executable, "-c", OLDER, "worker", cluster.executor, "--root", str(media), "--name", "older"]
        older = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            reason = wait_for_state(server, "older", "refused")["reason"]
            assert "older has Headrace 0.0.1 instead of" in reason
            said = wait_until(lambda: cluster.said("older"), "it was told", holds=lambda text: "Refused" in text)
            assert "Headrace 0.0.1 instead of" in said
        finally:
            older.terminate()
            older.wait()
    wait_for_state(server, "older", "gone")


def test_a_plain_worker_of_dask_is_refused(server: HeadraceProcess, cluster: DaskCluster) -> None:
    command = [sys.executable, "-m", "distributed.cli.dask_worker", cluster.address, "--no-nanny", "--nthreads", "1"]
    with (cluster.folder / "plain.log").open("wb") as log:
        plain = subprocess.Popen([*command, "--name", "plain"], stdout=log, stderr=log, cwd=cluster.folder)
    try:
        assert "no Headrace worker" in wait_for_state(server, "plain", "refused")["reason"]
    finally:
        plain.kill()
        plain.wait()
    wait_for_state(server, "plain", "gone")


def test_a_machine_gets_no_file_of_a_folder_that_it_cannot_see_and_says_so(
    server: HeadraceProcess, cluster: DaskCluster, media: Path, tmp_path: Path
) -> None:
    unmounted = tmp_path / "unmounted"
    unmounted.mkdir()
    cluster.start_machine("half", f"{unmounted}={media / 'first'}", str(media / "second"))
    machine = wait_for_state(server, "half", "reading")
    assert [unseen["folder"] for unseen in machine["unseen"]] == [str(media / "first")]
    assert "mount it there" in machine["unseen"][0]["reason"]
    wait_until(lambda: cluster.said("half"), "the machine says so", holds=lambda text: "mount it there" in text)

    session_id = server.process_folders(media / "first", media / "second", **QUICK)
    server.wait_for(session_id, "it has read what it sees", lambda state: state["ledger"]["ok"] == 12)
    waiting = server.wait_for(session_id, "only what it cannot see is left", lambda state: state["waiting"])
    assert waiting["ledger"]["ok"] == 12
    assert "mount it there" in waiting["message"]

    cluster.start_machine("other", str(media))
    assert server.wait_until_over(session_id)["ledger"]["ok"] == 24
    assert machines_of(server)["half"]["files"] == 12
    assert readers_of(server, session_id) == {("first", "other"): 12, ("second", "half"): 12}
    leave(cluster, server, "half")
    leave(cluster, server, "other")


def test_files_that_only_a_machine_cannot_read_are_read_elsewhere_and_do_not_fail(
    new_server: NewServer, cluster: DaskCluster, media: Path, tmp_path: Path
) -> None:
    for file in (media / "first").iterdir():
        (tmp_path / "broken" / file.name).mkdir(parents=True)  # is there, but cannot be read as a file
    environ = {"HEADRACE_EXECUTOR": f"local+{cluster.executor}", "HEADRACE_WORKERS": "1"}
    with new_server(media / "first", environ=environ) as server:
        cluster.start_machine("broken", f"{tmp_path / 'broken'}={media / 'first'}")
        wait_for_state(server, "broken", "reading")
        session_id = server.process_folders(media / "first", **QUICK)
        assert server.wait_until_over(session_id)["ledger"]["ok"] == 12
        assert readers_of(server, session_id) == {("first", ""): 12}, "the server itself"
        machine = machines_of(server)["broken"]
        assert machine["files"] == 0
        assert "could not be read there" in machine["unseen"][0]["reason"]
        leave(cluster, server, "broken")


def test_a_file_that_hangs_its_decoder_costs_that_file_and_can_be_watched_meanwhile(
    new_server: NewServer, cluster: DaskCluster, tmp_path: Path
) -> None:
    sound_files(tmp_path / "media", 5)
    endless_files(tmp_path / "media", 1)
    with new_server(tmp_path / "media", environ={"HEADRACE_EXECUTOR": cluster.executor}) as server:
        cluster.start_machine("strong", str(tmp_path / "media"))
        wait_for_state(server, "strong", "reading")
        session_id = server.process_folders(tmp_path / "media", **QUICK)
        reading = wait_until(
            lambda: get(server, f"session/{session_id}/activity")["reading"],
            "the page sees its step",
            holds=lambda files: files and files[0]["step"] == "decode",
        )
        assert reading[0]["machine"] == "strong"
        assert reading[0]["name"] == "endless 0.jpg"
        document = server.wait_until_over(session_id)
        assert document["ledger"]["ok"] == 5
        assert [(error["step"], error["reason"][:29]) for error in document["errors"]] == [
            ("worker", "took longer than 1.5 s and wa")
        ]
        leave(cluster, server, "strong")


def test_pictures_to_be_judged_go_to_the_machine_that_is_kept_for_it(
    server: HeadraceProcess, cluster: DaskCluster, media: Path
) -> None:
    cluster.start_machine("judge", str(media), options=["--nsfw-only"])
    cluster.start_machine("plain reader", str(media))
    wait_for_state(server, "judge", "reading")
    wait_for_state(server, "plain reader", "reading")
    server.wait_until_over(server.process_folders(media / "first", **QUICK, skip_existing=False))
    assert (machines_of(server)["judge"]["files"], machines_of(server)["plain reader"]["files"]) == (0, 12)
    server.wait_until_over(server.process_folders(media / "first", enable_nsfw_detection=True, skip_existing=False))
    assert (machines_of(server)["judge"]["files"], machines_of(server)["plain reader"]["files"]) == (12, 12)
    leave(cluster, server, "judge")
    leave(cluster, server, "plain reader")


def test_only_who_has_a_certificate_of_the_authority_takes_part(
    new_server: NewServer, media: Path, tmp_path: Path
) -> None:
    ours, strangers = make_certificates(tmp_path / "ours"), make_certificates(tmp_path / "strangers")
    options = ["--protocol", "tls", "--tls-ca-file", f"{ours / 'ca.pem'}"]
    options += ["--tls-cert", f"{ours / 'cert.pem'}", "--tls-key", f"{ours / 'key.pem'}"]
    tls = {"HEADRACE_CLUSTER_TLS": str(ours)}
    with (
        dask_cluster(tmp_path / "cluster", *options, environ=tls) as cluster,
        new_server(media, environ={"HEADRACE_EXECUTOR": cluster.executor, **tls}) as server,
    ):
        cluster.environ = {"HEADRACE_CLUSTER_TLS": str(strangers)}
        cluster.start_machine("stranger", str(media))
        cluster.environ = {}
        cluster.start_machine("without", str(media))
        cluster.environ = tls
        cluster.start_machine("ours", str(media))
        wait_for_state(server, "ours", "reading")
        for name in ("stranger", "without"):
            wait_until(
                lambda name=name: cluster.said(name),  # type: ignore[misc]
                "it was not let in",
                holds=lambda text: "does not take this worker" in text,
            )
        assert list(machines_of(server)) == ["ours"]
        assert server.wait_until_over(server.process_folders(media, **QUICK))["ledger"]["ok"] == 24


def make_certificates(folder: Path) -> Path:
    """Follow docs/SCALING.md."""
    folder.mkdir()
    key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    for command in (
        f"req -x509 {key} -days 30 -subj /CN=cluster -keyout ca.key -out ca.pem",
        f"req {key} -subj /CN=headrace -keyout key.pem -out request.pem",
        "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out cert.pem",
    ):
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["dask://host", "--root", "/media"], "is no place to read files in; write local, dask://HOST:PORT"),
        (["local", "--root", "/media"], "“local” is no scheduler; write dask://HOST:PORT"),
        (["dask://host:1", "--root", "media"], "“media” is not LOCAL=SHARED; write two full paths"),
    ],
)
def test_a_mistake_in_the_command_is_named(arguments: list[str], said: str) -> None:
    ended = run_headrace("worker", *arguments)
    assert ended.returncode == 2
    assert said in ended.stderr


def test_an_executor_that_cannot_be_understood_is_named(tmp_path: Path) -> None:
    ended = run_headrace("serve", "--root", tmp_path, "--data", tmp_path / "data", "--executor", "ray://host:1")
    assert ended.returncode == 2
    assert "“ray://host:1” is no place to read files in" in ended.stderr
    assert not os.path.exists(tmp_path / "data")
