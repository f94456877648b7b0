"""The part of the API scenario about collections and saved searches: asks for every answer that they describe."""

from __future__ import annotations

from typing import Any

from tests.http.access.answers import Ask

COLLECTIONS, SEARCHES = "/api/library/collections", "/api/library/searches"
COLLECTION, SEARCH = f"{COLLECTIONS}/{{collection_id}}", f"{SEARCHES}/{{search_id}}"
JSON = {"Content-Type": "application/json"}

BODIES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    f"POST {COLLECTIONS}": ({"name": "one", "parent": 10**9}, {"name": ""}),
    f"PATCH {COLLECTION}": ({"name": "one"}, {"name": "a/b"}),
    f"POST {COLLECTION}/files": ({"search": ""}, {"search": "score_from=9"}),
    f"POST {COLLECTION}/files/remove": ({"search": ""}, {"search": "score_from=9"}),
    f"POST {COLLECTION}/files/order": ({"file_ids": [1]}, {"file_ids": []}),
    f"POST {SEARCHES}": ({"name": "one", "search": ""}, {"name": "one", "search": "score_from=9"}),
    f"PATCH {SEARCH}": ({"name": "one"}, {"search": "score_from=9"}),
}
"""A body that is understood, though there is no such collection or search, and one that is not."""
WITHOUT_BODY = (f"DELETE {COLLECTION}", f"DELETE {SEARCH}")


def ask_about_collections(ask: Ask) -> None:
    first = ask(f"POST {COLLECTIONS}", expect=201, json={"name": "first"})["step"]["edit"]["collection"]["id"]
    ask(f"POST {COLLECTIONS}", expect=409, json={"name": "first"})
    ask(f"GET {COLLECTIONS}", expect=200)
    ask(f"PATCH {COLLECTION}", expect=200, json={"name": "other"}, collection_id=first)
    ask(f"PATCH {COLLECTION}", expect=409, json={"parent": first}, collection_id=first)
    ask(f"POST {COLLECTION}/files", expect=200, json={"search": ""}, collection_id=first)
    (file, *_) = ask("GET /api/library/files", expect=200, query={"collection": first})["files"]
    ask(f"POST {COLLECTION}/files/order", expect=200, json={"file_ids": [file["id"]]}, collection_id=first)
    ask(f"POST {COLLECTION}/files/order", expect=409, json={"file_ids": [10**9]}, collection_id=first)
    ask(f"POST {COLLECTION}/files/remove", expect=200, json={"search": ""}, collection_id=first)
    ask(f"DELETE {COLLECTION}", expect=200, collection_id=first)
    ask("GET /api/library/steps", expect=200)
    saved = ask(f"POST {SEARCHES}", expect=201, json={"name": "first", "search": "q=cat"})["id"]
    ask(f"POST {SEARCHES}", expect=409, json={"name": "first", "search": ""})
    ask(f"GET {SEARCHES}", expect=200)
    ask(f"PATCH {SEARCH}", expect=200, json={"search": "favourite=true"}, search_id=saved)
    second = ask(f"POST {SEARCHES}", expect=201, json={"name": "second", "search": ""})["id"]
    ask(f"PATCH {SEARCH}", expect=409, json={"name": "first"}, search_id=second)
    ask(f"DELETE {SEARCH}", expect=204, search_id=saved)
    _ask_about_nothing(ask)


def _ask_about_nothing(ask: Ask) -> None:
    """What there is not, and what makes no sense."""
    for operation, (body, wrong) in BODIES.items():
        named = _names_in(operation)
        if named or "parent" in body:
            ask(operation, expect=404, json=body, **named)
        ask(operation, expect=422, json=wrong, **named)
        ask(operation, expect=400, content=b"\xff", headers=JSON, **named)
    for operation in WITHOUT_BODY:
        ask(operation, expect=404, **_names_in(operation))
        ask(operation, expect=422, **dict.fromkeys(_names_in(operation), 0))


def ask_about_collections_without_database(ask: Ask) -> None:
    for listing in (COLLECTIONS, SEARCHES):
        ask(f"GET {listing}", expect=503)
    for operation, (body, _) in BODIES.items():
        ask(operation, expect=503, json=body, **_names_in(operation))
    for operation in WITHOUT_BODY:
        ask(operation, expect=503, **_names_in(operation))


def _names_in(operation: str) -> dict[str, int]:
    return {name: 10**9 for name in ("collection_id", "search_id") if f"{{{name}}}" in operation}
