"""The outbox's tables: what waits, what is on its way, and how each item ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from contracts.acts import Batch
from contracts.calls import SignedBatch
from contracts.ids import Address, BatchRoot, MemberId, Signature, UnixTime
from gateway.outbox.packing import AnchorItem, Item, Parcel, StatusItem
from gateway.outbox.transactions import SignedTransaction
from gateway.store.events import Event, Topic, append_events
from gateway.store.tables.outbox import outbox, status_acts, transactions
from gateway.store.tables.records import submissions


@dataclass(frozen=True)
class InFlight:
    """A transaction that was stored and is not known to be in a block."""

    no: int
    signed: SignedTransaction


@dataclass(frozen=True)
class Ended:
    """An item that the ledger refused; `notice` is signed."""

    item: Item
    notice: dict[str, Any]


@dataclass(frozen=True)
class Landed:
    """A transaction that is in a block: the items it could not write, and those to be tried alone.

    What is settled together landed in one block.
    """

    flight: InFlight
    block: int
    refused: Sequence[Ended]
    again: Sequence[Item]


def waiting_items(connection: Connection, limit: int) -> list[Item]:
    """What waits, oldest first."""
    query = (
        select(
            outbox.c.no, outbox.c.call, outbox.c.subject_no, outbox.c.calldata, outbox.c.alone, submissions
        )
        .outerjoin(submissions, (submissions.c.no == outbox.c.subject_no) & (outbox.c.call == "anchor"))
        .where(outbox.c.state == "waiting")
        .order_by(outbox.c.no)
        .limit(limit)
    )
    return [_item(row) for row in connection.execute(query)]


def items_of(connection: Connection, transaction_no: int) -> list[Item]:
    """What a transaction carries, in the order of its call."""
    return items_by_transaction(connection, [transaction_no])[transaction_no]


def items_by_transaction(connection: Connection, numbers: Sequence[int]) -> dict[int, list[Item]]:
    """What each of some transactions carries, in the order of its call."""
    query = (
        select(
            outbox.c.no, outbox.c.call, outbox.c.subject_no, outbox.c.calldata, outbox.c.alone, submissions
        )
        .add_columns(outbox.c.transaction_no)
        .outerjoin(submissions, (submissions.c.no == outbox.c.subject_no) & (outbox.c.call == "anchor"))
        .where(outbox.c.transaction_no.in_(numbers))
        .order_by(outbox.c.no)
    )
    found: dict[int, list[Item]] = {number: [] for number in numbers}
    for row in connection.execute(query):
        found[row.transaction_no].append(_item(row))
    return found


def _item(row: Any) -> Item:
    if row.call == "status":
        return StatusItem(row[0], row.subject_no, row.calldata)
    batch = Batch(
        BatchRoot(row.root), row.size, row.kind, row.scope, MemberId(row.member), UnixTime(row.valid_until)
    )
    return AnchorItem(row[0], row.subject_no, SignedBatch(batch, Signature(row.signature)), row.alone)


def subject_of(connection: Connection, item: Item) -> tuple[int, bytes]:
    """The member that an item speaks for, and what its receipt names: a root, or the digest of an act."""
    if isinstance(item, AnchorItem):
        return item.batch.member, item.batch.root
    row = connection.execute(
        select(status_acts.c.member, status_acts.c.digest).where(status_acts.c.no == item.act)
    ).one()
    return row.member, row.digest


def unsettled(connection: Connection) -> list[InFlight]:
    """The transactions that are not known to be in a block, by nonce."""
    query = select(transactions).where(transactions.c.state == "signed").order_by(transactions.c.nonce)
    return [
        InFlight(row.no, SignedTransaction(row.nonce, row.hash, row.raw)) for row in connection.execute(query)
    ]


def free_nonces(connection: Connection, relay: Address, mined: int, wanted: int) -> list[int]:
    """The lowest `wanted` nonces from `mined` on that no stored transaction of `relay` has."""
    query = select(transactions.c.nonce).where(transactions.c.relay == relay, transactions.c.nonce >= mined)
    taken = set(connection.scalars(query))
    return list(islice((nonce for nonce in count(mined) if nonce not in taken), wanted))


def store_parcels(
    connection: Connection,
    relay: Address,
    sent: Sequence[tuple[Parcel, SignedTransaction]],
    now: UnixTime,
) -> list[InFlight]:
    """Writes signed transactions and takes their items out of the queue: before anything is sent."""
    stored = []
    for parcel, signed in sent:
        made = connection.execute(
            insert(transactions).values(
                relay=relay,
                nonce=signed.nonce,
                hash=signed.hash,
                raw=signed.raw,
                state="signed",
                signed_at=now,
            )
        )
        number = int(made.inserted_primary_key[0])  # type: ignore[index]  # one row was inserted
        connection.execute(
            update(outbox)
            .where(outbox.c.no.in_([item.no for item in parcel.items]))
            .values(state="sent", transaction_no=number)
        )
        stored.append(InFlight(number, signed))
    return stored


def settle(connection: Connection, landed: Sequence[Landed], now: UnixTime) -> list[bytes]:
    """Writes how the items of mined transactions ended; what its receipt names, of each that was decided
    here.
    """
    for one in landed:
        _requeue(connection, one.again)
        _fail(connection, one.refused, now)
    numbers = [one.flight.no for one in landed]
    mined = {"state": "mined", "block": landed[0].block}
    connection.execute(update(transactions).where(transactions.c.no.in_(numbers)).values(**mined))
    refused = [bytes.fromhex(entry.notice["subject"][2:]) for one in landed for entry in one.refused]
    acts = _end_acts(connection, numbers)
    done = outbox.c.transaction_no.in_(numbers) & (outbox.c.state == "sent")
    connection.execute(update(outbox).where(done).values(state="done"))
    return refused + acts


def _end_acts(connection: Connection, transaction_numbers: Sequence[int]) -> list[bytes]:
    """Writes that the acts which mined transactions carried are on the ledger; their digests."""
    carried = outbox.c.transaction_no.in_(transaction_numbers) & (outbox.c.state == "sent")
    numbers = list(connection.scalars(select(outbox.c.subject_no).where(carried, outbox.c.call == "status")))
    if not numbers:
        return []
    mine = status_acts.c.no.in_(numbers)
    connection.execute(update(status_acts).where(mine).values(state="anchored"))
    return list(connection.scalars(select(status_acts.c.digest).where(mine)))


def recall(connection: Connection, flight: InFlight, refused: Sequence[Ended], now: UnixTime) -> None:
    """Takes back a transaction that the node will never include; its items wait again, but for those
    refused.
    """
    items = items_of(connection, flight.no)
    _fail(connection, refused, now)
    ended = {entry.item.no for entry in refused}
    _requeue(connection, [item for item in items if item.no not in ended])
    connection.execute(update(outbox).where(outbox.c.transaction_no == flight.no).values(transaction_no=None))
    connection.execute(delete(transactions).where(transactions.c.no == flight.no))


def set_aside(connection: Connection, refused: Sequence[Ended], now: UnixTime) -> None:
    """Writes that items will not be sent, and why."""
    _fail(connection, refused, now)


def _requeue(connection: Connection, items: Sequence[Item]) -> None:
    if items:
        connection.execute(
            update(outbox)
            .where(outbox.c.no.in_([item.no for item in items]))
            .values(state="waiting", transaction_no=None, alone=True)
        )


def _fail(connection: Connection, refused: Sequence[Ended], now: UnixTime) -> None:
    for entry in refused:
        connection.execute(update(outbox).where(outbox.c.no == entry.item.no).values(state="failed"))
        if isinstance(entry.item, StatusItem):
            table, number = status_acts, entry.item.act
        else:
            table, number = submissions, entry.item.submission
        connection.execute(
            update(table).where(table.c.no == number).values(state="failed", notice=entry.notice)
        )
    happened = [
        Event(
            Topic.SUBMISSION_FAILED,
            bytes.fromhex(entry.notice["subject"][2:]),
            {"member": entry.notice["member"], "refusal": entry.notice["refusal"]},
            now,
        )
        for entry in refused
    ]
    append_events(connection, happened)
