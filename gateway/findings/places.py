"""Where both values of a finding stood, in the documents that declaration and record were read from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from contracts.ids import RecordId
from gateway.access import Principal, readable
from gateway.provenance import Document, of_declaration, of_records
from gateway.store.tables.records import records

_RECORD_ID = re.compile("0x([0-9a-f]{64})")


@dataclass(frozen=True)
class Sources:
    """The documents behind both sides of a finding; None where nobody told, or the reader may not know."""

    declared: Document | None = None
    found: Document | None = None


def sources_of(
    connection: Connection, principal: Principal, content: Mapping[str, Any], declaration: str, version: int
) -> Sources:
    """The documents of a finding on `version` of `declaration`, for one who may see the finding.

    What stands in a record's document is for readers of the record only.
    """
    return Sources(
        of_declaration(connection, declaration, version),
        _of_record(connection, principal, content["found"]["id"] or ""),
    )


def places_of(sources: Sources, content: Mapping[str, Any]) -> dict[str, Any]:
    """Side → document and place of its value as JSON, None where it is not known."""
    return {side: _place(getattr(sources, side), content[side]["path"]) for side in ("declared", "found")}


def _of_record(connection: Connection, principal: Principal, identity: str) -> Document | None:
    named = _RECORD_ID.fullmatch(identity)
    if named is None:
        return None
    record = RecordId(bytes.fromhex(named[1]))
    query = select(records.c.no).where(records.c.record_id == record, readable(principal))
    if connection.scalar(query) is None:
        return None
    return of_records(connection, [record]).get(record)


def _place(document: Document | None, path: str) -> dict[str, Any] | None:
    source = None if document is None else document.source_of(path)
    if document is None or source is None:
        return None
    return {
        **document.model_dump(mode="json", include={"name", "format", "original_sha256"}, exclude_none=True),
        **source.model_dump(mode="json", exclude_none=True),
    }
