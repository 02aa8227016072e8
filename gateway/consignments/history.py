"""One consignment's history: its own statements, and those attached to it, each with how sure that is.

Pure. Attached are: what names one of its documents or is named by one; the milestones of its containers
within the carriage; and what a declaration that names it names besides. An origin proof can stand in
several histories.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from contracts.records.kinds import Kind
from gateway.consignments.graph import Bond, Relation, is_nucleus, joining_names
from gateway.consignments.names import Family, Mention, Name
from gateway.consignments.statements import DECLARATION, Statement

NEVER_ATTACHING = frozenset({Family.CONTAINER, Family.PURCHASE_ORDER, Family.BOOKING})
"""Numbers that many consignments share: they find a consignment, and attach nothing."""


@dataclass(frozen=True)
class Entry:
    """A statement in a history. `bond` is None for the consignment's own statements.

    `via` is the number that ties it to the consignment, `by` the node of the statement that gives that
    number, and `through` the declaration that alone names it, if so.
    """

    statement: Statement
    bond: Bond | None = None
    via: Mention | None = None
    by: str | None = None
    through: str | None = None


def history(core: Sequence[Statement], around: Iterable[Statement]) -> list[Entry]:
    """The entries of the consignment that `core` makes; `around` holds every statement that shares a name
    with it, or with a declaration that names it. Sorted by node.
    """
    inside = {s.node for s in core}
    relation = Relation([*core, *(s for s in around if s.node not in inside)])
    entries = {s.node: Entry(s) for s in core}
    for entry in _directly(relation, core):
        _keep(entries, entry)
    declarations = [e.statement for e in entries.values() if e.statement.kind == DECLARATION]
    for declaration in declarations:
        for entry in _through(relation, declaration):
            _keep(entries, entry)
    return sorted(entries.values(), key=lambda e: e.statement.node)


def _keep(entries: dict[str, Entry], entry: Entry) -> None:
    """Keep `entry` unless its statement is there already with a surer or equal bond."""
    known = entries.get(entry.statement.node)
    if known is None or (known.bond is not None and entry.bond is not None and entry.bond < known.bond):
        entries[entry.statement.node] = entry


def _directly(relation: Relation, core: Sequence[Statement]) -> Iterator[Entry]:
    for document in core:
        yield from _naming(relation, document)
        yield from _named(relation, document)
        yield from _sharing(relation, document)
        yield from _containers(relation, document)


def _naming(relation: Relation, document: Statement) -> Iterator[Entry]:
    """The statements that name `document`, where they can mean it and not another of that number."""
    if document.own is None:
        return
    name = document.own.name
    for speaker in relation.by_name.get(name, ()):
        given = next(speaker.mentions_of(name), None)
        if given and relation.can_mean(speaker, document):
            yield Entry(speaker, _bond(relation, speaker, document), given, speaker.node)


def _named(relation: Relation, document: Statement) -> Iterator[Entry]:
    """The documents that `document` names."""
    for given in document.mentions:
        for other in relation.meant(document, given.name):
            yield Entry(other, _bond(relation, document, other), given, document.node)


def _sharing(relation: Relation, document: Statement) -> Iterator[Entry]:
    """The statements about something that `document` names as its own carriage, sale or UCR.

    The bill above a house bill lends it its milestones, and nothing else: the declarations that name the
    bill belong to its other houses as well.
    """
    joining = joining_names(document) if is_nucleus(document) else _carriage_names(document)
    for given in document.mentions:
        for other in relation.by_name.get(given.name, ()):
            told = next(other.mentions_of(given.name), None)
            lends = given.name.family is Family.TRANSPORT and other.kind == Kind.MILESTONE
            if told and not is_nucleus(other) and (given.name in joining or lends):
                bond = Bond.OWN if other.author == document.author is not None else Bond.CLAIMED
                yield Entry(other, bond, told, other.node)


def _carriage_names(statement: Statement) -> frozenset[Name]:
    """The names by which a statement that stands alone gathers others: its bill, its invoice, its UCR."""
    gathering = {Family.TRANSPORT, Family.INVOICE, Family.UCR}
    return frozenset(name for name in statement.names if name.family in gathering)


def _containers(relation: Relation, document: Statement) -> Iterator[Entry]:
    """The milestones of the document's containers on days within its carriage."""
    if document.kind != Kind.TRANSPORT_DOCUMENT or document.first is None or document.last is None:
        return
    for given in document.mentions:
        if given.name.family is not Family.CONTAINER:
            continue
        for other in relation.by_name.get(given.name, ()):
            day = other.first
            if other.kind == Kind.MILESTONE and day and document.first <= day <= document.last:
                bond = Bond.OWN if other.author == document.author else Bond.CLAIMED
                yield Entry(other, bond, given, document.node)


def _through(relation: Relation, declaration: Statement) -> Iterator[Entry]:
    """What `declaration` names besides, with the milestones of the transport documents among it."""
    for given in declaration.mentions:
        if given.name.family in NEVER_ATTACHING:
            continue
        for other in relation.meant(declaration, given.name):
            yield Entry(other, Bond.CLAIMED, given, declaration.node, declaration.node)
        if given.name.family is Family.TRANSPORT:
            for other in relation.by_name.get(given.name, ()):
                if other.kind == Kind.MILESTONE:
                    yield Entry(other, Bond.CLAIMED, given, declaration.node, declaration.node)


def _bond(relation: Relation, speaker: Statement, document: Statement) -> Bond:
    if speaker.author is not None and speaker.author == document.author:
        return Bond.OWN
    bond = relation.bond(speaker, document)
    return Bond.CLAIMED if bond is None else bond
