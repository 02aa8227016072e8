"""What keeps a node from taking part is really brought about, and the doctor says it in one sentence."""

import os
import re
from pathlib import Path
from typing import Any

import pytest

from contracts.acts import address_of
from ledger_node.operations.engine_files import EngineHome, create_keys, read_validator_key
from tests.faults.cluster import Member, receipt, running, send, wait_for
from tests.faults.test_disk import small_disk
from tests.ledger_node.network import secret

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("validators")]

DISK_MEGABYTES = 160
STRANGER = "0x" + address_of(secret("nobody's relay")).hex()
ODD_NODE = "import sys; from tests.faults.odd_node import main; main(sys.argv[1], 60.0, 20)"


def names_a_stranger(member: Member) -> None:
    """A relay in the settings that the consortium has not listed."""
    path = member.folder / "node.toml"
    path.write_text(path.read_text().replace("relays = [", f'relays = ["{STRANGER}", ', 1))


def says(member: Member, code: str) -> str:
    """The doctor's sentence, once it finds this."""
    sentence: str = wait_for(lambda: member.findings().get(code), code, 240)
    assert sentence.endswith(".") and "\n" not in sentence
    return sentence


def test_each_cause_that_is_brought_about_has_its_sentence(tmp_path: Path) -> None:
    with (
        small_disk(tmp_path / "disk", f"size={DISK_MEGABYTES}m"),
        running(tmp_path / "disk" / "net", validators=1, prepare=names_a_stranger) as cluster,
    ):
        (member,) = cluster.members
        assert STRANGER in says(member, "relay.not_admitted")
        filler = tmp_path / "disk" / "filler"
        free = os.statvfs(tmp_path / "disk")
        filler.write_bytes(bytes(free.f_bavail * free.f_frsize - (DISK_MEGABYTES << 20) // 40))
        assert "MiB left" in says(member, "disk.full")
        filler.unlink()
        wait_for(lambda: "disk.full" not in member.findings(), "room", 120)
        receipt(member, send(member, cluster.wallet(1))[0])
        member.kill()
        wait_for(lambda: member.engine_pid() is None, "the engine ends")
        member.run(ODD_NODE, str(member.folder))
        assert "behind the other validators'" in says(member, "clock.off")
        wallet = cluster.wallet(1)
        wallet.nonce += 1  # a gap: what comes after it waits
        send(member, wallet, 19)
        assert "19 of at most 20" in says(member, "mempool.full")
        member.kill()
        wait_for(lambda: member.engine_pid() is None, "the engine ends")
        has_another_key(member)
        member.start()
        assert "not in the validator set" in says(member, "validator.absent")


def has_another_key(member: Member) -> None:
    """A key that genesis does not name, as after a mistake with backups."""
    home = EngineHome(member.folder / "engine")
    before = read_validator_key(home)
    node_key = home.node_key.read_bytes()
    home.validator_key.unlink()
    home.node_key.unlink()
    home.signing_state.unlink()
    create_keys(home, secret("another validator"), bytes(32))
    home.node_key.write_bytes(node_key)
    assert read_validator_key(home) != before


def flip(file: Path) -> None:
    """Change every 64th byte of the middle half of a file."""
    data = bytearray(file.read_bytes())
    for at in range(len(data) // 4, 3 * len(data) // 4, 64):
        data[at] ^= 0xFF
    file.write_bytes(data)


@pytest.mark.parametrize("database", ["blockstore.db", "state.db"])
def test_damage_in_the_engines_own_data_is_named_or_mended_and_never_another_chain(
    tmp_path: Path, database: str
) -> None:
    with running(tmp_path, validators=1) as cluster:
        (member,) = cluster.members
        kept = [receipt(member, each) for each in send(member, cluster.wallet(1), 3)]
        member.kill()
        wait_for(lambda: member.engine_pid() is None, "the engine ends")
        files = sorted((member.folder / "engine" / "data" / database).glob("*.l*"))
        for file in files:
            if file.suffix in (".log", ".ldb"):
                flip(file)
        member.start()
        outcome = wait_for(lambda: member.is_ready() or final(member), "ready, or why not", 240)
        for each in kept:
            found = member.call("eth_getTransactionReceipt", each["transactionHash"])
            assert found["blockHash"] == each["blockHash"]
        print(database, outcome)


def final(member: Member) -> Any:
    """Why the engine is not started any more."""
    found = member.findings().get("node.failed", "")
    return found if re.search("restore|join anew", found) else None
