"""A node that is put back from a backup that is behind catches up, and never signs twice."""

import json
import shutil
import signal
from pathlib import Path

import pytest

from contracts.genesis import parse
from contracts.keccak import keccak
from ledger_node.operations.backup import BackupInTheWay, BackupInvalid, back_up, read_backup, restore
from ledger_node.operations.engine_files import EngineHome
from ledger_node.state import root_of
from tests.faults.cluster import Cluster, receipt, send, wait_for

pytestmark = pytest.mark.xdist_group("validators")


def signed_height(folder: Path) -> int:
    return int(json.loads(EngineHome(folder / "engine").signing_state.read_text())["height"])


def test_a_node_restored_from_an_old_backup_catches_up_and_signs_nothing_twice(
    cluster: Cluster, tmp_path: Path
) -> None:
    other, lost = cluster.members[0], cluster.members[3]
    wallet = cluster.wallet(1)
    receipt(other, send(other, wallet)[0])
    lost.kill(signal.SIGTERM)
    lost.tegata("node", "snapshot", "--data", str(lost.folder), "--to", str(tmp_path / "backup"))
    lost.start()
    wait_for(lost.is_ready, "member-4 ready")
    for each in send(lost, cluster.wallet(4), 3):
        receipt(lost, each)
    lost.kill(signal.SIGKILL)
    signed = signed_height(lost.folder)
    shutil.rmtree(lost.folder)
    lost.tegata("node", "restore", "--data", str(lost.folder), "--from", str(tmp_path / "backup"))
    assert signed_height(lost.folder) == 0, "the backup does not say what was signed since"
    receipt(other, send(other, wallet)[0])
    lost.start()
    restored = lost.folder / "engine" / "restored"
    wait_for(lambda: not restored.exists(), "the key is back")
    assert signed_height(lost.folder) > signed
    head = other.head()
    assert len(set(cluster.hashes(head))) == 1
    wait_for(lambda: lost.is_ready() and "validator.absent" not in lost.findings(), "it votes again")
    for each in send(lost, cluster.wallet(3), 2):
        receipt(lost, each)
    wait_for(lambda: signed_height(lost.folder) > signed + 2, "it signs new heights")
    assert [member.metrics()["tegata_misbehaviour_total"] for member in cluster.members] == [0] * 4


def test_what_is_exported_can_be_checked_without_a_node(cluster: Cluster, tmp_path: Path) -> None:
    member = cluster.members[1]
    sent = send(member, cluster.wallet(2), 2)
    for each in sent:
        receipt(member, each)
    file = tmp_path / "ledger.ndjson"
    done = member.tegata("node", "export", "--data", str(member.folder), "--to", str(file))
    first, *blocks = (json.loads(line) for line in file.read_text("utf-8").splitlines())
    assert done["blocks"] == len(blocks) == first["head"] + 1
    assert parse(json.dumps(first["genesis"])) == cluster.genesis
    parent = "0x" + bytes(32).hex()
    for block in blocks:
        header = bytes.fromhex(block["header"][2:])
        assert "0x" + keccak(header).hex() == block["hash"]
        assert "0x" + header[4:36].hex() == parent
        for listed in (block["transactions"], block["receipts"]):
            assert root_of(bytes.fromhex(each[2:]) for each in listed) in header
        parent = block["hash"]
    exported = ["0x" + keccak(bytes.fromhex(raw[2:])).hex() for b in blocks for raw in b["transactions"]]
    assert set(sent) <= set(exported)


def rest(folder: Path) -> Path:
    """A data directory of a node that rests."""
    from ledger_node.operations.founding import Plan, found_network
    from ledger_node.storage import Store

    found_network(folder, Plan(1), 1_790_000_000)
    Store(folder / "member-1" / "ledger").close()
    return folder / "member-1"


def test_a_backup_has_the_keys_but_not_what_they_signed(tmp_path: Path) -> None:
    data = rest(tmp_path / "net")
    back_up(data, tmp_path / "backup")
    names = set(read_backup(tmp_path / "backup").files)
    assert {"node.toml", "genesis.json", "ledger/data.mdb", "keys/relay.key"} <= names
    assert "engine/config/priv_validator_key.json" in names
    assert not any("state.json" in name for name in names)


def test_a_damaged_backup_is_not_restored(tmp_path: Path) -> None:
    back_up(rest(tmp_path / "net"), tmp_path / "backup")
    (tmp_path / "backup" / "node.toml").write_text("name = 'other'")
    with pytest.raises(BackupInvalid, match=r"node\.toml"):
        restore(tmp_path / "backup", tmp_path / "new")
    (tmp_path / "backup" / "node.toml").unlink()
    with pytest.raises(BackupInvalid, match=r"node\.toml"):
        restore(tmp_path / "backup", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    data = rest(tmp_path / "net")
    back_up(data, tmp_path / "backup")
    with pytest.raises(BackupInTheWay):
        back_up(data, tmp_path / "backup")
    with pytest.raises(BackupInTheWay):
        restore(tmp_path / "backup", data)


def test_with_the_signing_state_that_was_saved_the_key_signs_from_there(tmp_path: Path) -> None:
    back_up(rest(tmp_path / "net"), tmp_path / "backup")
    state = tmp_path / "state.json"
    state.write_text('{"height": "77", "round": 0, "step": 3}')
    restore(tmp_path / "backup", tmp_path / "new", state)
    assert signed_height(tmp_path / "new") == 77
    assert not (tmp_path / "new" / "engine" / "restored").exists()
