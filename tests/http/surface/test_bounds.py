"""Every value that a request can hold has a bound, as `/openapi.json` says: no text, list or number is endless."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.main import create_app
from app.settings import Settings

BOUNDS: dict[str, list[set[str]]] = {
    "string": [{"maxLength"}, {"enum"}, {"const"}],
    "array": [{"maxItems"}],
    "integer": [
        {lowest, highest} for lowest in ("minimum", "exclusiveMinimum") for highest in ("maximum", "exclusiveMaximum")
    ],
    "number": [{"minimum", "maximum"}],
    "object": [{"properties"}],
    "boolean": [set()],
    "null": [set()],
}
"""Type → sets of keywords of JSON Schema, one of which must be there."""
JOINS = ("anyOf", "allOf", "oneOf")

Schema = dict[str, Any]


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Schema:
    folder = tmp_path_factory.mktemp("media")
    return create_app(Settings(roots=[folder], data=folder / "data")).openapi()


def inputs(described: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield the schema of each parameter and each body, with its place in words."""
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            name = f"{method.upper()} {path}"
            for parameter in operation.get("parameters", []):
                yield f"{name}: {parameter['name']}", parameter["schema"]
            for content in operation.get("requestBody", {}).get("content", {}).values():
                yield name, content["schema"]


def unbounded(place: str, schema: Schema, described: Schema) -> Iterator[str]:
    """Yield the places in a schema that have no bound."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from unbounded(f"{place} ({name})", described["components"]["schemas"][name], described)
        return
    for one in [each for join in JOINS for each in schema.get(join, [])]:
        yield from unbounded(place, one, described)
    kind = schema.get("type")
    if kind is None:
        if not set(JOINS) & set(schema) and "const" not in schema:
            yield f"{place}: anything"
        return
    if not any(keywords <= set(schema) for keywords in BOUNDS[kind]):
        yield f"{place}: {kind}"
    for name, value in schema.get("properties", {}).items():
        yield from unbounded(f"{place}.{name}", value, described)
    if "items" in schema:
        yield from unbounded(f"{place}[]", schema["items"], described)


def test_every_value_of_a_request_has_a_bound(described: Schema) -> None:
    places = list(inputs(described))
    assert len(places) > 60
    assert [gap for place, schema in places for gap in unbounded(place, schema, described)] == []


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": "string"},
        {"type": "string", "pattern": "a+"},
        {"type": "integer", "minimum": 1},
        {"type": "array", "items": {"type": "boolean"}},
        {"type": "array", "maxItems": 3, "items": {"type": "string"}},
        {"anyOf": [{"type": "null"}, {"type": "string"}]},
        {"type": "object"},
    ],
    ids=str,
)
def test_a_gap_is_found(schema: Schema) -> None:
    assert list(unbounded("here", schema, {}))
