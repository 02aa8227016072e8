"""Which statements are one consignment: a pure relation on the set of statements, in any order of arrival.

Invoices, packing lists, transport documents and parcels make consignments; everything else is attached to
them when it is read (gateway.consignments.history). Two of them are one consignment when one author says so
of its own documents, or when a reference to another author's document is confirmed by that author or
corroborated by a third. A reference made by someone who is not the issuer merges nothing by itself (formats
§1).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from hashlib import sha256
from typing import NewType

from contracts.records.kinds import Kind
from gateway.consignments.names import Family, Name
from gateway.consignments.statements import Statement

ConsignmentId = NewType("ConsignmentId", str)
"""`c` and 20 hex digits; follows from the statements alone, so that every rebuild gives the same."""


class Bond(IntEnum):
    """How sure it is that two statements belong together, from the surest down."""

    OWN = 0
    """One author speaks of two documents of its own."""
    CONFIRMED = 1
    """Both sides name each other, or the issuer let the author of the reference read the document."""
    CORROBORATED = 2
    """A third party, neither issuer, names both documents."""
    CLAIMED = 3
    """Only one side says so."""


MERGING: Mapping[int, frozenset[Family]] = {
    Kind.TRANSPORT_DOCUMENT: frozenset({Family.INVOICE, Family.UCR, Family.PACKING}),
    Kind.INVOICE: frozenset({Family.INVOICE, Family.TRANSPORT, Family.UCR, Family.PACKING}),
    Kind.PACKING_LIST: frozenset({Family.INVOICE, Family.TRANSPORT, Family.UCR}),
    Kind.PARCEL: frozenset(),
}
"""Kind that makes consignments → families of numbers by which it may join another's. A bill that names
another bill is carried under it, and a parcel travels with thousands under one waybill: neither makes them
one consignment. A container, a purchase order, a booking or an origin proof serves several, and joins
none."""


def consignment_id(node: str) -> ConsignmentId:
    """The id of a consignment whose smallest statement is `node`.

    The id that any other of its statements would have given leads to it as well, so an id once given stays
    good.
    """
    return ConsignmentId("c" + sha256(b"tegata/consignment/1\0" + node.encode()).hexdigest()[:20])


def is_nucleus(statement: Statement) -> bool:
    """True for the kinds that make consignments; the others are attached to them."""
    return statement.kind in MERGING


def joining_names(statement: Statement) -> frozenset[Name]:
    """The names by which `statement` may be one consignment with another: its own, and those of MERGING."""
    families = MERGING.get(statement.kind, frozenset())
    own = frozenset({statement.own.name}) if statement.own else frozenset()
    return own | {name for name in statement.names if name.family in families}


class Relation:
    """The relation over one set of statements, with the indexes it needs."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.by_name: dict[Name, list[Statement]] = defaultdict(list)
        self._issued: dict[Name, list[Statement]] = defaultdict(list)
        for statement in sorted(statements, key=lambda s: s.node):
            for name in statement.names:
                self.by_name[name].append(statement)
            if statement.own:
                self._issued[statement.own.name].append(statement)

    def issued(self, name: Name) -> Sequence[Statement]:
        """The statements that are the document called `name`."""
        return self._issued.get(name, ())

    def meant(self, statement: Statement, name: Name) -> list[Statement]:
        """The documents that `statement` can mean by `name`: its author's own, else the stated issuer's,
        else all.
        """
        issued = self.issued(name)
        own = [d for d in issued if statement.author is not None and d.author == statement.author]
        stated = {m.issuer for m in statement.mentions_of(name)}
        return own or [d for d in issued if stated & d.issuer] or list(issued)

    def names_it(self, statement: Statement, document: Statement) -> bool:
        """True if `statement` names `document` by its number, and can mean no other author's of that
        number.
        """
        if document.own is None or document.own.name not in statement.names:
            return False
        meant = {d.author for d in self.meant(statement, document.own.name)}
        return meant == {document.author}

    def bond(self, one: Statement, other: Statement) -> Bond | None:
        """How `one` and `other`, of different authors, are bound by naming each other; None if neither
        does.
        """
        forward, back = self._speaks_of(one, other), self._speaks_of(other, one)
        if not (forward or back):
            return None
        if forward and back:
            return Bond.CONFIRMED
        speaker, issuer = (one, other) if forward else (other, one)
        if speaker.author is not None and speaker.author in issuer.audience:
            return Bond.CONFIRMED
        return Bond.CORROBORATED if self.corroborated(one, other) else Bond.CLAIMED

    def shared_bond(self, one: Statement, other: Statement) -> Bond | None:
        """How two statements that give the same UCR are bound: each speaks for its own document only."""
        if not any(name.family is Family.UCR for name in one.names & other.names):
            return None
        if one.author in other.audience and other.author in one.audience:
            return Bond.CONFIRMED
        return Bond.CORROBORATED if self.corroborated(one, other) else Bond.CLAIMED

    def corroborated(self, one: Statement, other: Statement) -> bool:
        """True if a statement by neither author names both documents, each beyond doubt."""
        if one.own is None or other.own is None:
            return False
        witnesses = self.by_name.get(one.own.name, ())
        return any(
            w.author not in (one.author, other.author) and self.names_it(w, one) and self.names_it(w, other)
            for w in witnesses
        )

    def _speaks_of(self, speaker: Statement, document: Statement) -> bool:
        """True if `speaker` gives `document`'s number among the numbers of others."""
        return document.own is not None and any(m.name == document.own.name for m in speaker.mentions)


def components(nuclei: Sequence[Statement], context: Iterable[Statement] = ()) -> dict[str, str]:
    """Node → smallest node of its consignment, for `nuclei`; `context` holds the statements that can
    corroborate.

    Depends on the sets alone, never on an order.
    """
    relation = Relation([*nuclei, *context])
    forest = _Forest(statement.node for statement in nuclei)
    for one, other in _joined(relation, nuclei):
        if other.node in forest.parent:
            forest.join(one.node, other.node)
    return forest.smallest()


def _joined(relation: Relation, nuclei: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """The pairs of nuclei that are one consignment (enough of them to connect it)."""
    mine: dict[tuple[Name, object], Statement] = {}
    for statement in nuclei:
        for name in joining_names(statement):
            yield mine.setdefault((name, statement.author), statement), statement
        for mentioned in statement.mentions:
            if mentioned.name not in joining_names(statement):
                continue
            yield from _joined_by(relation, statement, mentioned.name)


def _joined_by(relation: Relation, one: Statement, name: Name) -> Iterator[tuple[Statement, Statement]]:
    """The nuclei of other authors that `one` is joined to through `name`."""
    shared = name.family is Family.UCR
    others = relation.by_name[name] if shared else relation.issued(name)
    for other in others:
        if not is_nucleus(other) or other.author == one.author:
            continue
        bond = relation.shared_bond(one, other) if shared else relation.bond(one, other)
        if bond is not None and bond < Bond.CLAIMED:
            yield one, other


class _Forest:
    """Disjoint sets whose representative is the smallest node, so that the result has no order in it."""

    def __init__(self, nodes: Iterable[str]) -> None:
        self.parent = {node: node for node in nodes}

    def find(self, node: str) -> str:
        root = node
        while self.parent[root] != root:
            root = self.parent[root]
        while self.parent[node] != root:
            self.parent[node], node = root, self.parent[node]
        return root

    def join(self, one: str, other: str) -> None:
        one, other = self.find(one), self.find(other)
        self.parent[max(one, other)] = min(one, other)

    def smallest(self) -> dict[str, str]:
        return {node: self.find(node) for node in self.parent}
