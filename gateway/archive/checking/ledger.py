"""The ledger's tables against the ledger's own state, as the archive's evidence proves it."""

from collections.abc import Callable, Iterator
from typing import Any

import polars as pl
from sqlalchemy import Table

from contracts import slots, strict_json
from contracts.errors import TegataError
from contracts.ids import UnixTime, hex0x, unhex
from contracts.keccak import keccak
from contracts.proofs import Trust
from contracts.proofs.identity import read_statement
from contracts.proofs.ledger_state import LedgerState, ProvedState, proved_state, state_from_json
from contracts.roles import role_mask
from contracts.slots import DebitState, MemberState, Service
from gateway.archive.checking.comparing import compare
from gateway.archive.checking.folder import Folder
from gateway.archive.checking.report import Difference
from gateway.archive.frames import key_of, schema_of
from gateway.archive.manifest import ArchiveInvalid
from gateway.store.tables.chain import (
    anchored_batches,
    blocks,
    identifiers,
    keys,
    members,
    service_keys,
    status_changes,
)
from gateway.store.tables.identities import identity_statements
from gateway.store.tables.records import records
from gateway.store.tables.utilisation import debits, opened_lines

Frames = dict[Table, pl.DataFrame]
Row = dict[str, Any]
Word = Callable[[str, int], int]


def state_of(folder: Folder, trust: Trust) -> tuple[ProvedState, list[Difference]]:
    """The state that the files of `ledger/` prove together; those that prove nothing are told.

    Raises ArchiveInvalid where none does.
    """
    held: list[LedgerState] = []
    wrong: list[Difference] = []
    at = folder.manifest.made_at
    for name in folder.named("ledger/"):
        try:
            evidence = state_from_json(strict_json.loads(folder.read(name), name))
            proved_state(evidence, trust, at)
        except TegataError as error:
            wrong.append(Difference.of(name, error))
            continue
        if keccak(evidence.header) != folder.manifest.block_hash:
            wrong.append(Difference(name, f"block {folder.manifest.block}", "the state of another"))
            continue
        held.append(evidence)
    if not held:
        raise ArchiveInvalid("ledger/", expected="evidence of the ledger's state", found="none that holds")
    nodes = dict.fromkeys(node for one in held for node in one.nodes)
    first = held[0]
    together = LedgerState(first.network_id, tuple(nodes), first.header, first.finality)
    return proved_state(together, trust, at), wrong


def ledger_differences(frames: Frames, state: ProvedState) -> Iterator[Difference]:
    """Cells of the ledger's tables that are not what the state says, or of which it proves nothing."""
    word = state.state.word
    for table, derive in _DERIVED.items():
        derived: list[Row] = []
        for row in frames[table].iter_rows(named=True):
            key = [row[name] for name in key_of(table)]
            try:
                derived += [row | found for found in [derive(row, word)] if found is not None]
            except (TegataError, ValueError) as error:
                yield Difference(f"tables/{table.name}.parquet {key}", "what the ledger proves", str(error))
                derived.append(row)
        expected = pl.DataFrame(derived, schema=schema_of(table), orient="row")
        yield from compare(table.name, key_of(table), frames[table], expected)
    yield from _sums(frames, word)
    yield from _service_keys(frames, word)


def block_differences(frames: Frames, folder: Folder) -> Iterator[Difference]:
    """Blocks and times that do not go together, by the table of blocks and the manifest's block."""
    held = frames[blocks]
    head = held.filter(pl.col("height") == folder.manifest.block)
    if head.height != 1 or head["hash"][0] != hex0x(folder.manifest.block_hash):
        place = f"tables/blocks.parquet [{folder.manifest.block}] hash"
        yield Difference(place, hex0x(folder.manifest.block_hash), str(head["hash"].to_list()))
    times = {row[0]: row[1] for row in held.select("height", "time").iter_rows()}
    for table, column in ((anchored_batches, "time"), (status_changes, "time"), (debits, "time")):
        yield from _times(table, column, frames[table], times)
    yield from _times(records, "anchored_at", frames[records], times)


def _times(table: Table, column: str, frame: pl.DataFrame, times: dict[int, int]) -> Iterator[Difference]:
    for *key, block, time in frame.select(*key_of(table), "block", column).iter_rows():
        if times.get(block) != time:
            place = ", ".join(map(str, key))
            yield Difference.cell(table.name, place, "block", f"a block of time {time}", f"block {block}")


def _member(row: Row, word: Word) -> Row | None:
    entry = slots.decode_member(word("Consortium", slots.member_slot(row["number"])))
    if entry is None:
        return None
    lasting = entry.state is not MemberState.ACTIVE or not entry.suspended_until
    return {
        "active": entry.state is MemberState.ACTIVE if lasting else row["active"],
        "voter": entry.voter,
        "country": entry.country,
        "roles": role_mask(*entry.roles),
        "agreements": hex(sum(1 << number for number in entry.agreements)),
        "name_hash": hex0x(word("Consortium", slots.name_slot(row["number"])).to_bytes(32, "big")),
    }


def _key(row: Row, word: Word) -> Row | None:
    address: Any = unhex(row["address"], 20)
    entry = slots.decode_key(word("Consortium", slots.key_slot(address)))
    if entry is None:
        return None
    return {
        "member": entry.member,
        "purposes": int(entry.purposes),
        "valid_from": entry.valid_from,
        "valid_until": entry.valid_until,
        "compromised_since": entry.compromised_since,
    }


def _identifier(row: Row, word: Word) -> Row | None:
    entry = slots.decode_identifier(word("Consortium", slots.identifier_slot(unhex(row["identifier"], 32))))
    return None if entry is None else {"member": entry.member}


def _identity_statement(row: Row, word: Word) -> Row:
    """Whom it is about, by itself; the ledger has its hash, and when it was bound."""
    statement = read_statement(row["statement"].encode())
    slot = slots.identity_slot(statement.key, row["position"])
    found = word("Consortium", slot).to_bytes(32, "big")
    if found != statement.digest:
        raise ArchiveInvalid("statement", expected=f"the hash {hex0x(found)}", found=hex0x(statement.digest))
    return {
        "address": hex0x(statement.key),
        "member": statement.member,
        "bound_at": word("Consortium", slot + 1) & slots.FOREVER,
    }


def _batch(row: Row, word: Word) -> Row | None:
    root: Any = unhex(row["root"], 32)
    entry = slots.decode_batch(word("Registry", slots.batch_slot(row["member"], root)))
    if entry is None:
        return None
    return {
        "author": hex0x(entry.author),
        "kind": entry.kind,
        "scope": entry.scope,
        "size": entry.count,
        "time": entry.time,
    }


def _end(row: Row, word: Word) -> Row | None:
    target = unhex(row["target"], 32)
    entry = slots.decode_status(word("Status", slots.status_slot(row["member"], target)))
    if entry is None:
        return None
    successor = word("Status", slots.successor_slot(row["member"], target))
    return {
        "state": int(entry.state),
        "reason": entry.reason,
        "key": hex0x(entry.key),
        "successor": hex0x(successor.to_bytes(32, "big")) if successor else None,
        "time": entry.time,
    }


def _line(row: Row, word: Word) -> Row | None:
    slot = slots.line_slot(unhex(row["lineage"], 32), row["line"])
    balance = slots.decode_line(word("Utilisation", slot))
    if balance is None:
        return None
    return {
        "record_id": hex0x(word("Utilisation", slot + 1).to_bytes(32, "big")),
        "issuer": balance.issuer,
        "quantity": str(balance.quantity),
        "unit": balance.unit,
    }


def _debit(row: Row, word: Word) -> Row | None:
    slot = slots.debit_slot(unhex(row["lineage"], 32), row["line"], unhex(row["d"], 32))
    entry = slots.decode_debit(word("Utilisation", slot))
    if entry is None:
        return None
    return {
        "member": entry.member,
        "state": int(entry.state),
        "whole": entry.whole,
        "quantity": str(entry.quantity),
        "expires": entry.expires,
        "revision": entry.revision,
        "time": UnixTime(entry.time),
    }


_DERIVED: dict[Table, Callable[[Row, Word], Row | None]] = {
    members: _member,
    keys: _key,
    identifiers: _identifier,
    identity_statements: _identity_statement,
    anchored_batches: _batch,
    status_changes: _end,
    opened_lines: _line,
    debits: _debit,
}
"""Table → what the state says of a row's columns; None where it holds no such thing."""


def _sums(frames: Frames, word: Word) -> Iterator[Difference]:
    """Lines of which the ledger says more or less is used than the debits here come to."""
    used: dict[tuple[str, int], int] = {}
    for row in frames[debits].iter_rows(named=True):
        place = (row["lineage"], row["line"])
        live = row["state"] != DebitState.RELEASED and not row["whole"]
        used[place] = used.get(place, 0) + (int(row["quantity"]) if live else 0)
    for (lineage, line), total in used.items():
        try:
            balance = slots.decode_line(word("Utilisation", slots.line_slot(unhex(lineage, 32), line)))
        except TegataError as error:
            yield Difference.of("tables/debits.parquet", error)
            continue
        if balance is not None and not balance.whole and balance.used != total:
            place_ = f"tables/debits.parquet [{lineage}, {line}] quantity"
            yield Difference(place_, f"{balance.used} used in all", str(total))


def _service_keys(frames: Frames, word: Word) -> Iterator[Difference]:
    """The keys of members' gateways, all of them."""
    derived: list[Row] = []
    for number in frames[members]["number"]:
        for service in Service:
            try:
                count = word("Consortium", slots.service_key_count_slot(number, service))
                derived += [_service_key(number, service, index, word) for index in range(count)]
            except TegataError as error:
                if not frames[service_keys].is_empty():
                    yield Difference.of(f"tables/service_keys.parquet [{number}, {service}]", error)
                return
    schema = {name: kind for name, kind in schema_of(service_keys).items() if name != "block"}
    expected = pl.DataFrame(derived, schema=schema, orient="row")
    yield from compare("service_keys", key_of(service_keys), frames[service_keys], expected)


def _service_key(number: Any, service: Service, index: int, word: Word) -> Row:
    slot = slots.service_key_slot(number, service, index)
    start, end = slots.decode_window(word("Consortium", slot + 1))
    return {
        "member": number,
        "service": int(service),
        "key": hex0x(word("Consortium", slot).to_bytes(32, "big")),
        "valid_from": start,
        "valid_until": end,
    }
