"""Where files are read, how machines name folders, and which versions go together."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from app.domain.cluster.executor import Executor, parse_executor
from app.domain.cluster.machine import Versions, parse_report
from app.domain.cluster.mapped_folders import MappedFolder, find_folder, narrow, parse_mapped_folder


@pytest.mark.parametrize(
    ("text", "executor"),
    [
        ("local", Executor(reads_here=True, scheduler=None)),
        ("dask://gpu.lan:8786", Executor(reads_here=False, scheduler="gpu.lan:8786")),
        ("local+dask://10.0.0.1:1/", Executor(reads_here=True, scheduler="10.0.0.1:1")),
        ("dask://[::1]:8786", Executor(reads_here=False, scheduler="[::1]:8786")),
    ],
)
def test_an_executor_is_understood(text: str, executor: Executor) -> None:
    assert parse_executor(text) == executor


@pytest.mark.parametrize("text", ["", "dask", "dask://host", "dask://host:0", "dask://host:70000", "dask://u@h:1"])
def test_another_text_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(ValueError, match=r"write local, dask://HOST:PORT, or local\+dask://HOST:PORT"):
        parse_executor(text)


def test_a_file_is_found_at_the_local_path_of_the_lowest_folder_that_has_it() -> None:
    folders = [parse_mapped_folder("/mnt/nas/=/srv"), parse_mapped_folder("/fast=/srv/new"), MappedFolder("/", "/far")]
    local = {
        path: folder.to_local(path)
        for path in ("/srv/a.png", "/srv/new/b.png")
        if (folder := find_folder(folders, path))
    }
    assert local == {"/srv/a.png": "/mnt/nas/a.png", "/srv/new/b.png": "/fast/b.png"}
    assert find_folder(folders, "/srvice/c.png") is None
    assert MappedFolder("/mnt", "/").to_local("/a/b.png") == "/mnt/a/b.png"
    assert MappedFolder("/", "/far").to_local("/far/b.png") == "/b.png"
    assert MappedFolder("/mnt", "/srv").to_local("/srv") == "/mnt"
    assert parse_mapped_folder("/same") == MappedFolder("/same", "/same")


def test_what_a_machine_sees_of_a_session_is_everything_or_the_parts_that_it_sees() -> None:
    assert narrow(["/srv/a", "/srv/b"], ["/srv"]) is None
    assert narrow(["/srv"], ["/srv/b", "/other"]) == ("/srv/b",)
    assert narrow(["/srv/a", "/srv/b"], ["/srv/b"]) == ("/srv/b",)
    assert narrow(["/srv/a"], ["/other"]) == ()


def test_versions_that_differ_are_named_and_a_heartbeat_says_what_was_told() -> None:
    ours = Versions(headrace="1.0", readers="aa", python="3.11", distributed="2026.8.0")
    assert ours.find_differences(ours) == []
    assert ours.find_differences(replace(ours, python="3.12", readers="")) == [
        "readers unknown instead of aa",
        "Python 3.12 instead of 3.11",
    ]
    report = parse_report({"versions": asdict(ours), "threads": 2, "folders": [["/mnt", "/srv"]]})
    assert report is not None
    assert (report.versions, report.threads, report.folders) == (ours, 2, (("/mnt", "/srv"),))
    assert parse_report(None) is None
    assert parse_report({"cpu": 1.0}) is None
