"""Mappings as data: which value of a document goes to which field, and how. The docs list them.

Paths of a document are names joined by "/", from the node that the mapping is applied to; "." is that node.
Paths of a record likewise; a rule's path is below the place where the mapping is applied.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from adapters.drafting import Drafting
from adapters.errors import DocumentMalformed
from adapters.sources.tree import Node
from adapters.values import Convert
from adapters.values.text import text


@dataclass(frozen=True, slots=True)
class Take:
    """One value to one field: the first of `sources` that the document holds.

    A required value that is absent refuses the document. With `lenient`, a value that does not convert stays
    unmapped with a warning, where otherwise it refuses the document.
    """

    sources: str | tuple[str, ...]
    target: str
    convert: Convert = text
    required: bool = False
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class Within:
    """A mapping applied to the first node at `source`, its fields below `target` ("" for the same place)."""

    source: str
    target: str
    mapping: "Mapping"


@dataclass(frozen=True, slots=True)
class Each:
    """A mapping applied to every node at `source`, each an item of the list at `target`."""

    source: str
    target: str
    mapping: "Mapping"
    required: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Values that chose the mapping or frame the document, and fill no field."""

    sources: tuple[str, ...]
    what: str


@dataclass(frozen=True, slots=True)
class By:
    """A function, where data does not do; `reads` says for the table what it takes from where to where."""

    apply: Callable[[Drafting, Node, str], None]
    reads: tuple[tuple[str, str], ...]


def told(*reads: tuple[str, str]) -> By:
    """Rows of the documentation for what a reader does itself: applied, it does nothing."""
    return By(lambda *_: None, reads)


Rule = Take | Within | Each | Frame | By
Mapping = tuple[Rule, ...]


def apply(mapping: Mapping, drafting: Drafting, node: Node, at: str = "") -> None:
    """Every rule of `mapping` on `node`, its fields below the path `at`."""
    for rule in mapping:
        match rule:
            case Take():
                _take(rule, drafting, node, at)
            case Within():
                found = node.find(rule.source)
                if found is not None:
                    apply(rule.mapping, drafting, found, below(at, rule.target))
            case Each():
                _each(rule, drafting, node, at)
            case Frame():
                for source in rule.sources:
                    for framed in node.find_all(source):
                        drafting.reading.mark_structural(framed, rule.what)
            case By():
                rule.apply(drafting, node, at)


def below(at: str, target: str) -> str:
    """The path `target` below `at`."""
    return f"{at}/{target}" if at and target else at or target


def first_value(node: Node, sources: str | tuple[str, ...]) -> Node | None:
    """The first node at one of `sources` that holds a value."""
    for source in (sources,) if isinstance(sources, str) else sources:
        for found in node.find_all(source):
            if found.text is not None and found.text.strip():
                return found
    return None


def _take(rule: Take, drafting: Drafting, node: Node, at: str) -> None:
    found = first_value(node, rule.sources)
    if found is None:
        if rule.required:
            wanted = rule.sources if isinstance(rule.sources, str) else " or ".join(rule.sources)
            raise DocumentMalformed(node.place, expected=wanted, found="nothing there")
    elif rule.lenient:
        drafting.convert_if_possible(below(at, rule.target), found, rule.convert)
    else:
        drafting.convert(below(at, rule.target), found, rule.convert)


def _each(rule: Each, drafting: Drafting, node: Node, at: str) -> None:
    found = node.find_all(rule.source)
    if not found and rule.required:
        raise DocumentMalformed(node.place, expected=f"at least one {rule.source}", found="none")
    for item in found:
        apply(rule.mapping, drafting, item, drafting.next_item(below(at, rule.target)))


def table_of(mapping: Mapping, source: str = "", target: str = "") -> Iterator[tuple[str, str, bool]]:
    """Every (path in the document, path in the record or what it is for, fills a field) of `mapping`."""
    for rule in mapping:
        match rule:
            case Take():
                sources = (rule.sources,) if isinstance(rule.sources, str) else rule.sources
                for each in sources:
                    yield _joined(source, each), below(target, rule.target), True
            case Within():
                yield from table_of(rule.mapping, _joined(source, rule.source), below(target, rule.target))
            case Each():
                inner = below(target, rule.target) + "/n"
                yield from table_of(rule.mapping, _joined(source, rule.source), inner)
            case Frame():
                for each in rule.sources:
                    yield _joined(source, each), rule.what, False
            case By():
                for each, into in rule.reads:
                    yield _joined(source, each), into if into.startswith("/") else below(target, into), True


def _joined(source: str, path: str) -> str:
    if path == ".":
        return source
    return f"{source}/{path}" if source else path
