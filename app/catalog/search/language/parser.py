"""Parse what a user typed into the search field: one grammar for words, fields and their combinations.

Lark makes the parser from the grammar below (LALR, so its cost is proportional to the length of the text and it never
recurses). It builds the nodes while it parses. What stands behind the colon of a field is parsed in `values.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedToken

from app.catalog.search.language.errors import QueryLanguageError
from app.catalog.search.language.fields import BY_NAME
from app.catalog.search.language.nodes import Either, Every, FieldTest, Fuzzy, Node, Not, Span, Words
from app.catalog.search.language.values import parse_value
from app.catalog.search.tokenizer import MAX_TERMS, MAX_WORDS, Term, make_terms, tokenize

MAX_QUERY_LENGTH = 4_000
"""Characters of a query."""
MAX_DEPTH = 24
"""How deep brackets and NOT may be nested."""

_NAMES = "|".join(sorted(BY_NAME, key=len, reverse=True))
_BARE = r'[^\s"()]+(?:\([^\s"()]*\)[^\s"()]*)*'

# A word may have brackets that are closed within it, as file names do. Signs may have some at their end: `:)`, `>:(`.
# A minus excludes only what has letters, digits or emoji: `->` and `-_-` are signs.
_GRAMMAR = rf"""
    start: either
    either: every (_OR every)*
    every: factor (_AND? factor)*
    ?factor: (NOT | MINUS) factor -> negate
           | OPEN either CLOSE -> group
           | PHRASE -> phrase
           | WORD -> word
           | SIGNS -> word
           | FUZZY -> fuzzy
           | FIELD VALUE -> field
           | FIELD PHRASE TAIL? -> quoted_field

    _OR.9: /OR(?![^\s()"])/
    _AND.9: /AND(?![^\s()"])/
    NOT.9: /NOT(?![^\s()"])/
    MINUS.8: /-(?=\(|"[^"]*[^"\s]|[^\s"()]*[^\W_]|[^\s"()]*[^\x00-\x7f])/
    FIELD.8: /(?i:{_NAMES}):(?!\/\/)/
    TAIL.9: /(?<=")[<>=.][^\s"()]*/
    VALUE.9: /(?<=:){_BARE}/
    FUZZY.7: /~[^\W_][^\s"()]*/
    SIGNS.6: /[^\w\s"()]+BRACKETS(?=\s|$)/
    PHRASE: /"[^"]*"?/
    WORD: /{_BARE}/
    OPEN: "("
    CLOSE: ")"
    %ignore /\s+/
"""

_OPENING = re.compile(r"(?<![^\s()\-])\(")
_LOOKS_LIKE_FIELD = re.compile(r"([a-z_]{2,}):(?!//)\S", re.IGNORECASE | re.ASCII)


@lru_cache(maxsize=256)
def parse_query(text: str) -> Node:
    """Return what `text` means. Raises QueryLanguageError, which says where the text is wrong and what to write."""
    if len(text) > MAX_QUERY_LENGTH:
        cure = "Leave some of it out."
        raise QueryLanguageError(f"The search has more than {MAX_QUERY_LENGTH:,} characters.", cure, MAX_QUERY_LENGTH)
    if not text.strip():
        return Every((), Span(0, len(text)))
    _check_depth(text)
    try:
        tree: Any = _parser(has_groups=_find_group(text) is not None).parse(text)
    except UnexpectedToken as error:
        raise _explain_token(text, error) from None
    except UnexpectedCharacters as error:
        place = error.pos_in_stream or 0
        raise QueryLanguageError("This cannot be understood.", "Put it in quotes to search for it.", place) from None
    assert isinstance(tree, Words | Fuzzy | FieldTest | Not | Every | Either)
    _check_size(tree)
    return tree


@cache
def _parser(*, has_groups: bool) -> Lark:
    """Return the parser. Where there are groups, signs do not end with a bracket that closes one."""
    grammar = _GRAMMAR.replace("BRACKETS", r"\(+" if has_groups else "[()]+")
    return Lark(grammar, parser="lalr", lexer="contextual", transformer=_NodeBuilder())


def _find_group(text: str) -> re.Match[str] | None:
    return _OPENING.search(_without_quotes(text))


def plain_terms(node: Node) -> tuple[Term, ...] | None:
    """Return the terms of a query that has only words that must or must not occur; None for other queries."""
    parts = node.parts if isinstance(node, Every) else (node,)
    terms: list[Term] = []
    for part in parts:
        inner = part.part if isinstance(part, Not) else part
        if not isinstance(inner, Words) or (isinstance(part, Not) and len(inner.terms) > 1):
            return None
        terms += (Term(term.words, term.is_prefix, isinstance(part, Not)) for term in inner.terms)
    return tuple(dict.fromkeys(terms))


class _NodeBuilder(Transformer[Token, Node]):
    """Makes nodes of tokens. Lark calls each method with what its rule matched, from the inside out."""

    def start(self, children: list[Node]) -> Node:
        return children[0]

    def either(self, children: list[Node]) -> Node:
        parts = [part for part in children if not _is_empty(part)] or children[:1]
        return parts[0] if len(parts) == 1 else Either(tuple(parts), _around(children))

    def every(self, children: list[Node]) -> Node:
        if len(children) == 1:
            return children[0]
        parts = list(_without_punctuation([part for part in _flatten(children) if not _is_empty(part)]))
        return parts[0] if len(parts) == 1 else Every(tuple(parts), _around(children))

    def negate(self, children: list[Any]) -> Node:
        sign, part = children
        return part if _is_empty(part) else Not(part, Span(_span(sign).start, part.span.end))

    def group(self, children: list[Any]) -> Node:
        opened, inner, closed = children
        node: Node = inner
        return replace(node, span=Span(_span(opened).start, _span(closed).end))

    def word(self, children: list[Token]) -> Node:
        (token,) = children
        _refuse_unknown_field(token)
        return Words(make_terms(str(token)), _span(token))

    def phrase(self, children: list[Token]) -> Node:
        (token,) = children
        if not token.strip('"').strip():  # nothing is quoted, so it is a sign
            return Words(make_terms(str(token)), _span(token))
        return Words(make_terms(token.strip('"'), is_quoted=True), _span(token))

    def fuzzy(self, children: list[Token]) -> Node:
        (token,) = children
        words = tokenize(token[1:])
        if len(words) != 1:
            message, cure = "Only a single word can be fuzzy.", f"Write ~ before each word: {_list_fuzzy(words)}."
            raise QueryLanguageError(message, cure, token.start_pos or 0, len(token))
        return Fuzzy(words[0], _span(token))

    def field(self, children: list[Token]) -> Node:
        name, value = children
        field = BY_NAME[name[:-1].casefold()]
        return FieldTest(field, parse_value(field, str(value), value.start_pos or 0), _around_tokens(children))

    def quoted_field(self, children: list[Token]) -> Node:
        name, quoted, *tail = children
        field, place = BY_NAME[name[:-1].casefold()], (quoted.start_pos or 0) + 1
        test = parse_value(field, quoted.strip('"'), place, tail="".join(tail))
        return FieldTest(field, test, _around_tokens(children))


def _span(token: Token) -> Span:
    return Span(token.start_pos or 0, token.end_pos or 0)


def _around(parts: Sequence[Node]) -> Span:
    return Span(parts[0].span.start, parts[-1].span.end)


def _around_tokens(tokens: Sequence[Token]) -> Span:
    return Span(tokens[0].start_pos or 0, tokens[-1].end_pos or 0)


def _is_empty(node: Node) -> bool:
    """Whether a text in quotes, or one of signs that disappear, has nothing to search for."""
    return (isinstance(node, Words) and not node.terms) or (isinstance(node, Every) and not node.parts)


def _flatten(parts: Iterable[Node]) -> Iterable[Node]:
    for part in parts:
        yield from part.parts if isinstance(part, Every) else (part,)


def _without_punctuation(parts: list[Node]) -> Iterable[Node]:
    """Yield the parts; without those of punctuation alone, if anything else must be found."""
    for part in parts:
        others = (other for other in parts if other is not part and not isinstance(other, Not))
        if not (_is_punctuation(part) and any(not _is_punctuation(other) for other in others)):
            yield part


def _is_punctuation(node: Node) -> bool:
    return isinstance(node, Words) and all(term.is_punctuation for term in node.terms)


def _list_fuzzy(words: Iterable[str]) -> str:
    return " ".join(f"~{word}" for word in words)


def _refuse_unknown_field(token: Token) -> None:
    """Raise QueryLanguageError for a word like `sampelr:euler`. Other words may have a colon."""
    match = _LOOKS_LIKE_FIELD.match(token)
    if match is None or not (close := get_close_matches(match[1].casefold(), BY_NAME, 1, 0.75)):
        return
    cure = f"Did you mean {close[0]}:? To search for the text itself, put it in quotes."
    raise QueryLanguageError(f"There is no field “{match[1]}”.", cure, token.start_pos or 0, len(match[1]))


def _check_depth(text: str) -> None:
    depth = 0
    for match in re.finditer(r'"[^"]*"?|[()]|(?<![^\s()])NOT(?![^\s()"])|-(?=[(-])', text):
        sign = match[0]
        depth = max(0, depth - 1) if sign == ")" else depth + (not sign.startswith('"'))
        if depth > MAX_DEPTH:
            message = f"Brackets and NOT are nested deeper than {MAX_DEPTH}."
            raise QueryLanguageError(message, "Write the search without some of them.", match.start())


def _check_size(tree: Node) -> None:
    """Raises QueryLanguageError for more than `MAX_TERMS`, or more than `MAX_WORDS` in phrases."""
    leaves = list(dict.fromkeys(_list_leaves(tree)))
    terms = dict.fromkeys(term for leaf in leaves if isinstance(leaf, Words) for term in leaf.terms)
    count = len(terms) + sum(not isinstance(leaf, Words) for leaf in leaves)
    if count > MAX_TERMS:
        message = f"There are {count} words and fields; at most {MAX_TERMS} are allowed."
        raise QueryLanguageError(message, "Leave some of them out.", leaves[-1].span.start)
    if (words := sum(len(term.words) for term in terms)) > MAX_WORDS:
        message = f"The phrases have {words} words; at most {MAX_WORDS} are allowed."
        raise QueryLanguageError(message, "Shorten the phrases.", leaves[-1].span.start)


def _list_leaves(node: Node) -> list[Words | Fuzzy | FieldTest]:
    """Return the words and fields of a query, in order."""
    if isinstance(node, Every | Either):
        return [leaf for part in node.parts for leaf in _list_leaves(part)]
    return _list_leaves(node.part) if isinstance(node, Not) else [node]


def _explain_token(text: str, error: UnexpectedToken) -> QueryLanguageError:
    token = error.token
    place = len(text) if token.type == "$END" else token.start_pos or 0
    length = 1 if token.type == "$END" else max(1, len(token))
    before = text[:place].rstrip()
    if "VALUE" in error.accepts or "VALUE" in error.expected:
        name = before.split()[-1].lstrip("-(").rstrip(":")
        example = BY_NAME[name.casefold()].examples[0] if name.casefold() in BY_NAME else "steps:20..30"
        cure = f"Write it directly behind the colon, as in {example}."
        return QueryLanguageError(f"The value of {name} is missing.", cure, place, length)
    if token.type == "CLOSE" and before and "(" not in _without_quotes(before):
        cure = "Remove it, or put it in quotes to search for it."
        return QueryLanguageError("This bracket closes nothing.", cure, place, length)
    if token.type == "$END" and {"CLOSE"} & {*error.accepts, *error.expected}:
        opened = _find_open_bracket(text)
        return QueryLanguageError("This bracket is not closed.", "Write ) where it ends.", opened)
    if token.type == "CLOSE" and before.endswith("("):
        return QueryLanguageError("The brackets are empty.", "Write a word or a field between them.", place, length)
    what = {"$END": "at the end", "_OR": "before OR", "_AND": "before AND", "CLOSE": "before the bracket"}
    message = f"A word, a field or a bracket is missing {what.get(token.type, 'here')}."
    return QueryLanguageError(message, "Write one, or put the text in quotes to search for it.", place, length)


def _without_quotes(text: str) -> str:
    return re.sub(r'"[^"]*"?', lambda found: " " * len(found[0]), text)


def _find_open_bracket(text: str) -> int:
    """Return the place of the innermost bracket that is not closed."""
    places = []
    for match in re.finditer(rf"{_OPENING.pattern}|\)", _without_quotes(text)):
        if match[0] == "(":
            places.append(match.start())
        elif places:
            places.pop()
    return places[-1] if places else len(text)
