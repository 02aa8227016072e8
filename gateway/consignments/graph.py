"""Which statements are one consignment: a pure relation on the set of statements, in any order of arrival.

Invoices, packing lists, transport documents and parcels make consignments; everything else is attached to
them when it is read (gateway.consignments.history). Two of them are one consignment when one author says so
of its own documents, or when a reference to another author's document is confirmed by that author or
corroborated by a third. A reference made by someone who is not the issuer merges nothing by itself (formats
§1).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from hashlib import sha256
from typing import NewType

from contracts.ids import MemberId
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
    """The relation over one set of statements, with the indexes it needs.

    Whether a number means a document, and whether a third party corroborates, is looked up by author and
    name: a member may give one number to tens of thousands of documents.
    """

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.by_name: dict[Name, list[Statement]] = defaultdict(list)
        self._issued: dict[Name, list[Statement]] = defaultdict(list)
        self._authors: dict[Name, set[MemberId | None]] = defaultdict(set)
        self._authors_called: dict[tuple[Name, str], set[MemberId | None]] = defaultdict(set)
        self._witnesses: dict[tuple[Name, MemberId | None], set[str]] = {}
        for statement in sorted(statements, key=lambda s: s.node):
            for name in statement.names:
                self.by_name[name].append(statement)
            if statement.own:
                self._note_issued(statement, statement.own.name)

    def _note_issued(self, document: Statement, name: Name) -> None:
        self._issued[name].append(document)
        self._authors[name].add(document.author)
        for spelling in document.issuer:
            self._authors_called[name, spelling].add(document.author)

    def issued(self, name: Name) -> Sequence[Statement]:
        """The statements that are the document called `name`."""
        return self._issued.get(name, ())

    def meant(self, statement: Statement, name: Name) -> list[Statement]:
        """The documents that `statement` can mean by `name`: its author's own, else the stated issuer's,
        else all.
        """
        return [document for document in self.issued(name) if self.can_mean(statement, document)]

    def can_mean(self, statement: Statement, document: Statement) -> bool:
        """True if `document` is among those that `statement` can mean by the name of `document`."""
        if document.own is None:
            return False
        name = document.own.name
        if statement.author is not None and statement.author in self._authors[name]:
            return document.author == statement.author
        stated = self._stated(statement, name)
        return not stated or not stated.isdisjoint(document.issuer)

    def _stated(self, statement: Statement, name: Name) -> set[str]:
        """The issuers that `statement` states for `name` and that a document of that name has."""
        issuers = {m.issuer for m in statement.mentions_of(name)}
        return {i for i in issuers if i is not None and (name, i) in self._authors_called}

    def names_it(self, statement: Statement, document: Statement) -> bool:
        """True if `statement` names `document` by its number, and can mean no other author's of that
        number.
        """
        if document.own is None or document.own.name not in statement.names:
            return False
        name = document.own.name
        authors = self._authors[name]
        if statement.author is not None and statement.author in authors:
            return document.author == statement.author
        stated = self._stated(statement, name)
        meant = set[MemberId | None]().union(*(self._authors_called[name, i] for i in stated))
        return (meant if stated else authors) == {document.author}

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
        return not self.witnesses(one).isdisjoint(self.witnesses(other))

    def witnesses(self, document: Statement) -> set[str]:
        """The nodes of other authors' statements that name `document` beyond doubt; every document that its
        author gave this name has the same.
        """
        if document.own is None:
            return set()
        title = (document.own.name, document.author)
        known = self._witnesses.get(title)
        if known is None:
            naming = self.by_name.get(document.own.name, ())
            known = {w.node for w in naming if w.author != document.author and self.names_it(w, document)}
            self._witnesses[title] = known
        return known

    def _speaks_of(self, speaker: Statement, document: Statement) -> bool:
        """True if `speaker` gives `document`'s number among the numbers of others."""
        return document.own is not None and any(m.name == document.own.name for m in speaker.mentions)
