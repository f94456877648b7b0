"""Parameters that several routes take, described once."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

from app.access import SECRET_LENGTH
from app.domain.access import PASSWORD_LENGTHS
from app.domain.parameters import DEFAULT_NSFW_THRESHOLD, Parameters
from app.domain.pattern import Pattern, parse_pattern, require_closed_brackets, split_globs
from app.domain.review.collections import NAME_LENGTH
from app.ingest.disk.media_roots import MediaRoots
from app.readers import LIMITS, join_keywords
from app.readers.formats import DEFAULT_PATTERN
from app.routers.shared.errors import ApiError

IDS_MAX = 10_000
"""Files that one request may name by id."""

SESSION_ID_LENGTH = 64
FOLDER_LENGTH = 4_096
"""Characters of a path; Linux allows as many bytes."""
FOLDERS_MAX = 1_000
"""Folders that one request may name."""
PATTERN_LENGTH = 2_000
GLOBS_MAX = 100
VIEW_TOKEN_LENGTH = 32
OFFSET_MAX = 1_000_000_000
REASON_LENGTH = 20_000
"""Characters of the reason for a failure."""
FIELDS_MAX = 50
"""Fields of a body, known or not: each unknown one becomes an error in the answer."""


def _check_length(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueError(f"has {len(text)} characters; at most {most} are allowed")
    return text


def _untrusted_text(most: int) -> tuple[Any, Any]:
    """Return the annotations for text of at most `most` characters that may not be valid Unicode.

    Names of files hold bytes that are not UTF-8 as lone surrogates. Pydantic's own `max_length` refuses these.
    """
    return AfterValidator(partial(_check_length, most=most)), WithJsonSchema({"type": "string", "maxLength": most})


SessionId = Annotated[
    str, Path(max_length=SESSION_ID_LENGTH, description="Id of the session.", examples=["20260131-154500-1f3a9c"])
]
SessionIdText = Annotated[str, Field(max_length=SESSION_ID_LENGTH)]
FolderPath = Annotated[str, *_untrusted_text(FOLDER_LENGTH)]
Reason = Annotated[str, *_untrusted_text(REASON_LENGTH)]
FileId = Annotated[int, Path(ge=1, lt=2**63, description="Id of the file.")]
RowNumber = Annotated[int, Field(ge=1, lt=2**63)]
FileIds = Annotated[list[RowNumber], Field(max_length=IDS_MAX, fail_fast=True)]
StackKey = Annotated[str, Field(pattern=r"^([0-9a-f]{2})+$", max_length=64)]
Keyword = Annotated[str, Field(max_length=LIMITS.keyword_length)]
Keywords = Annotated[list[Keyword], Field(max_length=LIMITS.keywords, fail_fast=True)]
Score = Annotated[int, Field(ge=-1, le=5)]
PasswordText = Annotated[str, Field(max_length=PASSWORD_LENGTHS[1], description="The password.")]
Secret = Annotated[str, Field(max_length=SECRET_LENGTH, description="The secret of a link.")]
LinkSecret = Annotated[str, Path(max_length=SECRET_LENGTH, description="The last part of the link.")]
KeywordLimit = Annotated[int, Query(ge=1, le=1000, description="At most this many keywords.")]


ViewToken = Annotated[
    str | None,
    Query(
        max_length=VIEW_TOKEN_LENGTH,
        description="The `view` of an earlier answer: the files keep the places they had in it. Any other text, such as"
        " `new`, opens a view. Without a view, the answer shows the files as they are now.",
    ),
]
Offset = Annotated[
    int, Query(ge=0, le=OFFSET_MAX, description="With `view`: the place of the first file to return, from 0.")
]
Around = Annotated[
    int | None,
    Query(
        ge=1,
        lt=2**63,
        description="With `view`: the id of a file. The page that contains it is returned, if the view contains it.",
    ),
]

SEARCH_LENGTH = 1_000


def check_keywords(words: list[str]) -> tuple[str, ...]:
    """Return the words, each once and with single spaces. Raises `ApiError` when they are more than a file may have."""
    joined = join_keywords([("", words)], LIMITS)
    if joined.problem is not None:
        raise ApiError(
            "invalid_request",
            f"The keywords are too long: together they may have {LIMITS.keywords_length:,} characters.",
            "Remove some of them and save again.",
        )
    return joined.words


def check_name(name: str, what: str, without: str = "") -> str:
    """Return the name of something that a user makes, without spaces around it. Raises `ApiError`."""
    name = name.strip()
    if not name or not name.isprintable() or (without and without in name):
        rule = f"The name of a {what} has 1 to {NAME_LENGTH} visible characters"
        raise ApiError("invalid_request", f"{rule}, and no “{without}”." if without else f"{rule}.", "Choose another.")
    return name


class RequestBody(BaseModel):
    """A request's body. Fields that it does not know are refused."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _check_number_of_fields(cls, fields: Any) -> Any:
        if isinstance(fields, dict) and len(fields) > FIELDS_MAX:
            raise ValueError(f"has {len(fields)} fields; at most {FIELDS_MAX} are allowed")
        return fields


PatternText = Annotated[str, Field(max_length=PATTERN_LENGTH)]


def checked_pattern(text: str) -> Pattern:
    """Return the parsed pattern. Raises `ApiError`, with the place and the cure, when it makes no sense."""
    if (globs := len(split_globs(text))) > GLOBS_MAX:
        raise ApiError(
            "invalid_parameters",
            f"The pattern has {globs} globs; at most {GLOBS_MAX} are allowed.",
            "Leave some out, or start a second session for them.",
        )
    try:
        require_closed_brackets(text)
        return parse_pattern(text)
    except ValueError as error:
        message, _, cure = str(error).partition("; ")
        raise ApiError("invalid_parameters", f"{_capital(message)}.", f"{_capital(cure)}.") from None


def _capital(clause: str) -> str:
    return clause[:1].upper() + clause[1:]


class IngestOptions(RequestBody):
    """How to ingest: the parameters of a session without its folders."""

    pattern: PatternText = Field(
        default=DEFAULT_PATTERN,
        description=f"At most {GLOBS_MAX} globs for file names, separated by `|`, in any case.",
        examples=["*.png"],
    )
    recursive: bool = Field(default=True, description="Include subfolders.")
    enable_nsfw_detection: bool = Field(default=True, description="Give pictures and videos an NSFW score.")
    nsfw_threshold: float = Field(
        default=DEFAULT_NSFW_THRESHOLD, ge=0, le=1, description="A file is NSFW if its score is this or more."
    )
    extract_metadata: bool = Field(default=True, description="Keep metadata and generation data.")
    extract_keywords: bool = Field(default=True, description="Collect keywords.")
    import_scores: bool = Field(default=True, description="Import scores and favourites.")
    read_pixels: bool = Field(
        default=True,
        description="Decode pictures: for thumbnails, look-alikes, hidden data and NSFW scores. Without it, files are"
        " opened and their metadata and bytes are read, which is many times faster; a later session with it reads"
        " what these files lack.",
    )
    skip_existing: bool = Field(default=True, description="Skip unchanged files that are already in the library.")
    max_files: int | None = Field(default=None, ge=1, lt=2**63, description="Stop discovery after this many files.")


class ProcessParameters(IngestOptions):
    """What to ingest, and how."""

    directories: list[FolderPath] = Field(
        default=[],
        max_length=FOLDERS_MAX,
        fail_fast=True,
        description="Absolute paths of folders inside the media roots.",
    )
    directory: FolderPath | None = Field(default=None, description="A single folder: the older form of `directories`.")

    def checked(self, roots: MediaRoots) -> Parameters:
        """Return the parameters with resolved folders.

        Raises `OutsideRootsError` for a folder outside the media roots, and `ApiError` for values that make no sense.
        """
        checked_pattern(self.pattern)
        chosen = [*self.directories, *([self.directory] if self.directory is not None else [])]
        folders = tuple(dict.fromkeys(str(roots.resolve_folder(folder)) for folder in chosen))
        options = self.model_dump(exclude={"directories", "directory"})
        try:
            return Parameters(directories=folders, **options)
        except ValueError as error:
            raise ApiError("invalid_parameters", f"{error}.", "Correct the value and start again.") from error
