"""The guides, followed to the letter: every snippet runs, by whom it is written for."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from clients.demo import Consignment
from clients.keystore import Keystore
from contracts.acts import address_of
from contracts.ids import hex0x
from tests.contracts.proofs.authority import ec_key
from tests.contracts.proofs.today import certified_today, root_today
from tests.journeys.conftest import Network
from tests.journeys.parties import PASSWORD, Party

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
BLOCK = re.compile(r"^```(sh|python)([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def snippets(guide: str, language: str) -> Iterator[tuple[str, int]]:
    """Each snippet that is to be run, with the exit code that it states."""
    for match in BLOCK.finditer((GUIDES / f"{guide}.md").read_text("utf-8")):
        if match[1] == language and "no-run" not in match[2]:
            stated = re.search(r"exit=(\d+)", match[2])
            yield match[3], int(stated[1]) if stated else 0


def follow(guide: str, party: Party, folder: Path, **variables: str) -> None:
    """Run the guide's shell snippets in `folder` as `party`."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**party.environment, "PATH": path, **variables}
    ran = 0
    for script, expected in snippets(guide, "sh"):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == expected, f"{script}\n{done.stdout}\n{done.stderr}"
        ran += 1
    assert ran


def renumbered(consignment: Consignment, name: str, old: str, new: str) -> str:
    """A document of the consignment under another number, so that the consignment itself stays as it is."""
    source = next(s.file for s in consignment.submissions if s.file.name == name)
    return source.read_text("utf-8").replace(old, new)


def certificate_bundle(network: Network, handed_in: dict[str, list[str]], folder: Path) -> None:
    network.party("viet-nam-issuing-body").does(
        "proof", handed_in["certificate.csv"][0], "--to", folder / "certificate.tegata.json"
    )


def test_the_exporters_guide(network: Network, garments: Consignment, tmp_path: Path) -> None:
    exporter = network.party("hoa-sen-garment")
    invoice = renumbered(garments, "invoice.xml", "HSG-2026-0318", "HSG-2026-0777")
    (tmp_path / "invoice.xml").write_text(invoice, "utf-8")
    (tmp_path / "invoice-corrected.xml").write_text(invoice.replace("MA-PO-88231", "MA-PO-88232"), "utf-8")
    (record,) = exporter.submits(tmp_path / "invoice.xml", audience=(1, 51))
    (corrected,) = exporter.submits(tmp_path / "invoice-corrected.xml", audience=(1, 51))
    follow("exporter", exporter, tmp_path, RECORD=record, CORRECTED=corrected)


def test_the_issuing_bodys_guide(network: Network, garments: Consignment, tmp_path: Path) -> None:
    certificate = renumbered(garments, "certificate.csv", "VN-RCEP-26-0311842", "VN-RCEP-26-0999001")
    (tmp_path / "certificate.csv").write_text(certificate, "utf-8")
    (tmp_path / "corrected.csv").write_text(certificate.replace("MA-PO-88231", "MA-PO-88232"), "utf-8")
    body = network.party("viet-nam-issuing-body")
    key = with_certificate(network, body, tmp_path)
    follow("issuing-body", body, tmp_path, KEY=key, NODE=network.node)
    verdict = body.does("verify", tmp_path / "named.tegata.json", "--roots", tmp_path / "root.pem")
    shown = next(claim for claim in verdict["claims"] if claim["claim"] == "identity")
    assert shown["details"]["statement"]["name"] == "Sample Chamber"


def with_certificate(network: Network, party: Party, folder: Path) -> str:
    """The address of the party's key; in `folder` its secret, the gateway's relay, and a certificate."""
    root = root_today("Trade Root", 1)
    held = certified_today("Sample Chamber", ec_key(3), root)
    chain = [each.certificate.public_bytes(Encoding.PEM) for each in (held, root)]
    (folder / "chain.pem").write_bytes(b"".join(chain))
    (folder / "root.pem").write_bytes(chain[-1])
    private = held.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "certificate.key").write_bytes(private)
    (folder / "genesis.json").write_bytes(network.genesis.read_bytes())
    secret = Keystore(party.home / "keys").open("main", PASSWORD)
    (folder / "govern.key").write_text(secret.hex(), "ascii")
    relay = Keystore(network.operator.home / "keys").open("relay", PASSWORD)
    (folder / "relay.key").write_text(relay.hex(), "ascii")
    return hex0x(address_of(secret))


def test_the_officers_guide(
    network: Network, plywood: Consignment, plywood_handed_in: dict[str, list[str]], tmp_path: Path
) -> None:
    (tmp_path / "declaration.xml").write_bytes(plywood.declarations[0].read_bytes())
    certificate_bundle(network, plywood_handed_in, tmp_path)
    follow("officer", network.party("japan-customs"), tmp_path)


def test_the_auditors_guide(
    network: Network, garments_handed_in: dict[str, list[str]], tmp_path: Path
) -> None:
    certificate_bundle(network, garments_handed_in, tmp_path)
    home = tmp_path / "auditor"
    home.mkdir()
    trust = (network.party("japan-customs").home / "trust.json").read_bytes()
    for place in (home, tmp_path):
        (place / "trust.json").write_bytes(trust)
    network.party("viet-nam-issuing-body").does("export", tmp_path / "archive")
    offline = Party(0, home, gateway="http://127.0.0.1:9")
    follow("auditor", offline, tmp_path, THEN=str(int(time.time())))


def test_the_integrators_guide(
    network: Network, garments: Consignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter = network.party("hoa-sen-garment")
    invoice = renumbered(garments, "invoice.xml", "HSG-2026-0318", "HSG-2026-0778")
    (tmp_path / "invoice.xml").write_text(invoice, "utf-8")
    secret = Keystore(exporter.home / "keys").open("main", PASSWORD)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MEMBER_KEY", secret.hex())
    monkeypatch.setenv("TEGATA_GATEWAY", network.url)
    names: dict[str, object] = {}
    for source, _ in snippets("integrator", "python"):
        exec(compile(source, "integrator.md", "exec"), names)
    assert names["verdict"]
