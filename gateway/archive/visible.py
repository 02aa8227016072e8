"""Which rows of which tables stand in a member's archive: what the API would show it, and no more.

The customs administration whose gateway this is sees what its officers see. What the ledger holds is shown
for the records that one may read and the batches that one anchored.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Table, and_, func, literal, or_, select, tuple_

from gateway.access import Principal, readable
from gateway.store.projections.columns import OF_DECLARATIONS, OF_RECORDS
from gateway.store.projections.tables import TABLES
from gateway.store.tables.access import audit_log
from gateway.store.tables.chain import (
    anchored_batches,
    blocks,
    identifiers,
    keys,
    members,
    service_keys,
    status_changes,
)
from gateway.store.tables.declarations import declaration_versions
from gateway.store.tables.findings import (
    chosen_records,
    finding_decisions,
    findings,
    match_choices,
    reconciliations,
    reopenings,
    rule_sets,
    rule_settings,
)
from gateway.store.tables.identities import identity_statements
from gateway.store.tables.outbox import status_acts
from gateway.store.tables.outcomes import outcomes
from gateway.store.tables.provenance import declaration_sources, record_sources
from gateway.store.tables.records import records, submissions
from gateway.store.tables.utilisation import debits, draws, hidden_lines, opened_lines

Rows = Callable[["Reader"], ColumnElement[bool]]
"""The condition that leaves the rows that a reader sees."""


@dataclass(frozen=True)
class Reader:
    """Whom an archive is for; `whole` is the administration whose gateway this is."""

    principal: Principal
    whole: bool

    @property
    def read(self) -> Select[Any]:
        """The ids of the records that it may read."""
        return select(records.c.record_id).where(readable(self.principal))

    @property
    def numbers(self) -> Select[Any]:
        """The numbers of those records in this gateway's store."""
        return select(records.c.no).where(readable(self.principal))

    @property
    def declarations(self) -> Select[Any]:
        """The declarations that it may see."""
        sent = select(declaration_versions.c.declaration)
        return sent if self.whole else sent.where(declaration_versions.c.member == self.principal.member)


def _all(_: Reader) -> ColumnElement[bool]:
    return literal(True)


def _bound(_: Reader) -> ColumnElement[bool]:
    """Public, once the ledger has them in a block that was indexed."""
    return identity_statements.c.bound_at <= select(func.max(blocks.c.time)).scalar_subquery()


def _whole(reader: Reader) -> ColumnElement[bool]:
    return literal(reader.whole)


def _of_batches(table: Table) -> Rows:
    def rows(reader: Reader) -> ColumnElement[bool]:
        seen = select(records.c.member, records.c.root).where(readable(reader.principal))
        own = table.c.member == reader.principal.member
        return or_(own, tuple_(table.c.member, table.c.root).in_(seen))

    return rows


def _of_lineages(table: Table) -> Rows:
    def rows(reader: Reader) -> ColumnElement[bool]:
        later = _later()
        chained = select(later.c.lineage).where(later.c.record.in_(reader.read))
        return or_(table.c.lineage.in_(reader.read), table.c.lineage.in_(chained))

    return rows


def _later() -> CTE:
    """(lineage, record): every record that came after another in a chain of supersession."""
    ends = status_changes.c
    first = select(ends.target.label("lineage"), ends.successor.label("record"))
    chain = first.where(ends.successor.is_not(None)).cte("later", recursive=True)
    on = select(chain.c.lineage, ends.successor).join(status_changes, ends.target == chain.c.record)
    return chain.union(on.where(ends.successor.is_not(None)))


def _of_records(column: ColumnElement[Any]) -> Rows:
    return lambda reader: column.in_(reader.numbers)


def _of_declarations(column: ColumnElement[Any]) -> Rows:
    return lambda reader: column.in_(reader.declarations)


def _findings(reader: Reader) -> ColumnElement[bool]:
    shared = and_(findings.c.audience == "party", findings.c.declaration.in_(reader.declarations))
    return literal(True) if reader.whole else shared


SEEN: dict[Table, Rows] = {
    blocks: _all,
    members: _all,
    keys: _all,
    identifiers: _all,
    service_keys: _all,
    identity_statements: _bound,
    anchored_batches: _of_batches(anchored_batches),
    status_changes: _of_batches(status_changes),
    opened_lines: _of_lineages(opened_lines),
    debits: _of_lineages(debits),
    records: lambda reader: readable(reader.principal),
    submissions: lambda reader: submissions.c.member == reader.principal.member,
    status_acts: lambda reader: status_acts.c.member == reader.principal.member,
    **{TABLES[one.name]: _of_records(TABLES[one.name].c.record) for one in OF_RECORDS},
    record_sources: lambda reader: record_sources.c.record_id.in_(reader.read),
    declaration_versions: _of_declarations(declaration_versions.c.declaration),
    **{TABLES[one.name]: _of_declarations(TABLES[one.name].c.declaration) for one in OF_DECLARATIONS},
    declaration_sources: _of_declarations(declaration_sources.c.declaration),
    findings: _findings,
    finding_decisions: _whole,
    reconciliations: _whole,
    reopenings: _whole,
    rule_settings: _whole,
    rule_sets: _whole,
    match_choices: _whole,
    chosen_records: _whole,
    draws: _whole,
    hidden_lines: _whole,
    outcomes: _whole,
    audit_log: _whole,
}
"""Every table of an archive, with the rows that are seen of it."""


def rows_seen(table: Table, reader: Reader) -> Select[Any]:
    """The rows of `table` that `reader` sees, in the order of its key."""
    return select(table).where(SEEN[table](reader)).order_by(*table.primary_key)


__all__ = ["SEEN", "Reader", "rows_seen"]
