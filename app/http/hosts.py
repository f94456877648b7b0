"""Refuses requests for hosts that this server does not serve, which is how DNS rebinding is stopped.

A page of another site can give its own name this server's address, and then is, for the browser, of the same origin.
The Host header still has the foreign name. An address in the header is always accepted: nobody can give an address
another address.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.refusals import Refusal, send_refusal

LOOPBACK_NAME = "localhost"
SETTING = "HEADRACE_ALLOWED_HOSTS"

_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,255})(?::([0-9]{0,5}))?", re.ASCII | re.IGNORECASE)
_ALLOWED_NAME = re.compile(r"(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*", re.ASCII)
_DEFAULT_PORTS = ("", "80", "443")


@dataclass(frozen=True, slots=True)
class HostAndPort:
    """A parsed Host header, or the same part of an Origin. Equal ones are one host, whatever the scheme."""

    name: str
    """In lower case, without brackets and without the dot at the end of a fully qualified name."""
    port: str
    """Empty for the default port of either scheme."""

    @property
    def is_address(self) -> bool:
        return parse_address(self.name) is not None


def parse_host(text: str) -> HostAndPort | None:
    """Parse `name`, `name:port`, `1.2.3.4:port` or `[::1]:port` (RFC 9110, 7.2); None when it is none of these."""
    match = _HOST.fullmatch(text)
    if match is None:
        return None
    name, port = match[1].lower(), match[2] or ""
    if name.startswith("["):
        address = parse_address(name[1:-1])
        if address is None:
            return None
        name = str(address)
    return HostAndPort(name.removesuffix("."), "" if port in _DEFAULT_PORTS else port)


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def check_allowed_host(text: str) -> str:
    """Return the name in lower case. Raises ValueError unless it is `example.org`, `*.example.org` or an address."""
    name = text.lower()
    if _ALLOWED_NAME.fullmatch(name) is None and parse_address(name.strip("[]")) is None:
        raise ValueError(f"{text!r} is not a host; write names without scheme and port: example.org or *.example.org")
    return name


class AllowedHosts:
    """The host names that the server answers to."""

    def __init__(self, listening: str, allowed: Iterable[str]) -> None:
        """`listening` is the address or name that the server listens on; `allowed` are further names (see `SETTING`).

        A server that other machines can reach also has the name of its own machine.
        """
        names = {name.lower() for name in allowed}
        address = parse_address(listening)
        if address is None:
            names.add(listening.lower())
        if listening != LOOPBACK_NAME and not (address and address.is_loopback):
            names.add(socket.gethostname().lower())
        self._names = {name for name in names if not name.startswith("*")}
        self._suffixes = (f".{LOOPBACK_NAME}", *(name[1:] for name in names if name.startswith("*")))

    def __contains__(self, host: HostAndPort) -> bool:
        return (
            host.is_address
            or host.name == LOOPBACK_NAME
            or host.name in self._names
            or host.name.endswith(self._suffixes)
        )


class HostCheck:
    """ASGI middleware that answers only requests whose Host header is one of the allowed hosts.

    The status is 421: the request reached a server that is not the one it names, and another one may answer it.
    """

    def __init__(self, app: ASGIApp, hosts: AllowedHosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await send_refusal(send, refusal)

    def _refusal(self, scope: Scope) -> Refusal | None:
        found = [value for name, value in scope["headers"] if name == b"host"]
        if not found and scope["http_version"] == "1.0":
            return None  # no browser: each one sends a Host
        host = parse_host(found[0].decode("latin-1")) if len(found) == 1 else None
        if host is None:
            return Refusal(
                "malformed_request",
                "The request has no Host header, several, or one that is not a host.",
                "Send one Host header: a name or an address, with the port.",
            )
        if host in self._hosts:
            return None
        return Refusal(
            "unknown_host",
            f"This server does not answer requests for {host.name}.",
            f'If that is a name of this server, add it to the setting {SETTING}, for example ["{host.name}"].',
        )
