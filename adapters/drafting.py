"""A draft in the making: values go in with the node they came from; at the end nothing is unaccounted for."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from adapters.drafts import (
    Draft,
    DraftKind,
    Expectation,
    Remark,
    Source,
    Unmapped,
)
from adapters.errors import DocumentMalformed, ValueRefused
from adapters.identifiers import identifier_remarks
from adapters.nesting import added_by_model, insert, leaves_beyond, nested
from adapters.sources.tree import DESCRIBING, Node
from adapters.values import Convert, Noted, Value
from contracts.declarations import ImportDeclaration
from contracts.errors import RecordInvalid, brief
from contracts.flattening import flatten
from contracts.records import KINDS, Kind, Record, parse_record

_SUPPLIED = re.compile(r"[a-z_]+")
_ANY_MOMENT = "2000-01-01T00:00:00Z"
_DECLARATION_DEFAULTS: dict[str, Value] = {"function": "original", "version": 1, "stage": "main"}
_MODELS_DEFAULT = Source("", "", None, "not in the document: the record's default")
_ANY_CONTEXT = {"author": 1, "grade": "captured", "audience": []}


class Reading:
    """What is known of one document while it is read: who used which node, and remarks on it as a whole."""

    def __init__(self, root: Node, *, format_: str, original_sha256: str, media_type: str) -> None:
        self.root = root
        self.format = format_
        self.original_sha256 = original_sha256
        self.media_type = media_type
        self.used: set[str] = set()
        self.drafted: set[str] = set()
        self.structural: dict[str, Unmapped] = {}
        self.reasons: dict[str, str] = {}
        self.warnings: list[Remark] = []
        self.expectations: list[Expectation] = []

    def use(self, node: Node) -> None:
        """`node` fills a field of some draft."""
        self.used.add(node.location)
        self._describe(node)

    def mark_structural(self, node: Node, what: str) -> None:
        """`node` chose a mapping or frames the document; `what` says how."""
        if node.text is not None:
            self.structural[node.location] = Unmapped(node.location, node.text, what)
            self._describe(node)

    def _describe(self, node: Node) -> None:
        """Attributes that describe a value go where it goes."""
        for child in node.children:
            if child.name in DESCRIBING and child.text is not None:
                what = "names the code list or language of its value"
                self.structural[child.location] = Unmapped(child.location, child.text, what)

    def expect(self, expectation: Expectation, event: Node) -> None:
        """`event` is kept as an expectation, every value of it."""
        kept = tuple(leaf.location for leaf in event.leaves())
        self.expectations.append(replace(expectation, locations=kept))
        self.used.update(kept)

    def leave(self, node: Node, reason: str) -> None:
        """Every value at and below `node` stays unmapped, for `reason`."""
        for leaf in node.leaves():
            self.reasons.setdefault(leaf.location, reason)

    def warn(self, code: str, location: str, message: str) -> None:
        """A warning that concerns the document, not one draft."""
        self.warnings.append(Remark(code, location, message))

    def left_under(self, nodes: Iterable[Node]) -> tuple[tuple[Unmapped, ...], tuple[Unmapped, ...]]:
        """The values under `nodes` that are unmapped, and those that are structural."""
        return self._left(leaf for node in nodes for leaf in node.leaves())

    def left_outside(self) -> tuple[tuple[Unmapped, ...], tuple[Unmapped, ...]]:
        """As `left_under`, of all that no draft calls its own."""
        return self._left(self._outside(self.root))

    def _left(self, leaves: Iterable[Node]) -> tuple[tuple[Unmapped, ...], tuple[Unmapped, ...]]:
        unmapped, structural, used = [], [], self.used
        for leaf in leaves:
            location = leaf.location
            if location in used:
                continue
            framing = self.structural.get(location)
            if framing is not None:
                structural.append(framing)
            else:
                unmapped.append(Unmapped(location, leaf.text or "", self.reasons.get(location)))
        return tuple(unmapped), tuple(structural)

    def _outside(self, node: Node) -> Iterator[Node]:
        if node.location in self.drafted:
            return
        if node.text and not node.text.isspace():
            yield node
        for child in node.children:
            yield from self._outside(child)

    def claim(self, nodes: Iterable[Node]) -> None:
        """A draft calls `nodes` its own, and says itself what it leaves of them."""
        for node in nodes:
            self.drafted.add(node.location)
            self.claim(child for child in node.children if child.children)


class Drafting:
    """One draft of a reading. `nodes` are the parts of the document that are this draft's own.

    A `partial` one may lack what its record needs and its format doesn't ask for: the caller completes it.
    """

    def __init__(self, reading: Reading, kind: DraftKind, *nodes: Node, partial: bool = False) -> None:
        self.reading = reading
        self.partial = partial
        self.kind = kind
        self.nodes = nodes
        self.values: dict[str, Value] = {}
        self.sources: dict[str, Source] = {}
        self.warnings: list[Remark] = []
        self.referenced: set[tuple[str, str, str]] = set()
        self._items: dict[str, int] = {}
        self._standing: set[str] = set()

    def fork(self, *nodes: Node) -> "Drafting":
        """A draft of `nodes` that begins with what this one holds, which the document states once for all."""
        forked = Drafting(self.reading, self.kind, *nodes, partial=self.partial)
        forked.values, forked.sources = dict(self.values), dict(self.sources)
        forked.warnings, forked.referenced = list(self.warnings), set(self.referenced)
        forked._items, forked._standing = dict(self._items), set(self._standing)
        return forked

    def put(self, path: str, value: Value, node: Node, *, default: str | None = None) -> None:
        """`value` at `path`, from `node`. `default` says what of it the document does not hold."""
        if path in self.values:
            raise DocumentMalformed(
                node.place, expected=f"one value for {path}", found=f"a second one, {node.text!r}"
            )
        self._set(path, value)
        self.sources[path] = Source(node.location, (node.text or "").strip(), node.line, default)
        self.reading.use(node)

    def put_default(self, path: str, value: Value, reason: str) -> None:
        """`value` at `path`, which the document does not state, for `reason`."""
        self._set(path, value)
        self.sources[path] = Source("", "", None, reason)

    def _set(self, path: str, value: Value) -> None:
        self.values[path] = value
        while path:
            self._standing.add(path)
            path = path.rpartition("/")[0]

    def convert(self, path: str, node: Node, conversion: Convert) -> None:
        """The node's value, converted, at `path`; a remark of the conversion becomes a warning."""
        result = conversion((node.text or "").strip(), node)
        if isinstance(result, Noted):
            self.warnings.append(Remark(result.code, node.location, result.message))
            self.put(path, result.value, node, default=result.default)
        else:
            self.put(path, result, node)

    def convert_if_possible(self, path: str, node: Node, conversion: Convert) -> bool:
        """As `convert`; a value that does not convert stays unmapped, with a warning. True if it was put."""
        try:
            self.convert(path, node, conversion)
        except ValueRefused as error:
            self.warn("value.left", node, f"left unmapped: expected {error.expected}, found {error.found}")
            self.reading.leave(node, f"expected {error.expected}")
            return False
        return True

    def warn(self, code: str, node: Node, message: str) -> None:
        """A warning about `node`."""
        self.warnings.append(Remark(code, node.location, message))

    def has(self, path: str) -> bool:
        """True when something stands at or below `path`."""
        return path in self._standing

    def next_item(self, path: str) -> str:
        """The path of a new item of the list at `path`."""
        index = self._items.get(path, 0)
        self._items[path] = index + 1
        return f"{path}/{index}"

    def finish(self) -> Draft:
        """The draft, checked to become a record once its context is added; ValueRefused if it would not."""
        self._put_original()
        data, renamed = nested(self.values)
        sources = {renamed[path]: source for path, source in self.sources.items()}
        for path, value in self._model_defaults(data).items():
            insert(data, path, value)
            sources[path] = _MODELS_DEFAULT
        self.warnings.extend(identifier_remarks(self.values, self.sources))
        unmapped, structural = self.reading.left_under(self.nodes)
        self.reading.claim(self.nodes)
        return Draft(
            kind=self.kind,
            data=data,
            provenance=sources,
            unmapped=unmapped,
            structural=structural,
            warnings=tuple(dict.fromkeys(self.warnings)),
            missing=self._missing(data),
            format=self.reading.format,
            original_sha256=self.reading.original_sha256,
            location=self.nodes[0].location,
        )

    def _put_original(self) -> None:
        whole = "of the whole document, by the reader"
        self.put_default("original/sha256", self.reading.original_sha256, f"SHA-256 {whole}")
        self.put_default("original/format", self.reading.format, f"format {whole}")
        self.put_default("original/media_type", self.reading.media_type, f"media type {whole}")

    def _missing(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        """What the record still needs: of a record its issuer, of a declaration what its model asks for.

        A declaration's caller or its earlier version can supply whole fields; half an amount, its currency
        missing, is refused here.
        """
        if isinstance(self.kind, Kind):
            issuer = () if "issuer" in data else ("issuer",)
            return (*issuer, *(self._absent(self.kind, data) if self.partial else ()))
        try:
            ImportDeclaration.model_validate(data)
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=False)
        else:
            return ()
        return tuple(self._suppliable(each) for each in found)

    def _suppliable(self, error: Any) -> str:
        path = "/".join(map(str, error["loc"]))
        if error["type"] == "missing" and _SUPPLIED.fullmatch(path):
            return path
        place = _place_of(path, self.sources) or self.nodes[0].place
        found = "nothing" if error["type"] == "missing" else brief(error["input"])
        expected = error["msg"].removeprefix("Value error, ")
        raise ValueRefused(f"{place} (field {path})", expected=expected, found=found)

    def _model_defaults(self, data: Mapping[str, Any]) -> dict[str, Value]:
        """Fields that the model adds, by path, once the data has been found to fit it."""
        if isinstance(self.kind, Kind):
            if self.partial and self._absent(self.kind, data):
                return {}
            return added_by_model(self._checked(self.kind, data))
        declared = {"lodged": _ANY_MOMENT, "importing_country": "JP", "number": "-"} | dict(data)
        try:
            whole = ImportDeclaration.model_validate(declared).model_dump(mode="json")
        except ValidationError:  # changes only, or wrong: `declaration()` says which
            return {name: value for name, value in _DECLARATION_DEFAULTS.items() if name not in data}
        return leaves_beyond(whole, declared)

    def _absent(self, kind: Kind, data: Mapping[str, Any]) -> tuple[str, ...]:
        """Paths of required fields that are not there; ValueRefused where something else is wrong."""
        try:
            KINDS[kind].model.model_validate({"issuer": {}, **data, **_ANY_CONTEXT})
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=False)
        else:
            return ()
        lists_cut_short = {"too_short"} if any(each["type"] == "missing" for each in found) else set()
        for each in found:
            path = "/".join(map(str, each["loc"]))
            if each["type"] not in {"missing"} | lists_cut_short:
                place = _place_of(path, self.sources) or self.nodes[0].place
                expected = each["msg"].removeprefix("Value error, ")
                raise ValueRefused(f"{place} (field {path})", expected=expected, found=brief(each["input"]))
        return tuple("/".join(map(str, each["loc"])) for each in found if each["type"] == "missing")

    def _checked(self, kind: Kind, data: Mapping[str, Any]) -> Record:
        try:
            record = parse_record(kind, {"issuer": {}, **data, **_ANY_CONTEXT}, "record")
            flatten(record)
        except RecordInvalid as error:
            path = error.where.removeprefix("record").lstrip("/")
            place = _place_of(path, self.sources) or self.nodes[0].place
            raise ValueRefused(
                f"{place} (field {path})" if path else place, expected=error.expected, found=error.found
            ) from None
        return record


def _place_of(path: str, sources: Mapping[str, Source]) -> str | None:
    """Where the field at `path` came from; for one that is missing, where its nearest neighbour did."""
    while path:
        for known, source in sources.items():
            if source.location and (known == path or known.startswith(f"{path}/")):
                return source.location
        path = path.rpartition("/")[0]
    return None
