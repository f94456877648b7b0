"""The faults of the harness: each begins at a random moment, lasts a while, and is over.

Each is the real thing: a signal, a lock another process holds, a disk that is full, a folder that is gone.
"""

from __future__ import annotations

import os
import random
import resource
import sqlite3
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.faults.places import Place, PostgresPlace, SqlitePlace
from tests.support.processes import HeadraceCommand
from tests.support.server import HeadraceProcess
from tests.support.waiting import wait_until

PIECE = 4096


@dataclass
class Scene:
    """What a fault may lay its hands on."""

    server: HeadraceProcess
    place: Place
    media: Path
    clock: Path
    """What the server's clock is shifted by, read by libfaketime while the server runs."""
    chance: random.Random

    @property
    def process(self) -> HeadraceCommand:
        """The server's newest; a signal to one that has ended already goes nowhere."""
        assert self.server.process is not None
        return self.server.process


class Fault:
    """`strike` begins it; `mend` ends it after `lasts` seconds."""

    name = ""
    lasts = (0.0, 0.0)
    """Seconds, from and to."""
    follows_press = False
    """Whether the press must have been answered before it strikes: what it takes away is not known earlier."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    @classmethod
    def why_not(cls, place: Place) -> str:
        """Why it cannot be had on this machine or this database; empty where it can."""
        return ""

    def strike(self) -> None:
        raise NotImplementedError

    def mend(self) -> None:
        """Most are over as soon as they are there."""


class ServerKilled(Fault):
    name = "server killed"

    def strike(self) -> None:
        self.scene.process.kill()


class ServerTerminated(Fault):
    name = "server terminated"

    def strike(self) -> None:
        self.scene.process.terminate()


class WorkerKilled(Fault):
    """One of those that read; or the process they are forked from, which reads nothing."""

    name = "worker killed"

    def strike(self) -> None:
        with suppress(psutil.NoSuchProcess):  # the server has ended meanwhile, and they with it
            below = psutil.Process(self.scene.process.pid).children(recursive=True)
            if below:
                self.scene.chance.choice(below).kill()


class ClockJumped(Fault):
    """Days or seconds, forth or back, while the server runs; the monotonic clock goes on, as the kernel's does."""

    name = "clock jumped"
    lasts = (0.2, 2.0)

    @classmethod
    def why_not(cls, place: Place) -> str:
        return "" if library() else "libfaketime is not installed (apt install libfaketime)"

    def strike(self) -> None:
        seconds = self.scene.chance.choice([2, 3_600, 86_400 * 400]) * self.scene.chance.choice([-1, 1])
        self.scene.clock.write_text(f"{seconds:+d}\n")

    def mend(self) -> None:
        self.scene.clock.write_text("+0\n")


def library() -> Path | None:
    return next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


def clock_environ(clock: Path) -> dict[str, str]:
    """Environment of a server whose clock follows the file `clock`."""
    found = library()
    if found is None:
        return {}
    return {
        "LD_PRELOAD": str(found),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DISABLE_SHM": "1",
        "NO_FAKE_STAT": "1",
    }


class MediaGone(Fault):
    """What an unmounted file system leaves: an empty folder in its place."""

    name = "media gone"
    lasts = (0.2, 2.5)
    follows_press = True

    def strike(self) -> None:
        self.scene.media.rename(self._aside)
        self.scene.media.mkdir()

    def mend(self) -> None:
        self.scene.media.rmdir()
        self._aside.rename(self.scene.media)

    @property
    def _aside(self) -> Path:
        return self.scene.media.with_name(f"{self.scene.media.name} unmounted")


class DiskFull(Fault):
    name = "disk full"
    lasts = (0.5, 3.0)

    @classmethod
    def why_not(cls, place: Place) -> str:
        if not isinstance(place, SqlitePlace):
            return "only SQLite's file lies on the harness's small disk"
        return "" if place.is_small_disk else "only root can make a small disk"

    def strike(self) -> None:
        with self._ballast.open("wb", buffering=0) as file, suppress(OSError):  # full is what it should become
            while True:
                file.write(b"\0" * PIECE)

    def mend(self) -> None:
        self._ballast.unlink()

    @property
    def _ballast(self) -> Path:
        return self.scene.place.data.parent / "ballast"


class WritesRefused(Fault):
    """The kernel refuses every write of the running server to a file, its log included."""

    name = "writes refused"
    lasts = (0.5, 3.0)

    def strike(self) -> None:
        self._process = self.scene.process.pid
        self._limit(0)

    def mend(self) -> None:
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, length: int) -> None:
        with suppress(psutil.NoSuchProcess, ProcessLookupError):  # it has ended meanwhile
            psutil.Process(self._process).rlimit(resource.RLIMIT_FSIZE, (length, resource.RLIM_INFINITY))


class WriteLockHeld(Fault):
    """Another program writes to the database and takes its time."""

    name = "write lock held"
    lasts = (0.2, 7.0)

    @classmethod
    def why_not(cls, place: Place) -> str:
        return "" if isinstance(place, SqlitePlace) else "SQLite's"

    def strike(self) -> None:
        other = wait_until(self._connect, "the database is there")
        assert other is not None
        self._other = other
        self._other.execute("BEGIN IMMEDIATE")

    def mend(self) -> None:
        self._other.execute("ROLLBACK")
        self._other.close()

    def _connect(self) -> sqlite3.Connection | None:
        """Return a connection; None while another fault has taken the file, instead of creating an empty one."""
        uri = f"file:{self.scene.place.data}/headrace.db?mode=rw"
        try:
            return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=20, check_same_thread=False)
        except sqlite3.OperationalError:
            return None


class ReadOnly(Fault):
    """A server that starts on a data folder it may not write."""

    name = "read-only at a start"
    lasts = (1.0, 2.5)

    @classmethod
    def why_not(cls, place: Place) -> str:
        return "" if isinstance(place, SqlitePlace) else "SQLite's; PostgreSQL has its own"

    def strike(self) -> None:
        self.scene.process.kill()
        self.scene.process.wait()
        self._data = str(self.scene.place.data)
        if os.geteuid() == 0:
            subprocess.run(["mount", "--bind", self._data, self._data], check=True)
            subprocess.run(["mount", "-o", "remount,bind,ro", self._data], check=True)
        else:
            self._allow(write=False)

    def mend(self) -> None:
        if os.geteuid() == 0:
            subprocess.run(["umount", "--lazy", self._data], check=True)
        else:
            self._allow(write=True)

    def _allow(self, *, write: bool) -> None:
        for path in (self.scene.place.data, *self.scene.place.data.iterdir()):
            mode = path.stat().st_mode
            path.chmod(mode | 0o200 if write else mode & ~0o222)


class FileMoved(Fault):
    """The database is renamed, and renamed back. Its log stays: a server that starts meanwhile must not."""

    name = "database file moved"
    lasts = (0.2, 2.5)

    @classmethod
    def why_not(cls, place: Place) -> str:
        return "" if isinstance(place, SqlitePlace) else "SQLite's"

    def strike(self) -> None:
        wait_until(self._take, "the file is moved while a server has it open")

    def mend(self) -> None:
        wait_until(self._put_back, "the file is back")

    def _take(self) -> bool:
        """Without a log no server has the file open, and one that starts would begin a new database."""
        log = self._file.with_name("headrace.db-wal")
        if not log.exists() or not self._rename(self._file, self._aside):
            return False
        if log.exists():
            return True
        self._rename(self._aside, self._file)  # a server stopped at this very moment
        return False

    def _put_back(self) -> bool:
        return self._rename(self._aside, self._file)

    def _rename(self, source: Path, target: Path) -> bool:
        """Return whether it was done: another fault may have made the folder read-only."""
        try:
            source.rename(target)
        except OSError:
            return False
        return True

    @property
    def _file(self) -> Path:
        return self.scene.place.data / "headrace.db"

    @property
    def _aside(self) -> Path:
        return self.scene.place.data.parent / "moved.db"


class OfPostgres(Fault):
    @classmethod
    def why_not(cls, place: Place) -> str:
        return "" if isinstance(place, PostgresPlace) else "PostgreSQL's"

    @property
    def cluster(self) -> PostgresPlace:
        assert isinstance(self.scene.place, PostgresPlace)
        return self.scene.place


class ConnectionsCut(OfPostgres):
    name = "connections cut"

    def strike(self) -> None:
        self.cluster.cut_connections()


class ClusterStopped(OfPostgres):
    name = "cluster stopped"
    lasts = (0.2, 2.0)

    def strike(self) -> None:
        self.cluster.stop()

    def mend(self) -> None:
        self.cluster.start()


class ClusterReadOnly(OfPostgres):
    name = "cluster read-only"
    lasts = (0.5, 2.5)

    def strike(self) -> None:
        self._set("on")

    def mend(self) -> None:
        self._set("off")

    def _set(self, value: str) -> None:
        self.cluster.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
        self.cluster.execute("SELECT pg_reload_conf()")


class AnswersLost(OfPostgres):
    """The connection ends after the database has committed and before it can say so."""

    name = "answers lost"
    lasts = (0.2, 2.0)

    def strike(self) -> None:
        self.cluster.proxy.lose(self.scene.chance.randint(1, 6))

    def mend(self) -> None:
        self.cluster.proxy.lose(0)


KINDS: tuple[type[Fault], ...] = (
    ServerKilled,
    ServerTerminated,
    WorkerKilled,
    ClockJumped,
    MediaGone,
    DiskFull,
    WritesRefused,
    WriteLockHeld,
    ReadOnly,
    FileMoved,
    ConnectionsCut,
    ClusterStopped,
    ClusterReadOnly,
    AnswersLost,
)


def kinds_for(place: Place) -> list[type[Fault]]:
    return [kind for kind in KINDS if not kind.why_not(place)]
