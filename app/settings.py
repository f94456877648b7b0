"""The settings: one table of names, defaults and descriptions, read once at the start and passed down as arguments.

Each setting comes from the environment variable `HEADRACE_<NAME>`. Options of the command line (`--root`, `--uploads`,
`--export-root`, `--data`, `--host`, `--port`, `--executor`) take precedence. `STREAMING_ROLLOUT_PERCENT` has no prefix,
for compatibility.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.domain.access import Role
from app.domain.cluster.executor import HERE, parse_executor
from app.http.hosts import check_allowed_host
from app.http.map_tiles import check_map_tiles
from app.http.origins import check_allowed_origin
from app.http.proxies import check_trusted_proxy
from app.machine import default_workers

ENV_PREFIX = "HEADRACE_"
DATABASE_NAME = "headrace.db"
TOKEN_VARIABLE = "HEADRACE_TOKEN"  # noqa: S105
OTLP_PACKAGE = "opentelemetry-exporter-otlp-proto-http"
CLIENT_VARIABLES = frozenset({TOKEN_VARIABLE})
"""Variables of the commands that talk to a server. They are not settings."""


class UnknownSettingError(ValueError):
    """An environment variable begins with `HEADRACE_` but is not a setting."""


class UnusableSettingError(ValueError):
    """A setting cannot be used as it is, or not without another one."""


def _check_executor(text: str) -> str:
    parse_executor(text)
    return text


class Settings(BaseSettings):
    """All settings. docs/SETTINGS.md is generated from the descriptions."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, env_ignore_empty=True, populate_by_name=True)

    roots: list[Path] = Field(default=[], description="Media roots: the folders the server may read (JSON list).")
    uploads: Path | None = Field(
        default=None,
        description="Folder that files are added to from the page: a media root of its own, the only one that the "
        "server writes to. If unset, none can be added.",
    )
    upload_file_mb: int = Field(
        default=8192, ge=1, le=1 << 20, description="Largest file that can be added from the page, in MiB."
    )
    upload_files: int = Field(
        default=10_000, ge=1, le=1_000_000, description="Maximum number of files that can be added at once."
    )
    export_roots: list[Path] = Field(
        default=[],
        description="Folders that the server may export into (JSON list). If empty, it writes none; tables can be "
        "downloaded all the same.",
    )
    export_into_media: bool = Field(
        default=False,
        description="Allow export roots that share files with a media root, so that exports write into your pictures' "
        "folders. Nothing is overwritten in any case.",
    )
    data: Path = Field(default=Path("data"), description="Folder for the database; created if missing.")
    database_url: str | None = Field(
        default=None, description="SQLAlchemy URL of the database. If unset, SQLite in the data folder."
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8420, ge=0, le=65535, description="Port to listen on; 0 picks a free one.")
    allowed_hosts: list[Annotated[str, AfterValidator(check_allowed_host)]] = Field(
        default=[],
        description="More host names that the server answers to, such as `photos.example.org` or `*.example.org` "
        "(JSON list). Addresses, `localhost`, and the name in `HEADRACE_HOST` need not be listed.",
    )
    allowed_origins: list[Annotated[str, AfterValidator(check_allowed_origin)]] = Field(
        default=[],
        description="Other sites whose pages may make changes here, such as `https://app.example.org` (JSON list).",
    )
    trusted_proxies: list[Annotated[str, AfterValidator(check_trusted_proxy)]] = Field(
        default=[],
        description="Addresses and networks of reverse proxies (JSON list). `X-Forwarded-For`, `X-Forwarded-Proto` "
        "and the header of `HEADRACE_PROXY_USER_HEADER` count only from these.",
    )
    workers: int = Field(
        default_factory=default_workers,
        ge=1,
        description="Number of worker processes that read files. Unless set, one for each core that this process may "
        "use (also in a container), but no more than one for each 512 MiB of memory.",
    )
    executor: Annotated[str, AfterValidator(_check_executor)] = Field(
        default=HERE,
        description="Where files are read: `local`, on the machines that have joined a Dask scheduler "
        "(`dask://HOST:PORT`), or both (`local+dask://HOST:PORT`). The latter two need the extra `headrace[cluster]`.",
    )
    cluster_tls: Path | None = Field(
        default=None,
        description="Folder with `ca.pem`, `cert.pem` and `key.pem`, for encrypted connections between the machines "
        "of a cluster: only who has a certificate of this authority takes part. If unset, they are not encrypted.",
    )
    file_timeout_s: float = Field(
        default=120, gt=0, description="Seconds after which reading a file is aborted and the file fails."
    )
    worker_memory_mb: int = Field(
        default=4096, ge=512, description="Memory limit (address space) of one worker process, in MiB."
    )
    thumbnail_px: int = Field(default=320, ge=64, le=1024, description="Longest side of a thumbnail, in pixels.")
    rendition_cache_mb: int = Field(
        default=1024,
        ge=0,
        description="Disk space for pictures at screen size, kept in the data folder so that they need not be made "
        "again, in MiB; the least recently viewed are removed first. 0 keeps none.",
    )
    hash_limit_mb: int = Field(
        default=0,
        ge=0,
        description="Size above which a session that reads no pixels leaves out the hash of a file's bytes, in MiB, so "
        "that videos need not be read whole; duplicates of such a file are not found. 0 hashes every file.",
    )
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
        description="Percentage of browsers that use streaming; the others poll. It counts until the percentage is "
        "changed with `headrace rollout` or `PUT /api/admin/rollout`.",
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
    sign_in_days: int = Field(default=30, ge=1, le=365, description="Days after which a browser has to sign in again.")
    new_account_role: Role = Field(
        default=Role.VIEWER,
        description="Role of an account that is added when somebody first signs in through a proxy or a provider.",
    )
    proxy_user_header: str | None = Field(
        default=None,
        description="Header in which a trusted proxy names the user it has signed in, for example `Remote-User`.",
    )
    oidc_issuer: str | None = Field(
        default=None,
        description="Issuer URL of the OpenID Connect provider that people may sign in with, exactly as it states it.",
    )
    oidc_client_id: str | None = Field(default=None, description="Client id that the provider gave this server.")
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="Client secret that the provider gave this server; unset for a public client."
    )
    oidc_name: str = Field(default="OpenID Connect", description="Name of the provider on the sign-in page.")
    oidc_scopes: str = Field(
        default="openid profile email", description="Scopes requested from the provider, separated by spaces."
    )
    otlp_endpoint: str | None = Field(
        default=None,
        description="Address of an OpenTelemetry collector that traces of sessions are sent to, such as "
        "`http://127.0.0.1:4318`; needs the extra `headrace[otel]`. If unset, nothing is traced.",
    )
    map_tiles: Annotated[str, AfterValidator(check_map_tiles)] | None = Field(
        default=None,
        description="Address of the tiles of a web map, such as `https://tiles.example.org/{z}/{x}/{y}.png`. Browsers "
        "that open the library's map load them from there: its operator learns which part of the map is looked at, and "
        "from where. If unset, the map is one that ships with Headrace, and no page contacts another host.",
    )
    map_credit: str = Field(default="", description="Who made the map of `HEADRACE_MAP_TILES`; shown below it.")
    log_json: bool = Field(default=False, description="Write log lines as JSON instead of plain text.")

    @field_validator("oidc_issuer")
    @classmethod
    def _check_issuer(cls, issuer: str | None) -> str | None:
        return None if issuer is None else _check_issuer_url(issuer)

    @property
    def may_be_open(self) -> bool:
        """Whether nobody has to sign in as long as no admin could.

        Only programs on this machine can reach the server, and none of them is a proxy that brings other people.
        """
        brings_others = self.trusted_proxies or self.proxy_user_header or self.oidc_issuer
        return self.is_loopback and not brings_others

    @property
    def is_loopback(self) -> bool:
        """Whether only programs on this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:  # another name: it may be an address of any kind
            return False

    @property
    def media_roots(self) -> list[Path]:
        """The folders that the server reads: the roots, and the folder for uploads if there is one."""
        return [*self.roots, *([self.uploads] if self.uploads else [])]

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

    Raises `UnknownSettingError` for a `HEADRACE_*` variable that is not a setting, `UnusableSettingError` where one
    is missing beside another, and pydantic's `ValidationError` (a ValueError) for an invalid value.
    """
    refuse_unknown(os.environ)
    settings = Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    refuse_unusable(settings)
    return settings


def refuse_unknown(environ: Mapping[str, str]) -> None:
    """Raise `UnknownSettingError` for a `HEADRACE_*` variable that is not a setting, with a similar name if any."""
    known = {f"{ENV_PREFIX}{name.upper()}" for name in Settings.model_fields} | CLIENT_VARIABLES
    for name in environ:
        if name.startswith(ENV_PREFIX) and name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1)
            hint = f" Did you mean {near[0]}?" if near else " The settings are listed in docs/SETTINGS.md."
            raise UnknownSettingError(f"{name} is not a setting.{hint}")


def refuse_unusable(settings: Settings) -> None:
    """Raise `UnusableSettingError` for a setting that has no effect without another, or a secret that cannot be one.

    The secret is checked here, because an error of pydantic's would show it.
    """
    if settings.proxy_user_header and not settings.trusted_proxies:
        raise UnusableSettingError(
            "HEADRACE_PROXY_USER_HEADER needs HEADRACE_TRUSTED_PROXIES: the header counts only from a trusted proxy"
        )
    if parse_executor(settings.executor).scheduler:
        require_cluster("HEADRACE_EXECUTOR")
    if settings.otlp_endpoint:
        _check_otlp(settings.otlp_endpoint)
    secret = settings.oidc_client_secret
    if secret and not (secret.get_secret_value().isascii() and secret.get_secret_value().isprintable()):
        raise UnusableSettingError("HEADRACE_OIDC_CLIENT_SECRET contains a character that is not allowed")
    if settings.oidc_issuer and not settings.oidc_client_id:
        raise UnusableSettingError("HEADRACE_OIDC_ISSUER needs HEADRACE_OIDC_CLIENT_ID, which the provider gives you")


def require_cluster(what: str) -> None:
    """Raise `UnusableSettingError` where the packages are missing that `what` needs to speak with other machines."""
    if find_spec("distributed") is None:
        raise UnusableSettingError(f"{what} needs Dask; install the extra: pip install 'headrace[cluster]'")


def _check_otlp(endpoint: str) -> None:
    if urlsplit(endpoint).scheme not in ("http", "https"):
        raise UnusableSettingError("HEADRACE_OTLP_ENDPOINT is not an address; write it as http://HOST:4318")
    try:
        version(OTLP_PACKAGE)
    except PackageNotFoundError:
        raise UnusableSettingError("HEADRACE_OTLP_ENDPOINT needs OpenTelemetry: pip install 'headrace[otel]'") from None


def _check_issuer_url(issuer: str) -> str:
    """Return the issuer. Over plain http anybody on the way could sign in as anybody: only this machine is trusted."""
    parts = urlsplit(issuer)
    if parts.scheme == "https" and parts.hostname:
        return issuer
    if parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"):
        return issuer
    raise ValueError(f"{issuer!r} is not the address of a provider; write it with https://")
