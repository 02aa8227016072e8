"""What others drew from proofs, as the ledger has it: debits of other offices and countries, and those that
an officer here decided by hand. What declarations here draw of themselves is counted from the declarations.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from contracts.ids import hex0x, unhex
from contracts.records.parts import render_decimal
from contracts.slots import DebitState
from gateway.store.draws import decimal_of
from gateway.store.hidden_lines import Hide, Line
from gateway.store.projections.units import on_scale
from gateway.store.tables.chain import members, status_changes
from gateway.store.tables.utilisation import debits, draws, hidden_lines, opened_lines

Row = dict[str, Any]
WHOLE = "100%"
"""How a debit of a whole line is shown: it says neither quantity nor unit."""


def debits_on(connection: Connection, records: Iterable[str], own: Collection[bytes] = ()) -> list[Row]:
    """What others drew from any of `records` (ids in hex), or from those before them in a chain of
    supersession; `own` are further lines of this administration.
    """
    wanted = set(records)
    ids = {unhex(record, 32) for record in wanted}
    links = _links(connection, ids, status_changes.c.successor)
    lineages = ids | links.keys()
    if not lineages:
        return []
    found = connection.execute(_elsewhere().where(debits.c.lineage.in_(lineages)))
    ours = set(own)
    return [
        row
        for debit in found
        if debit.declaration is not None or debit.d not in ours
        for row in _rows(debit, links)
        if row["record_id"] in wanted
    ]


def all_debits(connection: Connection) -> Iterator[Row]:
    """What others drew from any proof, a row for each record of its chain of supersession."""
    ends = status_changes.c
    query = select(ends.target, ends.successor).where(ends.successor.is_not(None))
    links = {row.target: row.successor for row in connection.execute(query)}
    for debit in connection.execute(_elsewhere()):
        yield from _rows(debit, links)


def hidden_claims(rows: Iterable[Mapping[str, Any]], hide: Hide | None) -> dict[Line, bytes]:
    """`d` of the lines, of rows of declarations' lines, that claim a preference; nothing without `hide`."""
    if hide is None:
        return {}
    claimed = {
        (row["declaration"], row["line"])
        for row in rows
        if row["agreement"] is not None and row["line"] is not None
    }
    return {line: hide(*line) for line in sorted(claimed)}


def later_of(connection: Connection, lineages: Collection[bytes]) -> set[bytes]:
    """`lineages` with every record that superseded one of them, and so on."""
    links = _links(connection, set(lineages), status_changes.c.target)
    return set(lineages) | set(links.values())


def others(connection: Connection, lines: Collection[tuple[bytes, int, bytes]]) -> set[bytes]:
    """The lineages of those debits (lineage, line, d) that no declaration here draws of itself."""
    table = hidden_lines.c
    kept = {row.d for row in connection.execute(select(table.d).where(table.d.in_([d for *_, d in lines])))}
    by_hand = select(draws.c.lineage, draws.c.line, table.d).join(hidden_lines, _drawn_by_hand())
    manual = {tuple(row) for row in connection.execute(by_hand.where(table.d.in_(kept)))} if kept else set()
    return {line[0] for line in lines if line[2] not in kept or line in manual}


def _elsewhere() -> Select[Any]:
    """Debits that hold something, but for those that declarations here draw of themselves."""
    line = and_(opened_lines.c.lineage == debits.c.lineage, opened_lines.c.line == debits.c.line)
    same = and_(draws.c.lineage == debits.c.lineage, draws.c.line == debits.c.line)
    return (
        select(debits, members.c.country, opened_lines.c.unit, hidden_lines.c.declaration)
        .outerjoin(members, members.c.number == debits.c.member)
        .outerjoin(opened_lines, line)
        .outerjoin(hidden_lines, hidden_lines.c.d == debits.c.d)
        .outerjoin(draws, and_(same, _drawn_by_hand()))
        .where(
            debits.c.state != int(DebitState.RELEASED),
            or_(hidden_lines.c.d.is_(None), draws.c.declaration.is_not(None)),
        )
    )


def _drawn_by_hand() -> ColumnElement[bool]:
    """A draw that an officer decided for the hidden line."""
    return and_(
        draws.c.declaration == hidden_lines.c.declaration,
        draws.c.number == hidden_lines.c.number,
        draws.c.manual,
    )


def _links(
    connection: Connection, records: Collection[bytes], known: ColumnElement[bytes]
) -> dict[bytes, bytes]:
    """Record → successor, from `records` on along the end of the link that is `known`."""
    ends = status_changes.c
    links: dict[bytes, bytes] = {}
    ahead = set(records)
    while ahead:
        query = select(ends.target, ends.successor).where(ends.successor.is_not(None), known.in_(ahead))
        found = {row.target: row.successor for row in connection.execute(query)}
        fresh = found.keys() - links.keys()
        links |= found
        ahead = {one if known is ends.successor else found[one] for one in fresh}
    return links


def _rows(debit: Any, links: Mapping[bytes, bytes]) -> Iterator[Row]:
    """The debit for each record that draws on its balance: its lineage, and what came after that."""
    told = _told(debit)
    record: bytes | None = debit.lineage
    seen: set[bytes] = set()
    while record is not None and record not in seen:
        yield told | {"record_id": hex0x(record)}
        seen.add(record)
        record = links.get(record)


def _told(debit: Any) -> Row:
    told: Row = {
        "line": debit.line,
        "d": hex0x(debit.d),
        "declaration": debit.declaration,
        "member": debit.member,
        "country": debit.country,
        "confirmed": debit.state == DebitState.CONFIRMED,
        "time": debit.time,
        "block": debit.block,
    }
    if debit.whole or debit.unit is None:
        return told | {"value": None, "dimension": None, "shown": WHOLE}
    value = decimal_of(int(debit.quantity))
    scale = on_scale(value, debit.unit)
    shown = f"{render_decimal(value)} {debit.unit}"
    return told | {"value": scale.value, "dimension": scale.dimension, "shown": shown}
