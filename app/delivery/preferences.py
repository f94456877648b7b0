"""The headers in which a client says what it prefers: Accept-Encoding and Accept-Language (RFC 9110, 12.4.2)."""

from __future__ import annotations


def parse_weights(header: str) -> dict[str, float]:
    """Return what a header names, in lower case and in its order, with weights from 0 to 1."""
    return dict(map(_weight, header.lower().split(",")))


def _weight(part: str) -> tuple[str, float]:
    """Return a name and its weight. A weight that is none counts as 0: then it is not used."""
    name, _, parameter = part.partition(";")
    value = parameter.replace(" ", "").removeprefix("q=")
    try:
        return name.strip(), float(value) if parameter else 1.0
    except ValueError:
        return name.strip(), 0.0
