"""Reading where fields stood. Who may read the record or the declaration is the caller's to have asked."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from contracts.ids import RecordId
from gateway.provenance.model import Document
from gateway.store.tables.provenance import declaration_sources, record_sources

_AT_ONCE = 400


def of_records(connection: Connection, records: Iterable[RecordId]) -> dict[RecordId, Document]:
    """The documents that were told of `records`, for those of which one was."""
    wanted, found = sorted(set(records)), dict[RecordId, Document]()
    for start in range(0, len(wanted), _AT_ONCE):
        some = record_sources.c.record_id.in_(wanted[start : start + _AT_ONCE])
        for row in connection.execute(select(record_sources).where(some)):
            found[RecordId(row.record_id)] = Document.model_validate(row.document)
    return found


def of_declaration(connection: Connection, declaration: str, version: int) -> Document | None:
    """The documents behind a version of a declaration; None for one that came as JSON."""
    table = declaration_sources
    query = select(table.c.document).where(table.c.declaration == declaration, table.c.version == version)
    document = connection.scalar(query)
    return None if document is None else Document.model_validate(document)
