"""Declarations in the store: appending a version with its projections, and reading versions back."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from contracts.declarations import ImportDeclaration
from contracts.ids import MemberId, UnixTime
from gateway.declarations.versions import Version, law_date, next_version
from gateway.store.events import Event, Topic, append_events
from gateway.store.projections.columns import OF_DECLARATIONS
from gateway.store.projections.of_declarations import declaration_id, rows_of_declaration
from gateway.store.projections.tables import TABLES, insert_rows
from gateway.store.tables.declarations import declaration_versions as table


@dataclass(frozen=True)
class Origin:
    """Who sent a message, when, and which document it was read from."""

    member: MemberId
    received_at: UnixTime
    format: str | None = None
    original_sha256: str | None = None


@dataclass(frozen=True)
class Stored:
    """A version as it is on disk; `new` is false when the same message was there before."""

    declaration: str
    version: Version
    new: bool


def store_message(connection: Connection, message: ImportDeclaration, origin: Origin) -> Stored:
    """Appends `message` to its declaration, renews the projections and tells the feed.

    The same message again changes nothing, nor does the same document: an amendment that was completed from
    the version before it would otherwise amend itself. Raises Conflict as gateway.declarations.versions says.
    """
    name = declaration_id(message)
    earlier = versions_of(connection, name)
    read_before = _version_read_from(connection, name, origin.original_sha256)
    for known in earlier:
        if known.message == message or known.current.version == read_before:
            return Stored(name, known, new=False)
    made = next_version(message, earlier[-1] if earlier else None)
    connection.execute(insert(table).values(_row(name, made, origin)))
    project(connection, name, [*earlier, made])
    data = {"version": made.current.version, "member": origin.member}
    event = Event(Topic.DECLARATION_RECEIVED, name.encode(), data, origin.received_at)
    append_events(connection, [event])
    return Stored(name, made, new=True)


def versions_of(connection: Connection, declaration: str) -> list[Version]:
    """Every version of a declaration, in order; empty if there is no such declaration."""
    query = select(table).where(table.c.declaration == declaration).order_by(table.c.version)
    return [
        Version(
            ImportDeclaration.model_validate_json(row.message),
            ImportDeclaration.model_validate_json(row.current),
            row.cancelled,
        )
        for row in connection.execute(query)
    ]


def version_before(connection: Connection, declaration: str, version: int) -> ImportDeclaration | None:
    """How the declaration stood before `version`; None where that is its first."""
    earlier = [v.current for v in versions_of(connection, declaration) if v.current.version < version]
    return earlier[-1] if earlier else None


def project(connection: Connection, declaration: str, versions: list[Version]) -> None:
    """Writes the projections of how `versions` leave the declaration, in place of those before."""
    for projection in OF_DECLARATIONS:
        rows = TABLES[projection.name]
        connection.execute(delete(rows).where(rows.c.declaration == declaration))
    last = versions[-1]
    law = law_date(versions)
    insert_rows(connection, [rows_of_declaration(last.current, law=law, cancelled=last.cancelled)])


def _row(name: str, made: Version, origin: Origin) -> dict[str, Any]:
    return {
        "declaration": name,
        "version": made.current.version,
        "function": made.message.function,
        "stage": made.current.stage,
        "cancelled": made.cancelled,
        "message": made.message.model_dump_json(exclude_unset=True).encode(),
        "current": made.current.model_dump_json(exclude_none=True).encode(),
        "format": origin.format,
        "original_sha256": origin.original_sha256,
        "member": origin.member,
        "received_at": origin.received_at,
    }


def _version_read_from(connection: Connection, declaration: str, original_sha256: str | None) -> int | None:
    """The version that was read from this very document."""
    same = (table.c.declaration == declaration, table.c.original_sha256 == original_sha256)
    return None if original_sha256 is None else connection.scalar(select(table.c.version).where(*same))
