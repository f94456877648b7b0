"""`headrace export copies`, `captions` and `sidecars`: exports into a folder."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, BinaryIO

import typer

from app.catalog import LibraryQuery
from app.cli.common import ExistingDataOption, read_settings_with_database
from app.cli.export.shared import HiddenOption, OrderOption, SortOption, WordsArgument, make_query, open_found
from app.cli.messages import FILES_FAILED, exit_with_error
from app.cli.terminal import create_progress_bar, print_notice, print_text
from app.domain.text.counts import count_noun
from app.export.folders.folder_export import ExportResult, ExportStoppedError, FolderExport
from app.export.folders.manifest import MANIFEST, OtherExportError
from app.export.folders.plan import DEFAULT_CAPTION, DEFAULT_NAMES, ExportKind, ExportPlan
from app.export.library_rows import read_whole_files
from app.readers.disk.no_links import enter_folder, open_file

FolderOption = Annotated[
    Path, typer.Option("--to", help="Folder to write into; made if missing. A second run into it continues the first.")
]
NamesOption = Annotated[
    str, typer.Option("--names", help="Template of names, as {captured:%Y/%m}/{model}/{seed}; docs/EXPORT.md has all.")
]
LinkOption = Annotated[bool, typer.Option("--link", help="Hard links instead of copies: no space, on one disk only.")]

CAPTION_KINDS = {
    "txt": ExportKind.TEXTS,
    "kohya": ExportKind.KOHYA,
    "jsonl": ExportKind.JSON_LINES,
    "webdataset": ExportKind.WEBDATASET,
}


def copies(
    to: FolderOption,
    words: WordsArgument = None,
    names: NamesOption = DEFAULT_NAMES,
    link: LinkOption = False,
    xmp: Annotated[bool, typer.Option("--xmp", help="Also an XMP sidecar beside each copy.")] = False,
    sort: SortOption = "added",
    order: OrderOption = "desc",
    data: ExistingDataOption = None,
) -> None:
    """Copy the originals of what a search finds, with RAW photographs and Live Photo videos. Each copy is read again
    and compared; a manifest lists checksums. Nothing is overwritten. Exit status 1 if a file failed or nothing was
    found."""
    plan = _make_plan(ExportKind.COPIES, names=names, links=link, xmp=xmp)
    _run(plan, to, make_query(words, sort, order, every_file=True), data)


def captions(
    to: FolderOption,
    words: WordsArgument = None,
    layout: Annotated[
        str,
        typer.Option(
            help="txt: a text beside each picture; kohya: the same in a folder N_name; jsonl: metadata.jsonl; "
            "webdataset: tar archives."
        ),
    ] = "txt",
    template: Annotated[
        str, typer.Option(help="Template of captions, as {keywords} or a photo of {title}.")
    ] = DEFAULT_CAPTION,
    names: NamesOption = DEFAULT_NAMES,
    link: LinkOption = False,
    repeats: Annotated[int, typer.Option(help="N of kohya's folder.")] = 1,
    concept: Annotated[str, typer.Option(help="Name of kohya's folder.")] = "pictures",
    sort: SortOption = "added",
    order: OrderOption = "desc",
    data: ExistingDataOption = None,
) -> None:
    """Write pictures with captions, to train a model with. Pictures without a caption are left out. Exit status 1 if a
    file failed or nothing was found."""
    if layout not in CAPTION_KINDS:
        exit_with_error(f"there is no layout {layout!r}; choose of {', '.join(CAPTION_KINDS)}")
    plan = _make_plan(
        CAPTION_KINDS[layout], names=names, caption=template, links=link, repeats=repeats, concept=concept
    )
    _run(plan, to, make_query(words, sort, order, every_file=False), data)


def sidecars(
    to: FolderOption,
    words: WordsArgument = None,
    hidden: HiddenOption = False,
    data: ExistingDataOption = None,
) -> None:
    """Write XMP sidecars with rating, keywords, title, description and favourite, for digiKam, Lightroom, Immich and
    others, into folders like those of the originals, which stay untouched. Exit status 1 if a file failed or nothing
    was found."""
    query = make_query(words, "added", "desc", every_file=True, hidden=hidden)
    _run(_make_plan(ExportKind.SIDECARS), to, query, data)


def _make_plan(kind: ExportKind, **options: object) -> ExportPlan:
    try:
        return ExportPlan(kind, **options)  # type: ignore[arg-type]
    except ValueError as error:
        exit_with_error(str(error))


def _run(plan: ExportPlan, to: Path, query: LibraryQuery, data: Path | None) -> None:
    settings = read_settings_with_database(data)
    with open_found(settings, query) as found, create_progress_bar() as bar, _interruptible() as interrupted:
        to.mkdir(parents=True, exist_ok=True)
        task = bar.add_task("Exporting", total=len(found.ids))
        run = FolderExport(
            to.resolve(),
            plan,
            open_original,
            on_progress=lambda result: bar.update(task, completed=result.done),
            is_cancelled=lambda: bool(interrupted),
        )
        try:
            result = run.run(read_whole_files(found.catalog, found.ids), len(found.ids))
        except BlockingIOError:
            exit_with_error(f"another export is writing into {to}; wait for it, or choose another folder")
        except (ExportStoppedError, OtherExportError) as error:
            exit_with_error(str(error))
        except OSError as error:
            exit_with_error(f"{to} cannot be used: {error.strerror or error}")
    print_result(result, to)
    if not result.is_complete:
        raise typer.Exit(FILES_FAILED)


def open_original(path: str) -> BinaryIO:
    """Open an original where the library says that it is, without following a link."""
    above, name = os.path.split(path)
    with enter_folder(above) as folder:
        return os.fdopen(open_file(folder, name), "rb")


@contextmanager
def _interruptible() -> Iterator[list[int]]:
    """Yield a list that is empty until Ctrl+C is pressed; the export then ends after the piece it is writing."""
    pressed: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        pressed.append(number)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def print_result(result: ExportResult, folder: Path) -> None:
    """Print what was done, what got another name, and what failed."""
    parts = [f"{count_noun(result.written, 'file')} written"]
    parts += [f"{result.present:,} were there already"] if result.present else []
    parts += [f"{result.left_out:,} left out"] if result.left_out else []
    parts += [f"{result.failed:,} failed"] if result.failed else []
    print_text(f"{', '.join(parts)}; {folder / MANIFEST} lists them with their checksums")
    if result.changed:
        print_notice(
            f"{count_noun(result.changed, 'original has', 'originals have')} changed since the library read it"
        )
    for new in result.new_names:
        print_text(f"renamed: {new.path}: its name was taken, so it is {new.name}")
    for failure in result.failures:
        print_text(f"failed: {failure.path}: {failure.reason}. {failure.cure}")
    if result.failed > len(result.failures):
        print_text(f"… and {result.failed - len(result.failures):,} more, which the manifest lists")
