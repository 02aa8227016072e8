"""Making a verified submission durable: payloads, receipt and its place in the outbox, in one transaction."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from contracts.acts import Batch
from contracts.ids import Address, BatchRoot, MemberId, UnixTime, hex0x
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


def receipt_on_record(connection: Connection, member: MemberId, root: BatchRoot) -> dict[str, Any] | None:
    """The receipt that was given for a batch that is under way or anchored; None if it may be handed in
    (again).
    """
    row = connection.execute(
        select(submissions.c.receipt).where(
            submissions.c.member == member, submissions.c.root == root, submissions.c.state.in_(LIVE)
        )
    ).one_or_none()
    return None if row is None else dict(row.receipt)


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
    given = receipt_on_record(connection, signed.batch.member, signed.batch.root)
    if given is not None:
        return given
    number = put_submission(connection, signed, author, now, state="accepted", receipt=receipt)
    put_records(connection, number, records)
    queue(connection, number, signed.batch)
    return receipt


def put_submission(
    connection: Connection, signed: SignedBatch, author: Address, now: UnixTime, **more: Any
) -> int:
    """The number of the submission of this batch, written anew over one that failed or was never
    completed.
    """
    batch = signed.batch
    values = {
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
    same = (submissions.c.member == batch.member) & (submissions.c.root == batch.root)
    number = connection.scalar(select(submissions.c.no).where(same))
    if number is not None:
        connection.execute(update(submissions).where(same).values(**values))
        connection.execute(delete(payloads).where(payloads.c.submission_no == number))
        return int(number)
    made = connection.execute(insert(submissions).values(member=batch.member, root=batch.root, **values))
    return int(made.inserted_primary_key[0])  # type: ignore[index]  # one row was inserted


def put_records(
    connection: Connection, submission: int, records: Sequence[VerifiedRecord], first: int = 0
) -> None:
    """Writes records at positions from `first` on; Conflict if one stands in another batch that counts."""
    rows = [
        {"record_id": r.id, "submission_no": submission, "position": position, "seed": r.seed, "body": r.body}
        for position, r in enumerate(records, start=first)
    ]
    if len(records) <= FEW:
        _free(connection, submission, records, first)
        insert_many(connection, payloads, rows)
        return
    savepoint = connection.begin_nested()
    try:
        insert_many(connection, payloads, rows)
        savepoint.commit()
    except IntegrityError:
        savepoint.rollback()
        _free(connection, submission, records, first)
        insert_many(connection, payloads, rows)


def _free(connection: Connection, submission: int, records: Sequence[VerifiedRecord], first: int) -> None:
    """Takes `records` out of batches that failed or were never completed; Conflict where one counts."""
    for start in range(0, len(records), _LOOKUP):
        ids = [record.id for record in records[start : start + _LOOKUP]]
        standing = connection.execute(
            select(payloads.c.no, payloads.c.record_id, submissions)
            .join(submissions, submissions.c.no == payloads.c.submission_no)
            .where(payloads.c.record_id.in_(ids))
        ).all()
        for row in standing:
            if row.state in LIVE:
                position = first + start + ids.index(row.record_id)
                raise Conflict(
                    f"records/{position}",
                    expected="a record that stands in no other batch",
                    found=f"one in the batch {hex0x(row.root)} of member {row.member}",
                    remedy="Leave it out: it is anchored, or about to be, with that batch.",
                )
        if standing:
            connection.execute(delete(payloads).where(payloads.c.no.in_([row[0] for row in standing])))
    connection.execute(
        delete(payloads).where(
            payloads.c.submission_no == submission,
            payloads.c.position.between(first, first + len(records) - 1),
        )
    )


def queue(connection: Connection, submission: int, batch: Batch) -> None:
    """Puts a submission into the outbox. Ring `Store.outbox_bell` with the change."""
    connection.execute(
        insert(outbox).values(
            call="anchor", subject_no=submission, valid_until=batch.valid_until, state="waiting"
        )
    )
