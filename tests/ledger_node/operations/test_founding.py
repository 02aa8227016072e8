"""A new network's files: complete on each member's host, the same where they must be, secret where due."""

import json
import stat
import tomllib
from base64 import b64decode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.genesis import CometBftFront, parse
from ledger_node.operations.engine_files import (
    EngineHome,
    EngineKeyInvalid,
    read_validator_key,
    render_configuration,
    render_genesis,
)
from ledger_node.operations.explaining import explain
from ledger_node.operations.founding import PlaceTaken, Plan, found_network
from ledger_node.operations.resting import examine_at_rest
from ledger_node.operations.settings import SettingsInvalid, read_settings, render_settings
from ledger_node.secrecy import KeyExposed

TIME = 1_790_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found_network(tmp_path / "net", Plan(4), TIME)
    return tmp_path / "net"


def test_every_member_has_the_same_genesis_and_a_key_that_stands_in_it(folder: Path) -> None:
    texts = {(folder / f"member-{number}" / "genesis.json").read_bytes() for number in range(1, 5)}
    assert len(texts) == 1
    front = parse(texts.pop()).front
    assert isinstance(front, CometBftFront)
    for number, validator in enumerate(front.validators, 1):
        home = EngineHome(folder / f"member-{number}" / "engine")
        assert validator.member == number
        assert read_validator_key(home) == validator.public_key
        private = json.loads(home.validator_key.read_text())["priv_key"]["value"]
        seed = b64decode(private)[:32]
        assert (
            Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw() == validator.public_key
        )


def test_secrets_are_readable_by_their_owner_only(folder: Path) -> None:
    secret = [*folder.rglob("*.key"), *folder.rglob("priv_validator_*.json"), *folder.rglob("node_key.json")]
    assert len(secret) == 4 * (4 + 3)
    assert {stat.S_IMODE(path.stat().st_mode) for path in secret} == {0o600}
    assert len({path.read_bytes() for path in folder.rglob("*.key")}) == 16, "no two are alike"


def test_members_know_each_other_by_id(folder: Path) -> None:
    settings = [read_settings(folder / f"member-{number}") for number in range(1, 5)]
    places = {(s.name, s.engine.listen.port) for s in settings}
    for each in settings:
        peers = {(peer.name, peer.port) for peer in each.peers}
        assert peers == places - {(each.name, each.engine.listen.port)}
        assert len({peer.id for peer in each.peers}) == 3


def test_members_on_hosts_of_their_own_have_the_same_ports_and_listen_to_the_outside(tmp_path: Path) -> None:
    hosts = tuple(f"node{number}.example" for number in range(1, 5))
    found_network(tmp_path / "net", Plan(4, hosts=hosts), TIME)
    settings = read_settings(tmp_path / "net" / "member-2")
    assert {peer.host for peer in settings.peers} == set(hosts) - {"node2.example"}
    assert {peer.port for peer in settings.peers} == {settings.engine.listen.port}
    assert settings.engine.listen.host == "0.0.0.0"
    assert settings.engine.rpc.host == settings.json_rpc.host == settings.health.host == "127.0.0.1"


def test_keys_are_never_overwritten(folder: Path) -> None:
    with pytest.raises(PlaceTaken):
        found_network(folder, Plan(4), TIME)


def test_settings_survive_their_file(folder: Path, tmp_path: Path) -> None:
    settings = read_settings(folder / "member-3")
    (tmp_path / "node.toml").write_text(render_settings(settings))
    assert read_settings(tmp_path) == settings


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("port = 26602", "port = 99999", "json_rpc.port"),
        ("heartbeat_seconds = 600", "heartbeat_seconds = 0", "engine.heartbeat_seconds"),
        ("heartbeat_seconds = 600", "heartbeats = 600", "engine.heartbeats"),
        ("relays = [", "relays = ['0x12', ", "relays.0"),
        ('name = "member-1"', "name = member", "node.toml"),
    ],
)
def test_a_line_that_is_wrong_is_named(folder: Path, old: str, new: str, where: str) -> None:
    path = folder / "member-1" / "node.toml"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(SettingsInvalid, match=where):
        read_settings(folder / "member-1")


def test_the_engines_configuration_follows_the_settings(folder: Path) -> None:
    settings = read_settings(folder / "member-1")
    made = tomllib.loads(render_configuration(settings))
    assert made["p2p"]["laddr"] == f"tcp://{settings.engine.listen}"
    assert made["p2p"]["persistent_peers"].split(",") == [str(peer) for peer in settings.peers]
    assert (made["p2p"]["pex"], made["consensus"]["create_empty_blocks"]) == (False, False)
    assert made["consensus"]["create_empty_blocks_interval"] == "600s"


def test_the_engines_genesis_follows_the_networks(folder: Path) -> None:
    genesis = parse((folder / "genesis.json").read_bytes())
    made = json.loads(render_genesis(genesis))
    assert made["chain_id"] == f"tegata-{genesis.network_id.hex()[:32]}"
    assert made["app_state"] == "0x" + genesis.digest().hex()
    assert [validator["power"] for validator in made["validators"]] == ["10"] * 4
    assert made["genesis_time"] == "2026-09-21T14:13:20Z"


def test_a_missing_key_is_named(folder: Path) -> None:
    home = EngineHome(folder / "member-1" / "engine")
    home.validator_key.unlink()
    with pytest.raises(EngineKeyInvalid, match="priv_validator_key"):
        read_validator_key(home)


def test_a_node_at_rest_is_examined_by_its_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEGATA_COMETBFT", "/nowhere/cometbft")
    member = folder / "member-1"
    (member / "engine" / "engine.log").write_text('{"err":"app block height (9) is higher than core (3)"}\n')
    found = {finding.code: finding.sentence for finding in examine_at_rest(member, read_settings(member))}
    assert "tegata node run" in found["node.down"]
    assert "TEGATA_COMETBFT" in found["node.engine.missing"]
    assert "older than the ledger's" in found["engine.trouble"]


@pytest.mark.parametrize(
    ("line", "says", "final"),
    [
        (
            "error on replay: app block height (9) is higher than core (3)",
            "older",
            True,
        ),
        (
            "panic: wrong Block.Header.AppHash. Expected 1, got 2",
            "another",
            True,
        ),
        ("failed to listen on 127.0.0.1:26600: bind: address already in use", "port", False),
        ("write /data/blockstore.db: no space left on device", "disk", False),
        ("CONSENSUS FAILURE!!!", "contradiction", True),
        (
            "panic: leveldb/table: corruption on data-block (pos=0): checksum mismatch, want=0x1 got=0x2",
            "damaged",
            True,
        ),
        ("something nobody has seen before", "nobody has seen", False),
        ("", "said nothing", False),
    ],
)
def test_the_engines_last_words_are_explained(line: str, says: str, final: bool) -> None:
    meaning, ends = explain(line)
    assert says in meaning
    assert ends is final


def test_lines_that_contradict_each_other_are_named(folder: Path) -> None:
    path = folder / "member-1" / "node.toml"
    sound, (first, second, _) = path.read_text(), read_settings(folder / "member-1").peers
    path.write_text(sound.replace("port = 26602", "port = 26603", 1))
    with pytest.raises(SettingsInvalid, match="need a port each"):
        read_settings(folder / "member-1")
    path.write_text(sound.replace(second.id, first.id))
    with pytest.raises(SettingsInvalid, match="two peers have one id"):
        read_settings(folder / "member-1")


def test_a_key_that_others_can_read_is_not_used(folder: Path) -> None:
    home = EngineHome(folder / "member-1" / "engine")
    read_validator_key(home)
    home.validator_key.chmod(0o640)
    with pytest.raises(KeyExposed, match=r"found 640.*chmod 600"):
        read_validator_key(home)
