"""Rounds with machines that are lost at random moments: `python -m tests.ingest.cluster.rounds --rounds 50`.

In each round three machines read a library. One is killed, one hangs, and one, in a network namespace of its own, is
cut off; each may come back. Afterwards the database must be that of a server that read alone. Needs root and `ip`.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.demo import make_library
from tests.faults.invariant import Content, differences
from tests.ingest.cluster.support import DaskCluster, content, dask_cluster, wait_for_state
from tests.support.server import HeadraceProcess, assert_ledger_adds_up

HERE, THERE = "10.213.7.1", "10.213.7.2"
SPACE, OUR_END, ITS_END = "headrace-rounds", "hr-rounds-a", "hr-rounds-b"
FILES = 150
LOST_WITHIN_S = 4.0
BACK_AFTER_S = 6.0


@contextmanager
def network_of_its_own() -> Iterator[None]:
    """Make a network namespace that reaches this machine by one cable."""
    try:
        run("ip", "netns", "add", SPACE)
        run("ip", "link", "add", OUR_END, "type", "veth", "peer", "name", ITS_END, "netns", SPACE)
        run("ip", "addr", "add", f"{HERE}/24", "dev", OUR_END)
        run("ip", "link", "set", OUR_END, "up")
        inside = ("ip", "-n", SPACE)
        run(*inside, "addr", "add", f"{THERE}/24", "dev", ITS_END)
        run(*inside, "link", "set", ITS_END, "up")
        run(*inside, "link", "set", "lo", "up")
        yield
    finally:
        run("ip", "netns", "del", SPACE)


def run(*command: str) -> None:
    subprocess.run(command, check=True)


def read(server: HeadraceProcess, media: Path) -> str:
    return server.process_folders(media, enable_nsfw_detection=False)


def start_far_machine(cluster: DaskCluster, media: Path) -> subprocess.Popen[bytes]:
    arguments = ["worker", cluster.executor, "--threads", "1", "--name", "far", "--root", str(media)]
    with (cluster.folder / "far.log").open("ab") as log:
        return subprocess.Popen(
            ["ip", "netns", "exec", SPACE, sys.executable, "-m", "app", *arguments], stdout=log, stderr=log
        )


def play_round(folder: Path, media: Path, expected: Content, chance: random.Random) -> list[str]:
    """Return what is wrong afterwards."""
    with dask_cluster(folder / "cluster", host=HERE) as cluster:
        far = start_far_machine(cluster, media)
        try:
            environ = {"HEADRACE_EXECUTOR": cluster.executor}
            with HeadraceProcess([media], folder / "data", environ) as server:
                for name in ("killed", "hung"):
                    cluster.start_machine(name, str(media))
                for name in ("killed", "hung", "far"):
                    wait_for_state(server, name, "reading")
                session_id = read(server, media)
                lose_machines(cluster, media, chance)
                document = server.wait_until_over(session_id)
                assert_ledger_adds_up(document)
                return [document["status"]][document["status"] == "completed" :] + differences(
                    expected, content(server)
                )
        finally:
            run("ip", "link", "set", OUR_END, "up")
            far.kill()
            far.wait()


def lose_machines(cluster: DaskCluster, media: Path, chance: random.Random) -> None:
    """Kill, stop and cut off at random moments, and bring each back later, so that somebody is there in the end."""

    def cut() -> None:
        run("ip", "link", "set", OUR_END, "down")

    def mend() -> None:
        run("ip", "link", "set", OUR_END, "up")
        run("ip", "addr", "replace", f"{HERE}/24", "dev", OUR_END)

    steps = [
        (lambda: cluster.kill_machine("killed"), lambda: cluster.start_machine("killed", str(media))),
        (lambda: cluster.stop_machine("hung"), lambda: cluster.machines["hung"].send_signal(signal.SIGCONT)),
        (cut, mend),
    ]
    due: list[tuple[float, Callable[[], object]]] = []
    for lose, bring_back in steps:
        at = chance.uniform(0, LOST_WITHIN_S)
        due += [(at, lose), (at + chance.uniform(0, BACK_AFTER_S), bring_back)]
    begun = time.monotonic()
    for at, act in sorted(due, key=lambda step: step[0]):
        time.sleep(max(0.0, begun + at - time.monotonic()))
        act()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}", flush=True)
    broken = 0
    with tempfile.TemporaryDirectory() as scratch, network_of_its_own():
        media = Path(scratch) / "media"
        make_library(media, FILES, seed=1)
        with HeadraceProcess([media], Path(scratch) / "alone") as alone:
            alone.wait_until_over(read(alone, media))
            expected = content(alone)
        for number in range(chosen.rounds):
            folder = Path(scratch) / f"round {number}"
            folder.mkdir()
            wrong = play_round(folder, media, expected, random.Random(f"{chosen.seed} {number}"))
            broken += bool(wrong)
            print(f"round {number}: {'; '.join(wrong[:5]) or 'equal'}", flush=True)
    return os.EX_OK if not broken else 1


if __name__ == "__main__":
    sys.exit(main())
