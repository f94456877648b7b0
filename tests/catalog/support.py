"""Reports, sessions and counts for the catalog's tests."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, func, select

from app.catalog import Catalog, DiscoveredFile, EditResult, FinishedFile, PendingFile, Selection
from app.catalog.database.schema import metadata
from app.domain.findings.encoded_report import encode_report
from app.domain.parameters import Parameters
from app.domain.report import (
    Block,
    Camera,
    Checkpoint,
    Failure,
    FileReport,
    Generation,
    Gps,
    Hashes,
    Kind,
    Lora,
    NsfwScore,
    Pass,
    Prompt,
    PromptRole,
    Step,
    Thumbnail,
)
from app.domain.review.edit_steps import FileEdit
from app.ingest.review.keywords import merge_keywords
from tests.support.waiting import wait_until

NSFW_THRESHOLD = 0.7
PARAMETERS = Parameters(directories=("/media",), pattern="*")


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
            prompts=(
                Prompt(PromptRole.POSITIVE, "A cat, on a Mat", "node 6"),
                Prompt(PromptRole.NEGATIVE, "dog"),
            ),
            passes=(
                Pass("euler", "karras", 2**64 - 1, 20, 7.5, 1.0, "dream.safetensors", 640, 480),
                Pass(seed=5, denoise=0.5),
            ),
            models=(Checkpoint("dream.safetensors", 0.5), Checkpoint("night.safetensors")),
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


def finish(file: PendingFile, report: FileReport, *, at: float = 2_000.0) -> FinishedFile:
    """Return the file as it is after a worker has read it."""
    encoded = encode_report(report, size=file.size, mtime_ns=file.mtime_ns, nsfw_threshold=NSFW_THRESHOLD)
    return FinishedFile(file.file_id, encoded, at)


def stage(catalog: Catalog, session_id: str, report: FileReport, *, at: float = 2_000.0) -> bool:
    """Stage `report` for the file at its path; return whether that was pending."""
    staged = next(file for file in catalog.staging.iterate(session_id) if file.report.path == report.path)
    file = PendingFile(staged.file_id, report.path, staged.report.size, staged.report.mtime_ns)
    return catalog.staging.add_reports(session_id, [finish(file, report, at=at)]).result() == 1


def stage_all(catalog: Catalog, session_id: str) -> None:
    """Give every pending file a full report."""
    files = [
        finish(file, full_report(file.path, number=number), at=2_000.0 + number)
        for number, file in enumerate(catalog.staging.pending(session_id, limit=100_000).result())
    ]
    assert catalog.staging.add_reports(session_id, files).result() == len(files)


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


def do_step(catalog: Catalog, session_id: str, edit: FileEdit, selection: Selection | None = None) -> EditResult:
    """Do `edit` to the selected files of a session, or to all."""
    return catalog.preview.make_step(
        session_id, selection or Selection(), edit, merge_keywords, who="somebody", at=1.0
    ).result()
