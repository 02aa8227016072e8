"""Filing the records of an anchored batch whose payloads are here: who may read them, and their projections.

Made ready outside the writer, so that it is not kept from acknowledging what is handed in meanwhile.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from contracts.ids import BlockHeight, MemberId, RecordId, UnixTime
from contracts.records import Record, parse_record
from contracts.roles import Role
from gateway.indexer.readers import Parties
from gateway.store.bulk import insert_many
from gateway.store.projections import rows_of
from gateway.store.projections.tables import Rows, insert_rows
from gateway.store.reader_sets import reader_set_of
from gateway.store.tables.chain import anchored_batches, identifiers, members
from gateway.store.tables.records import payloads, records, submissions

SLICE = 2_000
"""Records that are made ready and written at a time."""

READY_BEFOREHAND = 10_000
"""A larger batch is made ready slice by slice while it is written: all of it would not fit in memory."""

# Statements of every block are made once: building an expression costs more than running it.
_HANDED_IN = select(
    submissions.c.no,
    submissions.c.member,
    submissions.c.root,
    submissions.c.kind,
    submissions.c.scope,
    submissions.c.size,
    submissions.c.state,
)
_STORED = select(
    payloads.c.submission_no, payloads.c.no, payloads.c.record_id, payloads.c.position, payloads.c.body
).order_by(payloads.c.submission_no, payloads.c.position)
_FILED = (
    update(submissions).where(submissions.c.no == bindparam("number")).values(state="anchored", notice=None)
)

Recent = Callable[[RecordId], Record | None]
"""The record of an id, if it is still in memory."""


@dataclass(frozen=True)
class AnchoredBatch:
    """A batch as the ledger has it."""

    member: MemberId
    root: bytes
    kind: int
    scope: int
    size: int
    block: BlockHeight
    time: UnixTime


@dataclass(frozen=True)
class Slice:
    """Some records of a batch: a row of `records` each, without its reader set, the readers, the
    projections.
    """

    rows: list[dict[str, Any]]
    allowed: list[frozenset[MemberId]]
    projected: list[Rows]


@dataclass(frozen=True)
class Filing:
    """A batch whose payloads are here, ready to be filed."""

    batch: AnchoredBatch
    submission: int
    slices: Iterable[Slice]


def parties_of(connection: Connection) -> Parties:
    """What the chain tables say of identifiers and customs."""
    owners = {row.identifier: MemberId(row.member) for row in connection.execute(select(identifiers))}
    parties = Parties(owners)
    for row in connection.execute(select(members)):
        parties.note_member(MemberId(row.number), row.country, customs=bool(row.roles >> Role.CUSTOMS & 1))
    return parties


def batch_on_ledger(connection: Connection, member: MemberId, root: bytes) -> AnchoredBatch | None:
    """A batch that was indexed before."""
    row = connection.execute(
        select(anchored_batches).where(anchored_batches.c.member == member, anchored_batches.c.root == root)
    ).one_or_none()
    if row is None:
        return None
    return AnchoredBatch(
        member, root, row.kind, row.scope, row.size, BlockHeight(row.block), UnixTime(row.time)
    )


def filings_of(
    connection: Connection, batches: Sequence[AnchoredBatch], parties: Parties, recent: Recent
) -> list[Filing]:
    """The filings of `batches`, in their order: of those that were handed in here, are not filed yet, and
    were not anchored as another.
    """
    rows = connection.execute(_HANDED_IN.where(submissions.c.root.in_([batch.root for batch in batches])))
    handed_in = {(row.member, row.root): row for row in rows if row.state in ("accepted", "failed")}
    numbers = {}
    for batch in batches:
        row = handed_in.get((batch.member, batch.root))
        if row is not None and (row.kind, row.scope, row.size) == (batch.kind, batch.scope, batch.size):
            numbers[row.no] = batch
    query = _STORED.where(payloads.c.submission_no.in_(list(numbers)))
    stored: dict[int, list[Any]] = {number: [] for number in numbers}
    for payload in connection.execute(query) if numbers else ():
        stored[payload.submission_no].append(payload)
    return [_filing(batch, no, stored[no], parties, recent) for no, batch in numbers.items()]


def _filing(
    batch: AnchoredBatch, submission: int, stored: Sequence[Any], parties: Parties, recent: Recent
) -> Filing:
    slices = _slices(iter(stored), batch, parties, recent)
    return Filing(batch, submission, list(slices) if batch.size <= READY_BEFOREHAND else slices)


def write_filings(connection: Connection, filings: Sequence[Filing]) -> None:
    """Files batches: the records of small ones together, of large ones slice by slice."""
    numbers: dict[frozenset[MemberId], int] = {}
    for part in _joined(part for filing in filings for part in filing.slices):
        for row, allowed in zip(part.rows, part.allowed, strict=True):
            if allowed not in numbers:
                numbers[allowed] = reader_set_of(connection, allowed)
            row["reader_set"] = numbers[allowed]
        insert_many(connection, records, part.rows)
        insert_rows(connection, part.projected)
    if filings:
        connection.execute(_FILED, [{"number": filing.submission} for filing in filings])


def _joined(parts: Iterable[Slice]) -> Iterator[Slice]:
    """`parts`, those that follow one another in one, up to a slice's size."""
    joined = Slice([], [], [])
    for part in parts:
        if len(joined.rows) + len(part.rows) > SLICE:
            yield joined
            joined = Slice([], [], [])
        joined.rows.extend(part.rows)
        joined.allowed.extend(part.allowed)
        joined.projected.extend(part.projected)
    yield joined


def _slices(stored: Iterator[Any], batch: AnchoredBatch, parties: Parties, recent: Recent) -> Iterator[Slice]:
    while some := list(islice(stored, SLICE)):
        made = Slice([], [], [])
        for row in some:
            record = recent(RecordId(row.record_id)) or parse_record(batch.kind, row.body)
            made.rows.append(_record_row(batch, row))
            made.allowed.append(parties.readers_of(record))
            made.projected.append(rows_of(record, row.no, batch.member, batch.kind))
        yield made


def _record_row(batch: AnchoredBatch, payload: Any) -> dict[str, Any]:
    return {
        "no": payload.no,
        "record_id": payload.record_id,
        "kind": batch.kind,
        "scope": batch.scope,
        "member": batch.member,
        "root": batch.root,
        "position": payload.position,
        "batch_size": batch.size,
        "block": batch.block,
        "anchored_at": batch.time,
    }


def reassign_readers(connection: Connection, parties: Parties) -> None:
    """Works out anew who may read what is filed: after a member or an identifier changed."""
    query = select(records.c.no, records.c.kind, records.c.reader_set, payloads.c.body).join(
        payloads, payloads.c.no == records.c.no
    )
    for row in connection.execute(query).all():
        number = reader_set_of(connection, parties.readers_of(parse_record(row.kind, row.body)))
        if number != row.reader_set:
            connection.execute(update(records).where(records.c.no == row.no).values(reader_set=number))


def forget_filed(connection: Connection) -> None:
    """Takes back what filing wrote outside derived tables, before they are built anew."""
    connection.execute(update(submissions).where(submissions.c.state == "anchored").values(state="accepted"))
    connection.execute(delete(records))
