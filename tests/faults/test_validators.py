"""Validators come and go by vote: on the ledger, in every engine, and without the chain standing still."""

import time
from base64 import b64decode
from pathlib import Path

import pytest

from clients.cli.seat import read_secret
from clients.consortium import list_validators
from contracts.acts import Validator
from contracts.acts.governance import AdmitMember, ChangeValidators
from contracts.genesis import CometBftFront
from contracts.ids import MemberId, UnixTime
from contracts.roles import Role, role_mask
from ledger_node.fronts.cometbft import EngineClient
from ledger_node.operations.founding import Plan, found_network
from ledger_node.operations.growing import grow
from tests.faults.cluster import Member, free_ports, receipt, require_engine, send, started, wait_for
from tests.faults.governing import FIRST, decide, node_of

pytestmark = pytest.mark.xdist_group("validators")


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
