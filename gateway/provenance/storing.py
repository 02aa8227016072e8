"""Keeping where fields stood: of records as their author tells, of declarations as the gateway read them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from adapters.report import leaves
from contracts.declarations import ImportDeclaration
from contracts.errors import brief
from contracts.ids import MemberId, RecordId, UnixTime, hex0x
from gateway.errors import Conflict, NotFound, RequestInvalid
from gateway.provenance.model import Document, FieldSource
from gateway.provenance.reading import of_declaration
from gateway.store.tables.provenance import declaration_sources, record_sources
from gateway.store.tables.records import payloads, submissions

_LIVE = ("accepted", "anchored")


def keep_record_sources(
    connection: Connection,
    member: MemberId,
    told: Sequence[tuple[RecordId, Document]],
    now: UnixTime,
) -> int:
    """Keeps the documents that `member` tells of its records; how many were new. All or none.

    Raises NotFound for a record that is not the member's, RequestInvalid for a field that the record does not
    have, Conflict where another document was told before: what officers have read does not change.
    """
    new = 0
    for place, (record_id, document) in enumerate(told):
        _check_fields(_body(connection, member, record_id, place), document, f"sources/{place}/fields")
        known = connection.scalar(
            select(record_sources.c.document).where(record_sources.c.record_id == record_id)
        )
        if known is None:
            row = {
                "record_id": record_id,
                "member": member,
                "told_at": now,
                "document": document.to_json(),
            }
            connection.execute(insert(record_sources).values(row))
            new += 1
        elif known != document.to_json():
            raise Conflict(
                f"sources/{place}",
                expected="what was told of this record before",
                found="another document, or other places in it",
                remedy="Leave it out: the first one stands.",
            )
    return new


def keep_declaration_source(
    connection: Connection,
    declaration: str,
    current: ImportDeclaration,
    previous: ImportDeclaration | None,
    reading: Mapping[str, Any],
) -> None:
    """Keeps where the fields of `current` stood: in the document of `reading` (Draft.to_dict), or, where this
    version leaves a field as it was, in an earlier version's.
    """
    values = leaves(current.model_dump(mode="json", exclude_none=True))
    fields = {} if previous is None else _carried(connection, declaration, values, current, previous)
    stated = reading["data"].get("lines", [])
    for path, source in reading["provenance"].items():
        now = _moved(path, stated, current)
        if now in values and not (now in fields and source.get("default")):
            fields[now] = FieldSource.model_validate(source)
    if not fields:
        return
    document = Document(format=reading["format"], original_sha256=reading["original_sha256"], fields=fields)
    row = {"declaration": declaration, "version": current.version, "document": document.to_json()}
    connection.execute(insert(declaration_sources).values(row))


def _carried(
    connection: Connection,
    declaration: str,
    values: Mapping[str, str],
    current: ImportDeclaration,
    previous: ImportDeclaration,
) -> dict[str, FieldSource]:
    """The places of the fields that the new version leaves as they were."""
    earlier = of_declaration(connection, declaration, previous.version)
    if earlier is None:
        return {}
    dumped = previous.model_dump(mode="json", exclude_none=True)
    before, lines = leaves(dumped), dumped.get("lines", [])
    moved = ((path, _moved(path, lines, current), source) for path, source in earlier.fields.items())
    return {
        now: source.model_copy(update={"version": source.version or previous.version})
        for path, now, source in moved
        if path in before and values.get(now) == before[path]
    }


def _moved(path: str, lines: Sequence[Mapping[str, Any]], current: ImportDeclaration) -> str:
    """Where in `current` the field at `path` stands, its line found by its sequence; empty for none."""
    steps = path.split("/")
    if steps[0] != "lines" or len(steps) < 3:
        return path
    sequence = int(lines[int(steps[1])]["sequence"])
    index = next((i for i, line in enumerate(current.lines) if line.sequence == sequence), None)
    return "" if index is None else "/".join(["lines", str(index), *steps[2:]])


def _body(connection: Connection, member: MemberId, record_id: RecordId, place: int) -> Any:
    body = connection.scalar(
        select(payloads.c.body)
        .join(submissions, submissions.c.no == payloads.c.submission_no)
        .where(
            payloads.c.record_id == record_id,
            submissions.c.member == member,
            submissions.c.state.in_(_LIVE),
        )
    )
    if body is None:
        raise NotFound.of(f"sources/{place}/record/{hex0x(record_id)}", "a record of yours")
    return json.loads(body)


def _check_fields(record: Any, document: Document, where: str) -> None:
    unknown = sorted(document.fields.keys() - leaves(record).keys())
    if unknown:
        raise RequestInvalid(
            f"{where}/{unknown[0]}",
            expected="the path of a field that the record has",
            found=brief(unknown[0]),
        )
