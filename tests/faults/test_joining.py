"""A node that joins later begins with a snapshot of its peers, and follows from there."""

from pathlib import Path
from typing import Any

import pytest

from ledger_node.fronts.cometbft import EngineClient
from ledger_node.operations.joining import ServersDisagree, last_header
from ledger_node.operations.settings import FILE, Peer, read_settings, render_settings
from tests.faults.cluster import Member, free_ports, receipt, running, send, wait_for

pytestmark = pytest.mark.xdist_group("validators")


def change(member: Member, engine: dict[str, Any], peers: tuple[Peer, ...]) -> None:
    """Rewrite a member's settings while it rests."""
    changes = {"engine": member.settings.engine.model_copy(update=engine), "peers": peers}
    member.settings = member.settings.model_copy(update=changes)
    (member.folder / FILE).write_text(render_settings(member.settings), encoding="utf-8")


@pytest.mark.long
def test_a_newcomer_begins_with_a_snapshot_of_peers_that_prune_and_executes_what_comes_after(
    tmp_path: Path,
) -> None:
    newcomers: list[Member] = []

    def prepare(member: Member) -> None:
        folder, port = tmp_path / "newcomer", free_ports(10, above=member.settings.engine.listen.port)
        settings = member.settings.engine
        made = member.tegata(
            *("node", "init", "--data", str(folder), "--name", "newcomer", "--base-port", str(port)),
            *("--genesis", str(member.folder / "genesis.json")),
            *("--peer", f"member-1={member.node_id()}@127.0.0.1:{settings.listen.port}"),
        )
        newcomers.append(Member(folder, read_settings(folder)))
        newcomer = Peer(name="newcomer", id=made["id"], host="127.0.0.1", port=port)
        change(member, {"snapshot_blocks": 4, "retain_blocks": 2}, (newcomer,))

    with running(tmp_path / "net", validators=1, prepare=prepare) as cluster:
        (first,), (newcomer,), wallet = list(cluster.members), newcomers, cluster.wallet(1)
        for _ in range(6):
            receipt(first, send(first, wallet)[0])
        wait_for(lambda: earliest(first) > 1, "the engine has dropped blocks from before the snapshot")
        server = f"http://{first.settings.engine.rpc}"
        joins = last_header([server, server])
        change(newcomer, {"join": joins}, newcomer.settings.peers)
        newcomer.start()
        cluster.members.append(newcomer)
        wait_for(newcomer.is_ready, "the newcomer is ready")
        sent = send(newcomer, wallet)[0]
        assert receipt(newcomer, sent)["status"] == "0x1"
        head = first.head()
        assert len(set(cluster.hashes(head))) == 1
        assert newcomer.call("eth_getBlockByNumber", "0x1", False) is not None, "what came before is there"
        assert newcomer.metrics()["tegata_executions_total"] <= head - 4, "and was not executed"
        assert "validator.absent" in newcomer.findings()


def earliest(member: Member) -> int:
    """The lowest height whose block the engine has."""
    status = EngineClient(f"http://{member.settings.engine.rpc}").call("status")
    return int(status["sync_info"]["earliest_block_height"])


def test_servers_that_disagree_are_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    def call(client: Any, _method: str, **_params: str) -> dict[str, Any]:
        block_hash = ("AA" if "one" in client.url else "BB") * 32
        return {"signed_header": {"header": {"height": "5"}, "commit": {"block_id": {"hash": block_hash}}}}

    monkeypatch.setattr("ledger_node.operations.joining.EngineClient.call", call)
    with pytest.raises(ServersDisagree, match="height 5"):
        last_header(["http://one.example", "http://two.example"])
    assert last_header(["http://one.example", "http://one.example"]).hash == "AA" * 32
