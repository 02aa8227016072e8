"""Finding consignments by any number, and reading one's history, each for one reader.

Authorisation is per record (design §8): a history holds the statements its reader may read, and is the
history of those alone. Declarations are shown to officers only.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.access import Principal
from gateway.consignments.evidence import Evidence, evidence_of
from gateway.consignments.graph import ConsignmentId, consignment_id, is_nucleus
from gateway.consignments.history import NEVER_ATTACHING, Entry, history
from gateway.consignments.names import Name, normalised
from gateway.consignments.shelf import TableShelf
from gateway.consignments.statements import DECLARATION, Statement
from gateway.errors import NotFound

SEARCH_LIMIT = 200
"""Statements that a search looks at; a container or an order may stand in thousands."""


@dataclass(frozen=True)
class Line:
    """An entry of a history with its record; `evidence` is None for a declaration."""

    entry: Entry
    evidence: Evidence | None


@dataclass(frozen=True)
class Consignment:
    """A consignment as its reader sees it. `lines` are sorted by node."""

    id: ConsignmentId
    lines: tuple[Line, ...]

    @property
    def own(self) -> list[Line]:
        """The lines of the consignment itself, without what is attached to it."""
        return [line for line in self.lines if line.entry.bond is None]


def find(connection: Connection, principal: Principal, number: str) -> list[Consignment]:
    """The consignments that `number`, in any spelling, leads to; sorted by id. Empty where there is none.

    A number of a certificate or a declaration leads to the consignments it is attached to, or to itself.
    """
    shelf = TableShelf(connection)
    key = normalised(number)
    found = visible(connection, principal, shelf.numbered(key, SEARCH_LIMIT)) if key else []
    called = [s for s in found if s.own and s.own.name.number == key]
    return _consignments(connection, principal, shelf, called or found)


def read(connection: Connection, principal: Principal, identity: str) -> list[Consignment]:
    """The consignment of that id, or, for the id of a certificate or declaration, those it is attached to.

    Raises NotFound where there is none that `principal` may see.
    """
    shelf = TableShelf(connection)
    node = shelf.aliased(identity)
    found = visible(connection, principal, shelf.holding([node] if node else []))
    if not found:
        raise NotFound.of(f"consignments/{identity}", "a consignment")
    return _consignments(connection, principal, shelf, found)


def visible(connection: Connection, principal: Principal, statements: Iterable[Statement]) -> list[Statement]:
    """The statements that `principal` may see."""
    some = list(statements)
    known = evidence_of(connection, principal, (s.node for s in some))
    return [s for s in some if s.node in known or (s.kind == DECLARATION and principal.is_officer)]


def _consignments(
    connection: Connection, principal: Principal, shelf: TableShelf, start: list[Statement]
) -> list[Consignment]:
    """The consignments that hold one of `start`, or that one of `start` is attached to."""
    cores = set(shelf.cores_of(s.node for s in start).values())
    held = [_assembled(connection, principal, shelf, core) for core in cores]
    loose = {s.node for s in start if not is_nucleus(s)}
    if loose:
        around = visible(connection, principal, _around(shelf, [s for s in start if s.node in loose]))
        others = set(shelf.cores_of(s.node for s in around).values()) - cores
        near = [_assembled(connection, principal, shelf, core) for core in others]
        held += [one for one in near if loose & {line.entry.statement.node for line in one.lines}]
    if not held:
        held = [_lone(connection, principal, shelf, s) for s in start[:1]]
    return sorted(held, key=lambda c: c.id)


def _assembled(connection: Connection, principal: Principal, shelf: TableShelf, core: str) -> Consignment:
    nuclei = visible(connection, principal, shelf.in_consignments([core]))
    return _told(connection, principal, shelf, nuclei, consignment_id(core))


def _lone(
    connection: Connection, principal: Principal, shelf: TableShelf, statement: Statement
) -> Consignment:
    """The history of a statement that no consignment holds."""
    return _told(connection, principal, shelf, [statement], consignment_id(statement.node))


def _told(
    connection: Connection,
    principal: Principal,
    shelf: TableShelf,
    core: list[Statement],
    identity: ConsignmentId,
) -> Consignment:
    near = visible(connection, principal, _around(shelf, core))
    declared = [s for s in near if s.kind == DECLARATION]
    far = visible(connection, principal, _around(shelf, declared))
    entries = history(core, [*near, *(s for s in far if s.node not in {n.node for n in near})])
    known = evidence_of(connection, principal, (e.statement.node for e in entries))
    return Consignment(identity, tuple(Line(e, known.get(e.statement.node)) for e in entries))


def _around(shelf: TableShelf, statements: Iterable[Statement]) -> list[Statement]:
    """The statements that share a name with one of `statements`, other than through what never attaches."""
    names: set[Name] = set()
    for statement in statements:
        containers = statement.first is not None
        names |= {n for n in statement.names if n.family not in NEVER_ATTACHING or _boxes(n, containers)}
    return shelf.naming(names)


def _boxes(name: Name, containers: bool) -> bool:
    """Containers tie milestones to a carriage with known days."""
    return containers and name.family.value == "container"
