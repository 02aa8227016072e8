"""Four validators on this machine: what a consortium is promised, and what happens when nodes go."""

import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contracts.genesis import CometBftFront, EmbeddedFront
from contracts.ids import BlockHeight, NetworkId, UnixTime, hex0x
from contracts.proofs.consensus import check_commit, engine_chain_id, read_signed_header, validator_set
from ledger_node import rlp
from ledger_node.application import Application
from ledger_node.blocks import Proposal
from ledger_node.directory import ConsortiumDirectory
from ledger_node.genesis import spec_of
from ledger_node.storage import Store
from ledger_node.transactions import decode_transaction
from tests.faults.cluster import Cluster, ClusterWallet, Member, receipt, running, send, wait_for
from tests.ledger_node.network import SEQUENCER

pytestmark = pytest.mark.xdist_group("validators")


@pytest.fixture
def wallets(cluster: Cluster) -> list[ClusterWallet]:
    return [cluster.wallet(number) for number in range(1, 5)]


def consensus_height(member: Member) -> int:
    return int(member.call("tegata_status")["front"]["consensus_height"])


def test_what_is_sent_to_one_node_is_in_the_same_block_on_all(
    cluster: Cluster, wallets: list[ClusterWallet]
) -> None:
    sent = [send(member, wallet)[0] for member, wallet in zip(cluster.members, wallets, strict=True)]
    for each in sent:
        found = [receipt(member, each) for member in cluster.members]
        assert {one["blockHash"] for one in found} == {found[0]["blockHash"]}
        assert found[0]["status"] == "0x1"


def test_every_block_is_executed_once_by_each(cluster: Cluster, wallets: list[ClusterWallet]) -> None:
    before = [member.metrics()["tegata_executions_total"] for member in cluster.members]
    first = cluster.members[0].head()
    for each in send(cluster.members[1], wallets[1], 5):
        receipt(cluster.members[1], each)
    head = cluster.members[1].head()
    assert len(set(cluster.hashes(head))) == 1
    after = [member.metrics()["tegata_executions_total"] for member in cluster.members]
    assert [new - old for new, old in zip(after, before, strict=True)] == [head - first] * 4


def test_the_same_blocks_have_the_same_hashes_on_the_embedded_front(
    cluster: Cluster, wallets: list[ClusterWallet], tmp_path: Path
) -> None:
    member = cluster.members[2]
    for each in send(member, wallets[2], 3):
        receipt(member, each)
    # The same block 0, which registers the validators, under another front.
    spec = replace(spec_of(cluster.genesis), front=EmbeddedFront(sequencer=SEQUENCER.public))
    store = Store(tmp_path, sync=False)
    application = Application(store, spec, lambda state: ConsortiumDirectory(state, spec.contracts))
    for height in range(1, member.head() + 1):
        block = member.call("eth_getBlockByNumber", hex(height), False)
        raws = [member.call("debug_getRawTransaction", each) for each in block["transactions"]]
        transactions = tuple(decode_transaction(bytes.fromhex(raw[2:]), spec.chain_id) for raw in raws)
        time = UnixTime(int(block["timestamp"], 16))
        made = application.finalize(Proposal(BlockHeight(height), time, transactions))
        application.commit()
        assert made.hash.hex() == block["hash"][2:]
    store.close()


def test_an_idle_chain_and_a_gap_in_nonces_make_no_blocks(
    cluster: Cluster, wallets: list[ClusterWallet]
) -> None:
    member, wallet = cluster.members[0], wallets[0]
    receipt(member, send(member, wallet)[0])
    settled = wait_for(lambda: quiet_height(cluster), "a proof block, then rest")
    wallet.nonce += 1
    ahead = send(member, wallet)[0]
    wallet.nonce -= 2
    other = send(cluster.members[1], wallets[1])[0]
    receipt(member, other)
    assert wait_for(lambda: quiet_height(cluster), "rest again") == settled + 2, "a block, a proof block"
    assert member.call("eth_getTransactionReceipt", ahead) is None
    missing = send(cluster.members[3], wallet)[0]
    wallet.nonce += 1
    assert receipt(member, missing)["status"] == receipt(member, ahead)["status"] == "0x1"


def quiet_height(cluster: Cluster) -> int | None:
    """The height of consensus, when all are at it, the last block is proved, and no other is being made."""
    engines = [member.call("tegata_status")["front"] for member in cluster.members]
    heights = {engine["consensus_height"] for engine in engines} | {e["engine"]["height"] for e in engines}
    rounds = [member.metrics()["tegata_engine_step"] for member in cluster.members]
    proved = all("result" in member.ask("tegata_finality", hex(member.head())) for member in cluster.members)
    return heights.pop() if len(heights) == 1 and set(rounds) == {2} and proved else None


def test_the_evidence_of_finality_is_a_header_with_the_blocks_hash(
    cluster: Cluster, wallets: list[ClusterWallet]
) -> None:
    member = cluster.members[0]
    for each in send(member, wallets[0], 2):
        receipt(member, each)
    wait_for(lambda: quiet_height(cluster), "the proof block")
    for height in range(1, member.head() + 1):
        said = member.call("tegata_finality", hex(height))
        header, commit = (bytes.fromhex(said["finality"][name][2:]) for name in ("header", "commit"))
        network_id = NetworkId(cluster.genesis.network_id)
        signed = read_signed_header(header, commit, engine_chain_id(network_id))
        assert hex0x(signed.header.app_hash) == said["hash"] == said["finality"]["hash"]
        front = cluster.genesis.front
        assert isinstance(front, CometBftFront)
        check_commit(signed, validator_set((each.public_key, each.power) for each in front.validators))
        assert [each.flag for each in signed.commit.signatures].count(2) == 3, "no vote that nobody needs"


def test_a_node_that_is_killed_comes_back_to_the_same_blocks(
    cluster: Cluster, wallets: list[ClusterWallet]
) -> None:
    lost, other = cluster.members[3], cluster.members[0]
    pid = lost.engine_pid()
    assert pid is not None
    lost.kill(signal.SIGKILL)
    wait_for(lambda: lost.engine_pid() is None, "its engine ends with it")
    for each in send(other, wallets[0], 4):
        receipt(other, each)
    wait_for(lambda: set(other.findings()) == {"peer.unreachable"}, "the doctor says who is missing")
    assert "member-4" in other.findings()["peer.unreachable"]
    assert other.is_ready(), "three of four are a quorum"
    lost.start()
    wait_for(lost.is_ready, "it is back")
    head = other.head()
    assert len(set(cluster.hashes(head))) == 1
    receipt(lost, send(lost, wallets[3])[0])


def test_without_a_quorum_nothing_is_decided_and_nothing_is_lost(
    cluster: Cluster, wallets: list[ClusterWallet]
) -> None:
    one, two, *gone = cluster.members
    for member in gone:
        member.kill(signal.SIGKILL)
    before = one.head()
    waiting = send(one, wallets[0], 2)
    wait_for(lambda: "quorum.lost" in one.findings(), "the doctor says that there is no quorum")
    assert "member-3, member-4" in one.findings()["quorum.lost"]
    assert not one.is_ready() and not two.is_ready()
    assert one.get("/livez").status_code == 200, "starting it again would not help"
    assert one.head() == before
    gone[0].start()
    for each in waiting:
        assert receipt(one, each)["status"] == receipt(two, each)["status"] == "0x1"
    wait_for(lambda: one.is_ready() and two.is_ready(), "three are a quorum")


@pytest.mark.long
def test_validators_that_are_there_but_do_not_vote_are_missed_until_they_do(
    cluster: Cluster, wallets: list[ClusterWallet]
) -> None:
    one, _, *paused = cluster.members
    processes = [pid for member in paused for pid in (member.pid(), member.engine_pid()) if pid is not None]
    for pid in processes:
        os.kill(pid, signal.SIGSTOP)
    try:
        (waiting,) = send(one, wallets[0])
        wait_for(lambda: "quorum.lost" in one.findings(), "the doctor sees that two do not vote")
        assert one.call("eth_getTransactionReceipt", waiting) is None
    finally:
        for pid in processes:
            os.kill(pid, signal.SIGCONT)
    assert receipt(one, waiting)["status"] == "0x1"
    wait_for(one.is_ready, "all vote again")


def test_an_engine_that_is_killed_is_started_again_and_what_waited_is_decided(
    cluster: Cluster, wallets: list[ClusterWallet]
) -> None:
    member = cluster.members[1]
    pid = member.engine_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    sent = send(member, wallets[1], 3)
    for each in sent:
        receipt(member, each)
    assert member.metrics()["tegata_engine_restarts_total"] >= 1
    assert len(set(cluster.hashes(member.head()))) == 1


def test_an_idle_chain_keeps_proofs_fresh_by_headers_without_blocks(tmp_path: Path) -> None:
    with running(tmp_path, validators=1, heartbeat=1) as cluster:
        (member,) = cluster.members
        receipt(member, send(member, cluster.wallet(1))[0])
        first = fresh_header(member)
        later = wait_for(lambda: newer(member, first["height"] + 1), "two more headers")
        assert later["hash"] == first["hash"] and later["time"] > first["time"]
        assert member.head() == 1


def fresh_header(member: Member) -> dict[str, Any]:
    """The evidence under block 1, once there is some: the header after the block's own is the first."""
    found = wait_for(lambda: member.ask("tegata_finality", "0x1").get("result"), "a header with the hash")
    return dict(found["finality"])


def newer(member: Member, height: int) -> dict[str, Any] | None:
    header = fresh_header(member)
    return header if header["height"] > height else None


def test_the_transactions_that_are_read_back_are_those_that_were_sent(
    cluster: Cluster, wallets: list[ClusterWallet]
) -> None:
    raw = wallets[2].anchor()
    sent = cluster.members[2].call("eth_sendRawTransaction", "0x" + raw.hex())
    number = receipt(cluster.members[0], sent)["blockNumber"]
    block = bytes.fromhex(cluster.members[0].call("debug_getRawBlock", number)[2:])
    assert raw in rlp.decode(block, "block")[1]
