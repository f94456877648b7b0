"""What was measured, as tables: ratios and what one file costs, so that sizes can be laid beside one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.ingest.commit.generated import Generated, Step
from benchmarks.ingest.growth import exponent
from benchmarks.ingest.scan.session import Memory, Size


def show_scans(sizes: Sequence[Size], console: Console) -> None:
    """A column a size."""
    table = Table(title="Libraries of small real files")
    table.add_column("")
    for size in sizes:
        table.add_column(f"{size.files:,}{' with NSFW' if size.nsfw else ''}", justify="right")
    table.add_column("exponent", justify="right")
    plain = [size for size in sizes if not size.nsfw]
    for what, value, told in SCAN_ROWS:
        grown = exponent([(size.files, value(size)) for size in plain]) if told in GROWING else None
        table.add_row(what, *(told.format(value(size)) for size in sizes), "" if grown is None else f"{grown:.2f}")
    for what, of in MEMORY_ROWS:
        table.add_row(what, *(_memory(of(size)) for size in sizes))
    console.print(table)
    _show_answers(sizes, console)


SECONDS, TIMES = "{:.2f} s", "{:,.1f} ×"
GROWING = (SECONDS, "{:,.0f} MB")

SCAN_ROWS: Sequence[tuple[str, Callable[[Size], float], str]] = (
    ("scan as times of the rescan", lambda size: size.rescan_times, TIMES),
    ("scan as times of reading and hashing alone", lambda size: size.times_bare, TIMES),
    ("rescan as times of listing alone", lambda size: size.rescan_s / size.listed_s, TIMES),
    ("scan's CPU as times of the rescan's", lambda size: size.cpu_times, TIMES),
    ("files a second", lambda size: size.files_per_s, "{:,.0f}"),
    ("scan", lambda size: size.scan_s, SECONDS),
    ("– server's CPU, ms a file", lambda size: size.server_cpu_s / size.files * 1000, "{:.2f}"),
    ("– workers' CPU, ms a file", lambda size: size.workers_cpu_s / size.files * 1000, "{:.2f}"),
    ("rescan", lambda size: size.rescan_s, SECONDS),
    ("– server's CPU, ms a file", lambda size: size.rescan_cpu_s / size.files * 1000, "{:.3f}"),
    ("commit", lambda size: size.commit_s, SECONDS),
    ("search index after the commit", lambda size: size.index_s, SECONDS),
    ("undo", lambda size: size.undo_s, SECONDS),
    ("database", lambda size: size.database_mb, "{:,.0f} MB"),
    ("status while it runs, median ms", lambda size: size.status_ms[0], "{:.0f}"),
    ("– longest", lambda size: size.status_ms[1], "{:.0f}"),
    ("preview while it runs, median ms", lambda size: size.preview_ms[0], "{:.0f}"),
    ("– longest", lambda size: size.preview_ms[1], "{:.0f}"),
)

MEMORY_ROWS: Sequence[tuple[str, Callable[[Size], Memory | None]]] = (
    ("server, peak MB (growth after the warm-up)", lambda size: size.server),
    ("all workers", lambda size: size.workers),
    ("page's JavaScript heap", lambda size: size.page),
)


def _memory(memory: Memory | None) -> str:
    return "–" if memory is None else f"{memory.peak_mb:.1f} ({memory.growth_mb:+.1f})"


def _show_answers(sizes: Sequence[Size], console: Console) -> None:
    table = Table(title="Answers once the session is over: ms (MB by which the server rose)")
    table.add_column("")
    for size in sizes:
        table.add_column(f"{size.files:,}{' with NSFW' if size.nsfw else ''}", justify="right")
    for row in zip(*(size.answers for size in sizes), strict=True):
        table.add_row(row[0].what, *(f"{answer.ms:,.0f} ({answer.memory_mb:.0f})" for answer in row))
    console.print(table)


def show_commits(sizes: Sequence[Generated], console: Console) -> None:
    """A row a size and step."""
    table = Table(title="Sessions with generated rows")
    for name in ("files", "step", "seconds", "CPU s", "CPU µs a file", "memory rose by MB", "process at most MB"):
        table.add_column(name, justify="left" if name == "step" else "right")
    for size in sizes:
        for what, step in _steps(size):
            table.add_row(
                f"{size.files:,}",
                what,
                f"{step.seconds:.2f}",
                f"{step.cpu_s:.2f}",
                f"{step.cpu_s / size.files * 1e6:.1f}",
                f"{step.rise_mb:.0f}",
                f"{size.peak_mb:.0f}",
            )
    console.print(table)
    for what, of in STEPS.items():
        if (grown := exponent([(size.files, of(size).cpu_s) for size in sizes])) is not None:
            console.print(f"{what}: CPU grows with the power {grown:.2f} of the files")


STEPS: dict[str, Callable[[Generated], Step]] = {
    "discovery": lambda size: size.discovery,
    "commit": lambda size: size.commit,
    "undo": lambda size: size.undo,
}


def _steps(size: Generated) -> Sequence[tuple[str, Step]]:
    return [(what, of(size)) for what, of in STEPS.items()]
