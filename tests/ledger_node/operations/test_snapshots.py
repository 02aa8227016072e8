"""A ledger is taken over in chunks, whole or not at all."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.genesis import Genesis
from contracts.ids import BlockHeight, UnixTime
from ledger_node import rlp
from ledger_node.application import Application
from ledger_node.blocks import Proposal
from ledger_node.directory import ConsortiumDirectory
from ledger_node.fronts.cometbft import Position
from ledger_node.fronts.cometbft.parts import Applied, Offered, Snapshot
from ledger_node.fronts.cometbft.requests import (
    RequestApplySnapshotChunk,
    RequestListSnapshots,
    RequestLoadSnapshotChunk,
    RequestOfferSnapshot,
)
from ledger_node.genesis import spec_of
from ledger_node.operations.snapshots import Snapshots
from ledger_node.operations.snapshots.chunks import SnapshotInvalid, chunks, entries, read_chunk
from ledger_node.operations.snapshots.shelf import HELD, HELD_SECONDS, KEPT, droppable
from ledger_node.storage import Store
from ledger_node.transactions import decode_transaction
from tests.ledger_node.network import START, Wallet

BLOCKS = 8


class Ledger:
    """An application with its snapshots."""

    def __init__(self, folder: Path, genesis: Genesis) -> None:
        self.store = Store(folder / "ledger", sync=False)
        spec = spec_of(genesis)
        self.application = Application(
            self.store, spec, lambda state: ConsortiumDirectory(state, spec.contracts)
        )
        self.seconds = 0.0
        self.snapshots = Snapshots(
            self.application, self.store, folder / "snapshots", every=4, monotonic=lambda: self.seconds
        )

    def grow(self, wallet: Wallet, blocks: int) -> None:
        for _ in range(blocks):
            height = BlockHeight(self.application.tip.height + 1)
            raws = [wallet.anchor(), wallet.anchor()]
            transactions = tuple(decode_transaction(raw, 743_001) for raw in raws)
            self.application.finalize(Proposal(height, UnixTime(START + 10 * height), transactions))
            position = Position(2 * height, START + 10 * height).encode()
            self.application.commit(position, position)
            self.snapshots.after_block(2 * height)
            self.snapshots.shelf.wait()

    def offer(self, snapshot: Snapshot, app_hash: bytes) -> int:
        return self.snapshots.offer(RequestOfferSnapshot(snapshot, app_hash)).result

    def apply(self, index: int, chunk: bytes) -> int:
        return self.snapshots.apply(RequestApplySnapshotChunk(index, chunk, "peer")).result


@pytest.fixture
def wallet() -> Wallet:
    return Wallet()


@pytest.fixture
def full(tmp_path: Path, genesis: Genesis, wallet: Wallet) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path / "full", genesis)
    ledger.grow(wallet, BLOCKS)
    yield ledger
    ledger.store.close()


@pytest.fixture
def empty(tmp_path: Path, genesis: Genesis) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path / "empty", genesis)
    yield ledger
    ledger.store.close()


def newest(ledger: Ledger) -> tuple[Snapshot, list[bytes]]:
    *_, snapshot = ledger.snapshots.list(RequestListSnapshots()).snapshots
    loaded = (
        ledger.snapshots.load(RequestLoadSnapshotChunk(snapshot.height, 1, number)).chunk
        for number in range(snapshot.chunks)
    )
    return snapshot, list(loaded)


def forged(parts: list[bytes], snapshot: Snapshot) -> Snapshot:
    """A snapshot of other chunks, which names them rightly."""
    metadata = b"".join(sha256(part).digest() for part in parts)
    return Snapshot(snapshot.height, 1, len(parts), sha256(metadata).digest(), metadata)


def test_an_empty_ledger_takes_over_a_snapshot_and_goes_on(
    full: Ledger, empty: Ledger, wallet: Wallet
) -> None:
    snapshot, parts = newest(full)
    assert empty.offer(snapshot, full.application.tip.hash) == Offered.ACCEPT
    assert [empty.apply(index, part) for index, part in enumerate(parts)] == [Applied.ACCEPT] * len(parts)
    assert empty.application.tip.hash == full.application.tip.hash
    assert empty.application.mark == full.application.mark
    for ledger in (full, empty):
        ledger.grow(Wallet(nonce=wallet.nonce, anchored=wallet.anchored), 2)
    assert empty.application.tip.hash == full.application.tip.hash
    with empty.store.snapshot() as one, full.store.snapshot() as other:
        for height in range(BLOCKS + 1):
            assert one.header(height) == other.header(height)
            assert one.receipts(height) == other.receipts(height)


def test_snapshots_are_the_same_on_every_node_and_the_newest_two_are_kept(
    full: Ledger, tmp_path: Path, genesis: Genesis
) -> None:
    other = Ledger(tmp_path / "other", genesis)
    other.grow(Wallet(), 12)
    listed = other.snapshots.list(RequestListSnapshots()).snapshots
    assert [snapshot.height for snapshot in listed] == [16, 24]
    assert newest(full)[0] == listed[0]
    other.store.close()


def test_a_ledger_that_has_blocks_takes_none(full: Ledger) -> None:
    snapshot, _ = newest(full)
    assert full.offer(snapshot, full.application.tip.hash) == Offered.ABORT


def test_another_format_or_other_digests_are_not_taken(full: Ledger, empty: Ledger) -> None:
    snapshot, _ = newest(full)
    app_hash = full.application.tip.hash
    assert empty.offer(Snapshot(16, 2, 1, b"", b""), app_hash) == Offered.REJECT_FORMAT
    changed = Snapshot(snapshot.height, 1, snapshot.chunks, snapshot.hash, bytes(32 * snapshot.chunks))
    assert empty.offer(changed, app_hash) == Offered.REJECT
    assert empty.offer(Snapshot(16, 1, 0, sha256(b"").digest(), b""), app_hash) == Offered.REJECT


def test_a_chunk_that_was_changed_on_the_way_is_asked_for_again(full: Ledger, empty: Ledger) -> None:
    snapshot, parts = newest(full)
    empty.offer(snapshot, full.application.tip.hash)
    answer = empty.snapshots.apply(RequestApplySnapshotChunk(0, parts[0] + b"\x00", "liar"))
    assert (answer.result, answer.refetch_chunks, answer.reject_senders) == (Applied.RETRY, (0,), ("liar",))
    assert empty.apply(0, parts[0]) == Applied.ACCEPT


def test_a_snapshot_that_lies_leaves_the_ledger_as_it_was(full: Ledger, empty: Ledger) -> None:
    snapshot, (part,) = newest(full)
    genesis_hash, app_hash = empty.application.tip.hash, full.application.tip.hash
    kept = [rlp.encode([bytes([entry.kind]), *entry.parts]) for entry in read_chunk(part)]
    state = next(at for at, entry in enumerate(read_chunk(part)) if entry.kind == 2)
    lies = {
        "a block left out": kept[1:],
        "blocks in another order": [kept[1], kept[0], *kept[2:]],
        "the root of the state left out": [*kept[:state], *kept[state + 1 :]],
        "no table of budgets": kept[:-1],
        "another table of budgets": [*kept[:-1], rlp.encode([b"\x03", bytes(8)])],
        "an entry of no kind": [*kept, rlp.encode([b"\x09", b"x"])],
        "no list": [b"\x05"],
    }
    for lie, entries_ in lies.items():
        chunk = rlp.list_payload(b"".join(entries_))
        assert empty.offer(forged([chunk], snapshot), app_hash) == Offered.ACCEPT, lie
        assert empty.apply(0, chunk) == Applied.REJECT_SNAPSHOT, lie
        assert empty.application.tip.hash == genesis_hash, lie
        with empty.store.snapshot() as view:
            assert view.header(1) is None, lie
    assert empty.offer(snapshot, bytes(32)) == Offered.ACCEPT
    assert empty.apply(0, part) == Applied.REJECT_SNAPSHOT, "another app hash than the light client's"
    assert empty.offer(snapshot, app_hash) == Offered.ACCEPT
    assert empty.apply(0, part) == Applied.ACCEPT


def test_a_snapshot_is_cut_into_chunks_and_read_back(full: Ledger) -> None:
    tip = full.application.tip
    with full.store.snapshot() as view:
        every = list(entries(view, tip.height, tip.header.state_root, tip.usage.encode()))
    parts = list(chunks(every, 4_000))
    assert len(parts) > 3
    assert [entry for part in parts for entry in read_chunk(part)] == every
    with pytest.raises(SnapshotInvalid):
        list(read_chunk(parts[0][:-1]))


def test_a_snapshot_that_is_fetched_stays_until_it_is_whole_and_one_that_nobody_wants_goes(
    full: Ledger, empty: Ledger, wallet: Wallet
) -> None:
    snapshot, _ = newest(full)
    app_hash = full.application.tip.hash
    assert empty.offer(snapshot, app_hash) == Offered.ACCEPT
    full.grow(wallet, 4 * (HELD + KEPT + 1))
    heights = full.snapshots.shelf.heights()
    assert snapshot.height in heights and len(heights) <= HELD + KEPT
    for number in range(snapshot.chunks):
        chunk = full.snapshots.load(RequestLoadSnapshotChunk(snapshot.height, 1, number)).chunk
        assert empty.apply(number, chunk) == Applied.ACCEPT
    assert empty.application.tip.hash == app_hash
    full.seconds += HELD_SECONDS + 1
    full.grow(wallet, 4)
    assert len(full.snapshots.shelf.heights()) == KEPT
    assert not full.snapshots.load(RequestLoadSnapshotChunk(snapshot.height, 1, 0)).chunk


@given(
    st.sets(st.integers(1, 100), max_size=12).map(sorted),
    st.dictionaries(st.integers(1, 100), st.floats(0, 1_000)),
)
def test_what_is_kept_is_bounded_and_holds_what_was_wanted_last(
    heights: list[int], wanted: dict[int, float]
) -> None:
    gone = droppable(heights, wanted, now=1_000.0)
    assert len(heights) - len(gone) <= KEPT + HELD
    assert not set(gone) & set(heights[-KEPT:])
    latest = max((wanted[each] for each in heights if each in wanted), default=0.0)
    kept = {wanted.get(each) for each in heights if each not in gone}
    assert latest < 1_000 - HELD_SECONDS or latest in kept
