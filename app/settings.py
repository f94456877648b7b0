"""The settings: one table of names, defaults and descriptions, read once at the start and passed down as arguments.

Each setting comes from the environment variable `HEADRACE_<NAME>`. Options of the command line (`--root`, `--data`,
`--host`, `--port`) take precedence. `STREAMING_ROLLOUT_PERCENT` has no prefix, for compatibility.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ENV_PREFIX = "HEADRACE_"
DATABASE_NAME = "headrace.db"


class UnknownSettingError(ValueError):
    """An environment variable begins with `HEADRACE_` but is not a setting."""


class Settings(BaseSettings):
    """All settings. docs/SETTINGS.md is generated from the descriptions."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, env_ignore_empty=True, populate_by_name=True)

    roots: list[Path] = Field(default=[], description="Media roots: the folders the server may read (JSON list).")
    data: Path = Field(default=Path("data"), description="Folder for the database; created if missing.")
    database_url: str | None = Field(
        default=None, description="SQLAlchemy URL of the database. If unset, SQLite in the data folder."
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8420, ge=0, le=65535, description="Port to listen on; 0 picks a free one.")
    workers: int = Field(
        default_factory=lambda: max(1, os.cpu_count() or 1),
        ge=1,
        description="Number of worker processes that read files.",
    )
    file_timeout_s: float = Field(
        default=120, gt=0, description="Seconds after which reading a file is aborted and the file fails."
    )
    worker_memory_mb: int = Field(
        default=4096, ge=512, description="Memory limit (address space) of one worker process, in MiB."
    )
    thumbnail_px: int = Field(default=320, ge=64, le=1024, description="Longest side of a thumbnail, in pixels.")
    nsfw_model: str = Field(
        default="nsfwjs",
        description="NSFW model: `nsfwjs`, `open_nsfw`, the path of a model description (.json), or `timm:FOLDER`.",
    )
    retention_days: int = Field(
        default=0,
        ge=0,
        description="Days after which a finished session and its staged files are deleted; 0 keeps all. "
        "The library and the option to undo commits are not affected.",
    )
    streaming_rollout_percent: int = Field(
        default=100,
        ge=0,
        le=100,
        validation_alias=AliasChoices("STREAMING_ROLLOUT_PERCENT", "streaming_rollout_percent"),
        description="Percentage of browsers that use streaming; the others poll. 0 turns streaming off. "
        "Each browser keeps its mode.",
    )
    stream_tick_ms: int = Field(
        default=50, ge=1, le=1000, description="Minimum time between two state frames of a stream, in milliseconds."
    )
    stream_keepalive_s: float = Field(
        default=1, gt=0, description="Seconds without an event after which a keepalive is sent."
    )
    stream_stale_s: float = Field(
        default=300, gt=0, description="Seconds without a successful write after which a stream is closed."
    )
    streams_per_session: int = Field(default=10_000, ge=1, description="Maximum number of open streams per session.")
    streams_per_address: int = Field(
        default=1_000, ge=1, description="Maximum number of open streams per client address."
    )
    log_json: bool = Field(default=False, description="Write log lines as JSON instead of plain text.")

    @property
    def database(self) -> Path:
        """Path of the SQLite database that is used by default."""
        return self.data.resolve() / DATABASE_NAME

    @property
    def url(self) -> str:
        """URL of the database: `database_url`, or else the SQLite database."""
        return self.database_url or f"sqlite:///{self.database}"


def load_settings(**overrides: object) -> Settings:
    """Return the settings from the environment. Values in `overrides` that are not None take precedence.

    Raises `UnknownSettingError` for a `HEADRACE_*` variable that is not a setting, and pydantic's `ValidationError`
    (a ValueError) for an invalid value.
    """
    refuse_unknown(os.environ)
    return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]


def refuse_unknown(environ: Mapping[str, str]) -> None:
    """Raise `UnknownSettingError` for a `HEADRACE_*` variable that is not a setting, with a similar name if any."""
    known = {f"{ENV_PREFIX}{name.upper()}" for name in Settings.model_fields}
    for name in environ:
        if name.startswith(ENV_PREFIX) and name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1)
            hint = f" Did you mean {near[0]}?" if near else " The settings are listed in docs/SETTINGS.md."
            raise UnknownSettingError(f"{name} is not a setting.{hint}")
