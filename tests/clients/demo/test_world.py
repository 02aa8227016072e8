import stat
from pathlib import Path

import pytest

from clients.demo import consignments, members
from clients.demo.run import Demonstration
from clients.demo.secrets import Secrets
from clients.demo.world import CUSTOMS, make_genesis, running_world
from contracts.genesis import bootstrap_calls
from contracts.ids import UnixTime
from contracts.proofs import read_bundle, read_trust, verify


def secrets(folder: Path) -> Secrets:
    return Secrets.in_folder(folder, lambda: UnixTime(1_790_000_000), lambda size: b"\x07" * size)


def test_secrets_are_made_once_and_kept_for_their_owner(tmp_path: Path) -> None:
    made = secrets(tmp_path)
    again = Secrets.in_folder(tmp_path, lambda: UnixTime(5), lambda size: b"\x09" * size)
    assert again == made
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_every_purpose_has_a_secret_of_its_own(tmp_path: Path) -> None:
    kept = secrets(tmp_path)
    keys = [kept.key_of(member.number) for member in members()]
    others = [kept.of(purpose) for purpose in ("relay", "gateway", "sequencer", "network", "officer")]
    assert len({*keys, *others}) == len(keys) + len(others)
    assert len(kept.password) == 20


def test_the_genesis_founds_every_member_and_customs_relay(tmp_path: Path) -> None:
    genesis = make_genesis(secrets(tmp_path), b"\x05" * 32)
    assert [member.number for member in genesis.members] == [member.number for member in members()]
    relays = [m.number for m in genesis.members for key in m.keys if "relay" in key.purposes]
    assert relays == [CUSTOMS]
    assert bootstrap_calls(genesis)


@pytest.mark.parametrize("slug", ["thailand-mango"])
def test_a_story_told_twice_in_one_folder_changes_nothing(tmp_path: Path, slug: str) -> None:
    story = next(consignment for consignment in consignments() if consignment.slug == slug)
    told = []
    for _ in range(2):
        with running_world(tmp_path / "demo", "127.0.0.1", 0) as world:
            demonstration = Demonstration(world, print)
            demonstration.submit(story)
            demonstration.act(story, "before_declarations")
            demonstration.declare(story)
            demonstration.act(story, "after_declarations")
            told.append(demonstration.told)
            example = demonstration.keep_example(tmp_path)
    assert told[0] == told[1]
    bundle, trust = read_bundle(example.bundle.read_bytes()), read_trust(example.trust.read_bytes())
    assert verify(bundle, trust, bundle.finality.time).outcome.value == "ended"
