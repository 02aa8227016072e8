"""A validator that breaks the rules: the others neither follow it nor stop, and know of it."""

import json
import os
import shutil
import signal
import time
from base64 import b64decode
from pathlib import Path

import pytest

from contracts import calls
from contracts.addresses import CONSORTIUM
from contracts.calls import MisdeedView
from contracts.ids import hex0x
from ledger_node.operations.engine_files import (
    EngineHome,
    create_keys,
    engine_address_of,
    node_id_of,
    read_validator_key,
)
from ledger_node.operations.founding import Plan, found_network
from ledger_node.operations.settings import FILE, Address, Peer, read_settings, render_settings
from tests.faults.cluster import Cluster, Member, free_ports, require_engine, running, started, wait_for
from tests.faults.trial import Note, OnTrial, trial

pytestmark = [pytest.mark.xdist_group("validators"), pytest.mark.long]

DUPLICATE_VOTE = 1
_FAULTY = "from tests.faults.faulty_validator import main; main()"


def test_blocks_that_are_invalid_are_rejected_and_the_next_proposer_goes_on(
    cluster: Cluster, on_trial: OnTrial
) -> None:
    liar = cluster.members[3]
    with on_trial("one of four proposes invalid blocks") as trial:
        later = cluster.wallet(4)
        liar.kill(signal.SIGTERM)
        liar.run(_FAULTY, str(liar.folder), "invalid-blocks")
        wait_for(liar.answers, "the liar is there")
        trial.load(1, 2)
        trial.anchored(6)
        rejected = "rejected the block"
        wait_for(lambda: rejected in cluster.members[0].log(), "an invalid block was proposed")
        liar.kill(signal.SIGTERM)
        liar.start()
        trial.over(cluster.members[0], later)
        wait_for(liar.is_ready, "it is honest again", 120)


def test_one_that_reports_another_app_hash_stops_itself_and_joins_anew(tmp_path: Path, note: Note) -> None:
    with running(tmp_path) as cluster, trial(cluster, "one of four reports another app hash", note) as one:
        liar = cluster.members[3]
        later = cluster.wallet(2)
        liar.kill(signal.SIGTERM)
        liar.run(_FAULTY, str(liar.folder), "another-app-hash")
        wait_for(liar.answers, "the liar is there")
        one.load(1)
        one.anchored(3)
        wait_for(lambda: "computed another state" in str(liar.findings()), "it says what is wrong")
        one.anchored(3)
        liar.kill(signal.SIGKILL)
        wait_for(lambda: liar.engine_pid() is None, "its engine ends with it")
        forget(liar)
        liar.start()
        one.over(cluster.members[0], later)
        wait_for(liar.is_ready, "it has joined anew", 120)


def forget(member: Member) -> None:
    """Remove all but the keys and what was signed, as the guide says for a node whose state is another."""
    shutil.rmtree(member.folder / "ledger")
    data = member.folder / "engine" / "data"
    for name in ("blockstore.db", "state.db", "evidence.db", "cs.wal"):
        shutil.rmtree(data / name)


def test_one_that_signs_twice_is_found_out(tmp_path: Path, note: Note) -> None:
    require_engine()
    plan = Plan(4, base_port=free_ports(10 * 5))
    found_network(tmp_path, plan, int(time.time()))
    twin = make_twin(tmp_path, "member-4", plan.base_port + 40)
    with started(tmp_path) as cluster, trial(cluster, "one of four signs twice (a twin)", note) as one:
        later = cluster.wallet(3)
        twin.start()
        try:
            one.load(1, 2)
            honest = cluster.members[:3]
            wait_for(lambda: all(map(misdeeds, honest)), "the evidence is on the ledger", 300)
            one.anchored()
            for member in honest:
                found = misdeeds(member)[0].misdeed
                assert found.validator.hex().upper() == engine_address_of(key_of(cluster.members[3]))
                assert (found.kind, found.power, found.total_power) == (DUPLICATE_VOTE, 10, 40)
                assert member.metrics()["tegata_misbehaviour_total"] >= 1
        finally:
            twin.kill(signal.SIGTERM)
            twin.client.close()
        one.over(cluster.members[0], later)


def misdeeds(member: Member) -> list[MisdeedView]:
    """The misbehaviour that a member's Consortium has recorded."""
    count = int(consortium(member, calls.misbehaviour_count()).hex(), 16)
    return [
        calls.decode_misbehaviour_at(consortium(member, calls.misbehaviour_at(index)))
        for index in range(count)
    ]


def consortium(member: Member, data: bytes) -> bytes:
    """What a member's Consortium answers to a call."""
    call = {"to": hex0x(CONSORTIUM), "data": hex0x(data)}
    return bytes.fromhex(member.call("eth_call", call, "latest")[2:])


def key_of(member: Member) -> bytes:
    """The public key that a member's engine signs with."""
    return read_validator_key(EngineHome(member.folder / "engine"))


def make_twin(folder: Path, name: str, port: int) -> Member:
    """A second node that signs with a member's key and knows nothing of what the first has signed."""
    original, twin = folder / name, folder / "twin"
    key = json.loads(EngineHome(original / "engine").validator_key.read_text("utf-8"))
    seed, node_seed = b64decode(key["priv_key"]["value"])[:32], os.urandom(32)
    twin.mkdir()
    shutil.copy(original / "genesis.json", twin)
    create_keys(EngineHome(twin / "engine"), seed, node_seed)
    settings = read_settings(original)
    engine = settings.engine.model_copy(update={"listen": Address(port=port), "rpc": Address(port=port + 1)})
    own = {"name": "twin", "engine": engine, "relays": ()}
    places = {"json_rpc": Address(port=port + 2), "health": Address(port=port + 3)}
    (twin / FILE).write_text(render_settings(settings.model_copy(update={**own, **places})), "utf-8")
    peer = Peer(name="twin", id=node_id_of(node_seed), host="127.0.0.1", port=port)
    for each in folder.glob("member-*"):
        known_to = read_settings(each)
        known_to = known_to.model_copy(update={"peers": (*known_to.peers, peer)})
        (each / FILE).write_text(render_settings(known_to), "utf-8")
    return Member(twin, read_settings(twin))
