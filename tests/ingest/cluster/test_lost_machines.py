"""Machines that come, are killed, hang or leave in mid-run cost no file, and leave none done twice."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.invariant import Content, differences
from tests.ingest.cluster.support import DaskCluster, content, dask_cluster, machines_of, wait_for_state
from tests.support.server import NewServer, assert_ledger_adds_up
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow
QUICK: dict[str, Any] = {"enable_nsfw_detection": False}


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[DaskCluster]:
    with dask_cluster(tmp_path / "cluster") as cluster:
        yield cluster


@pytest.fixture
def media(demo: tuple[Path, Any], tmp_path: Path) -> Path:
    """The demo library, with damaged files in it."""
    folder = tmp_path / "media"
    shutil.copytree(demo[0], folder)
    return folder


def read_alone(new_server: NewServer, media: Path, data: Path) -> Content:
    with new_server(media, data=data) as alone:
        alone.wait_until_over(alone.process_folders(media, **QUICK))
        return content(alone)


def test_of_three_machines_one_is_killed_and_one_hangs_and_the_database_is_that_of_a_lone_server(
    new_server: NewServer, cluster: DaskCluster, media: Path, tmp_path: Path
) -> None:
    expected = read_alone(new_server, media, tmp_path / "alone")
    with new_server(media, data=tmp_path / "data", environ={"HEADRACE_EXECUTOR": cluster.executor}) as server:
        elsewhere = tmp_path / "elsewhere"
        elsewhere.symlink_to(media)  # the third machine has the folder at another place
        for name, root in (("a", f"{media}"), ("b", f"{media}={media}"), ("c", f"{elsewhere}={media}")):
            cluster.start_machine(name, root)
        for name in "abc":
            wait_for_state(server, name, "reading")
        session_id = server.process_folders(media, **QUICK)

        wait_until(lambda: all(machine["files"] for machine in machines_of(server).values()), "each has read a file")
        cluster.kill_machine("a")
        cluster.stop_machine("b")

        document = server.wait_until_over(session_id)
        assert document["status"] == "completed"
        assert_ledger_adds_up(document)
        assert wait_for_state(server, "a", "gone")["reason"]
        wait_for_state(server, "b", "silent")
        assert differences(expected, content(server)) == []


def test_without_a_machine_the_session_waits_and_says_so_and_one_that_joins_gets_the_work(
    new_server: NewServer, cluster: DaskCluster, media: Path
) -> None:
    with new_server(media, environ={"HEADRACE_EXECUTOR": cluster.executor}) as server:
        session_id = server.process_folders(media, **QUICK)
        document = server.wait_for(session_id, "it waits", lambda state: state["waiting"])
        assert document["status"] == "paused"
        assert f"headrace worker {cluster.executor}" in document["message"]

        cluster.start_machine("late", str(media))
        server.wait_for(session_id, "it has begun", lambda state: state["stats"]["processed_files"])
        cluster.stop_machine("late")
        hung = server.wait_for(session_id, "it waits again", lambda state: state["waiting"])
        assert "late: it does not answer" in hung["message"]
        done = hung["stats"]["processed_files"]

        cluster.machines["late"].send_signal(signal.SIGCONT)
        server.wait_for(session_id, "it goes on", lambda state: state["stats"]["processed_files"] > done)
        cluster.machines["late"].terminate()
        left = server.wait_for(session_id, "it waits once more", lambda state: state["waiting"])
        assert left["ledger"]["pending"]

        cluster.start_machine("later", str(media))
        document = server.wait_until_over(session_id)
        assert document["status"] == "completed"
        assert document["message"] == ""
        assert_ledger_adds_up(document)


def test_a_scheduler_that_is_killed_and_started_again_costs_no_file(
    new_server: NewServer, cluster: DaskCluster, media: Path
) -> None:
    with new_server(media, environ={"HEADRACE_EXECUTOR": cluster.executor}) as server:
        cluster.start_machine("faithful", str(media))
        wait_for_state(server, "faithful", "reading")
        session_id = server.process_folders(media, **QUICK)
        server.wait_for(session_id, "it has begun", lambda state: state["stats"]["processed_files"])
        cluster.kill_scheduler()
        waiting = server.wait_for(session_id, "it waits", lambda state: state["waiting"])
        assert f"The Dask scheduler at {cluster.address} cannot be reached" in waiting["message"]
        cluster.restart_scheduler()
        document = server.wait_until_over(session_id)
        assert document["status"] == "completed"
        assert_ledger_adds_up(document)
