"""Which proxies are believed about the address of a client."""

from __future__ import annotations

from ipaddress import ip_network


def check_trusted_proxy(text: str) -> str:
    """Return the address or network as it is. Raises ValueError for anything else, such as a name or `*`."""
    try:
        ip_network(text)
    except ValueError as error:
        raise ValueError(
            f"{text!r} is not the address or the network of a proxy ({error}); write 127.0.0.1 or 10.0.0.0/8"
        ) from None
    return text
