"""What a parser returns: the generation data of one file, and where each value came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from app.domain.report import Block, Generation, Lora
from app.readers.generation.prompt import extract_prompt_keywords

FIELDS: tuple[str, ...] = tuple(item.name for item in fields(Generation))
"""Names of the values that a parser may find, in the order they are shown."""

FieldValue = str | int | float | tuple[Lora, ...] | None


@dataclass(frozen=True, slots=True)
class GenerationFinding:
    """How a picture was generated, its keywords, and the provenance of each."""

    generation: Generation
    keywords: tuple[str, ...]
    provenance: dict[str, str]
    """`generation.<field>` and `keywords` → `<block> / <parser> <version>`, for example `png:parameters / a1111 1`."""


@dataclass(slots=True)
class GenerationBuilder:
    """Collects what one parser finds. The first value put for a field is kept."""

    tool: str
    parser: str
    block: str
    """The block that named the tool."""
    generation: Generation = field(init=False)
    sources: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.generation = Generation(tool=self.tool)
        self.sources = {"tool": f"{self.block} / {self.parser}"}

    def put(self, block: str, **values: FieldValue) -> None:
        """Keep each value that is not empty and whose field still is. `block` is where the values came from."""
        self.put_from(block, self.parser, values)

    def put_from(self, block: str, parser: str, values: Mapping[str, FieldValue]) -> None:
        """Do the same as `put` for values that `parser` read."""
        fresh = {
            name: value
            for name, value in values.items()
            if value not in (None, "", ()) and getattr(self.generation, name) in (None, ())
        }
        self.generation = replace(self.generation, **fresh)  # type: ignore[arg-type]
        self.sources.update(dict.fromkeys(fresh, f"{block} / {parser}"))

    def fill_gaps(self, other: GenerationBuilder) -> None:
        """Fill fields that are still empty with those of `other`, and keep their provenance."""
        for name in FIELDS:
            if name in other.sources and name not in self.sources:
                self.generation = replace(self.generation, **{name: getattr(other.generation, name)})
                self.sources[name] = other.sources[name]

    def build(self) -> GenerationFinding:
        """Return the finding, with the keywords of its prompt."""
        keywords = extract_prompt_keywords(self.generation.prompt or "")
        provenance = {f"generation.{name}": self.sources[name] for name in FIELDS if name in self.sources}
        if keywords:
            provenance["keywords"] = self.sources["prompt"]
        return GenerationFinding(self.generation, keywords, provenance)


Parser = Callable[[Sequence[Block]], "GenerationBuilder | None"]
"""Blocks of one file in canonical order → what one tool wrote there, or None."""
