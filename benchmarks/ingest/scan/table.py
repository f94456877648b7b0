"""Prints the measurements of scans as tables of ratios and costs per file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.ingest.growth import fit_exponent
from benchmarks.ingest.scan.session import Memory, Size


def show_scans(sizes: Sequence[Size], console: Console) -> None:
    """Print one column per size."""
    table = Table(title="Libraries of small real files")
    table.add_column("")
    for size in sizes:
        table.add_column(f"{size.files:,}{' with NSFW' if size.nsfw else ''}", justify="right")
    table.add_column("exponent", justify="right")
    plain = [size for size in sizes if not size.nsfw]
    for label, value, text in SCAN_ROWS:
        power = fit_exponent([(size.files, value(size)) for size in plain]) if text in GROWING else None
        table.add_row(label, *(text.format(value(size)) for size in sizes), "" if power is None else f"{power:.2f}")
    for label, memory_of in MEMORY_ROWS:
        table.add_row(label, *(_format_memory(memory_of(size)) for size in sizes))
    console.print(table)
    _show_answers(sizes, console)


SECONDS, TIMES = "{:.2f} s", "{:,.1f} ×"
GROWING = (SECONDS, "{:,.0f} MB")

SCAN_ROWS: Sequence[tuple[str, Callable[[Size], float], str]] = (
    ("scan, in multiples of the rescan", lambda size: size.rescan_times, TIMES),
    ("scan, in multiples of reading and hashing alone", lambda size: size.times_bare, TIMES),
    ("rescan, in multiples of listing alone", lambda size: size.rescan_s / size.listed_s, TIMES),
    ("CPU of the scan, in multiples of the rescan", lambda size: size.cpu_times, TIMES),
    ("files per second", lambda size: size.files_per_s, "{:,.0f}"),
    ("scan", lambda size: size.scan_s, SECONDS),
    ("– server's CPU, ms per file", lambda size: size.server_cpu_s / size.files * 1000, "{:.2f}"),
    ("– workers' CPU, ms per file", lambda size: size.workers_cpu_s / size.files * 1000, "{:.2f}"),
    ("rescan", lambda size: size.rescan_s, SECONDS),
    ("– server's CPU, ms per file", lambda size: size.rescan_cpu_s / size.files * 1000, "{:.3f}"),
    ("commit", lambda size: size.commit_s, SECONDS),
    ("search index after the commit", lambda size: size.index_s, SECONDS),
    ("undo", lambda size: size.undo_s, SECONDS),
    ("database", lambda size: size.database_mb, "{:,.0f} MB"),
    ("status during the scan, median ms", lambda size: size.status_ms[0], "{:.0f}"),
    ("– longest", lambda size: size.status_ms[1], "{:.0f}"),
    ("preview during the scan, median ms", lambda size: size.preview_ms[0], "{:.0f}"),
    ("– longest", lambda size: size.preview_ms[1], "{:.0f}"),
)

MEMORY_ROWS: Sequence[tuple[str, Callable[[Size], Memory | None]]] = (
    ("server, peak MB (growth after the warm-up)", lambda size: size.server),
    ("all workers", lambda size: size.workers),
    ("page's JavaScript heap", lambda size: size.page),
)


def _format_memory(memory: Memory | None) -> str:
    return "–" if memory is None else f"{memory.peak_mb:.1f} ({memory.growth_mb:+.1f})"


def _show_answers(sizes: Sequence[Size], console: Console) -> None:
    table = Table(title="Response times after the session: ms (rise of the server's memory, MB)")
    table.add_column("")
    for size in sizes:
        table.add_column(f"{size.files:,}{' with NSFW' if size.nsfw else ''}", justify="right")
    for row in zip(*(size.answers for size in sizes), strict=True):
        table.add_row(row[0].request, *(f"{answer.ms:,.0f} ({answer.memory_mb:.0f})" for answer in row))
    console.print(table)
