"""Prints the measurements of sessions with generated rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.ingest.commit.generated import Generated, Step
from benchmarks.ingest.growth import fit_exponent


def show_commits(sizes: Sequence[Generated], console: Console) -> None:
    """Print one row per size and step."""
    table = Table(title="Sessions with generated rows")
    for heading in ("files", "step", "seconds", "CPU s", "CPU µs per file", "memory rise, MB", "process peak, MB"):
        table.add_column(heading, justify="left" if heading == "step" else "right")
    for size in sizes:
        for name, step_of in STEPS.items():
            step = step_of(size)
            if step is None:
                continue
            table.add_row(
                f"{size.files:,}",
                name,
                f"{step.seconds:.2f}",
                f"{step.cpu_s:.2f}",
                f"{step.cpu_s / size.files * 1e6:.1f}",
                f"{step.rise_mb:.0f}",
                f"{size.peak_mb:.0f}",
            )
    console.print(table)
    for name, step_of in STEPS.items():
        measured = [(size.files, step.cpu_s) for size in sizes if (step := step_of(size)) is not None]
        if (power := fit_exponent(measured)) is not None:
            console.print(f"{name}: CPU grows with the power {power:.2f} of the number of files")


STEPS: dict[str, Callable[[Generated], Step | None]] = {
    "discovery": lambda size: size.discovery,
    "edit": lambda size: size.edit,
    "undo of the edit": lambda size: size.edit_undo,
    "exclude": lambda size: size.exclude,
    "undo of the exclusion": lambda size: size.exclude_undo,
    "commit": lambda size: size.commit,
    "undo": lambda size: size.undo,
}
