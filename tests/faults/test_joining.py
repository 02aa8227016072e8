"""A node that joins later begins with a snapshot of its peers, and follows from there."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from contracts import calls
from contracts.acts import Choice, Domain, Validator, Vote, sign
from contracts.acts.governance import ChangeValidators
from contracts.addresses import CONSORTIUM
from contracts.ids import MemberId, NetworkId, UnixTime, hex0x
from ledger_node.fronts.cometbft import EngineClient
from ledger_node.operations.engine_files import EngineHome, read_validator_key
from ledger_node.operations.founding import Plan, found_network
from ledger_node.operations.joining import ServersDisagree, last_header
from ledger_node.operations.settings import FILE, Peer, read_settings, render_settings
from tests.faults.cluster import (
    START_SECONDS,
    Cluster,
    Member,
    free_ports,
    receipt,
    require_engine,
    send,
    started,
    wait_for,
)
from tests.faults.trial import Note, trial

pytestmark = pytest.mark.xdist_group("validators")


EVERY = 4
"""Blocks from one snapshot to the next."""

EVERY_UNDER_LOAD = 100
"""Enough for a snapshot to be there still when it is fetched: two are kept, and blocks come fast."""


@contextmanager
def inviting(folder: Path, validators: int, **engine: int) -> Iterator[tuple[Cluster, Member]]:
    """A network that is up and knows a newcomer, whose node is set up and rests."""
    require_engine()
    plan = Plan(validators, base_port=free_ports(10 * (validators + 1)))
    found_network(folder / "net", plan, int(time.time()))
    members = [Member(own, read_settings(own)) for own in sorted((folder / "net").glob("member-*"))]
    newcomer, peer = set_up_newcomer(folder / "newcomer", plan.base_port + 10 * validators, members)
    for member in members:
        change(member, {"snapshot_blocks": EVERY, **engine}, (*member.settings.peers, peer))
    with started(folder / "net") as cluster:
        yield cluster, newcomer


def set_up_newcomer(folder: Path, port: int, members: list[Member]) -> tuple[Member, Peer]:
    """A node as an operator sets one up, and what the members are told of it."""
    peers = [
        f"{member.name}={member.node_id()}@127.0.0.1:{member.settings.engine.listen.port}"
        for member in members
    ]
    made = members[0].tegata(
        *("node", "init", "--data", str(folder), "--name", "newcomer", "--base-port", str(port)),
        *("--genesis", str(members[0].folder / "genesis.json")),
        *(word for peer in peers for word in ("--peer", peer)),
    )
    return Member(folder, read_settings(folder)), Peer(
        name="newcomer", id=made["id"], host="127.0.0.1", port=port
    )


def change(member: Member, engine: dict[str, Any], peers: tuple[Peer, ...]) -> None:
    """Rewrite a member's settings while it rests."""
    changes = {"engine": member.settings.engine.model_copy(update=engine), "peers": peers}
    member.settings = member.settings.model_copy(update=changes)
    (member.folder / FILE).write_text(render_settings(member.settings), encoding="utf-8")


def join(cluster: Cluster, newcomer: Member) -> None:
    """Start the newcomer from a header that two members' engines show, and wait until it follows."""
    servers = [f"http://{member.settings.engine.rpc}" for member in (cluster.members * 2)[:2]]
    change(newcomer, {"join": last_header(servers)}, newcomer.settings.peers)
    newcomer.start()
    cluster.members.append(newcomer)
    wait_for(newcomer.is_ready, "the newcomer is ready", START_SECONDS)


@pytest.mark.long
def test_a_newcomer_begins_with_a_snapshot_of_peers_that_prune_and_executes_what_comes_after(
    tmp_path: Path,
) -> None:
    with inviting(tmp_path, validators=1, retain_blocks=2) as (cluster, newcomer):
        (first,), wallet = list(cluster.members), cluster.wallet(1)

        def anchored() -> bool:
            return bool(receipt(first, send(first, wallet)[0])["status"] == "0x1")

        wait_for(lambda: anchored() and earliest(first) > 1, "the engine drops what is before a snapshot")
        # A snapshot is checked against the two headers after its own, and an idle chain makes none.
        assert anchored() and anchored()
        join(cluster, newcomer)
        sent = send(newcomer, wallet)[0]
        assert receipt(newcomer, sent)["status"] == "0x1"
        head = first.head()
        assert len(set(cluster.hashes(head))) == 1
        assert newcomer.call("eth_getBlockByNumber", "0x1", False) is not None, "what came before is there"
        assert newcomer.metrics()["tegata_executions_total"] <= head - EVERY, "and was not executed"
        assert "validator.absent" in newcomer.findings()


@pytest.mark.long
def test_a_newcomer_that_joins_under_load_is_voted_in_and_counts(tmp_path: Path, note: Note) -> None:
    with (
        inviting(tmp_path, validators=4, snapshot_blocks=EVERY_UNDER_LOAD) as (cluster, newcomer),
        trial(cluster, "a fifth validator joins by snapshot under load; then one is killed", note) as one,
    ):
        first, *_, lost = cluster.members
        voting, later = cluster.wallet(3), cluster.wallet(4)
        one.load(1, 2)
        wait_for(lambda: first.head() > EVERY_UNDER_LOAD, "there is a snapshot", START_SECONDS)
        join(cluster, newcomer)
        for data in admitting(cluster, newcomer):
            raw = voting.send(data, to=CONSORTIUM, gas=1_000_000)
            assert receipt(first, first.call("eth_sendRawTransaction", hex0x(raw)))["status"] == "0x1"
        wait_for(lambda: newcomer.metrics().get("tegata_voting_power") == 10, "it has a vote")
        lost.kill(signal.SIGKILL)
        one.anchored(3)
        lost.start()
        one.over(first, later)
        wait_for(lost.is_ready, "it is back", START_SECONDS)


def admitting(cluster: Cluster, newcomer: Member) -> list[bytes]:
    """The calls by which member 1 proposes the newcomer's key as its second validator, and three approve."""
    genesis = cluster.genesis
    domain = Domain(genesis.chain_id, CONSORTIUM, NetworkId(genesis.network_id))
    key = read_validator_key(EngineHome(newcomer.folder / "engine"))
    until = UnixTime(int(time.time()) + 86_400)
    act = ChangeValidators(MemberId(1), (Validator(key, MemberId(1), 10),), until)
    votes = [Vote(MemberId(each), 1, act.struct_hash(), Choice.APPROVE, 0, until) for each in (2, 3)]
    return [
        calls.propose(act, sign(act, domain, govern_key(cluster, 1))),
        *(calls.vote(vote, sign(vote, domain, govern_key(cluster, vote.member))) for vote in votes),
        calls.execute(1, act),
    ]


def govern_key(cluster: Cluster, number: int) -> bytes:
    """The key by which a member votes."""
    return bytes.fromhex((cluster.folder / f"member-{number}" / "keys" / "govern.key").read_text())


def earliest(member: Member) -> int:
    """The lowest height whose block the engine has."""
    engine = EngineClient(f"http://{member.settings.engine.rpc}")
    status = engine.call("status")
    engine.close()
    return int(status["sync_info"]["earliest_block_height"])


def test_servers_that_disagree_are_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    def call(client: Any, _method: str, **_params: str) -> dict[str, Any]:
        block_hash = ("AA" if "one" in client.url else "BB") * 32
        return {"signed_header": {"header": {"height": "5"}, "commit": {"block_id": {"hash": block_hash}}}}

    monkeypatch.setattr("ledger_node.operations.joining.EngineClient.call", call)
    with pytest.raises(ServersDisagree, match="height 5"):
        last_header(["http://one.example", "http://two.example"])
    assert last_header(["http://one.example", "http://one.example"]).hash == "AA" * 32
