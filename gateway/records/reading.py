"""Records by id, for one reader, with how they stand on the ledger."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from contracts.acts import Reason, State
from contracts.errors import RecordInvalid, brief
from contracts.ids import MemberId, RecordId, hex0x, unhex
from contracts.records import Kind
from contracts.scopes import AGREEMENT_CODES
from gateway.access import Principal, readable
from gateway.errors import NotFound
from gateway.store.tables.chain import anchored_batches, status_changes
from gateway.store.tables.records import payloads, records


@dataclass(frozen=True)
class Standing:
    """A record's place on the ledger, and how it ended if it did; `row` is of `records`."""

    row: Any
    author: bytes
    ending: Any | None

    @property
    def id(self) -> RecordId:
        """The record's id."""
        return RecordId(self.row.record_id)

    @property
    def state(self) -> State:
        """Its state as of the last block that was indexed."""
        return State.ACTIVE if self.ending is None else State(self.ending.state)

    def to_json(self) -> dict[str, Any]:
        """What the ledger says of it: nothing of its payload."""
        row = self.row
        return {
            "id": hex0x(row.record_id),
            "kind": Kind(row.kind).slug,
            "agreement": AGREEMENT_CODES.get(row.scope),
            "member": row.member,
            "author": hex0x(self.author),
            "anchored": {"root": hex0x(row.root), "block": row.block, "time": row.anchored_at},
            "position": row.position,
            "batch_size": row.batch_size,
            "state": self.state.name.lower(),
            "ending": None if self.ending is None else _ending(self.ending),
        }


def standing_of(connection: Connection, principal: Principal, text: str) -> Standing:
    """The record whose id `text` spells, if `principal` may read it; NotFound otherwise."""
    record_id = record_id_of(text)
    row = connection.execute(
        select(records).where(records.c.record_id == record_id, readable(principal))
    ).one_or_none()
    if row is None:
        raise NotFound.of(f"records/{brief(text)}", "a record")
    return standing_of_row(connection, row)


def standing_of_row(connection: Connection, row: Any) -> Standing:
    """How the record in `row` stands."""
    author = connection.scalar(
        select(anchored_batches.c.author).where(
            anchored_batches.c.member == row.member, anchored_batches.c.root == row.root
        )
    )
    return Standing(row, author or b"", ending_of(connection, MemberId(row.member), row.record_id, row.root))


def ending_of(connection: Connection, member: MemberId, record_id: bytes, root: bytes) -> Any | None:
    """The row of how a record ended, by itself or with its batch: the earlier of the two; None if it
    stands.
    """
    query = (
        select(status_changes)
        .where(status_changes.c.member == member, status_changes.c.target.in_([record_id, root]))
        .order_by(status_changes.c.block, status_changes.c.log)
        .limit(1)
    )
    return connection.execute(query).one_or_none()


def payload_of(connection: Connection, standing: Standing) -> dict[str, Any]:
    """The record itself, as its author spelled it."""
    body = connection.scalar(select(payloads.c.body).where(payloads.c.no == standing.row.no))
    return dict(json.loads(body or b"{}"))


def record_id_of(text: str) -> RecordId:
    """The id that `text` spells; NotFound for what is no id."""
    try:
        return RecordId(unhex(text, 32))
    except RecordInvalid as error:
        raise NotFound.of(f"records/{brief(text)}", "a record") from error


def _ending(row: Any) -> dict[str, Any]:
    known = row.reason in Reason.__members__.values()
    return {
        "state": State(row.state).name.lower(),
        "reason": Reason(row.reason).name.lower() if known else str(row.reason),
        "whole_batch": row.target == row.root,
        "key": hex0x(row.key),
        "successor": hex0x(row.successor) if row.successor else None,
        "block": row.block,
        "time": row.time,
    }
