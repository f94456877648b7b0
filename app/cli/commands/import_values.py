"""`headrace import`: what people noted in other programs comes into the library."""

from __future__ import annotations

import getpass
import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from app.catalog import Catalog, ImportChoice
from app.cli.common import ExistingDataOption, read_settings_with_database
from app.cli.database_errors import exit_on_database_error
from app.cli.export.table import write_new_file
from app.cli.library_index import wait_for_index
from app.cli.messages import NOTHING_FOUND, exit_with_error
from app.cli.terminal import create_progress_bar, print_notice, print_text
from app.domain.review.import_summary import ImportKind, ImportSummary
from app.domain.review.imports import ConflictRule, MatchedBy, NotMatched
from app.domain.text.counts import count_noun
from app.importing.entries import ImportRefusedError, limit_keywords
from app.importing.read_import import read_import
from app.importing.sources.source_files import SourceFiles
from app.importing.spool import ImportSpool
from app.importing.unmatched_table import write_unmatched
from app.ingest.disk.data_lock import lock_data_folder

UNMATCHED_SHOWN = 20
MATCHED_WORDS = {
    MatchedBy.PATH: "path",
    MatchedBy.HASH: "hash",
    MatchedBy.FOLDER: "folder and name",
    MatchedBy.SIZE: "name and size",
    MatchedBy.TIME: "name and time",
}
REASONS = {
    NotMatched.UNKNOWN: "the library has no such file; ingest it first",
    NotMatched.AMBIGUOUS: "several library files could be meant",
    NotMatched.OTHER_SIZE: "the library file of this name and folder has another size",
    NotMatched.UNREADABLE: "it could not be read",
}
CHANGES = {
    "scores": "scores",
    "favourites": "favourites",
    "keywords": "keywords",
    "titles": "titles",
    "notes": "notes",
    "hidden": "hidden",
    "collected": "in collections",
}


def import_values(
    source: Annotated[Path, typer.Argument(help="Folder of sidecars or captions, database, or exported table.")],
    kind: Annotated[
        ImportKind | None, typer.Option("--from", help="What it is; without it, that is recognised.")
    ] = None,
    conflict: Annotated[
        ConflictRule,
        typer.Option(
            help="fill: what the library has stays, empty values are filled, keywords and collections united; theirs: "
            "values are replaced, keywords too; mine: what the library has stays, lists too."
        ),
    ] = ConflictRule.FILL,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    unmatched: Annotated[
        Path | None, typer.Option(help="New CSV file for the entries that no library file was found for.")
    ] = None,
    data: ExistingDataOption = None,
) -> None:
    """Import scores, keywords, texts and collections from XMP sidecars, Google Takeout, captions, the databases of
    digiKam, Diffusion Toolkit and infinite-image-browsing, or a table of headrace export. The source is only read; the
    import is one step, which the library's page undoes. Exit status 1 if no library file was found for anything."""
    settings = read_settings_with_database(data)
    lock = nullcontext() if dry_run else lock_data_folder(settings.data)
    with exit_on_database_error(settings), lock, closing(Catalog(settings.url)) as catalog:
        wait_for_index(catalog)
        with _read(catalog, source, kind) as spool:
            print_read(spool)
            _list_unmatched(spool, unmatched)
            choice = ImportChoice(conflict, limit_keywords)
            plan = catalog.library_edits.plan_import(spool, choice).result()
            if not dry_run:
                _carry_out(catalog, spool, choice, plan.token)
            print_text(summarize(plan.summary, is_done=not dry_run))
    if not spool.files:
        raise typer.Exit(NOTHING_FOUND)


@contextmanager
def _read(catalog: Catalog, source: Path, kind: ImportKind | None) -> Iterator[ImportSpool]:
    with create_progress_bar() as bar:
        task = bar.add_task("Reading", total=None)
        try:
            spool = read_import(
                catalog,
                SourceFiles(str(source.resolve())),
                kind,
                lambda spool: bar.update(task, description=f"Reading, {spool.read:,} entries"),
            )
        except ImportRefusedError as error:
            exit_with_error(error)
    try:
        yield spool
    finally:
        spool.close()


def _carry_out(catalog: Catalog, spool: ImportSpool, choice: ImportChoice, token: str) -> None:
    with create_progress_bar() as bar:
        task = bar.add_task("Importing", total=spool.files)
        catalog.library_edits.carry_out_import(
            spool,
            choice,
            token,
            lambda done, _total: bar.update(task, completed=done),
            who=_user_name(),
            at=time.time(),
        ).result()


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid()) if hasattr(os, "getuid") else "command line"


def print_read(spool: ImportSpool) -> None:
    """Print what was read, and how it was matched."""
    ways = [f"{number:,} by {MATCHED_WORDS[by]}" for by in MatchedBy if (number := spool.matched[by])]
    print_text(
        f"{count_noun(spool.read, 'entry', 'entries')} read ({spool.kind}): {', '.join(ways) or 'none'} matched with "
        f"{count_noun(spool.files, 'library file')}"
    )


def _list_unmatched(spool: ImportSpool, table: Path | None) -> None:
    total = sum(spool.not_matched.values())
    if table is not None:
        write_new_file(table, write_unmatched(spool))
        print_notice(f"{count_noun(total, 'entry', 'entries')} without a library file: {table}")
        return
    for entry in spool.first_unmatched(UNMATCHED_SHOWN):
        reason = entry.details or REASONS[entry.reason]
        print_text(f"not matched: {entry.source}{f', {entry.path}' if entry.path else ''}: {reason}")
    if total > UNMATCHED_SHOWN:
        print_text(f"… and {total - UNMATCHED_SHOWN:,} more, which --unmatched FILE lists")


def summarize(summary: ImportSummary, *, is_done: bool) -> str:
    """Return a sentence about what is changed."""
    if not summary.files:
        return "Nothing to change: the library has all of it."
    parts = [f"{words} {number:,}" for name, words in CHANGES.items() if (number := getattr(summary, name))]
    text = f"{count_noun(summary.files, 'file')} {'changed' if is_done else 'would change'}: {', '.join(parts)}."
    if summary.collections:
        text += f" {count_noun(summary.collections, 'new collection')}."
    if summary.kept:
        keep = count_noun(summary.kept, "file keeps", "files keep")
        text += f" {keep} values that differ; --conflict theirs replaces them."
    if summary.full:
        text += f" {count_noun(summary.full, 'file')} cannot have all of the keywords."
    if summary.refused:
        text += f" {count_noun(summary.refused, 'collection')} left out, because there are too many."
    return text
