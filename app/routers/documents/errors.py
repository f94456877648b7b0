"""The answer of a request that failed."""

from __future__ import annotations

from pydantic import Field

from app.routers.documents.base import ResponseDocument


class ErrorDocument(ResponseDocument):
    """What went wrong, and what to do."""

    code: str = Field(description="Code of the error, for programs.", examples=["unknown_session"])
    message: str = Field(
        description="What happened, in a sentence.", examples=["There is no session 20260131-154500-1f3a9c."]
    )
    cure: str = Field(
        description="What to do, in a sentence.", examples=["GET /api/ingest/sessions lists all sessions."]
    )


class ErrorAnswer(ResponseDocument):
    """The one shape of every error."""

    error: ErrorDocument


class RefusedQueryDocument(ErrorDocument):
    """What is wrong with a search, and where."""

    position: int | None = Field(
        default=None, ge=0, description="Where the text of the search is wrong, in characters from 0, if it is."
    )
    length: int | None = Field(default=None, ge=1, description="How many of its characters are wrong.")


class RefusedQueryAnswer(ErrorAnswer):
    error: RefusedQueryDocument
