"""Parameters that several routes take, described once."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from app.domain.parameters import DEFAULT_NSFW_THRESHOLD, Parameters
from app.domain.pattern import DEFAULT_PATTERN
from app.ingest.disk.media_roots import MediaRoots
from app.readers import LIMITS
from app.routers.shared.errors import ApiError

IDS_MAX = 10_000
"""Files that one request may name by id."""

SessionId = Annotated[str, Path(description="Id of the session.", examples=["20260131-154500-1f3a9c"])]
FileId = Annotated[int, Path(ge=1, lt=2**63, description="Id of the file.")]
RowNumber = Annotated[int, Field(ge=1, lt=2**63)]
StackKey = Annotated[str, Field(pattern=r"^([0-9a-f]{2})+$", max_length=64)]
Keyword = Annotated[str, Field(max_length=LIMITS.keyword_length)]
KeywordLimit = Annotated[int, Query(ge=1, le=1000, description="At most this many keywords.")]


class RequestBody(BaseModel):
    """A request's body. Fields that it does not know are refused."""

    model_config = ConfigDict(extra="forbid")


class ProcessParameters(RequestBody):
    """What to ingest, and how."""

    directories: list[str] = Field(default=[], description="Absolute paths of folders inside the media roots.")
    directory: str | None = Field(default=None, description="A single folder: the older form of `directories`.")
    pattern: str = Field(
        default=DEFAULT_PATTERN, description="Globs for file names, separated by `|`, in any case.", examples=["*.png"]
    )
    recursive: bool = Field(default=True, description="Read folders below, too.")
    enable_nsfw_detection: bool = Field(default=True, description="Give pictures and videos an NSFW score.")
    nsfw_threshold: float = Field(
        default=DEFAULT_NSFW_THRESHOLD, ge=0, le=1, description="A file whose NSFW score is this or more is NSFW."
    )
    extract_metadata: bool = Field(default=True, description="Keep metadata and generation data.")
    extract_keywords: bool = Field(default=True, description="Collect keywords.")
    import_scores: bool = Field(default=True, description="Import scores and favourites.")
    skip_existing: bool = Field(default=True, description="Skip files that the library has, unchanged.")
    max_files: int | None = Field(default=None, ge=1, description="Stop discovery after this many files.")

    def checked(self, roots: MediaRoots) -> Parameters:
        """Return the parameters with resolved folders.

        Raises `OutsideRootsError` for a folder outside the media roots, and `ApiError` for values that make no sense.
        """
        chosen = [*self.directories, *([self.directory] if self.directory is not None else [])]
        folders = tuple(dict.fromkeys(str(roots.resolve_folder(folder)) for folder in chosen))
        options = self.model_dump(exclude={"directories", "directory"})
        try:
            return Parameters(directories=folders, **options)
        except ValueError as error:
            raise ApiError("invalid_parameters", f"{error}.", "Correct the value and start again.") from error
