"""Validators come and go by vote: on the ledger, in every engine, and without the chain standing still."""

import time
from base64 import b64decode
from pathlib import Path

import pytest

from clients.cli.seat import domain_of, read_secret
from clients.consortium import ConsortiumNode, Signer, execute, find_proposal, list_validators, propose, vote
from contracts import calls
from contracts.acts import Choice, Proposal, Validator
from contracts.acts.governance import AdmitMember, ChangeValidators
from contracts.genesis import CometBftFront
from contracts.ids import MemberId, UnixTime
from contracts.roles import Role, role_mask
from gateway.outbox.transactions import Relay
from ledger_node.fronts.cometbft import EngineClient
from ledger_node.operations.founding import Plan, found_network
from ledger_node.operations.growing import grow
from tests.faults.cluster import Cluster, Member, free_ports, receipt, require_engine, send, started, wait_for

pytestmark = pytest.mark.xdist_group("validators")

FIRST, SECOND, THIRD = map(MemberId, (1, 2, 3))


def signer(cluster: Cluster, number: MemberId) -> Signer:
    keys = cluster.folder / f"member-{number}" / "keys"
    relay = Relay(read_secret(keys / "relay.key"), cluster.genesis.chain_id)
    return Signer(number, read_secret(keys / "govern.key"), relay, domain_of(cluster.genesis))


def node_of(member: Member) -> ConsortiumNode:
    return ConsortiumNode(f"http://{member.settings.json_rpc}")


def decide(cluster: Cluster, act: Proposal, new_key: bytes | None = None) -> None:
    """Member 1 proposes, members 2 and 3 vote at their own nodes, and member 1 executes."""
    first, closes = node_of(cluster.members[0]), UnixTime(int(time.time()) + 3_600)
    number = propose(first, signer(cluster, FIRST), act)
    for voter in (SECOND, THIRD):
        node = node_of(cluster.members[voter - 1])
        wait_for(
            lambda node=node: node.number(calls.proposal_count()) >= number,
            "the proposal at the voter's node",
        )
        vote(node, signer(cluster, voter), find_proposal(node, number), Choice.APPROVE, closes)
    wait_for(lambda: find_proposal(first, number).view.approvals == 3, "three votes at member 1's node")
    own = signer(cluster, FIRST)
    execute(first, own.relay, own.domain, find_proposal(first, number), new_key)


def engine_powers(member: Member) -> dict[str, int]:
    """What the member's engine has as validators: key in hex → power."""
    found = EngineClient(f"http://{member.settings.engine.rpc}").call("validators")
    return {
        b64decode(each["pub_key"]["value"]).hex(): int(each["voting_power"]) for each in found["validators"]
    }


@pytest.mark.long
def test_a_fifth_validator_is_voted_in_and_a_founder_out(tmp_path: Path) -> None:
    require_engine()
    folder, closes = tmp_path / "net", UnixTime(int(time.time()) + 86_400)
    genesis = found_network(folder, Plan(4, base_port=free_ports(50)), int(time.time()))
    newcomer = grow(folder)
    assert isinstance(genesis.front, CometBftFront)
    founders = {each.member: each.public_key for each in genesis.front.validators}
    with started(folder) as cluster:
        first, second, third, fourth, fifth = cluster.members
        wallet = cluster.wallet(4)
        roles = role_mask(Role.EXPORTER)
        admission = AdmitMember(
            FIRST, MemberId(5), b"VN", roles, 0, False, bytes(32), newcomer.govern, closes
        )
        decide(cluster, admission, read_secret(newcomer.folder / "keys" / "govern.key"))
        coming = Validator(newcomer.validator, MemberId(5), 10)
        decide(cluster, ChangeValidators(FIRST, (coming,), closes))
        five = {key.hex(): 10 for key in (*founders.values(), newcomer.validator)}
        receipt(first, send(second, wallet)[0])
        for member in cluster.members:
            wait_for(lambda member=member: engine_powers(member) == five, f"five validators at {member.name}")
        wait_for(lambda: "validator.absent" not in fifth.findings(), "the newcomer votes")

        fourth.kill()
        assert receipt(fifth, send(second, wallet)[0])["status"] == "0x1", "four of five go on"

        going = Validator(founders[FIRST], FIRST, 0)
        decide(cluster, ChangeValidators(FIRST, (going,), closes))
        four = {key: power for key, power in five.items() if key != going.key.hex()}
        receipt(third, send(second, wallet)[0])
        for member in (first, second, third, fifth):
            wait_for(lambda member=member: engine_powers(member) == four, f"four validators at {member.name}")
        wait_for(lambda: "validator.absent" in first.findings(), "member 1 votes no more")
        assert receipt(first, send(second, wallet)[0])["status"] == "0x1", "and its node follows"
        on_the_ledger = {each.key.hex(): each.power for each in list_validators(node_of(fifth))}
        assert on_the_ledger == four
        fourth.start()
        wait_for(fourth.is_ready, "member 4 is back")
        assert len(set(cluster.hashes(first.head()))) == 1
