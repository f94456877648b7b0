"""Content Credentials (C2PA): which tool stated that a trained model made the picture.

Source: C2PA Technical Specification 2.1, chapters 8 (claims, `claim_generator`,
`claim_generator_info`), 10 (manifests: the last one in the store is the active one) and 18.15
(actions); ISO 19566-5 (JUMBF boxes); IPTC NewsCodes “Digital Source Type”. Signatures are not verified:
the result is what is written, not that it is true.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.report import Block
from app.readers.generation.credentials.cbor import read_cbor
from app.readers.generation.fields import iterate_json_objects
from app.readers.generation.generation_builder import GenerationBuilder
from app.readers.generation.values import as_list, as_name, as_object, as_text

PARSER = "c2pa"
BLOCKS = ("c2pa",)

STORE_MAX = 32_000_000
"""Size of a manifest store that is still parsed; thumbnails of ingredients take most of it."""
BOXES_MAX = 10_000
NESTING_MAX = 16

AI_SOURCES = frozenset({"trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"})
"""IPTC source types of pictures made, wholly or in part, by a trained model."""

_TOOLS = (
    ("chatgpt", "ChatGPT"),
    ("openai", "OpenAI"),
    ("gpt-4o", "OpenAI"),
    ("dall", "OpenAI"),
    ("firefly", "Adobe Firefly"),
    ("gemini", "Google Gemini"),
    ("google", "Google AI"),
)
"""Part of the name of a claim generator or software agent, lower-cased → the tool."""


@dataclass(frozen=True, slots=True)
class CredentialManifest:
    """The parts of one manifest that are used."""

    label: str
    find_claim_generator: str | None
    source_types: tuple[str, ...]
    """Last path segments of the IPTC source type URLs in its actions."""
    software_agents: tuple[str, ...]
    parents: tuple[str, ...]
    """Labels of the manifests of what this picture was made from, without parts that were placed into it."""


def find_claim_generator(data: bytes) -> str | None:
    """Return the name of what made the active manifest's claim in a manifest store, or None if there is none."""
    manifests = read_manifests(data)
    return manifests[-1].find_claim_generator if manifests else None


def build_c2pa_block(data: bytes) -> Block | None:
    """Return a manifest store as a block of readable JSON, one object per manifest, the active one last."""
    manifests = [
        {
            "label": manifest.label,
            "claim_generator": manifest.find_claim_generator,
            "digital_source_types": manifest.source_types,
            "software_agents": manifest.software_agents,
            "parents": manifest.parents,
        }
        for manifest in read_manifests(data)
    ]
    return Block("c2pa", json.dumps({"manifests": manifests}, ensure_ascii=False)) if manifests else None


def join_app11_jumbf(segments: Sequence[bytes]) -> bytes:
    """Join the JUMBF boxes that JPEG APP11 segments (without marker and length) carry in pieces.

    Source: ISO 19566-5 annex D: `JP`, box instance (2 bytes), sequence number (4), then the box, its
    8-byte header repeated in every piece.
    """
    pieces: dict[int, dict[int, bytes]] = {}
    for segment in segments:
        if segment[:2] == b"JP" and len(segment) >= 16 and segment[12:16] == b"jumb":
            instance, number = int.from_bytes(segment[2:4], "big"), int.from_bytes(segment[4:8], "big")
            pieces.setdefault(instance, {}).setdefault(number, segment[8:])
    boxes = [[parts[number] for number in sorted(parts)] for _, parts in sorted(pieces.items())]
    return b"".join(first + b"".join(part[8:] for part in rest) for first, *rest in boxes)


def parse(blocks: Sequence[Block]) -> GenerationBuilder | None:
    """Parse the manifest that states a trained model made the picture; it names the tool. A camera's does not."""
    for block, value in iterate_json_objects(blocks, BLOCKS):
        for entry in _trace_lineage([as_object(item) or {} for item in as_list(value.get("manifests"))]):
            if AI_SOURCES & {str(item) for item in as_list(entry.get("digital_source_types"))}:
                agents = [agent for item in as_list(entry.get("software_agents")) if (agent := as_name(item))]
                tool = _identify_tool(as_name(entry.get("claim_generator")), agents)
                return GenerationBuilder(tool, PARSER, block) if tool else None
    return None


def _trace_lineage(manifests: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """Yield the active manifest, then those of what the picture was made from, back to the first."""
    pending = manifests[-1:]
    older = {str(entry.get("label")): entry for entry in manifests[:-1]}
    while pending:
        entry = pending.pop()
        yield entry
        pending.extend(older.pop(str(label)) for label in as_list(entry.get("parents")) if str(label) in older)


def _identify_tool(generator: str | None, agents: list[str]) -> str | None:
    names = [*agents, *([generator] if generator else [])]
    for marker, tool in _TOOLS:
        if any(marker in name.casefold() for name in names):
            return tool
    return generator or next(iter(agents), None)


def read_manifests(data: bytes) -> list[CredentialManifest]:
    """Return every manifest of a store, the active one last. Damaged boxes are left out; never raises."""
    if len(data) > STORE_MAX:
        return []
    found: list[CredentialManifest] = []
    for path, boxes in _walk_manifests(data):
        if len(path) == 2 and path[0] == "c2pa":
            found.append(_parse_manifest(path[1], boxes))
    return found


Boxes = dict[str, list[bytes]]
"""Label of a superbox in one manifest → the contents of its boxes of type `cbor`."""


def _parse_manifest(label: str, boxes: Boxes) -> CredentialManifest:
    claims = [claim for name in ("c2pa.claim.v2", "c2pa.claim") for claim in boxes.get(name, [])]
    entries = [entry for body in _iterate_bodies(boxes, "c2pa.actions") for entry in _list_actions(body)]
    parents = [parent for body in _iterate_bodies(boxes, "c2pa.ingredient") if (parent := _find_parent(body))]
    types = [
        text.rstrip("/").rpartition("/")[2] for entry in entries if (text := as_text(entry.get("digitalSourceType")))
    ]
    agents = [agent for entry in entries if (agent := _read_name(entry.get("softwareAgent")))]
    generator = next((name for claim in claims if (name := _find_generator(claim))), None)
    return CredentialManifest(label, generator, tuple(types[:100]), tuple(agents[:100]), tuple(parents[:100]))


def _iterate_bodies(boxes: Boxes, label: str) -> Iterator[bytes]:
    for name, bodies in boxes.items():
        if name.startswith(label):
            yield from bodies


def _find_parent(body: bytes) -> str | None:
    """Return the label of the manifest that an ingredient assertion names as the picture's parent."""
    ingredient = as_object(read_cbor(body)) or {}
    if ingredient.get("relationship") != "parentOf":
        return None
    reference = as_object(ingredient.get("activeManifest") or ingredient.get("c2pa_manifest")) or {}
    url = as_text(reference.get("url")) or ""
    return url.partition("/c2pa/")[2].partition("/")[0] or None


def _list_actions(body: bytes) -> list[dict[str, object]]:
    assertion = as_object(read_cbor(body)) or {}
    return [as_object(entry) or {} for entry in as_list(assertion.get("actions"))]


def _find_generator(claim: bytes) -> str | None:
    value = as_object(read_cbor(claim)) or {}
    info = value.get("claim_generator_info")
    infos = info if isinstance(info, list) else [info]
    return next((name for entry in infos if (name := _read_name(entry))), None) or as_name(value.get("claim_generator"))


def _read_name(value: object) -> str | None:
    """Read a name written as text or as an object with `name`."""
    return as_name((as_object(value) or {}).get("name")) or as_name(value)


def _walk_manifests(data: bytes) -> Iterator[tuple[tuple[str, ...], Boxes]]:
    """Yield each manifest's path of labels and its boxes, in the order of the store."""
    for label, start, end in _walk_superboxes(data, 0, len(data)):
        for inner, inner_start, inner_end in _walk_superboxes(data, start, end):
            boxes: Boxes = {}
            _collect_boxes(data, inner_start, inner_end, boxes, 0)
            yield (label, inner), boxes


def _collect_boxes(data: bytes, start: int, end: int, boxes: Boxes, depth: int) -> None:
    if depth > NESTING_MAX:
        return
    for label, inner_start, inner_end in _walk_superboxes(data, start, end):
        for kind, body_start, body_end in _walk_boxes(data, inner_start, inner_end):
            if kind == b"cbor" and len(boxes) < BOXES_MAX:
                boxes.setdefault(label, []).append(data[body_start:body_end])
        _collect_boxes(data, inner_start, inner_end, boxes, depth + 1)


def _walk_superboxes(data: bytes, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield label, start and end of the content of each superbox in a range."""
    for kind, body_start, body_end in _walk_boxes(data, start, end):
        if kind == b"jumb":
            described = next(_walk_boxes(data, body_start, body_end), None)
            if described and described[0] == b"jumd":
                yield _read_label(data[described[1] : described[2]]), described[2], body_end


def _read_label(description: bytes) -> str:
    """Read the label: it follows 16 bytes of type and one of toggles, and ends with NUL."""
    return description[17:].partition(b"\0")[0].decode("utf-8", "replace") if len(description) > 17 else ""


def _walk_boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield type, start and end of the body of each box in a range. Stops at the first that does not fit."""
    for _ in range(BOXES_MAX):
        if start + 8 > end:
            return
        size, head = int.from_bytes(data[start : start + 4], "big"), 8
        if size == 1 and start + 16 <= end:
            size, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        elif size == 0:
            size = end - start
        if size < head or start + size > end:
            return
        yield data[start + 4 : start + 8], start + head, start + size
        start += size
