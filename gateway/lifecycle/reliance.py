"""What rested on a record here: the declarations that name it, and the day that each used it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from contracts.ids import RecordId, hex0x, unhex
from gateway.store.projections.tables import TABLES
from gateway.store.tables.findings import chosen_records
from gateway.store.tables.records import payloads

_HEADS, _LINES, _D_INVOICES = (
    TABLES["declarations"], TABLES["declaration_lines"], TABLES["declaration_invoices"],
)  # fmt: skip
_PROOFS, _INVOICES = TABLES["proofs"], TABLES["invoices"]


@dataclass(frozen=True)
class Use:
    """A declaration that names a record. `used_on` is the day whose law counts for it."""

    record_id: RecordId
    declaration: str
    number: str
    stage: str
    used_on: date
    cancelled: bool


def uses_of(connection: Connection, wanted: Sequence[RecordId]) -> tuple[Use, ...]:
    """The declarations here that name one of the records by number, or for which officers chose it; sorted by
    day. A number that several records share counts for each of them.
    """
    pairs = {pair for query in _named(wanted) for pair in _pairs(connection, query)}
    pairs |= _chosen(connection, wanted)
    names = {declaration for _, declaration in pairs}
    rows = connection.execute(select(_HEADS).where(_HEADS.c.declaration.in_(names)))
    heads = {row.declaration: row for row in rows}
    found = [
        Use(record, row.declaration, row.number, row.stage, row.law_date, row.cancelled)
        for record, row in ((record, heads[name]) for record, name in pairs if name in heads)
    ]
    return tuple(sorted(found, key=lambda use: (use.used_on, use.declaration, use.record_id)))


def _pairs(connection: Connection, query: Any) -> set[tuple[RecordId, str]]:
    return {(RecordId(bytes(row.record_id)), row.declaration) for row in connection.execute(query)}


def _named(wanted: Sequence[RecordId]) -> tuple[Any, Any]:
    """(record, declaration) by the numbers of proofs and of invoices."""
    proofs = (
        select(payloads.c.record_id, _LINES.c.declaration)
        .join(_PROOFS, _PROOFS.c.record == payloads.c.no)
        .join(_LINES, _LINES.c.proof_norm == _PROOFS.c.number_norm)
        .where(payloads.c.record_id.in_(wanted), _LINES.c.agreement == _PROOFS.c.agreement)
    )
    invoices = (
        select(payloads.c.record_id, _D_INVOICES.c.declaration)
        .join(_INVOICES, _INVOICES.c.record == payloads.c.no)
        .join(_D_INVOICES, _D_INVOICES.c.number_norm == _INVOICES.c.number_norm)
        .where(payloads.c.record_id.in_(wanted))
    )
    return proofs, invoices


def _chosen(connection: Connection, wanted: Sequence[RecordId]) -> set[tuple[RecordId, str]]:
    """(record, declaration) by officers' choices among records, where no number led to one."""
    query = select(chosen_records.c.record_id, chosen_records.c.declaration)
    rows = connection.execute(query.where(chosen_records.c.record_id.in_([hex0x(one) for one in wanted])))
    return {(RecordId(unhex(row.record_id, 32)), row.declaration) for row in rows}
