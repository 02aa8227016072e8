from pathlib import Path
from typing import Any

import lmdb
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from contracts.genesis import Genesis
from contracts.ids import BlockHeight, NetworkId, UnixTime
from contracts.keccak import keccak
from contracts.proofs.finality import sequencer_message
from ledger_node import Node, SequencerKey, load_key, load_or_create_key, open_node
from ledger_node.errors import NonceRefused, SequencerKeyInvalid, StoreBusy
from ledger_node.rules import LedgerState
from ledger_node.storage import Store
from ledger_node.transactions import decode_transaction
from tests.ledger_node.network import (
    OTHER_RELAY,
    SEQUENCER,
    START,
    ManualClock,
    Wallet,
    ask,
    refusal,
    secret,
    wait_for,
)


def anchor(node: Node, wallet: Wallet) -> int:
    """The height of the block that a new anchoring is in."""
    sent = ask(node, "eth_sendRawTransaction", "0x" + wallet.anchor().hex())
    receipt = wait_for(lambda: ask(node, "eth_getTransactionReceipt", sent))
    return int(receipt["blockNumber"], 16)


def verify(node: Node, height: int | None = None) -> dict[str, int]:
    """What the sequencer says of a block, once its signature is checked."""
    answer = ask(node, "tegata_finality", *([] if height is None else [hex(height)]))
    said = answer["finality"]
    assert keccak(bytes.fromhex(answer["header_rlp"][2:])).hex() == answer["hash"][2:]
    message = sequencer_message(
        NetworkId(bytes.fromhex(said["network_id"][2:])),
        BlockHeight(said["number"]),
        bytes.fromhex(said["hash"][2:]),
        UnixTime(said["time"]),
    )
    Ed25519PublicKey.from_public_bytes(SEQUENCER.public).verify(bytes.fromhex(said["signature"][2:]), message)
    return {"number": said["number"], "time": said["time"]}


def test_no_block_is_made_while_nothing_waits(node: Node, wallet: Wallet) -> None:
    assert ask(node, "eth_blockNumber") == "0x0"
    anchor(node, wallet)
    assert ask(node, "eth_blockNumber") == "0x1"


def test_block_time_is_the_clocks_but_never_before_the_parent(
    node: Node, wallet: Wallet, clock: ManualClock
) -> None:
    times = []
    for now in (START + 20.9, START + 5, START + 20, START + 30):
        clock.now = now
        block = ask(node, "eth_getBlockByNumber", hex(anchor(node, wallet)), False)
        times.append(int(block["timestamp"], 16) - START)
    assert times == [20, 20, 20, 30]


def test_the_last_block_is_signed_afresh_and_an_older_one_as_of_its_own_time(
    node: Node, wallet: Wallet, clock: ManualClock
) -> None:
    first = anchor(node, wallet)
    clock.now += 500
    assert verify(node) == {"number": first, "time": START + 510}
    second = anchor(node, wallet)
    clock.now += 500
    assert verify(node, first) == {"number": first, "time": START + 10}
    assert verify(node, second) == {"number": second, "time": START + 1010}


def test_no_later_block_is_older_than_a_freshness_that_was_signed(
    node: Node, wallet: Wallet, clock: ManualClock
) -> None:
    anchor(node, wallet)
    clock.now = START + 1_000
    wait_for(lambda: verify(node)["time"] == START + 1_000)  # as of its own time while a block is being made
    clock.now = START + 50
    block = ask(node, "eth_getBlockByNumber", hex(anchor(node, wallet)), False)
    assert int(block["timestamp"], 16) == START + 1_000


def test_genesis_too_can_be_shown_final(node: Node) -> None:
    assert verify(node) == {"number": 0, "time": START + 10}


def test_a_signature_over_another_block_does_not_verify(node: Node, wallet: Wallet) -> None:
    anchor(node, wallet)
    said = ask(node, "tegata_finality")["finality"]
    network = NetworkId(bytes.fromhex(said["network_id"][2:]))
    forged = sequencer_message(network, BlockHeight(1), bytes(32), UnixTime(said["time"]))
    key = Ed25519PublicKey.from_public_bytes(SEQUENCER.public)
    with pytest.raises(InvalidSignature):
        key.verify(bytes.fromhex(said["signature"][2:]), forged)


def test_what_waits_is_grouped_into_one_block(tmp_path: Path, genesis: Genesis) -> None:
    wallet, clock = Wallet(), ManualClock()
    node = open_node(tmp_path, genesis, key=SEQUENCER, clock=clock, sync=False)
    later = [wallet.anchor() for _ in range(12)]
    for raw in reversed(later[1:]):
        ask(node, "eth_sendRawTransaction", "0x" + raw.hex())
    ask(node, "eth_sendRawTransaction", "0x" + later[0].hex())
    wait_for(lambda: ask(node, "tegata_status")["waiting"] == 0)
    assert int(ask(node, "eth_blockNumber"), 16) <= 2
    node.close()


def test_a_key_that_genesis_does_not_name_is_refused(tmp_path: Path, genesis: Genesis) -> None:
    with pytest.raises(SequencerKeyInvalid):
        open_node(tmp_path, genesis, key=SequencerKey(bytes(32)))


def test_a_key_is_made_once_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "data" / "sequencer.key"
    made = load_or_create_key(path, bytes(range(32)))
    assert load_or_create_key(path, bytes(32)).public == made.public == load_key(path).public
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "zz" * 32, "00" * 31])
def test_a_key_file_without_a_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "sequencer.key"
    path.touch(mode=0o600)
    path.write_text(content)
    with pytest.raises(SequencerKeyInvalid):
        load_key(path)


def test_a_missing_key_file_is_named(tmp_path: Path, genesis: Genesis) -> None:
    with pytest.raises(SequencerKeyInvalid, match=r"sequencer\.key"):
        open_node(tmp_path, genesis)


def test_a_transaction_that_breaks_the_block_is_dropped_and_the_others_go_through(
    tmp_path: Path, genesis: Genesis, monkeypatch: pytest.MonkeyPatch
) -> None:
    wallet, other = Wallet(), Wallet(OTHER_RELAY)
    good = [wallet.anchor() for _ in range(4)]
    poison = other.anchor("poison")
    apply = LedgerState.apply_transaction

    def broken(self: LedgerState, transaction: Any) -> Any:
        if transaction.encode() == poison:
            raise OverflowError("a bug in the machine")
        return apply(self, transaction)

    monkeypatch.setattr(LedgerState, "apply_transaction", broken)
    node = open_node(tmp_path, genesis, key=SEQUENCER, clock=ManualClock(), sync=False)
    sent = [ask(node, "eth_sendRawTransaction", "0x" + raw.hex()) for raw in (*good[1:], poison, good[0])]
    for each in (*sent[:3], sent[4]):
        assert wait_for(lambda each=each: ask(node, "eth_getTransactionReceipt", each))["status"] == "0x1"
    wait_for(lambda: ask(node, "tegata_status")["waiting"] == 0)
    assert ask(node, "eth_getTransactionByHash", sent[3]) is None
    node.close()


def test_a_node_that_can_not_write_stops_and_says_so(
    tmp_path: Path, genesis: Genesis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_store: Store, *_arguments: Any) -> None:
        raise lmdb.DiskError("No space left on device")

    node = open_node(tmp_path, genesis, key=SEQUENCER, clock=ManualClock(), sync=False)
    monkeypatch.setattr(Store, "commit", full)
    wallet = Wallet()
    ask(node, "eth_sendRawTransaction", "0x" + wallet.anchor().hex())
    stopped = wait_for(lambda: ask(node, "tegata_status")["front"]["stopped"])
    assert "No space left" in stopped
    error = refusal(node, "eth_sendRawTransaction", "0x" + wallet.anchor().hex())
    assert error["data"]["code"] == "node.stopped"
    assert ask(node, "eth_blockNumber") == "0x0", "it still answers what it knows"
    node.close()


def test_a_data_directory_serves_one_node(tmp_path: Path, genesis: Genesis) -> None:
    node = open_node(tmp_path, genesis, key=SEQUENCER, clock=ManualClock(), sync=False)
    with pytest.raises(StoreBusy):
        open_node(tmp_path, genesis, key=SEQUENCER)
    node.close()
    open_node(tmp_path, genesis, key=SEQUENCER, sync=False).close()


def test_what_was_committed_while_it_was_checked_is_refused_and_holds_up_nothing(
    node: Node, wallet: Wallet
) -> None:
    raw = wallet.anchor("once")
    stale = decode_transaction(raw, 743_001)
    sent = ask(node, "eth_sendRawTransaction", "0x" + raw.hex())
    wait_for(lambda: ask(node, "eth_getTransactionReceipt", sent))
    wait_for(lambda: ask(node, "tegata_status")["waiting"] == 0)
    with pytest.raises(NonceRefused):
        node._driver._pool.add(stale, 0)
    assert anchor(node, wallet) == 2
    wait_for(lambda: ask(node, "tegata_status")["waiting"] == 0)


def test_freshness_goes_on_after_a_round_that_made_no_block(
    node: Node, wallet: Wallet, clock: ManualClock
) -> None:
    anchor(node, wallet)
    wait_for(lambda: ask(node, "tegata_status")["waiting"] == 0)
    never_admitted = decode_transaction(Wallet(secret("stranger")).anchor("never"), 743_001)
    node._driver._pool.add(never_admitted, 0)
    with node._driver._wake:
        node._driver._wake.notify()
    wait_for(lambda: ask(node, "tegata_status")["waiting"] == 0)
    clock.now += 700
    wait_for(lambda: verify(node)["time"] == START + 710)


def test_reads_never_see_a_block_before_it_is_durable(tmp_path: Path, genesis: Genesis) -> None:
    seen: list[tuple[str, str]] = []

    def reached(point: str) -> None:
        seen.append((point, ask(nodes[0], "eth_blockNumber")))

    nodes = [open_node(tmp_path, genesis, key=SEQUENCER, clock=ManualClock(), sync=False, reached=reached)]
    anchor(nodes[0], Wallet())
    nodes[0].close()
    assert seen == [
        ("finalized", "0x0"),
        ("before_commit", "0x0"),
        ("writing", "0x0"),
        ("after_commit", "0x1"),
    ]
