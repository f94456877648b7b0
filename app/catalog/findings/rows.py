"""Convert file reports to rows and back. Blocks and thumbnails are loaded separately."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from hashlib import blake2b
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, exists, insert, or_, select

from app.catalog.database.column_types import text_hash
from app.catalog.database.insert_ignore import insert_ignore
from app.catalog.database.schema import (
    commit_entries,
    commit_removals,
    edits,
    finding_blocks,
    finding_keywords,
    findings,
    keywords,
    library_files,
    staged_files,
    thumbnails,
)
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

# Built once, because building them for every staged file would cost more than executing them.
_new_finding = insert(findings).returning(findings.c.id)
_new_block = insert(finding_blocks)
_new_link = insert(finding_keywords)
_known_keywords = select(keywords.c.keyword_hash, keywords.c.id).where(
    keywords.c.keyword_hash.in_(bindparam("hashes", expanding=True))
)


def insert_finding(connection: Connection, report: FileReport, *, is_nsfw: bool, digest: bytes) -> int:
    """Insert `report` with its keywords, blocks and thumbnail. Return the finding's id."""
    thumbnail_id = _insert_thumbnail(connection, report.thumbnail)
    columns = columns_of(report) | {"is_nsfw": is_nsfw, "thumbnail_id": thumbnail_id, "digest": digest}
    finding_id: int = connection.execute(_new_finding, columns).scalar_one()
    insert_keywords(connection, finding_id, report.keywords)
    if report.blocks:
        rows = [
            {"finding_id": finding_id, "position": position, "name": block.name, "text": block.text}
            for position, block in enumerate(report.blocks)
        ]
        connection.execute(_new_block, rows)
    return finding_id


def columns_of(report: FileReport) -> dict[str, object]:
    """Return the columns of a finding that depend on the report alone."""
    generation, camera, gps = report.generation, report.camera, report.gps
    return {
        "size": report.size,
        "mtime_ns": report.mtime_ns,
        "kind": report.kind,
        "format": report.format,
        "width": report.width,
        "height": report.height,
        "duration_s": report.duration_s,
        "frame_rate": report.frame_rate,
        "codec": report.codec,
        "captured_at": report.captured_at,
        "camera_make": camera.make if camera else None,
        "camera_model": camera.model if camera else None,
        "gps_lat": gps.lat if gps else None,
        "gps_lon": gps.lon if gps else None,
        "tool": generation.tool if generation else None,
        "model": generation.model if generation else None,
        "generation": json.dumps(asdict(generation)) if generation else None,
        "score": report.score,
        "favourite": report.favourite,
        "nsfw_score": report.nsfw.score if report.nsfw else None,
        "nsfw_model": report.nsfw.model if report.nsfw else None,
        "content_hash": report.hashes.content if report.hashes else None,
        "perceptual_hash": report.hashes.perceptual if report.hashes else None,
        "pixel_hash": report.hashes.pixels if report.hashes else None,
        "failures": json.dumps([[failure.step, failure.reason] for failure in report.failures]),
        "provenance": json.dumps(report.provenance),
    }


def report_of(path: str, row: Row[Any], words: tuple[str, ...]) -> FileReport:
    """Return the report from a row written by `columns_of` and its keywords, without blocks and thumbnail."""
    return FileReport(
        path=path,
        size=row.size,
        mtime_ns=row.mtime_ns,
        kind=Kind(row.kind) if row.kind else None,
        format=row.format,
        width=row.width,
        height=row.height,
        duration_s=row.duration_s,
        frame_rate=row.frame_rate,
        codec=row.codec,
        captured_at=row.captured_at,
        camera=Camera(row.camera_make, row.camera_model) if row.camera_make or row.camera_model else None,
        gps=Gps(row.gps_lat, row.gps_lon) if row.gps_lat is not None and row.gps_lon is not None else None,
        generation=_generation_of(row.generation) if row.generation else None,
        keywords=words,
        score=row.score,
        favourite=row.favourite,
        nsfw=NsfwScore(row.nsfw_score, row.nsfw_model) if row.nsfw_score is not None else None,
        hashes=Hashes(row.content_hash, row.perceptual_hash, row.pixel_hash) if row.content_hash else None,
        failures=tuple(Failure(Step(step), reason) for step, reason in json.loads(row.failures)),
        provenance=json.loads(row.provenance),
    )


def _generation_of(document: str) -> Generation:
    fields = json.loads(document)
    return Generation(**(fields | {"loras": tuple(Lora(**lora) for lora in fields["loras"])}))


def _insert_thumbnail(connection: Connection, thumbnail: Thumbnail | None) -> str | None:
    if thumbnail is None:
        return None
    digest = blake2b(thumbnail.data, digest_size=16, key=thumbnail.media_type.encode()[:64]).hexdigest()
    insert_ignore(connection, thumbnails, [asdict(thumbnail) | {"thumbnail_id": digest}])
    return digest


def insert_keywords(connection: Connection, finding_id: int, words: Sequence[str]) -> None:
    """Link a finding without keywords to `words`."""
    if not words:
        return
    hashes = [text_hash(word) for word in words]
    # Sorted, so that two programs on one PostgreSQL database lock the rows in the same order.
    rows = sorted(zip(hashes, words, strict=True))
    insert_ignore(connection, keywords, [{"keyword_hash": digest, "keyword": word} for digest, word in rows])
    ids = {row.keyword_hash: row.id for row in connection.execute(_known_keywords, {"hashes": hashes})}
    links = [
        {"finding_id": finding_id, "position": position, "keyword_id": ids[digest]}
        for position, digest in enumerate(hashes)
    ]
    connection.execute(_new_link, links)


def keywords_of(connection: Connection, finding_ids: Iterable[int | None]) -> dict[int, tuple[str, ...]]:
    """Return the keywords of each finding by its id, in the order of the file. Findings without any are left out."""
    wanted = [finding_id for finding_id in finding_ids if finding_id is not None]
    # A subquery for each keyword: given a join, PostgreSQL would read the whole keywords table.
    keyword = select(keywords.c.keyword).where(keywords.c.id == finding_keywords.c.keyword_id).scalar_subquery()
    query = (
        select(finding_keywords.c.finding_id, keyword.label("keyword"))
        .where(finding_keywords.c.finding_id.in_(wanted))
        .order_by(finding_keywords.c.finding_id, finding_keywords.c.position)
    )
    rows = connection.execute(query).all()
    return {finding_id: tuple(row.keyword for row in group) for finding_id, group in groupby(rows, lambda row: row[0])}


def blocks_of(connection: Connection, finding_id: int) -> tuple[Block, ...]:
    """Return the raw metadata blocks of a finding, in the order of the file."""
    query = (
        select(finding_blocks.c.name, finding_blocks.c.text)
        .where(finding_blocks.c.finding_id == finding_id)
        .order_by(finding_blocks.c.position)
    )
    return tuple(Block(name, text) for name, text in connection.execute(query))


def drop_unreferenced(connection: Connection, finding_ids: Sequence[int]) -> None:
    """Delete those of the findings that nothing points to any more, with thumbnails and keywords only they used."""
    unused = [
        row.id
        for row in connection.execute(select(findings.c.id).where(findings.c.id.in_(finding_ids), ~_is_referenced()))
    ]
    pictures = select(findings.c.thumbnail_id).where(findings.c.id.in_(unused), findings.c.thumbnail_id.is_not(None))
    thumbnail_ids = connection.execute(pictures.distinct()).scalars().all()
    words = select(finding_keywords.c.keyword_id).where(finding_keywords.c.finding_id.in_(unused))
    keyword_ids = connection.execute(words.distinct()).scalars().all()
    connection.execute(delete(findings).where(findings.c.id.in_(unused)))
    has_finding = exists().where(findings.c.thumbnail_id == thumbnails.c.thumbnail_id)
    connection.execute(delete(thumbnails).where(thumbnails.c.thumbnail_id.in_(thumbnail_ids), ~has_finding))
    is_used = exists().where(finding_keywords.c.keyword_id == keywords.c.id)
    connection.execute(delete(keywords).where(keywords.c.id.in_(keyword_ids), ~is_used))


def _is_referenced() -> Any:
    return or_(
        exists().where(staged_files.c.finding_id == findings.c.id),
        exists().where(library_files.c.finding_id == findings.c.id),
        exists().where(commit_entries.c.finding_before == findings.c.id),
        exists().where(commit_entries.c.finding_after == findings.c.id),
        exists().where(commit_removals.c.finding_id == findings.c.id),
        exists().where(edits.c.finding_read == findings.c.id),
    )
