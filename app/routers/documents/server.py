"""The server itself: whether it works, and what it can do."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.routers.documents.base import ResponseDocument


class AliveDocument(ResponseDocument):
    status: Literal["ok"]


class ReadyDocument(ResponseDocument):
    status: Literal["ready"]


class NsfwStatusDocument(ResponseDocument):
    """Whether the server can score pictures."""

    available: bool = Field(description="Whether NSFW detection works.")
    model: str | None = Field(description="Name and version of the model; null where none is available.")
    reason: str = Field(description="Why detection works or does not, in words.")


class CapabilitiesDocument(ResponseDocument):
    version: str = Field(description="Version of Headrace.", examples=["0.1.0"])
    nsfw: NsfwStatusDocument
