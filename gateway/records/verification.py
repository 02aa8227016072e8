"""Verification of a record by its id: each claim with its reason, as of the node's last block, and how fresh
that is.

Reads the ledger's state, not this gateway's tables: the answer rests on the node alone. It says nothing of
the payload, so anyone who has the id may ask.
"""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, select

from contracts import slots
from contracts.acts import Reason, State
from contracts.addresses import CONSORTIUM, REGISTRY, STATUS
from contracts.ids import Address, BatchRoot, MemberId, RecordId, UnixTime, hex0x
from contracts.records import Kind
from contracts.scopes import AGREEMENT_CODES
from gateway.errors import NotFound
from gateway.ledger import Head, Ledger
from gateway.store.tables.chain import anchored_batches
from gateway.store.tables.records import records

Verdict = Literal["valid", "ended", "void", "not_on_ledger"]


@dataclass(frozen=True)
class Place:
    """Where a record is said to stand."""

    record_id: RecordId
    member: MemberId
    root: BatchRoot


@dataclass(frozen=True)
class Facts:
    """What the ledger holds about a record, all of one block."""

    head: Head
    batch: slots.BatchEntry | None
    key: slots.KeyEntry | None
    end: slots.StatusEntry | None
    successor: bytes | None
    whole_batch: bool


def place_of(connection: Connection, record_id: RecordId) -> Place:
    """Where this gateway knows the record to stand; NotFound if it was never filed here."""
    row = connection.execute(select(records).where(records.c.record_id == record_id)).one_or_none()
    if row is None:
        raise NotFound.of(f"records/{hex0x(record_id)}", "a record")
    return Place(record_id, MemberId(row.member), BatchRoot(row.root))


def author_of(connection: Connection, record_id: RecordId) -> Address:
    """The key that signed the batch in which this gateway has the record; NotFound if it has none."""
    place = place_of(connection, record_id)
    table = anchored_batches
    query = select(table.c.author).where(table.c.member == place.member, table.c.root == place.root)
    found = connection.scalar(query)
    if found is None:
        raise NotFound.of(f"records/{hex0x(record_id)}", "a record")
    return Address(found)


def facts_of(ledger: Ledger, place: Place, block: int | None = None) -> Facts:
    """Reads the ledger about `place`, at its last block or at `block`; NotFound for one to come."""
    head = ledger.head()
    if block is not None and block > head.height:
        raise NotFound(f"blocks/{block}", expected=f"a block up to {head.height}", found="none yet")
    if block is not None:
        head = ledger.block(block)

    def read(contract: Any, slot: int) -> int:
        return ledger.storage(contract, slot, head.height)

    batch = slots.decode_batch(read(REGISTRY, slots.batch_slot(place.member, place.root)))
    key = None
    if batch is not None:
        key = slots.decode_key(read(CONSORTIUM, slots.key_slot(batch.author)))
    ends = {
        target: slots.decode_status(read(STATUS, slots.status_slot(place.member, target)))
        for target in (place.record_id, place.root)
    }
    own, whole = ends[place.record_id], ends[place.root]
    first = min((end for end in (own, whole) if end is not None), key=lambda end: end.time, default=None)
    target = place.root if first is whole and own is not first else place.record_id
    successor = None
    if first is not None and first.state is State.SUPERSEDED:
        successor = read(STATUS, slots.successor_slot(place.member, target)).to_bytes(32, "big")
    return Facts(head, batch, key, first, successor, whole_batch=target == place.root)


def verdict_of(facts: Facts) -> Verdict:
    """One word for the whole: `void` where the author's key was compromised before it anchored."""
    if facts.batch is None:
        return "not_on_ledger"
    if facts.key is None or facts.batch.time >= facts.key.compromised_since:
        return "void"
    return "valid" if facts.end is None else "ended"


def verification(place: Place, facts: Facts, now: UnixTime) -> dict[str, Any]:
    """The verdict with everything that it rests on."""
    verdict = verdict_of(facts)
    return {
        "id": hex0x(place.record_id),
        "verdict": verdict,
        "claims": _claims(facts),
        "kind": Kind(facts.batch.kind).slug if facts.batch else None,
        "agreement": AGREEMENT_CODES.get(facts.batch.scope) if facts.batch else None,
        "member": place.member,
        "anchored_at": facts.batch.time if facts.batch else None,
        "ending": _ending(facts),
        "as_of": {"block": facts.head.height, "hash": hex0x(facts.head.hash), "time": facts.head.time},
        "asked_at": now,
        "not_checked": ["that the payload in your hands is this record: its proof bundle shows that"],
    }


def _claims(facts: Facts) -> list[dict[str, Any]]:
    batch, key, end = facts.batch, facts.key, facts.end
    on_ledger = batch is not None
    authorised = batch is not None and key is not None and batch.time < key.compromised_since
    return [
        {
            "claim": "anchored",
            "holds": on_ledger,
            "reason": f"anchored at {batch.time} by {hex0x(batch.author)}"
            if batch
            else "no batch on the ledger",
        },
        {
            "claim": "authorised_at_anchoring",
            "holds": authorised,
            "reason": "the contract checked key, role and agreement when it was anchored"
            if authorised
            else "nothing was anchored, or with a key that was compromised by then",
        },
        {
            "claim": "stands",
            "holds": on_ledger and end is None,
            "reason": "no end is written" if end is None else f"{end.state.name.lower()} at {end.time}",
        },
    ]


def _ending(facts: Facts) -> dict[str, Any] | None:
    end = facts.end
    if end is None:
        return None
    known = end.reason in Reason.__members__.values()
    return {
        "state": end.state.name.lower(),
        "reason": Reason(end.reason).name.lower() if known else str(end.reason),
        "time": end.time,
        "whole_batch": facts.whole_batch,
        "successor": hex0x(facts.successor) if facts.successor else None,
    }
