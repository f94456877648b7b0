"""What all documents have in common."""

from __future__ import annotations

from typing import TypeAlias

from pydantic import BaseModel, ConfigDict

Json: TypeAlias = dict[str, object]
"""A document as it is answered: what `json.dumps` takes."""


class ResponseDocument(BaseModel):
    """Describes an answer in JSON. It has exactly these fields, each of them always."""

    model_config = ConfigDict(extra="forbid")
