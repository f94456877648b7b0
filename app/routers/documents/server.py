"""The server itself: whether it works, and what it can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from fastapi import Request
from pydantic import Field

from app.domain.connection.diagnosis import Problem, ProblemKind, Severity
from app.domain.connection.remedies import REMEDIES, ProxyKind
from app.ingest.disk.uploads import UPLOAD_EXTENSIONS, Uploads
from app.routers.documents.base import Json, ResponseDocument


class AliveDocument(ResponseDocument):
    status: Literal["ok"]


class ReadyDocument(ResponseDocument):
    status: Literal["ready"]


class NsfwStatusDocument(ResponseDocument):
    """Whether the server can score pictures."""

    available: bool = Field(description="Whether NSFW detection works.")
    model: str | None = Field(description="Name and version of the model; null where none is available.")
    reason: str = Field(description="Why detection works or does not, in words.")


class UploadLimitsDocument(ResponseDocument):
    """What can be added from the page."""

    folder: str = Field(description="The folder that files are added to.")
    extensions: list[str] = Field(description="Extensions of the files that are taken, in lower case.")
    max_files: int = Field(ge=1, description="Maximum number of files at once.")
    max_file_bytes: int = Field(ge=1, description="Size of the largest file that is taken.")


class CapabilitiesDocument(ResponseDocument):
    version: str = Field(description="Version of Headrace.", examples=["0.1.0"])
    nsfw: NsfwStatusDocument
    uploads: UploadLimitsDocument | None = Field(description="Null: files cannot be added from the page.")


def uploads_document(uploads: Uploads | None) -> Json | None:
    if uploads is None:
        return None
    return {
        "folder": str(uploads.folder),
        "extensions": sorted(UPLOAD_EXTENSIONS),
        "max_files": uploads.limits.files,
        "max_file_bytes": uploads.limits.file_bytes,
    }


class ConnectionDocument(ResponseDocument):
    """A request as it arrived."""

    at: float = Field(description="The server's clock, in Unix seconds.")
    scheme: str = Field(description="`http` or `https`, as the client used it, if the proxy that says so is trusted.")
    host: str = Field(description="The `Host` header.")
    address: str = Field(description="The client's address, if the proxy that names it is trusted.")


class RemedyDocument(ResponseDocument):
    """Lines that repair a connection."""

    proxy: ProxyKind
    lines: str = Field(description="Lines for the configuration of the proxy, with a comment on where they belong.")


class ProblemDocument(ResponseDocument):
    """Something that is wrong with a connection."""

    kind: ProblemKind
    severity: Severity
    values: dict[str, str | float] = Field(description="The numbers and names in its text.")
    remedies: list[RemedyDocument] = Field(description="For the proxy that was recognized, otherwise for each.")


class DiagnosisDocument(ResponseDocument):
    proxy: ProxyKind | None = Field(description="The proxy that the headers name. Some name themselves nowhere.")
    problems: list[ProblemDocument] = Field(description="What is wrong, the worst first. Empty: nothing.")


def connection_document(request: Request, at: float) -> Json:
    return {
        "at": at,
        "scheme": request.url.scheme,
        "host": request.headers.get("host", ""),
        "address": request.client.host if request.client else "",
    }


def diagnosis_document(found: Sequence[Problem], proxy: ProxyKind | None) -> Json:
    return {
        "proxy": proxy,
        "problems": [
            {
                "kind": problem.kind,
                "severity": problem.severity,
                "values": problem.values,
                "remedies": [
                    {"proxy": kind, "lines": REMEDIES[kind][problem.kind]} for kind in ([proxy] if proxy else ProxyKind)
                ],
            }
            for problem in found
        ],
    }
