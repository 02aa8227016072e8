"""A gateway on a network of validators gives proofs that a stranger verifies without any network."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.genesis import Genesis, parse
from contracts.ids import UnixTime, hex0x
from contracts.proofs import CometBftFinality, keys_from_json, proved_keys, read_trust
from gateway import Gateway, HttpTransport
from ledger_node.operations.founding import Plan
from ledger_node.operations.migrating import migrate
from tests.faults.cluster import ROOT, Cluster, free_ports, require_engine, started
from tests.gateway.network import EXPORTER, Prepared, invoice, make_settings, prepare, public_key, revocation
from tests.gateway.world import SEQUENCER, World, anchored, sign_in

pytestmark = pytest.mark.xdist_group("validators")

OFFLINE = """\
import socket

def cut(*_arguments, **_more):
    raise OSError("there is no network here")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = cut
"""
RUN = "from clients.cli.main import main; main()"


@dataclass(frozen=True)
class Stranger:
    """Somebody with a folder, who runs `tegata` without a network unless told otherwise."""

    home: Path

    def does(self, *words: str | Path, code: int = 0, gateway: str = "") -> Any:
        command = [sys.executable, "-c", RUN if gateway else OFFLINE + RUN, *map(str, words), "--json"]
        settings = {"TEGATA_HOME": str(self.home), "TEGATA_GATEWAY": gateway, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, env={**os.environ, **settings}, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout or done.stderr)

    def saves(self, bundle: dict[str, Any], name: str) -> Path:
        path = self.home / name
        path.write_text(json.dumps(bundle), "utf-8")
        return path


@dataclass(frozen=True)
class Moved:
    """A network that began on a sequencer and goes on under four validators, and its customs' gateway."""

    cluster: Cluster
    genesis: Genesis
    gateway: str
    old: Prepared
    """Anchored before the migration."""
    old_bundle: dict[str, Any]
    """Proved before the migration."""
    old_trust: dict[str, Any]

    def anchors(self, number: str) -> Prepared:
        prepared = prepare([invoice(number)])
        with httpx.Client(base_url=self.gateway, timeout=60) as client:
            anchored(client, prepared)
        return prepared

    def proof(self, prepared: Prepared) -> dict[str, Any]:
        with httpx.Client(base_url=self.gateway, timeout=60) as client:
            return proof(client, prepared)


def proof(client: httpx.Client, prepared: Prepared) -> dict[str, Any]:
    headers = sign_in(client, EXPORTER)
    answer = client.get(f"/v1/records/{hex0x(prepared.ids[0])}/proof", headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moved]:
    require_engine()
    folder = tmp_path_factory.mktemp("moved")
    world = World(folder)
    world.start_node()
    old = prepare([invoice("BEFORE-1")])
    with world.gateway() as client:
        anchored(client, old)
        old_bundle, old_trust = proof(client, old), client.get("/v1/trust").json()
    world.close()
    plan = Plan(4, base_port=free_ports(40))
    migrate(folder / "node", world.genesis, SEQUENCER, folder / "net", plan, [1, 2, 3, 4])
    genesis = parse((folder / "net" / "genesis.json").read_bytes())
    with started(folder / "net") as cluster:
        node = f"http://{cluster.members[0].settings.json_rpc}"
        gateway = Gateway(make_settings(folder, genesis), HttpTransport(node))
        try:
            url = gateway.serve()
            yield Moved(cluster, genesis, url, old, old_bundle, old_trust)
        finally:
            gateway.close()


@pytest.fixture
def stranger(moved: Moved, tmp_path: Path) -> Stranger:
    """Who got the trust file when there were validators already."""
    found = Stranger(tmp_path)
    found.does("trust", "init", gateway=moved.gateway)
    return found


def test_a_record_under_validators_is_proved_without_a_network(moved: Moved, stranger: Stranger) -> None:
    bundle = moved.proof(moved.anchors("UNDER-1"))
    assert bundle["finality"]["kind"] == "cometbft"
    verdict = stranger.does("verify", stranger.saves(bundle, "under.json"))
    assert verdict["outcome"] == "valid"
    assert len(json.dumps(bundle)) <= 32_000


def test_a_record_from_before_the_migration_is_proved_by_who_followed(
    moved: Moved, stranger: Stranger
) -> None:
    moved.anchors("UNDER-2")
    bundle = moved.proof(moved.old)
    assert bundle["finality"]["kind"] == "cometbft"
    assert stranger.does("verify", stranger.saves(bundle, "before.json"))["outcome"] == "valid"


def test_the_sequencers_word_leads_an_old_trust_file_to_the_validators(
    moved: Moved, stranger: Stranger
) -> None:
    bundle = moved.proof(moved.anchors("UNDER-3"))
    path, old = stranger.saves(bundle, "under.json"), stranger.home / "old-trust.json"
    old.write_text(json.dumps(moved.old_trust), "utf-8")
    before = stranger.does("verify", path, "--trust", old, code=13)
    assert before["refusal"]["fault"] == "finality.key"
    updated = stranger.does("trust", "update", "--trust", old, gateway=moved.gateway)
    assert updated["changed"] is True
    assert updated["fingerprint"] == stranger.does("trust", "show")["fingerprint"]
    assert stranger.does("verify", path, "--trust", old)["outcome"] == "valid"


def test_what_the_sequencer_signed_before_it_retired_counts_at_its_last_block_only(
    moved: Moved, stranger: Stranger
) -> None:
    """The bundle stands on the very block at which it handed over: the hash is enough."""
    path = stranger.saves(moved.old_bundle, "old.json")
    assert stranger.does("verify", path)["outcome"] in ("valid", "stale")
    elsewhere = json.loads(json.dumps(moved.old_bundle))
    elsewhere["finality"]["time"] += 1
    assert (
        stranger.does("verify", stranger.saves(elsewhere, "forged.json"), code=13)["refusal"]["fault"]
        == "finality.signature"
    )


def test_a_revocation_under_validators_is_in_the_next_proof(moved: Moved, stranger: Stranger) -> None:
    prepared = moved.anchors("UNDER-4")
    with httpx.Client(base_url=moved.gateway, timeout=60) as client:
        act = client.post("/v1/status-acts", json=revocation(prepared, prepared.ids[0])).json()
        assert client.get(f"/v1/status-acts/{act['subject']}?wait=30").json()["state"] == "anchored"
    verdict = stranger.does("verify", stranger.saves(moved.proof(prepared), "revoked.json"), code=10)
    assert verdict["outcome"] == "ended"


def test_the_gateways_own_keys_are_proved_under_validators(moved: Moved, stranger: Stranger) -> None:
    """`tegata submit` checks receipts by evidence with the same finality."""
    trust = read_trust((stranger.home / "trust.json").read_bytes())
    with httpx.Client(base_url=moved.gateway, timeout=60) as client:
        evidence = keys_from_json(client.get("/v1/network/signing-keys").json())
    assert isinstance(evidence.finality, CometBftFinality)
    proved = proved_keys(evidence, trust, UnixTime(int(time.time())))
    assert [key.key for key in proved.keys] == [public_key("gateway")]
