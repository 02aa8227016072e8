"""The indexer at work: block after block, each in one transaction with the cursor."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from contracts import calls
from contracts.addresses import CONSORTIUM, REGISTRY, STATUS, UTILISATION, VERIFICATION
from contracts.errors import TegataError
from contracts.ids import BlockHeight, MemberId, UnixTime, hex0x
from contracts.roles import Role
from gateway.crash_points import reached
from gateway.indexer.chain import Place, write_events
from gateway.indexer.filing import (
    AnchoredBatch,
    Filing,
    batch_on_ledger,
    filings_of,
    parties_of,
    reassign_readers,
)
from gateway.indexer.founding import founding_events, storage_at_founding
from gateway.indexer.readers import Parties
from gateway.indexer.writing import write_filings
from gateway.ledger import Head
from gateway.services import Services
from gateway.stage import Stage
from gateway.store.bulk import insert_many
from gateway.store.events import Event, Topic, append_events
from gateway.store.tables.chain import blocks

AT_ONCE = 32
"""The most blocks in one transaction, when there are many to catch up with."""

_CONTRACTS = frozenset(
    hex0x(address) for address in (CONSORTIUM, REGISTRY, STATUS, UTILISATION, VERIFICATION)
)


class ChainDiverged(TegataError):
    """The node's chain is not the one that was indexed."""

    code = "indexer.chain_diverged"
    default_remedy = "Find out which node is right; then rebuild the tables from its chain."


@dataclass(frozen=True)
class Block:
    """A block as the indexer needs it: its head, and the consortium's events in order."""

    head: Head
    events: tuple[tuple[calls.Event, Place], ...]


@dataclass(frozen=True)
class ReadyBlock:
    """A block with the filings that follow from it. `parties` is set where who may read what has changed."""

    block: Block
    filings: dict[tuple[MemberId, bytes], Filing]
    """By author and root: two members may have anchored one root."""
    parties: Parties | None


def make_stage(services: Services) -> Stage:
    """The indexer's thread."""
    return Stage("indexer", Indexer(services).work, services.store.heads_bell, every=2.0)


class Indexer:
    """Reads blocks and writes tables. Its only memory is what it looks members up in."""

    def __init__(self, services: Services, *, silent: bool = False) -> None:
        """`silent`: the feed is not told again of what it was told before."""
        self._services = services
        self._silent = silent
        self._parties: Parties | None = None

    def work(self) -> bool:
        """Indexes what came since; True if there is more."""
        store = self._services.store
        with store.read() as connection:
            last = _last(connection)
        head = self._services.ledger.height()
        first = 0 if last is None else last.height + 1
        if first > head:
            return False
        heights = range(first, min(head + 1, first + AT_ONCE))
        found = [self._block(BlockHeight(height)) for height in heights]
        _check_chain(last, found)
        with ExitStack() as undo:
            undo.callback(self._forget_parties)
            with store.read() as connection:
                ready = self._make_ready(connection, found)
            reached("indexer.before_commit")
            store.write(lambda connection: self._write(connection, ready), store.events_bell)
            store.decided.announce(root for one in ready for _, root in one.filings)
            undo.pop_all()
        reached("indexer.after_commit")
        return heights[-1] < head

    def _forget_parties(self) -> None:
        """What was read on may not be what is written: it is read anew."""
        self._parties = None

    def _block(self, height: BlockHeight) -> Block:
        ledger = self._services.ledger
        head = ledger.block(height)
        if height == 0:
            storage = storage_at_founding(ledger.storage)
            events = founding_events(self._services.settings.genesis, storage)
            return Block(head, tuple((event, Place(height, head.time, n)) for n, event in enumerate(events)))
        return Block(head, tuple(_events(ledger.receipts(height), head)))

    def _make_ready(self, connection: Connection, found: list[Block]) -> list[ReadyBlock]:
        """Works out what follows from the blocks' events: who is who first, then who may read what."""
        if self._parties is None:
            self._parties = parties_of(connection)
        parties = self._parties
        changed = [sum(_note(parties, event) for event, _ in block.events) > 0 for block in found]
        batches = [_batches(connection, block) for block in found]
        together = filings_of(
            connection, [b for some in batches for b in some], parties, self._services.store.recent.take
        )
        filings = {(f.batch.block, f.batch.member, f.batch.root): f for f in together}
        return [
            ReadyBlock(
                block,
                {
                    (b.member, b.root): filings[key]
                    for b in some
                    if (key := (b.block, b.member, b.root)) in filings
                },
                parties if anew and block.head.height else None,
            )
            for block, some, anew in zip(found, batches, changed, strict=True)
        ]

    def _write(self, connection: Connection, ready: list[ReadyBlock]) -> None:
        heads = [one.block.head for one in ready]
        insert_many(connection, blocks, [{"height": h.height, "hash": h.hash, "time": h.time} for h in heads])
        write_events(connection, [said for one in ready for said in one.block.events])
        filings = {filing.submission: filing for one in ready for filing in one.filings.values()}
        write_filings(connection, list(filings.values()))
        changed = [one.parties for one in ready if one.parties is not None]
        if changed:
            reassign_readers(connection, changed[-1])
        if not self._silent:
            append_events(connection, [event for one in ready for event in _happened(one)])


def _check_chain(last: Head | None, found: list[Block]) -> None:
    before = last
    for block in found:
        if before is not None and block.head.parent != before.hash:
            place = f"block {block.head.height}"
            parent = hex0x(block.head.parent)
            raise ChainDiverged(place, expected=f"parent {hex0x(before.hash)}", found=parent)
        before = block.head


def _note(parties: Parties, event: calls.Event) -> bool:
    """Keeps `parties` as the ledger has them after `event`; True if it was about them."""
    match event:
        case calls.MemberChanged():
            parties.note_member(event.number, event.country, customs=Role.CUSTOMS in event.roles)
        case calls.IdentifierVerified():
            parties.note_identifier(event.identifier, event.member)
        case _:
            return False
    return True


def _batches(connection: Connection, block: Block) -> list[AnchoredBatch]:
    """The batches that the block's events say stand on the ledger."""
    found = []
    for event, place in block.events:
        match event:
            case calls.Anchored():
                found.append(
                    AnchoredBatch(
                        event.member,
                        event.root,
                        event.kind,
                        event.scope,
                        event.count,
                        place.block,
                        place.time,
                    )
                )
            case calls.AnchorRepeated():
                before = batch_on_ledger(connection, event.member, event.root)
                if before is not None:
                    found.append(before)
            case _:
                pass
    return found


def _happened(ready: ReadyBlock) -> list[Event]:
    """The block as the feed tells it."""
    happened = []
    for event, place in ready.block.events:
        match event:
            case calls.Anchored() | calls.AnchorRepeated():
                filing = ready.filings.get((event.member, event.root))
                if filing is not None or isinstance(event, calls.Anchored):
                    submission = None if filing is None else filing.submission
                    data = {"member": event.member, "submission": submission}
                    happened.append(Event(Topic.BATCH_ANCHORED, event.root, data, place.time))
            case calls.StatusChanged():
                ended = {"member": event.member, "root": hex0x(event.root), "state": int(event.state)}
                happened.append(Event(Topic.STATUS_CHANGED, event.target, ended, place.time))
            case calls.Debited():
                drawn = {"line": event.line, "d": hex0x(event.d), "member": event.member}
                drawn["state"] = int(event.state)
                happened.append(Event(Topic.DEBIT_WRITTEN, event.lineage, drawn, place.time))
            case calls.CaseOpened() | calls.CaseStepped():
                told = {"member": event.act.member, "step": getattr(event.act, "number", 0)}
                happened.append(Event(Topic.CASE_CHANGED, event.case, told, place.time))
            case _:
                pass
    return happened


def _events(receipts: list[dict[str, Any]], head: Head) -> list[tuple[calls.Event, Place]]:
    found: list[tuple[calls.Event, Place]] = []
    for receipt in receipts:
        for log in receipt["logs"]:
            if log["address"] not in _CONTRACTS:
                continue
            topics = [bytes.fromhex(topic[2:]) for topic in log["topics"]]
            event = calls.decode_log(topics, bytes.fromhex(log["data"][2:]))
            if event is not None:
                found.append((event, Place(head.height, head.time, int(log["logIndex"], 16))))
    return found


def _last(connection: Connection) -> Head | None:
    """The last block that was indexed; None before the first."""
    highest = select(func.max(blocks.c.height)).scalar_subquery()
    row = connection.execute(select(blocks).where(blocks.c.height == highest)).one_or_none()
    return None if row is None else Head(BlockHeight(row.height), row.hash, UnixTime(row.time), b"")
