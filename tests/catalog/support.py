"""Reports, sessions and counts for the catalog's tests."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, func, select

from app.catalog import Catalog, DiscoveredFile
from app.catalog.database.schema import metadata
from app.domain.parameters import Parameters
from app.domain.report import (
    Block,
    Camera,
    Failure,
    FileReport,
    Generation,
    Gps,
    Hashes,
    Kind,
    Lora,
    NsfwScore,
    Step,
    Thumbnail,
)
from tests.support.waiting import wait_until

NSFW_THRESHOLD = 0.7
PARAMETERS = Parameters(directories=("/media",))


def discovered(*names: str) -> list[DiscoveredFile]:
    return [DiscoveredFile(f"/media/{name}", size=100, mtime_ns=7) for name in names]


def names(total: int) -> list[str]:
    return [f"{number:05}.png" for number in range(total)]


def full_report(path: str, *, number: int = 1) -> FileReport:
    """Return a report with a value in every field."""
    return FileReport(
        path=path,
        size=100,
        mtime_ns=7,
        kind=Kind.IMAGE,
        format="png",
        width=640,
        height=480,
        duration_s=1.5,
        frame_rate=24.0,
        codec="h264",
        captured_at="2024-05-06T07:08:09",
        camera=Camera("Maker", "Model X"),
        gps=Gps(-12.5, 99.25),
        generation=Generation(
            tool="comfyui",
            prompt="A cat, on a Mat",
            negative_prompt="dog",
            seed=2**64 - 1,
            steps=20,
            sampler="euler",
            scheduler="karras",
            cfg_scale=7.5,
            model="dream.safetensors",
            loras=(Lora("fur", 0.5), Lora("paws")),
        ),
        keywords=("a cat", "on a mat", f"number {number}"),
        score=4,
        favourite=True,
        nsfw=NsfwScore(0.9, "opennsfw 1"),
        hashes=Hashes("ab" * 32, "cd" * 8, "ef" * 32),
        thumbnail=Thumbnail(b"picture %d" % number, "image/jpeg", 32, 24),
        blocks=(Block("png:prompt", "{}"), Block("xmp", "<x/>")),
        failures=(Failure(Step.SIDECAR, "the sidecar is not JSON"),),
        provenance={"score": "sidecar"},
    )


def failed_report(path: str, reason: str = "the file is cut short") -> FileReport:
    return FileReport(path=path, kind=Kind.IMAGE, failures=(Failure(Step.DECODE, reason),))


def start_session(catalog: Catalog, session_id: str, files: Sequence[DiscoveredFile], *, skip: bool = False) -> None:
    catalog.sessions.create(session_id, PARAMETERS, created_at=1_000.0).result()
    catalog.staging.add_discovered(session_id, files, skip_existing=skip).result()


def stage(catalog: Catalog, session_id: str, report: FileReport, *, at: float = 2_000.0) -> bool:
    """Stage `report` for the pending or finished file at its path."""
    file_id = next(file.file_id for file in catalog.staging.iterate(session_id) if file.report.path == report.path)
    return catalog.staging.add_report(session_id, file_id, report, nsfw_threshold=NSFW_THRESHOLD, at=at).result()


def stage_all(catalog: Catalog, session_id: str) -> None:
    """Give every pending file a full report."""
    futures = [
        catalog.staging.add_report(
            session_id,
            file.file_id,
            full_report(file.path, number=number),
            nsfw_threshold=NSFW_THRESHOLD,
            at=2_000.0 + number,
        )
        for number, file in enumerate(catalog.staging.pending(session_id, limit=100_000).result())
    ]
    for future in futures:
        assert future.result()


def ready_session(catalog: Catalog, session_id: str, files: Sequence[DiscoveredFile]) -> None:
    """Create a session whose files are all staged with the outcome ok."""
    start_session(catalog, session_id, files)
    stage_all(catalog, session_id)


def commit(catalog: Catalog, session_id: str) -> tuple[int, int, int]:
    """Commit a session and return (created, updated, total)."""
    result = catalog.commits.commit(session_id, lambda *_: None).result()
    return result.created, result.updated, result.total


def wait_until_empty(engine: Engine, tables: set[str]) -> None:
    """Wait until none of these tables has a row. The catalog removes the rows of deleted sessions in the background."""

    def find_filled() -> set[str]:
        with engine.connect() as connection:
            return tables & row_counts(connection).keys()

    wait_until(find_filled, f"no row is left in {sorted(tables)}", holds=lambda filled: not filled)


def row_counts(connection: Connection) -> dict[str, int]:
    """Return the number of rows of each table that is not empty, except those of the search index."""
    counts = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
        if not table.name.startswith("search_")
    }
    return {name: rows for name, rows in counts.items() if rows}
