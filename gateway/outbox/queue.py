"""The outbox's tables: what waits, what is on its way, and how each item ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from contracts.acts import Batch
from contracts.addresses import REGISTRY, UTILISATION, VERIFICATION
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
    relay: Address
    signed: SignedTransaction
    items: tuple[Item, ...]
    """What it carries, in the order of its call."""


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


# Statements of every transaction are made once: building an expression costs more than running it.
_ITEMS = select(
    outbox.c.no,
    outbox.c.call,
    outbox.c.subject_no,
    outbox.c.calldata,
    outbox.c.alone,
    outbox.c.transaction_no,
    submissions,
).outerjoin(submissions, (submissions.c.no == outbox.c.subject_no) & (outbox.c.call == "anchor"))
_WAITING = _ITEMS.where(outbox.c.state == "waiting").order_by(outbox.c.no).limit(bindparam("most"))
_TAKEN = select(transactions.c.nonce).where(
    transactions.c.relay == bindparam("key"), transactions.c.nonce >= bindparam("least")
)
_STORE = insert(transactions).returning(transactions.c.no, sort_by_parameter_order=True)
_SENT = (
    update(outbox)
    .where(outbox.c.no == bindparam("item"))
    .values(state="sent", transaction_no=bindparam("carrier"))
)
_MINED = (
    update(transactions)
    .where(transactions.c.no == bindparam("carrier"))
    .values(state="mined", block=bindparam("height"))
)
_DONE = (
    update(outbox)
    .where(outbox.c.transaction_no == bindparam("carrier"), outbox.c.state == "sent")
    .values(state="done")
)


_TAKERS: dict[str, Address] = {"status": REGISTRY, "debit": UTILISATION, "case": VERIFICATION}
"""Call → the contract that takes it, of acts that go by themselves."""


def waiting_items(connection: Connection, limit: int) -> list[Item]:
    """What waits, oldest first."""
    return [_item(row) for row in connection.execute(_WAITING, {"most": limit})]


def _carried(connection: Connection, numbers: Sequence[int]) -> dict[int, list[Item]]:
    """What each of some transactions carries, in the order of its call."""
    query = _ITEMS.where(outbox.c.transaction_no.in_(numbers)).order_by(outbox.c.no)
    found: dict[int, list[Item]] = {number: [] for number in numbers}
    for row in connection.execute(query):
        found[row.transaction_no].append(_item(row))
    return found


def _item(row: Any) -> Item:
    if row.call in _TAKERS:
        return StatusItem(row[0], row.subject_no, row.calldata, _TAKERS[row.call])
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
    rows = connection.execute(query).all()
    carried = _carried(connection, [row.no for row in rows])
    return [
        InFlight(row.no, row.relay, SignedTransaction(row.nonce, row.hash, row.raw), tuple(carried[row.no]))
        for row in rows
    ]


def free_nonces(connection: Connection, relay: Address, mined: int, wanted: int) -> list[int]:
    """The lowest `wanted` nonces from `mined` on that no stored transaction of `relay` has."""
    taken = set(connection.scalars(_TAKEN, {"key": relay, "least": mined}))
    return list(islice((nonce for nonce in count(mined) if nonce not in taken), wanted))


def store_parcels(
    connection: Connection,
    relay: Address,
    sent: Sequence[tuple[Parcel, SignedTransaction]],
    now: UnixTime,
) -> list[InFlight]:
    """Writes signed transactions and takes their items out of the queue: before anything is sent."""
    rows = [
        {"relay": relay, "nonce": s.nonce, "hash": s.hash, "raw": s.raw, "state": "signed", "signed_at": now}
        for _, s in sent
    ]
    numbers = connection.scalars(_STORE, rows).all()
    stored = [
        InFlight(number, relay, signed, parcel.items)
        for number, (parcel, signed) in zip(numbers, sent, strict=True)
    ]
    connection.execute(
        _SENT, [{"item": item.no, "carrier": flight.no} for flight in stored for item in flight.items]
    )
    return stored


def settle(connection: Connection, landed: Sequence[Landed], now: UnixTime) -> list[bytes]:
    """Writes how the items of mined transactions ended; what its receipt names, of each that was decided
    here.
    """
    for one in landed:
        _requeue(connection, one.again)
        _fail(connection, one.refused, now)
    connection.execute(_MINED, [{"carrier": one.flight.no, "height": one.block} for one in landed])
    refused = [bytes.fromhex(entry.notice["subject"][2:]) for one in landed for entry in one.refused]
    acts = _end_acts(connection, landed)
    connection.execute(_DONE, [{"carrier": one.flight.no} for one in landed])
    return refused + acts


def _end_acts(connection: Connection, landed: Sequence[Landed]) -> list[bytes]:
    """Writes that the acts which mined transactions carried are on the ledger; their digests."""
    unwritten = {item.no for one in landed for item in (*(e.item for e in one.refused), *one.again)}
    numbers = [
        item.act
        for one in landed
        for item in one.flight.items
        if isinstance(item, StatusItem) and item.no not in unwritten
    ]
    if not numbers:
        return []
    mine = status_acts.c.no.in_(numbers)
    connection.execute(update(status_acts).where(mine).values(state="anchored"))
    return list(connection.scalars(select(status_acts.c.digest).where(mine)))


def recall(connection: Connection, flight: InFlight, refused: Sequence[Ended], now: UnixTime) -> None:
    """Takes back a transaction that the node will never include; its items wait again, but for those
    refused.
    """
    _fail(connection, refused, now)
    ended = {entry.item.no for entry in refused}
    _requeue(connection, [item for item in flight.items if item.no not in ended])
    connection.execute(update(outbox).where(outbox.c.transaction_no == flight.no).values(transaction_no=None))
    connection.execute(delete(transactions).where(transactions.c.no == flight.no))


def take_back(connection: Connection, flights: Sequence[InFlight]) -> None:
    """Takes back transactions that were never given to the node; their items wait again, as they did."""
    numbers = [flight.no for flight in flights]
    carried = outbox.c.transaction_no.in_(numbers)
    connection.execute(update(outbox).where(carried).values(state="waiting", transaction_no=None))
    connection.execute(delete(transactions).where(transactions.c.no.in_(numbers)))


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
