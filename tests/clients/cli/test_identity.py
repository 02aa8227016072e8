"""`tegata consortium identity`: a certificate says whose a key is; members choose the root by vote."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from clients.cli.exit_codes import ExitCode
from contracts.acts import address_of
from contracts.ids import hex0x
from contracts.proofs.identity import PrivateKey, read_statement, root_identifier
from tests.clients.cli.conftest import Ran, Tegata
from tests.clients.cli.test_consortium import Member, done, folder, member, refused
from tests.contracts.proofs.authority import Held, ec_key
from tests.contracts.proofs.today import certified_today, root_today
from tests.ledger_node.network import secret

__all__ = ["folder", "member"]  # fixtures of another module

OWN = hex0x(address_of(secret("govern 1")))
ROOT = root_today("Trade Root", 1)
LEAF = certified_today("Member 1", ec_key(3), ROOT)


def pem(*held: Held) -> bytes:
    return b"".join(each.certificate.public_bytes(Encoding.PEM) for each in held)


def private(key: PrivateKey, password: str | None = None) -> bytes:
    encryption = NoEncryption() if password is None else BestAvailableEncryption(password.encode())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


@pytest.fixture
def papers(folder: Path) -> Path:
    (folder / "chain.pem").write_bytes(pem(LEAF, ROOT))
    (folder / "root.pem").write_bytes(pem(ROOT))
    (folder / "other.pem").write_bytes(pem(root_today("Another Root", 9)))
    (folder / "leaf.key").write_bytes(private(LEAF.private))
    return folder


def signed(tegata: Tegata, papers: Path, key: str = "leaf.key", number: int = 1) -> Ran:
    return tegata(
        *("consortium", "identity", "sign", "--genesis", papers / "member-1" / "genesis.json"),
        *("--member", number, "--address", OWN, "--chain", papers / "chain.pem"),
        *("--private-key", papers / key, "--to", papers / "statement.json", "--json"),
    )


def test_a_statement_is_signed_checked_and_bound_and_its_root_chosen_by_vote(
    tegata: Tegata, member: Member, papers: Path
) -> None:
    made: dict[str, Any] = done(signed(tegata, papers))
    assert (made["name"], made["root"]) == ("Member 1", "Trade Root CA")
    path = papers / "statement.json"
    checked = tegata("consortium", "identity", "check", path, "--roots", papers / "root.pem", "--json")
    assert done(checked)["digest"] == made["digest"]
    bound = done(member(1, "identity", "bind", path))
    assert (bound["index"], bound["digest"]) == (0, made["digest"])
    assert done(member(1, "identity", "bind", path))["index"] == 1
    number = done(member(1, "propose", "root", papers / "root.pem", 1))["number"]
    (listed,) = done(member(2, "proposals"))
    assert listed["fields"]["identifier"] == hex0x(root_identifier(read_statement(path.read_bytes()).root))
    for voter in (2, 3):
        done(member(voter, "vote", number))
    assert done(member(1, "execute", number))["state"] == "executed"


def test_what_names_nobody_is_neither_checked_nor_bound(tegata: Tegata, member: Member, papers: Path) -> None:
    done(signed(tegata, papers))
    path = papers / "statement.json"
    other = tegata("consortium", "identity", "check", path, "--roots", papers / "other.pem")
    refused(other, "root", code=ExitCode.INPUT)
    late = tegata("consortium", "identity", "check", path, "--at", 4_000_000_000)
    refused(late, "valid", code=ExitCode.INPUT)
    refused(member(2, "identity", "bind", path), "member 1", code=ExitCode.USAGE)
    document = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**document, "name": "Member 2"}), "utf-8")
    refused(member(1, "identity", "bind", path), "signature", code=ExitCode.INPUT)
    path.write_text("{}", "utf-8")
    refused(member(1, "identity", "bind", path), "tegata/identity/1", code=ExitCode.PROOF_REFUSED)


def test_a_private_key_is_opened_with_its_password_and_must_be_the_certificates(
    tegata: Tegata, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (papers / "locked.key").write_bytes(private(LEAF.private, "open sesame"))
    refused(signed(tegata, papers, "locked.key"), "private key", code=ExitCode.INPUT)
    monkeypatch.setenv("TEGATA_CERTIFICATE_PASSWORD", "open sesame")
    done(signed(tegata, papers, "locked.key"))
    monkeypatch.delenv("TEGATA_CERTIFICATE_PASSWORD")
    (papers / "other.key").write_bytes(private(ec_key(4)))
    refused(signed(tegata, papers, "other.key"), "private key", code=ExitCode.INPUT)


def test_a_vote_takes_one_certificate_of_an_authority(member: Member, papers: Path) -> None:
    refused(member(1, "propose", "root", papers / "chain.pem", 1), "one certificate", code=ExitCode.USAGE)
    (papers / "leaf.pem").write_bytes(pem(LEAF))
    refused(member(1, "propose", "root", papers / "leaf.pem", 1), "CA", code=ExitCode.INPUT)
