"""What a parser returns: the generation data of one file, and where each value came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from app.domain.report import Block, Checkpoint, Generation, Lora, Pass, Prompt, PromptRole
from app.readers.generation.bounds import bound_generation
from app.readers.generation.prompt import extract_prompt_keywords
from app.readers.limits import LIMITS, Limits

FIELDS: tuple[str, ...] = tuple(item.name for item in fields(Generation))
"""Names of the values that a parser may find, in the order they are shown."""

FieldValue = (
    str | int | float | tuple[Lora, ...] | tuple[Prompt, ...] | tuple[Pass, ...] | tuple[Checkpoint, ...] | None
)


def make_first_pass(
    generation: Generation, width: int | None = None, height: int | None = None, denoise: float | None = None
) -> Pass:
    """Return the pass that the values of `generation` are of, with what only a list of passes tells of it."""
    return Pass(
        sampler=generation.sampler,
        scheduler=generation.scheduler,
        seed=generation.seed,
        steps=generation.steps,
        cfg_scale=generation.cfg_scale,
        denoise=denoise,
        model=generation.model,
        width=width,
        height=height,
    )


@dataclass(frozen=True, slots=True)
class GenerationFinding:
    """How a picture was generated, its keywords, and the provenance of each."""

    generation: Generation
    keywords: tuple[str, ...]
    provenance: dict[str, str]
    """`generation.<field>` and `keywords` → `<block> / <parser> <version>`, for example `png:parameters / a1111 3`."""
    problems: tuple[str, ...] = ()
    """Values of which only the beginning is kept, in words for the user."""


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
        """Fill fields that are still empty with those of `other`, and keep their provenance.

        Lists of prompts and of models are taken over only with the texts and the name that they explain.
        """
        for name in FIELDS:
            if (name == "prompts" and not self._has_texts_of(other)) or (
                name == "models" and self.generation.model != other.generation.model
            ):
                continue
            if name in other.sources and name not in self.sources:
                self.generation = replace(self.generation, **{name: getattr(other.generation, name)})
                self.sources[name] = other.sources[name]

    def _has_texts_of(self, other: GenerationBuilder) -> bool:
        own, others = self.generation, other.generation
        return (own.prompt, own.negative_prompt) == (others.prompt, others.negative_prompt)

    def build(self, limits: Limits = LIMITS) -> GenerationFinding:
        """Return the finding, within the limits and with the keywords of its prompt."""
        generation, problems = bound_generation(self.generation, limits)
        generation = self._list_plain_prompts(generation)
        keywords = extract_prompt_keywords(generation.prompt or "")
        provenance = {f"generation.{name}": self.sources[name] for name in FIELDS if name in self.sources}
        if keywords:
            provenance["keywords"] = self.sources["prompt"]
        return GenerationFinding(generation, keywords, provenance, problems)

    def _list_plain_prompts(self, generation: Generation) -> Generation:
        """Add to `prompts` the texts of which a parser found no more than the prompt and the negative prompt."""
        listed = generation.prompts
        positive = [prompt for prompt in listed if prompt.role is not PromptRole.NEGATIVE]
        negative = [prompt for prompt in listed if prompt.role is PromptRole.NEGATIVE]
        if generation.prompt and not positive:
            listed = (self._make_prompt(PromptRole.POSITIVE, "prompt", generation.prompt), *listed)
        if generation.negative_prompt and not negative:
            listed = (*listed, self._make_prompt(PromptRole.NEGATIVE, "negative_prompt", generation.negative_prompt))
        if listed and "prompts" not in self.sources:
            self.sources["prompts"] = self.sources["prompt" if generation.prompt else "negative_prompt"]
        return replace(generation, prompts=listed)

    def _make_prompt(self, role: PromptRole, name: str, text: str) -> Prompt:
        return Prompt(role, text, self.sources[name].partition(" / ")[0])


Parser = Callable[[Sequence[Block]], "GenerationBuilder | None"]
"""Blocks of one file in canonical order → what one tool wrote there, or None."""
