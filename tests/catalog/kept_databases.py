"""Save a database as this program writes it, for tests of later migrations: `python -m tests.catalog.kept_databases`.

Run it once for each new revision of the schema, before the next revision is written. It writes
`tests/catalog/databases/REVISION.db.gz` with what a user of this revision would have: a library with a commit, a commit
that was undone, a session that was edited and can be committed, one that was paused halfway, and one that was deleted.
The file is the database itself, because an SQL dump cannot restore a full-text index.
"""

from __future__ import annotations

import gzip
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from app.demo import make_library
from tests.support.server import HeadraceProcess

FOLDER = Path(__file__).parent / "databases"
MEDIA = Path("/srv/photos")
"""The folder of the files in the saved databases. It is needed only while a database is created."""
FILES = 14


def keep(data: Path) -> None:
    """Fill a database in `data` as a user would."""
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
        waiting = session()
        step = {"view": {"outcome": "ok"}, "score": 4, "add_keywords": ["kept"]}
        assert client.post(f"/api/ingest/session/{waiting}/edits", json=step).status_code == 200
        paused = server.process_folders(MEDIA, skip_existing=False)
        server.wait_for(paused, "the session has started", lambda state: state["status"] != "starting")
        assert client.post(f"/api/ingest/pause/{paused}").json()["ledger"]["pending"] > 0
        assert server.stop() in (0, -15)


def pack(database: Path, folder: Path) -> Path:
    """Write the compressed database into `folder` and return the file."""
    kept = folder / f"{revision_of(database)}.db.gz"
    whole = database.with_suffix(".whole")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(whole),))
    kept.write_bytes(gzip.compress(whole.read_bytes(), mtime=0))
    return kept


def unpack(kept: Path, database: Path) -> None:
    database.write_bytes(gzip.decompress(kept.read_bytes()))


def revision_of(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(revision)


def main() -> None:
    if MEDIA.exists():
        sys.exit(f"{MEDIA} already exists, and this program would delete it; move it away first")
    FOLDER.mkdir(exist_ok=True)
    make_library(MEDIA, FILES, 5)
    try:
        with tempfile.TemporaryDirectory() as folder:
            keep(Path(folder) / "data")
            print(pack(Path(folder) / "data" / "headrace.db", FOLDER))
    finally:
        shutil.rmtree(MEDIA)


if __name__ == "__main__":
    main()
