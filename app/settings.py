"""The settings: one table of name, default and help, read once on the roof and passed down.

Each comes from the environment variable `HEADRACE_<NAME>`; the two that the command line also takes
(`--root`, `--data` …) are overridden there. `STREAMING_ROLLOUT_PERCENT` keeps its founding name.
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
    """An environment variable looks like a setting and is none."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, env_ignore_empty=True, populate_by_name=True)

    roots: list[Path] = Field(default=[], description="Media roots: the folders the server may read (JSON list).")
    data: Path = Field(default=Path("data"), description="Folder for the database; made when missing.")
    database_url: str | None = Field(
        default=None, description="SQLAlchemy URL of the database; SQLite inside the data folder when unset."
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8420, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    workers: int = Field(
        default_factory=lambda: max(1, os.cpu_count() or 1), ge=1, description="Worker processes that read files."
    )
    file_timeout_s: float = Field(default=120, gt=0, description="Seconds a file may take before its worker is ended.")
    worker_memory_mb: int = Field(default=4096, ge=512, description="Address space of one worker process, in MiB.")
    thumbnail_px: int = Field(default=320, ge=64, le=1024, description="Longest side of a thumbnail, in pixels.")
    nsfw_model: str = Field(
        default="nsfwjs",
        description="NSFW model: `nsfwjs`, `open_nsfw`, the path of a model description (.json), or `timm:FOLDER`.",
    )
    retention_days: int = Field(
        default=0,
        ge=0,
        description="Days after which a session that is over is deleted, its staged files with it; 0 keeps all. "
        "The library, and undo, stay.",
    )
    streaming_rollout_percent: int = Field(
        default=100,
        ge=0,
        le=100,
        validation_alias=AliasChoices("STREAMING_ROLLOUT_PERCENT", "streaming_rollout_percent"),
        description="Percent of browsers that stream; the others poll. 0 is the rollback. Sticky per browser.",
    )
    stream_tick_ms: int = Field(
        default=50, ge=1, le=1000, description="Shortest time between two state frames, in milliseconds."
    )
    stream_keepalive_s: float = Field(default=1, gt=0, description="Seconds of quiet before a keepalive event.")
    stream_stale_s: float = Field(
        default=300, gt=0, description="Seconds without a successful write before a stream is closed."
    )
    streams_per_session: int = Field(default=10_000, ge=1, description="Open streams one session may have.")
    streams_per_address: int = Field(default=1_000, ge=1, description="Open streams one client address may have.")
    log_json: bool = Field(default=False, description="Log lines as JSON instead of readable text.")

    @property
    def database(self) -> Path:
        """The file of the embedded default."""
        return self.data.resolve() / DATABASE_NAME

    @property
    def url(self) -> str:
        """The database's URL, the embedded default included."""
        return self.database_url or f"sqlite:///{self.database}"


def load_settings(**overrides: object) -> Settings:
    """The settings from the environment, `overrides` (from the command line) winning.

    Raises `UnknownSettingError` for a `HEADRACE_*` variable that is no setting, and pydantic's
    `ValidationError` (a ValueError) for a value of the wrong kind.
    """
    refuse_unknown(os.environ)
    return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]


def refuse_unknown(environ: Mapping[str, str]) -> None:
    known = {f"{ENV_PREFIX}{name.upper()}" for name in Settings.model_fields}
    for name in environ:
        if name.startswith(ENV_PREFIX) and name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1)
            hint = f" Did you mean {near[0]}?" if near else " The settings are listed in docs/SETTINGS.md."
            raise UnknownSettingError(f"{name} is not a setting.{hint}")
