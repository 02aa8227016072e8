"""What the disk changed is found and named; whatever is not found changes nothing that is served."""

import random
import shutil
from pathlib import Path
from typing import Any

import lmdb
import pytest

from contracts.genesis import Genesis
from contracts.keccak import keccak
from ledger_node import Node, open_node
from ledger_node.errors import StoreDamaged, StoreInvalid
from ledger_node.operations.checking import check_before_start, check_store
from ledger_node.storage import Snapshot, Store, open_reader
from ledger_node.storage.reading import open_tables
from ledger_node.storage.sealing import is_whole, seal, seed_of, unseal
from ledger_node.storage.store import TABLES, holds_a_ledger
from tests.ledger_node.network import SEQUENCER, ManualClock, Wallet, ask, refusal, wait_for

BLOCKS = 4
FLIPS = 60
PAGE = 4_096


def served(snapshot: Snapshot) -> list[object]:
    """All that the blocks of a store answer."""
    head = snapshot.head()
    assert head is not None
    found: list[object] = [head, snapshot.usage(), snapshot.mark()]
    for height in range(head.height + 1):
        header = snapshot.header(height)
        assert header is not None
        found += [header, snapshot.body(height), snapshot.receipts(height), snapshot.front(height)]
        found.append(snapshot.height_of(keccak(header)))
    return found


@pytest.fixture
def ledger(tmp_path: Path, genesis: Genesis, wallet: Wallet) -> Path:
    """The data directory of a node that has made a few blocks and ended."""
    node = open_node(tmp_path / "sound", genesis, key=SEQUENCER, clock=ManualClock(), sync=False)
    for _ in range(BLOCKS):
        sent = ask(node, "eth_sendRawTransaction", "0x" + wallet.anchor().hex())
        wait_for(lambda sent=sent: ask(node, "eth_getTransactionReceipt", sent))
    node.close()
    return tmp_path / "sound"


def test_a_sound_store_is_called_sound(ledger: Path) -> None:
    done = check_store(ledger / "ledger")
    assert (done.height, done.blocks) == (BLOCKS, BLOCKS + 1)
    assert done.entries > done.state_parts > 0
    check_before_start(ledger / "ledger")
    check_before_start(ledger / "none yet")


def test_a_flipped_byte_is_found_or_changes_nothing(ledger: Path, tmp_path: Path) -> None:
    compact = tmp_path / "compact"
    compact.mkdir()
    with lmdb.open(str(ledger / "ledger"), readonly=True, max_dbs=len(TABLES)) as environment:
        environment.copy(str(compact), compact=True)
    file = compact / "data.mdb"
    sound = file.read_bytes()
    with open_reader(compact) as snapshot:
        before = served(snapshot)
    chance = random.Random(20260212)
    found = 0
    for number in range(FLIPS):
        page = chance.randrange(len(sound) // PAGE)
        at = page * PAGE + (chance.randrange(16) if number % 3 == 0 else chance.randrange(PAGE))
        damaged = bytearray(sound)
        damaged[at] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged)
        try:
            check_store(compact)
        except StoreInvalid as error:
            assert str(error)
            found += 1
        else:
            with open_reader(compact) as snapshot:
                assert served(snapshot) == before, f"byte {at} is another, and nobody noticed"
    assert found > FLIPS // 4


def test_a_file_that_was_cut_off_is_named(ledger: Path) -> None:
    file = ledger / "ledger" / "data.mdb"
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size // 2)
    with pytest.raises(StoreInvalid):
        check_store(ledger / "ledger")


def change(ledger: Path, table: str, key: bytes | None = None) -> None:
    """Flip a byte of an entry (the last, without a key) as a disk would: beneath the check value."""
    store = Store(ledger / "ledger", sync=False)
    with store._environment.begin(write=True) as transaction:
        cursor = transaction.cursor(db=store._tables[table])
        assert cursor.set_key(key) if key else cursor.last()
        name, value = cursor.item()
        transaction.put(name, bytes([value[0] ^ 1]) + value[1:], db=store._tables[table])
    store.close()


def remove(ledger: Path, table: str) -> None:
    store = Store(ledger / "ledger", sync=False)
    with store._environment.begin(write=True) as transaction:
        cursor = transaction.cursor(db=store._tables[table])
        assert cursor.last()
        cursor.delete()
    store.close()


@pytest.mark.parametrize("table", [name for name in TABLES if name != "meta"])
def test_an_entry_that_was_changed_is_named_by_its_table(ledger: Path, table: str) -> None:
    change(ledger, table)
    with pytest.raises(StoreDamaged, match=table):
        check_store(ledger / "ledger")


@pytest.mark.parametrize("table", ["headers", "bodies", "receipts", "numbers", "transactions"])
def test_an_entry_that_is_gone_is_missed(ledger: Path, table: str) -> None:
    remove(ledger, table)
    with pytest.raises(StoreDamaged):
        check_store(ledger / "ledger", recent=BLOCKS + 1)


def start(ledger: Path, genesis: Genesis) -> Node:
    return open_node(ledger, genesis, key=SEQUENCER, clock=ManualClock(), sync=False)


@pytest.mark.parametrize(
    ("table", "method", "parameters"),
    [
        ("bodies", "eth_getBlockByNumber", [hex(BLOCKS), True]),
        ("receipts", "eth_getBlockReceipts", [hex(BLOCKS)]),
        ("headers", "eth_getBlockByNumber", ["0x2", False]),
    ],
)
def test_a_changed_entry_is_an_error_and_no_answer(
    ledger: Path, genesis: Genesis, table: str, method: str, parameters: list[Any]
) -> None:
    change(ledger, table, (2).to_bytes(8, "big") if table == "headers" else None)
    node = start(ledger, genesis)
    error = refusal(node, method, *parameters)
    assert error["data"]["code"] == "node.store.damaged"
    assert "tegata node check" in error["message"]
    node.close()


def test_a_missing_block_is_an_error_and_no_null(ledger: Path, genesis: Genesis) -> None:
    remove(ledger, "receipts")
    node = start(ledger, genesis)
    assert refusal(node, "eth_getBlockReceipts", hex(BLOCKS))["data"]["code"] == "node.store.damaged"
    assert ask(node, "eth_getBlockByNumber", hex(BLOCKS + 1), False) is None
    node.close()


def test_what_a_power_cut_left_of_a_new_store_is_begun_anew(tmp_path: Path, genesis: Genesis) -> None:
    (tmp_path / "ledger").mkdir()
    for torn in (b"", bytes(8_192), b"\xff" * 20_000):
        (tmp_path / "ledger" / "data.mdb").write_bytes(torn)
        check_before_start(tmp_path / "ledger")
        node = start(tmp_path, genesis)
        assert ask(node, "eth_blockNumber") == "0x0"
        node.close()
        assert holds_a_ledger(tmp_path / "ledger"), "genesis alone is more than what is thrown away"


def test_a_store_of_another_format_is_named_so(ledger: Path) -> None:
    store = Store(ledger / "ledger", sync=False)
    with store._environment.begin(write=True) as transaction:
        transaction.put(b"identity", b"tegata/ledger-store/1\nx", db=store._tables["meta"])
    store.close()
    with pytest.raises(StoreInvalid, match="ledger-store/1"):
        check_store(ledger / "ledger")


def test_a_value_is_whole_only_in_its_own_place() -> None:
    seed = seed_of("bodies")
    kept = seal(seed, b"key", b"value")
    assert unseal("bodies", seed, b"key", kept) == b"value"
    assert unseal("bodies", seed, b"", seal(seed, b"", b"")) == b""
    for other in ((seed_of("receipts"), b"key", kept), (seed, b"kez", kept), (seed, b"key", kept[:-1])):
        assert not is_whole(*other)
    for bit in range(8 * len(kept)):
        changed = bytearray(kept)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(StoreDamaged, match="bodies"):
            unseal("bodies", seed, b"key", bytes(changed))


def test_reading_beside_a_writer_is_one_moment(ledger: Path) -> None:
    with open_tables(ledger / "ledger") as (transaction, tables):
        assert isinstance(transaction, lmdb.Transaction)
        assert set(tables) == set(TABLES)
    shutil.rmtree(ledger)
    with pytest.raises(StoreInvalid):
        check_store(ledger / "ledger")
