"""Making a verified submission durable: payloads, receipt and its place in the outbox, in one transaction."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from contracts.acts import Batch
from contracts.ids import Address, BatchRoot, MemberId, RecordId, UnixTime, hex0x
from gateway.errors import Conflict
from gateway.intake.documents import SignedBatch, VerifiedRecord
from gateway.store.bulk import insert_many
from gateway.store.tables.outbox import outbox
from gateway.store.tables.records import payloads, submissions

LIVE = ("accepted", "anchored")
_LOOKUP = 500

FEW = 8
"""Records that are looked up before they are written; of more, the write itself tells whether one is
known."""

# Statements of every submission are made once: building an expression costs more than running it.
_NUMBERED = select(submissions.c.no, submissions.c.state, submissions.c.receipt).where(
    submissions.c.member == bindparam("member"), submissions.c.root == bindparam("root")
)
_SUBMIT = insert(submissions)
_QUEUE = insert(outbox)
_STANDING = select(payloads.c.no, payloads.c.record_id, submissions).join(
    submissions, submissions.c.no == payloads.c.submission_no
)
_ONE_STANDING = _STANDING.where(payloads.c.record_id == bindparam("record"))


def receipt_on_record(connection: Connection, member: MemberId, root: BatchRoot) -> dict[str, Any] | None:
    """The receipt that was given for a batch that is under way or anchored; None if it may be handed in
    (again).
    """
    row = _on_record(connection, member, root)
    return None if row is None or row.state not in LIVE else dict(row.receipt)


def _on_record(connection: Connection, member: MemberId, root: BatchRoot) -> Any:
    return connection.execute(_NUMBERED, {"member": member, "root": root}).one_or_none()


def accept(
    connection: Connection,
    signed: SignedBatch,
    author: Address,
    records: Sequence[VerifiedRecord],
    receipt: dict[str, Any],
    now: UnixTime,
) -> dict[str, Any]:
    """Writes a submission with its records and queues it for the ledger; the receipt now on record.

    Raises Conflict if one of the records stands in another batch that is under way or anchored.
    """
    standing = _on_record(connection, signed.batch.member, signed.batch.root)
    if standing is not None and standing.state in LIVE:
        return dict(standing.receipt)
    values = _values(signed, author, now, state="accepted", receipt=receipt)
    number = _insert(connection, values) if standing is None else _rewrite(connection, standing.no, values)
    put_records(connection, number, records)
    queue(connection, number, signed.batch)
    return receipt


def put_submission(
    connection: Connection, signed: SignedBatch, author: Address, now: UnixTime, **more: Any
) -> int:
    """The number of the submission of this batch, written anew over one that failed or was never
    completed.
    """
    values = _values(signed, author, now, **more)
    standing = _on_record(connection, signed.batch.member, signed.batch.root)
    return _insert(connection, values) if standing is None else _rewrite(connection, standing.no, values)


def _values(signed: SignedBatch, author: Address, now: UnixTime, **more: Any) -> dict[str, Any]:
    batch = signed.batch
    return {
        "member": batch.member,
        "root": batch.root,
        "size": batch.count,
        "kind": batch.kind,
        "scope": batch.scope,
        "valid_until": batch.valid_until,
        "signature": signed.signature,
        "author": author,
        "received_at": now,
        "notice": None,
        "upload": None,
        "chunk_records": None,
        **more,
    }


def _insert(connection: Connection, values: dict[str, Any]) -> int:
    made = connection.execute(_SUBMIT, values)
    return int(made.inserted_primary_key[0])  # type: ignore[index]  # one row was inserted


def _rewrite(connection: Connection, number: int, values: dict[str, Any]) -> int:
    """Writes a submission anew, without the payloads that it had."""
    connection.execute(update(submissions).where(submissions.c.no == number).values(**values))
    connection.execute(delete(payloads).where(payloads.c.submission_no == number))
    return number


def put_records(
    connection: Connection, submission: int, records: Sequence[VerifiedRecord], first: int = 0
) -> None:
    """Writes records at positions from `first` on, where there are none; Conflict if one stands in another
    batch that counts.
    """
    rows = [
        {"record_id": r.id, "submission_no": submission, "position": position, "seed": r.seed, "body": r.body}
        for position, r in enumerate(records, start=first)
    ]
    if len(records) <= FEW:
        _free(connection, records, first)
        insert_many(connection, payloads, rows)
        return
    savepoint = connection.begin_nested()
    try:
        insert_many(connection, payloads, rows)
        savepoint.commit()
    except IntegrityError:
        savepoint.rollback()
        _free(connection, records, first)
        insert_many(connection, payloads, rows)


def _free(connection: Connection, records: Sequence[VerifiedRecord], first: int) -> None:
    """Takes `records` out of batches that failed or were never completed; Conflict where one counts."""
    places = {record.id: position for position, record in enumerate(records, start=first)}
    for row in _standing(connection, [record.id for record in records]):
        if row.state in LIVE:
            raise Conflict(
                f"records/{places[row.record_id]}",
                expected="a record that stands in no other batch",
                found=f"one in the batch {hex0x(row.root)} of member {row.member}",
                remedy="Leave it out: it is anchored, or about to be, with that batch.",
            )
        connection.execute(delete(payloads).where(payloads.c.no == row[0]))


def _standing(connection: Connection, ids: Sequence[RecordId]) -> list[Any]:
    """The payloads that are known by `ids`, with their submissions."""
    if len(ids) == 1:
        return list(connection.execute(_ONE_STANDING, {"record": ids[0]}))
    slices = (ids[start : start + _LOOKUP] for start in range(0, len(ids), _LOOKUP))
    return [
        row for some in slices for row in connection.execute(_STANDING.where(payloads.c.record_id.in_(some)))
    ]


def queue(connection: Connection, submission: int, batch: Batch) -> None:
    """Puts a submission into the outbox. Ring `Store.outbox_bell` with the change."""
    values = {
        "call": "anchor",
        "subject_no": submission,
        "valid_until": batch.valid_until,
        "state": "waiting",
    }
    connection.execute(_QUEUE, values)
