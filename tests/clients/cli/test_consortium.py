"""`tegata consortium`: members read how things stand and decide, each with its own keys."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clients.cli.exit_codes import ExitCode
from contracts.acts import address_of
from contracts.genesis import EmbeddedFront, Genesis, GenesisKey, GenesisMember, render
from contracts.ids import hex0x
from ledger_node import open_node
from tests.clients.cli.conftest import Ran, Tegata
from tests.ledger_node.network import SEQUENCER, secret

NUMBERS = (1, 2, 3, 4)
Member = Callable[..., Ran]


def genesis() -> Genesis:
    """Four members that vote, with a govern key and a relay each, on a sequencer's ledger."""
    return Genesis(
        network_id=secret("network"),
        chain_id=743_001,
        time=int(time.time()) - 10,
        front=EmbeddedFront(sequencer=SEQUENCER.public),
        members=tuple(
            GenesisMember(
                number=number,
                name=f"Member {number}",
                country="JP",
                roles=("exporter",),
                voter=True,
                keys=tuple(
                    GenesisKey(address=address_of(secret(f"{purpose} {number}")), purposes=(purpose,))
                    for purpose in ("govern", "relay")
                ),
            )
            for number in NUMBERS
        ),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where each member has its folder, beside a node that serves them all."""
    founded = genesis()
    node = open_node(tmp_path / "node", founded, key=SEQUENCER, sync=False)
    served = node.serve()
    _, _, port = served.url.rpartition(":")
    for number in NUMBERS:
        own = tmp_path / f"member-{number}"
        (own / "keys").mkdir(parents=True)
        (own / "genesis.json").write_text(render(founded), encoding="utf-8")
        (own / "node.toml").write_text(f'[json_rpc]\nhost = "127.0.0.1"\nport = {port}\n', encoding="utf-8")
        for purpose in ("govern", "relay"):
            write_key(own / "keys" / f"{purpose}.key", f"{purpose} {number}")
    yield tmp_path
    node.close()


def write_key(path: Path, name: str) -> Path:
    path.write_text(secret(name).hex(), encoding="ascii")
    return path


@pytest.fixture
def member(tegata: Tegata, folder: Path) -> Member:
    """Runs `tegata consortium …` as a member, by its number."""

    def run(number: int, *words: object) -> Ran:
        return tegata("consortium", *words, "--data", folder / f"member-{number}", "--json")

    return run


def done(ran: Ran) -> Any:
    assert ran.code == ExitCode.OK, ran.err
    return ran.document


def refused(ran: Ran, *says: str, code: ExitCode = ExitCode.REFUSED) -> None:
    assert ran.code == code, (ran.code, ran.err)
    assert all(each in ran.err for each in says), ran.err


def propose_admission(member: Member) -> int:
    key = hex0x(address_of(secret("govern 5")))
    words = ("admit", 5, "--country", "VN", "--role", "exporter", "--name", "Tan Long", "--key", key)
    return int(done(member(1, "propose", *words))["number"])


def test_a_member_is_admitted_once_enough_vote_and_its_key_is_held(member: Member, folder: Path) -> None:
    number = propose_admission(member)
    new_key = write_key(folder / "new.key", "govern 5")
    refused(member(1, "execute", number, "--new-key", new_key), "vote")
    assert done(member(2, "vote", number))["choice"] == "approve"
    done(member(3, "vote", number))
    (listed,) = done(member(4, "proposals"))
    assert (listed["kind"], listed["state"]) == ("AdmitMember", "open")
    assert listed["approvals"] == listed["needed"] == 3
    refused(member(1, "execute", number, "--new-key", folder / "member-2/keys/govern.key"))
    assert done(member(4, "execute", number, "--new-key", new_key))["state"] == "executed"
    found = {each["number"]: each for each in done(member(2, "members"))}
    assert set(found) == {1, 2, 3, 4, 5}
    assert (found[5]["country"], found[5]["roles"], found[5]["voter"]) == ("VN", ["exporter"], False)
    refused(member(1, "execute", number, "--new-key", new_key))


def test_a_vote_may_be_changed_and_needs_the_members_own_govern_key(member: Member, folder: Path) -> None:
    number = propose_admission(member)
    done(member(2, "vote", number))
    assert done(member(2, "vote", number, "--against"))["choice"] == "reject"
    (listed,) = done(member(1, "proposals"))
    assert listed["approvals"] == 1
    other = folder / "member-4" / "keys" / "govern.key"
    refused(member(3, "vote", number, "--govern-key", other), "key")
    refused(member(3, "vote", 9), "9", code=ExitCode.INPUT)


def test_a_member_is_suspended_reinstated_and_removed(member: Member) -> None:
    for count, (word, expected) in enumerate((("suspend", False), ("reinstate", True), ("remove", False)), 1):
        assert done(member(1, "propose", word, 4))["number"] == count
        for voter in (2, 3):
            done(member(voter, "vote", count))
        done(member(1, "execute", count))
        found = {each["number"]: each["active"] for each in done(member(1, "members"))}
        assert found[4] is expected, word
    refused(member(4, "vote", 1))


def test_a_parameter_is_scheduled_ahead_and_never_for_a_block_that_is_past(member: Member) -> None:
    ahead = done(member(1, "propose", "parameter", "app_version", 2, "--at", 1_000))["number"]
    for voter in (2, 3):
        done(member(voter, "vote", ahead))
    done(member(1, "execute", ahead))
    found = done(member(4, "parameters"))["app_version"]
    assert found == {"value": 0, "scheduled": 2, "height": 1_000}
    for words in (
        ("app_version", 3, "--at", 1),
        ("app_version", 1, "--at", 2_000),
        ("no_such", 1, "--at", 9),
    ):
        late = member(1, "propose", "parameter", *words)
        number = done(late)["number"] if late.code == ExitCode.OK else None
        if number is None:
            refused(late)
            continue
        for voter in (2, 3):
            done(member(voter, "vote", number))
        refused(member(1, "execute", number))
    assert done(member(4, "parameters"))["app_version"] == found


def test_a_key_is_registered_by_who_holds_it_and_disabled_at_once(member: Member, folder: Path) -> None:
    key = write_key(folder / "second.key", "second govern 2")
    made = done(member(2, "register-key", "--new-key", key, "--purpose", "govern"))
    assert made["key"] == hex0x(address_of(secret("second govern 2")))
    refused(member(2, "register-key", "--new-key", key, "--purpose", "govern"))
    number = propose_admission(member)
    done(member(2, "vote", number, "--govern-key", key))
    done(member(2, "disable-key", made["key"]))
    refused(member(2, "vote", number, "--against", "--govern-key", key), "key")
    done(member(2, "place-gateway", "https://gateway.example"))


def test_a_ledger_without_validators_has_none_and_no_evidence(member: Member) -> None:
    assert done(member(1, "validators")) == []
    assert done(member(1, "evidence")) == []


@pytest.mark.parametrize(
    ("words", "says", "code"),
    [
        (("vote", "1"), "--genesis", ExitCode.INPUT),
        (("members",), "--data", ExitCode.INPUT),
        (("members", "--rpc", "http://127.0.0.1:1"), "127.0.0.1:1", ExitCode.UNREACHABLE),
        (("members", "--data", "no/such/folder"), "no/such/folder", ExitCode.USAGE),
        (("vote", "0", "--data", "."), "0", ExitCode.USAGE),
        (("propose", "validators", "--add", "nonsense", "--data", "."), "KEY=MEMBER:POWER", ExitCode.USAGE),
        (("propose", "suspend", "x", "--data", "."), "x", ExitCode.USAGE),
        (("propose", "parameter", "app_version", "2", "--data", "."), "--at", ExitCode.USAGE),
        (("register-key", "--new-key", "none", "--purpose", "relay", "--data", "."), "none", ExitCode.USAGE),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
@pytest.mark.usefixtures("home")
def test_what_is_missing_or_wrong_is_said_before_anything_is_sent(
    tegata: Tegata, words: tuple[str, ...], says: str, code: ExitCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TEGATA_NODE", "TEGATA_NODE_DATA", "TEGATA_NODE_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    ran = tegata("consortium", *words)
    assert ran.code == code, ran.err
    assert says in ran.err
