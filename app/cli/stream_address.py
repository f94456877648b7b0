"""Which session of which server a command watches."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

import httpx

from app.cli.server_answers import WatchError


@dataclass(frozen=True, slots=True)
class StreamAddress:
    """A session of a server, and the token that gives access to it. Raises `WatchError` if one is malformed."""

    url: str
    session_id: str
    token: str | None = None

    def __post_init__(self) -> None:
        if not _is_address(self.url):
            raise WatchError(f"“{self.url}” is not the address of a server; write it like http://127.0.0.1:8420")
        if not self.session_id or "/" in self.session_id:
            raise WatchError(f"“{self.session_id}” is not a session id; the history on the page lists them")
        if self.token and not (self.token.isascii() and self.token.isprintable()):
            raise WatchError("the token contains a character that is not allowed; copy it again")

    @property
    def exposes_token(self) -> bool:
        """Whether the token would cross a network unencrypted."""
        parts = urlsplit(self.url)
        return bool(self.token) and parts.scheme != "https" and not is_this_machine(parts.hostname or "")

    @property
    def path_name(self) -> str:
        """The session's id as one component of a path, whatever it holds; an id of “..” names no folder."""
        return quote(self.session_id, safe="", errors="surrogateescape").replace(".", "%2E")

    def headers(self) -> dict[str, str]:
        """Return the headers that give access."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


def _is_address(url: str) -> bool:
    try:
        address = httpx.URL(url)
        host = address.raw_host.decode("ascii")
        host.encode("idna")  # as the look-up of the name will
    except (httpx.InvalidURL, ValueError):
        return False
    is_host = bool(host) and "%" not in host  # httpx escapes what no name can have
    is_port = address.port is None or 0 < address.port < 1 << 16
    return address.scheme in ("http", "https") and is_host and is_port


def is_this_machine(host: str) -> bool:
    """Whether the name or address is one of this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:  # another name: it may be anywhere
        return False
