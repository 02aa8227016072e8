"""Filing the records of an anchored batch whose payloads are here: who may read them, and their projections.

Made ready outside the writer, so that it is not kept from acknowledging what is handed in meanwhile; what was
prepared when the record was verified is taken from memory, and is prepared from the payload otherwise.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from contracts.ids import BlockHeight, MemberId, RecordId, UnixTime
from contracts.records import parse_record
from contracts.roles import Role
from gateway.indexer.readers import Parties
from gateway.store.projections.prepared import Packed, Prepared, Values, prepare, unpack
from gateway.store.projections.readership import readership_of
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
_STORED = (
    select(payloads.c.submission_no, payloads.c.no, payloads.c.record_id, payloads.c.position)
    .where(payloads.c.submission_no.in_(bindparam("submissions", expanding=True)))
    .order_by(payloads.c.submission_no, payloads.c.position)
)
_BODIES = select(payloads.c.no, payloads.c.body).where(
    payloads.c.submission_no == bindparam("submission"),
    payloads.c.position.between(bindparam("first"), bindparam("last")),
)
Recent = Callable[[Iterable[RecordId]], list[Packed | None]]
"""What is in memory of each record: what there is to write of it, or None."""


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
    """The records of a batch whose positions are `first` to `last`: who may read each, by its number, and the
    rows of their projections by name.
    """

    batch: AnchoredBatch
    submission: int
    first: int
    last: int
    readers: list[tuple[int, frozenset[MemberId]]]
    projected: dict[str, list[Values]]


@dataclass(frozen=True)
class Filing:
    """A batch whose payloads are here, to be filed. `slices` reads what it needs through the connection."""

    batch: AnchoredBatch
    submission: int
    slices: Callable[[Connection], Iterable[Slice]]


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
    stored: dict[int, list[Any]] = {number: [] for number in numbers}
    for payload in connection.execute(_STORED, {"submissions": list(numbers)}) if numbers else ():
        stored[payload.submission_no].append(payload)
    return [_filing(connection, batch, no, stored[no], parties, recent) for no, batch in numbers.items()]


def _filing(
    connection: Connection,
    batch: AnchoredBatch,
    submission: int,
    stored: Sequence[Any],
    parties: Parties,
    recent: Recent,
) -> Filing:
    def slices(connection: Connection) -> Iterator[Slice]:
        for start in range(0, len(stored), SLICE):
            some = stored[start : start + SLICE]
            yield _slice(connection, batch, submission, some, parties, recent)

    if batch.size > READY_BEFOREHAND:
        return Filing(batch, submission, slices)
    ready = list(slices(connection))
    return Filing(batch, submission, lambda _: ready)


def _slice(
    connection: Connection,
    batch: AnchoredBatch,
    submission: int,
    stored: Sequence[Any],
    parties: Parties,
    recent: Recent,
) -> Slice:
    made = Slice(batch, submission, stored[0].position, stored[-1].position, [], defaultdict(list))
    for row, one in zip(stored, _prepared(connection, batch, submission, stored, recent), strict=True):
        number = row.no
        made.readers.append((number, parties.readers_of(one.readership)))
        for name, rows in one.rows:
            made.projected[name].extend([(number, *values) for values in rows])
    return made


def _prepared(
    connection: Connection, batch: AnchoredBatch, submission: int, stored: Sequence[Any], recent: Recent
) -> list[Prepared]:
    known = recent([RecordId(row.record_id) for row in stored])
    if all(known):
        return [unpack(one) for one in known if one is not None]
    place = {"submission": submission, "first": stored[0].position, "last": stored[-1].position}
    bodies = {row.no: row.body for row in connection.execute(_BODIES, place)}
    return [
        unpack(one) if one else prepare(parse_record(batch.kind, bodies[row.no]), batch.member, batch.kind)
        for one, row in zip(known, stored, strict=True)
    ]


def reassign_readers(connection: Connection, parties: Parties) -> None:
    """Works out anew who may read what is filed: after a member or an identifier changed."""
    query = select(records.c.no, records.c.kind, records.c.reader_set, payloads.c.body).join(
        payloads, payloads.c.no == records.c.no
    )
    for row in connection.execute(query).all():
        number = reader_set_of(
            connection, parties.readers_of(readership_of(parse_record(row.kind, row.body)))
        )
        if number != row.reader_set:
            connection.execute(update(records).where(records.c.no == row.no).values(reader_set=number))


def forget_filed(connection: Connection) -> None:
    """Takes back what filing wrote outside derived tables, before they are built anew."""
    connection.execute(update(submissions).where(submissions.c.state == "anchored").values(state="accepted"))
    connection.execute(delete(records))
