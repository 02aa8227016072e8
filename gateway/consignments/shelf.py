"""The graph's tables as the graph asks for them. Statements are stored whole; names are their index."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, tuple_, update

from contracts.ids import MemberId
from gateway.consignments.graph import consignment_id
from gateway.consignments.names import Family, Mention, Name
from gateway.consignments.statements import Statement
from gateway.store.bulk import insert_many
from gateway.store.tables.consignments import consignment_names, consignment_statements

_SPELLED = {family: family.value for family in Family}

_AT_ONCE = 400
"""Values in one query: SQLite takes 32,766 variables, and plans long lists slowly."""


class TableShelf:
    """The shelf (gateway.consignments.growth) that the tables hold, seen through `connection`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def naming(self, names: Iterable[Name]) -> list[Statement]:
        """The statements that give one of `names`, by node."""
        found: set[str] = set()
        key = tuple_(consignment_names.c.family, consignment_names.c.number)
        for some in _cut(sorted(names)):
            values = [(name.family.value, name.number) for name in some]
            found |= set(self._connection.scalars(select(consignment_names.c.node).where(key.in_(values))))
        return self.holding(found)

    def holding(self, nodes: Iterable[str]) -> list[Statement]:
        """The statements at `nodes` that are there, by node."""
        table = consignment_statements
        return [
            _read(row)
            for some in _cut(sorted(set(nodes)))
            for row in self._connection.execute(select(table).where(table.c.node.in_(some)))
        ]

    def together_with(self, nodes: Iterable[str]) -> list[Statement]:
        """The nuclei of the consignments that hold one of `nodes`."""
        return self.in_consignments(self.cores_of(nodes).values())

    def in_consignments(self, cores: Iterable[str]) -> list[Statement]:
        """The nuclei of the consignments whose smallest nodes are `cores`, by node."""
        table = consignment_statements
        return [
            _read(row)
            for some in _cut(sorted(set(cores)))
            for row in self._connection.execute(
                select(table).where(table.c.core.in_(some)).order_by(table.c.node)
            )
        ]

    def cores_of(self, nodes: Iterable[str]) -> dict[str, str]:
        """Node → smallest node of its consignment, for the nuclei among `nodes`."""
        return {node: core for node, core in self._known(set(nodes)).items() if core is not None}

    def _known(self, nodes: Iterable[str]) -> dict[str, str | None]:
        """Node → smallest node of its consignment, if it is in one, for those of `nodes` that are there."""
        table = consignment_statements
        queries = (
            select(table.c.node, table.c.core).where(table.c.node.in_(some)) for some in _cut(sorted(nodes))
        )
        return {row.node: row.core for query in queries for row in self._connection.execute(query)}

    def aliased(self, alias: str) -> str | None:
        """The node whose consignment would have the id `alias`."""
        table = consignment_statements
        return self._connection.scalar(select(table.c.node).where(table.c.alias == alias))

    def numbered(self, number: str, limit: int) -> list[Statement]:
        """At most `limit` statements that give `number` (normalised), whatever it names."""
        query = select(consignment_names.c.node).where(consignment_names.c.number == number)
        found = self._connection.scalars(query.distinct().order_by(consignment_names.c.node).limit(limit))
        return self.holding(found)

    def save(self, statements: Sequence[Statement]) -> None:
        """Writes `statements` with their names, replacing those that are there; their consignments stay."""
        before = self._known(statement.node for statement in statements)
        for some in _cut(sorted(before)):
            for table in (consignment_statements, consignment_names):
                self._connection.execute(delete(table).where(table.c.node.in_(some)))
        rows = [_row(statement) | {"core": before.get(statement.node)} for statement in statements]
        insert_many(self._connection, consignment_statements, rows)
        names = [
            {"node": s.node, "family": _SPELLED[name.family], "number": name.number}
            for s in statements
            for name in sorted(s.names)
        ]
        insert_many(self._connection, consignment_names, names)

    def regroup(self, cores: Mapping[str, str]) -> None:
        """Writes the consignment of each node."""
        before = self.cores_of(cores)
        moved = [{"n": node, "c": core} for node, core in cores.items() if before.get(node) != core]
        if moved:
            table = consignment_statements
            self._connection.execute(
                update(table).where(table.c.node == bindparam("n")).values(core=bindparam("c")), moved
            )


def clear(connection: Connection) -> None:
    """Empties the graph; the stage builds it again from the feed."""
    connection.execute(delete(consignment_names))
    connection.execute(delete(consignment_statements))


def _row(statement: Statement) -> dict[str, Any]:
    return {
        "node": statement.node,
        "kind": statement.kind,
        "author": statement.author,
        "alias": consignment_id(statement.node),
        "body": {
            "own": _spell(statement.own) if statement.own else None,
            "mentions": [_spell(m) for m in statement.mentions],
            "issuer": sorted(statement.issuer),
            "audience": sorted(statement.audience),
            "first": statement.first.isoformat() if statement.first else None,
            "last": statement.last.isoformat() if statement.last else None,
            "master": statement.is_master,
        },
    }


def _read(row: Any) -> Statement:
    body = row.body
    return Statement(
        node=row.node,
        kind=row.kind,
        author=MemberId(row.author) if row.author is not None else None,
        own=_unspell(body["own"]) if body["own"] else None,
        mentions=tuple(_unspell(m) for m in body["mentions"]),
        issuer=frozenset(body["issuer"]),
        audience=frozenset(body["audience"]),
        first=date.fromisoformat(body["first"]) if body["first"] else None,
        last=date.fromisoformat(body["last"]) if body["last"] else None,
        is_master=body["master"],
    )


def _spell(m: Mention) -> list[str | None]:
    return [_SPELLED[m.name.family], m.name.number, m.type, m.written, m.issuer]


def _unspell(parts: list[Any]) -> Mention:
    family, number, type_, written, issuer = parts
    return Mention(Name(Family(family), number), type_, written, issuer)


def _cut(values: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
