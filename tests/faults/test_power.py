"""A power cut at any moment, whatever it leaves of unsynced writes, loses nothing that had a receipt."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest

from contracts.genesis import render
from contracts.ids import BlockHeight, UnixTime
from contracts.keccak import keccak
from ledger_node import rlp
from ledger_node.application import Application
from ledger_node.blocks import Proposal
from ledger_node.directory import ConsortiumDirectory
from ledger_node.genesis import spec_of
from ledger_node.headers import decode_header
from ledger_node.operations.checking import check_before_start
from ledger_node.storage import Store, open_reader
from ledger_node.transactions import decode_transactions
from tests.faults.cluster import Member, receipt, running, send
from tests.faults.power_disk import Keeps, contents_of, disk_after, write_disk
from tests.faults.power_trace import Operation, Sent, Synced, Written, read_recording, recorded
from tests.ledger_node.network import make_genesis, wait_for
from tests.ledger_node.test_durability import Load

BLOCKS = 3
CUTS_OF_A_VALIDATOR = 8
_RECEIPT = re.compile(rb'"blockHash":"0x([0-9a-f]{64})"')


def keepings(seed: int) -> Iterator[tuple[str, Keeps]]:
    """Ways in which a disk may treat what was not synced."""
    chance = random.Random(seed)
    yield "nothing", lambda: False
    yield "everything", lambda: True
    for share in (0.5, 0.95):
        yield f"{share:.0%} of it", lambda share=share: chance.random() < share
    yield "all but the last", _all_but(chance.randrange(1, 40))


def _all_but(number: int) -> Keeps:
    passed = count(1)
    return lambda: next(passed) != number


class Chain:
    """The blocks that a node made, to be compared with and to be made again."""

    def __init__(self, store: Path) -> None:
        self.spec = spec_of(make_genesis())
        with open_reader(store) as snapshot:
            head = snapshot.head()
            assert head is not None
            heights = range(head.height + 1)
            headers = [snapshot.header(height) or b"" for height in heights]
            bodies = [rlp.decode_list(snapshot.body(height) or b"\xc0") for height in heights]
            hashes = {snapshot.height_of(keccak(header)) for header in headers}
        assert hashes == set(heights)
        self.headers = headers
        self.proposals = [
            Proposal(
                BlockHeight(height),
                UnixTime(decode_header(header).timestamp),
                decode_transactions(body, self.spec.chain_id),
            )
            for height, (header, body) in enumerate(zip(headers, bodies, strict=True))
        ]
        self.heights = {keccak(header): height for height, header in enumerate(headers)}

    def go_on(self, store: Store) -> int:
        """Open the store, which stands on one of these blocks, and make the next; the height it was at."""
        application = Application(
            store, self.spec, lambda state: ConsortiumDirectory(state, self.spec.contracts)
        )
        found = application.tip.height
        assert self.headers[found] == application.tip.header.encode()
        for proposal in self.proposals[found + 1 : found + 2]:
            assert application.finalize(proposal).encoded == self.headers[proposal.height]
            application.commit()
        return found


@dataclass(frozen=True)
class Recording:
    """What a node did to its files, what was there before, and the blocks it made."""

    folder: Path
    before: dict[str, bytes]
    operations: list[Operation]
    chain: Chain


@contextmanager
def recorded_node(folder: Path, recording: Path) -> Iterator[Load]:
    """A node that is recorded, and a client of it."""
    command = [sys.executable, "-m", "tests.ledger_node.crashing_node", str(folder), "none", "0"]
    process = subprocess.Popen(recorded(command, recording), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        load = Load(url=process.stdout.readline().strip())
        assert load.url, "the node did not start"
        yield load
    finally:
        subprocess.run(["pkill", "-KILL", "-P", str(process.pid)], check=False)
        process.wait()
        process.stdout.close()


def known(operations: Sequence[Operation], chain: Chain) -> int:
    """The highest block that somebody has a receipt of."""
    return max((chain.heights[bytes.fromhex(each[2:])] for each in blocks_seen(operations)), default=0)


def moments(operations: Sequence[Operation]) -> list[int]:
    """How many operations are done when the power goes: after each write, each sync and each receipt."""
    return [
        number + 1
        for number, each in enumerate(operations)
        if isinstance(each, Written | Synced) or (isinstance(each, Sent) and _RECEIPT.search(each.data))
    ]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """A node made some blocks, and a client saw the receipts."""
    place = tmp_path_factory.mktemp("recorded")
    folder = place / "node"
    folder.mkdir()
    (folder / "genesis.json").write_text(render(make_genesis()), encoding="utf-8")
    before = contents_of(folder)
    with recorded_node(folder, place / "recording") as load:
        for _ in range(BLOCKS):
            load.send(2)
            wait_for(lambda load=load: load.look() and not load.waiting)
    sizes = {name: len(data) for name, data in before.items()}
    operations = read_recording(place / "recording", folder, sizes)
    return Recording(folder, before, operations, Chain(folder / "data" / "ledger"))


def height_after(recording: Recording, operations: Sequence[Operation], keeps: Keeps, image: Path) -> int:
    """The height at which a node goes on after a power cut."""
    write_disk(disk_after(recording.before, operations, keeps), recording.folder, image)
    check_before_start(image / "data" / "ledger")
    store = Store(image / "data" / "ledger", sync=False)
    try:
        return recording.chain.go_on(store)
    finally:
        store.close()
        shutil.rmtree(image)


@pytest.mark.crash
def test_a_power_cut_at_any_write_of_a_node_loses_nothing_that_had_a_receipt(
    recording: Recording, tmp_path: Path
) -> None:
    operations, chain = recording.operations, recording.chain
    assert known(operations, chain) == len(chain.headers) - 1 >= BLOCKS
    assert len(moments(operations)) > 3 * BLOCKS
    for moment in moments(operations):
        for way, keeps in keepings(moment):
            found = height_after(recording, operations[:moment], keeps, tmp_path / "image")
            assert found >= known(operations[:moment], chain), f"operation {moment}: {way} was kept"


@pytest.mark.crash
def test_a_disk_that_does_not_sync_would_be_found_out(recording: Recording, tmp_path: Path) -> None:
    lying = [
        replace(each, synced=False) if isinstance(each, Written) else each
        for each in recording.operations
        if not isinstance(each, Synced)
    ]
    assert height_after(recording, lying, lambda: False, tmp_path / "image") == 0
    assert known(lying, recording.chain) >= BLOCKS


@pytest.mark.crash
@pytest.mark.long
def test_a_power_cut_of_a_validator_and_its_engine_loses_nothing_that_had_a_receipt(tmp_path: Path) -> None:
    with running(tmp_path / "net", validators=1) as cluster:
        (member,) = cluster.members
        receipt(member, send(member, cluster.wallet(1))[0])
        member.kill(signal.SIGTERM)
        before = contents_of(member.folder)
        member.start(recorded([], tmp_path / "recording"))
        wait_for(member.is_ready, 240)
        for _ in range(BLOCKS):
            receipt(member, send(member, cluster.wallet(1))[0])
        end(member)
        sizes = {name: len(data) for name, data in before.items()}
        operations = read_recording(tmp_path / "recording", member.folder, sizes)
        assert len(blocks_seen(operations)) >= BLOCKS
        chance = random.Random(20260213)
        for moment in sorted(chance.sample(moments(operations), CUTS_OF_A_VALIDATOR)):
            way, keeps = chance.choice(list(keepings(moment)))
            shutil.rmtree(member.folder)
            write_disk(disk_after(before, operations[:moment], keeps), member.folder, member.folder)
            print(f"operation {moment} of {len(operations)}, {way} was kept")
            member.start()
            wait_for(member.is_ready, 240)
            for block in blocks_seen(operations[:moment]):
                found = member.call("eth_getBlockByHash", block, False)
                assert found, f"operation {moment}: {way} was kept, and block {block} is lost"
            assert receipt(member, send(member, cluster.wallet(1))[0])["status"] == "0x1"
            end(member)


def end(member: Member) -> None:
    """Kill the node, its recorder and its engine."""
    engine = member.engine_pid()
    assert member.process is not None
    subprocess.run(["pkill", "-KILL", "-P", str(member.process.pid)], check=False)
    member.kill(signal.SIGKILL)
    if engine is not None:
        with suppress(ProcessLookupError):
            os.kill(engine, signal.SIGKILL)
    wait_for(lambda: member.engine_pid() is None, 60)


def blocks_seen(operations: Sequence[Operation]) -> set[str]:
    """The blocks of which somebody has a receipt."""
    sent = (each.data for each in operations if isinstance(each, Sent))
    return {"0x" + found.decode() for data in sent for found in _RECEIPT.findall(data)}
