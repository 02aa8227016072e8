"""The pointers of an amendment (WCO DM Amendment/Pointer): section codes and tags, to what they change."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.changes import Change, Target
from adapters.codelists import table
from adapters.drafting import Drafting
from adapters.errors import ValueRefused
from adapters.mapping import first_value
from adapters.sources.tree import Node
from adapters.values.numbers import count
from adapters.wco.parts import document_code
from contracts.errors import brief

_ITEM, _DECLARATION = "67A/68A", "42A"
_LISTS: dict[str, Target] = {
    "02A": "documents",
    "67A/02A": "documents",
    "67A/68A/02A": "documents",
    "67A/99A": "previous_documents",
    "67A/68A/99A": "previous_documents",
    "67A/28A/31B": "equipment",
    "03A": "statement",
    "67A/68A/03A": "statement",
}
"""Path of sections → the list that it counts in."""


@dataclass(frozen=True)
class _Pointer:
    """Sections below the declaration, the place in each that repeats, and the tag of the last."""

    node: Node
    sections: str
    numbers: dict[str, int]
    tag: str | None

    @property
    def line(self) -> int | None:
        """The sequence of the goods item that it goes through."""
        return self.numbers.get(_ITEM)

    @property
    def item(self) -> int:
        """Its place in the list that its sections end in."""
        return self.numbers.get(self.sections, 1)


def changes(drafting: Drafting, declaration: Node) -> tuple[Change, ...]:
    """What the amendment's pointers change; one that names an unknown section or tag is warned about.

    Raises ValueRefused for a pointer that begins elsewhere than at the declaration, and where it can't be
    told which of the listed items a pointer means.
    """
    known = [
        pointer
        for amendment in declaration.named("Amendment")
        if (pointer := _pointer(drafting, amendment)) is not None
    ]
    return tuple(_change(declaration, pointer, known) for pointer in known)


def _pointer(drafting: Drafting, amendment: Node) -> _Pointer | None:
    """The pointers of one amendment as one; None where there are none, or a code is unknown."""
    steps = amendment.named("Pointer")
    if not steps:
        return None
    codes = [step.value("DocumentSectionCode") or "" for step in steps]
    if codes[0] != _DECLARATION:
        raise ValueRefused(
            steps[0].place, expected="42A, the declaration, first", found=brief(codes[0] or "no section")
        )
    sections, numbers = "", {}
    for step, section in zip(steps[1:], codes[1:], strict=True):
        sections = f"{sections}/{section}" if sections else section
        if sections not in table("wco_pointers")["sections"]:
            _warn(drafting, step, f"section {section}")
            return None
        stated = first_value(step, "SequenceNumeric")
        if stated is not None:
            numbers[sections] = count((stated.text or "").strip(), stated)
    tag = steps[-1].value("TagID")
    if (
        tag is not None
        and sections not in _LISTS
        and _key(sections, tag) not in table("wco_pointers")["tags"]
    ):
        _warn(drafting, steps[-1], f"tag {tag}")
        return None
    return _Pointer(steps[-1], sections, numbers, tag)


def _warn(drafting: Drafting, step: Node, what: str) -> None:
    drafting.warn(
        "amendment.unknown", step, f"{brief(what)} is not known here: only what the message states is changed"
    )


def _key(sections: str, tag: str | None) -> str:
    return "/".join(part for part in (sections, tag) if part)


def _change(declaration: Node, pointer: _Pointer, all_of_them: Sequence[_Pointer]) -> Change:
    place = pointer.node.place
    if pointer.sections == _ITEM and pointer.tag is None:
        items = _items(declaration, pointer.line)
        return Change(place, "line", pointer.line or 1, stated={} if items else None)
    parents = _parents(declaration, pointer)
    target = _LISTS.get(pointer.sections)
    if target is not None:
        found = _nth(parents, pointer, all_of_them)
        stated = None if found is None else _STATED[target](found)
        return Change(place, target, pointer.line, pointer.item, stated=stated)
    fields = tuple(table("wco_pointers")["fields"].get(_key(pointer.sections, pointer.tag), ()))
    element = table("wco_pointers")["tags"].get(_key(pointer.sections, pointer.tag), ".")
    told = [node for parent in parents for node in parent.find_all(element)]
    return Change(place, "fields", pointer.line, fields=fields, stated={} if told else None)


def _items(declaration: Node, sequence: int | None) -> list[Node]:
    """The goods items of that sequence that the message holds; where none has one, by their place."""
    items = declaration.find_all(table("wco_pointers")["sections"][_ITEM])
    return [item for item in items if item.value("SequenceNumeric") == str(sequence or 1)]


def _parents(declaration: Node, pointer: _Pointer) -> list[Node]:
    """What the pointer's sections name in the message; the declaration itself for none."""
    path = table("wco_pointers")["sections"].get(pointer.sections, ".")
    if pointer.sections.startswith(f"{_ITEM}/"):
        return [node for item in _items(declaration, pointer.line) for node in item.find_all(path)]
    return declaration.find_all(path)


def _nth(found: list[Node], pointer: _Pointer, all_of_them: Iterable[_Pointer]) -> Node | None:
    """Which of the elements `found` is the one that `pointer` counts; None where the message has none.

    A message holds either as many as are pointed at, in that order, or all up to the last of them.
    """
    same = [p for p in all_of_them if (p.sections, p.line) == (pointer.sections, pointer.line)]
    counted = sorted({p.item for p in same})
    if not found:
        return None
    if len(found) == len(counted):
        return found[counted.index(pointer.item)]
    if len(found) >= counted[-1]:
        return found[pointer.item - 1]
    raise ValueRefused(
        pointer.node.place,
        expected=f"{len(counted)} of them in the message, as many as are pointed at, or none",
        found=str(len(found)),
    )


def _document(node: Node) -> dict[str, Any]:
    """What a document's element states of itself, as far as it does."""
    code = document_code(node) if node.value("TypeCode") else None
    line = first_value(node, "LineNumeric")
    stated = {
        "type_code": code,
        "number": node.value("ID"),
        "sequence": None if line is None else count((line.text or "").strip(), line),
    }
    return {name: value for name, value in stated.items() if value is not None}


def _equipment(node: Node) -> dict[str, Any]:
    seals = [found.text.strip() for found in node.find_all("Seal/ID") if found.text]
    number = node.value("ID")
    return {**({"number": number} if number else {}), **({"seals": seals} if seals else {})}


def _statement(_node: Node) -> dict[str, Any]:
    return {}


_STATED: dict[str, Callable[[Node], dict[str, Any]]] = {
    "documents": _document,
    "previous_documents": _document,
    "equipment": _equipment,
    "statement": _statement,
}
