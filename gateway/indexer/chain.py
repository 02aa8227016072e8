"""From the ledger's events to rows of the chain tables: what each event says, and where it goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, insert

from contracts import calls
from contracts.ids import BlockHeight, UnixTime
from contracts.roles import role_mask
from gateway.indexer.cases import write_case
from gateway.store.bulk import insert_many
from gateway.store.tables.chain import (
    anchored_batches,
    identifiers,
    keys,
    members,
    service_keys,
    status_changes,
)
from gateway.store.tables.utilisation import debits, opened_lines


@dataclass(frozen=True)
class Place:
    """Where in the chain an event stands: block, its time, and the number of the log in the block. The
    tables that keep all three name their columns as it does.
    """

    block: BlockHeight
    time: UnixTime
    log: int


def write_events(connection: Connection, events: Iterable[tuple[calls.Event, Place]]) -> None:
    """Writes what `events` say, in their order. What was said before about the same thing is replaced."""
    anchored, ended = [], []
    for event, place in events:
        match event:
            case calls.Anchored():
                anchored.append(_anchored(event, place))
            case calls.StatusChanged():
                ended.append(_status(event, place))
            case _:
                _write_one(connection, event, place)
    insert_many(connection, anchored_batches, anchored)
    insert_many(connection, status_changes, ended)


def _write_one(connection: Connection, event: calls.Event, place: Place) -> None:
    """What is kept as it is now, and cases."""
    match event:
        case calls.MemberChanged():
            _put(connection, members, _member(event, place))
        case calls.KeyChanged():
            _put(connection, keys, _key(event, place))
        case calls.IdentifierVerified():
            row = {"identifier": event.identifier, "member": event.member, "block": place.block}
            _put(connection, identifiers, row)
        case calls.ServiceKeyChanged():
            _put(connection, service_keys, _service_key(event, place))
        case calls.LineOpened():
            _put(connection, opened_lines, _opened(event, place))
        case calls.Debited():
            _put(connection, debits, _debit(event, place))
        case calls.CaseOpened() | calls.CaseStepped():
            write_case(connection, event, place.block, place.time)
        case _:
            pass


def _put(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    key = [column == row[column.name] for column in table.primary_key]
    connection.execute(delete(table).where(*key))
    connection.execute(insert(table).values(**row))


def _anchored(event: calls.Anchored, place: Place) -> dict[str, Any]:
    return {
        "member": event.member,
        "root": event.root,
        "author": event.author,
        "kind": event.kind,
        "scope": event.scope,
        "size": event.count,
        **vars(place),
    }


def _status(event: calls.StatusChanged, place: Place) -> dict[str, Any]:
    return {
        "member": event.member,
        "target": event.target,
        "root": event.root,
        "state": int(event.state),
        "reason": event.reason,
        "key": event.key,
        "successor": event.successor,
        "successor_root": event.successor_root,
        **vars(place),
    }


def _member(event: calls.MemberChanged, place: Place) -> dict[str, Any]:
    return {
        "number": event.number,
        "active": event.active,
        "voter": event.voter,
        "country": event.country,
        "roles": role_mask(*event.roles),
        "agreements": hex(sum(1 << number for number in event.agreements)),
        "name_hash": event.name_hash,
        "block": place.block,
    }


def _key(event: calls.KeyChanged, place: Place) -> dict[str, Any]:
    return {
        "address": event.key,
        "member": event.member,
        "purposes": int(event.purposes),
        "valid_from": event.valid_from,
        "valid_until": event.valid_until,
        "compromised_since": event.compromised_since,
        "block": place.block,
    }


def _service_key(event: calls.ServiceKeyChanged, place: Place) -> dict[str, Any]:
    return {
        "member": event.member,
        "service": int(event.service),
        "key": event.key,
        "valid_from": event.valid_from,
        "valid_until": event.valid_until,
        "block": place.block,
    }


def _opened(event: calls.LineOpened, place: Place) -> dict[str, Any]:
    return {
        "lineage": event.lineage,
        "line": event.line,
        "record_id": event.id,
        "issuer": event.issuer,
        "quantity": str(event.quantity),
        "unit": event.unit,
        "block": place.block,
    }


def _debit(event: calls.Debited, place: Place) -> dict[str, Any]:
    return {
        "lineage": event.lineage,
        "line": event.line,
        "d": event.d,
        "member": event.member,
        "state": int(event.state),
        "whole": event.whole,
        "quantity": str(event.quantity),
        "expires": event.expires,
        "revision": event.revision,
        "key": event.key,
        "time": place.time,
        "block": place.block,
    }
