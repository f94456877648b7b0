"""Keep a database as this program writes it, for the tests of migrations to come: `python -m tests.kept_databases`.

Run it once for every new revision of the schema, before the revision after it is written. The file it writes,
`tests/databases/REVISION.sql`, holds what a user of that day would have: a library with a commit, a commit that was
taken back, a session that waits to be committed, one that was paused in the middle, and one that was deleted.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from app.demo import make_library
from tests.server_support import HeadraceProcess

FOLDER = Path(__file__).parent / "databases"
MEDIA = Path("/srv/photos")
"""Where the files of the kept databases are said to lie. They are needed while one is made, and never again."""
FILES = 14


def keep(data: Path) -> None:
    """Live the life of a database in `data`."""
    environ = {"HEADRACE_THUMBNAIL_PX": "64"}
    with HeadraceProcess(roots=[MEDIA], data=data, environ=environ) as server, server.client() as client:

        def session(**options: object) -> str:
            session_id = server.process_folders(MEDIA, **options)
            assert server.wait_until_over(session_id)["status"] == "completed"
            return session_id

        server.commit(session(pattern="*.png"))
        undone = session(pattern="*.jpg|*.jpeg")
        server.commit(undone)
        assert client.post(f"/api/ingest/undo/{undone}").status_code == 200
        assert client.delete(f"/api/ingest/session/{session(max_files=3)}").status_code == 200
        session()
        paused = server.process_folders(MEDIA, skip_existing=False)
        while server.status(paused)["status"] == "starting":
            time.sleep(0.001)
        assert client.post(f"/api/ingest/pause/{paused}").json()["ledger"]["pending"] > 0
        assert server.stop() in (0, -15)


def written(database: Path) -> tuple[str, str]:
    """(its revision, the database as SQL)"""
    with closing(sqlite3.connect(database)) as connection:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return revision, "\n".join(connection.iterdump()) + "\n"


def main() -> None:
    if MEDIA.exists():
        sys.exit(f"{MEDIA} is there already; this makes it, and takes it away again")
    make_library(MEDIA, FILES, 5)
    try:
        with tempfile.TemporaryDirectory() as folder:
            keep(Path(folder) / "data")
            revision, sql = written(Path(folder) / "data" / "headrace.db")
    finally:
        shutil.rmtree(MEDIA)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{revision}.sql").write_text(re.sub(r"^CREATE TABLE sqlite_sequence.*\n", "", sql, flags=re.M))
    print(f"{FOLDER / revision}.sql")


if __name__ == "__main__":
    main()
