"""Journey 5, query origin: customs ask an issuing body abroad, over two gateways before one node."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from clients.demo import Consignment
from contracts.genesis import (
    EmbeddedFront,
    Genesis,
    GenesisGateway,
    GenesisKey,
    GenesisMember,
    GenesisServiceKey,
    render,
)
from contracts.ids import unhex
from tests.journeys.conftest import free_port, new_key, serving
from tests.journeys.parties import Party

pytestmark = pytest.mark.long  # two gateways, and a command of its own for each step

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
SNIPPET = re.compile(r"^```sh([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CUSTOMS, BODY, EXPORTER = 1, 11, 21


@dataclass(frozen=True)
class Sides:
    """The two parties, each with its gateway."""

    customs: Party
    body: Party


def member(
    number: int, country: str, role: str, author: bytes, relay: bytes, **more: object
) -> GenesisMember:
    keys = [GenesisKey(address=author, purposes=("author", "access"))]
    keys.append(GenesisKey(address=relay, purposes=("relay",)))
    return GenesisMember.model_validate(
        {"number": number, "name": f"Member {number}", "country": country, "roles": [role], **more}
        | {"keys": [key.model_dump() for key in keys]}
    )


def gateway_of(
    number: int, party: Party, port: int, keys: tuple[Path, Path], genesis: Path, node: str
) -> AbstractContextManager[str]:
    """The gateway of one side; its address while it runs."""
    signing, payload = keys
    return serving(
        party,
        *("gateway", "run", "--database", f"sqlite:///{genesis.parent / f'{number}.db'}"),
        *("--member", str(number), "--genesis", genesis, "--node", node, "--relay-key", "relay"),
        *("--signing-key", signing, "--payload-key", payload),
        *("--port", str(port), "--public-url", f"http://127.0.0.1:{port}"),
    )


def founded_by(members: tuple[GenesisMember, ...], sequencer: str) -> Genesis:
    """A network of these members, whose blocks that sequencer makes."""
    return Genesis(
        network_id=os.urandom(32),
        chain_id=743_001,
        time=int(time.time()),
        front=EmbeddedFront(sequencer=unhex(sequencer, 32)),
        members=members,
    )


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    folder = tmp_path_factory.mktemp("sides")
    operator = Party(0, folder / "operator")
    sequencer = operator.does("node", "init", "--data", folder / "node")["sequencer"]
    members, options = [], {}
    for number, country, role, more in (
        (CUSTOMS, "JP", "customs", {}),
        (BODY, "VN", "issuing_body", {"agreements": ["RCEP", "JP-VN"]}),
    ):
        party = Party(number, folder / str(number))
        own = (new_key(party, "main"), new_key(party, "relay"))
        files = (folder / f"{number}.signing", folder / f"{number}.payload")
        made = party.does("gateway", "init", "--signing-key", files[0], "--payload-key", files[1])
        port = free_port()
        gateway = GenesisGateway(
            url=f"http://127.0.0.1:{port}",
            signing_key=GenesisServiceKey(public_key=unhex(made["public_key"], 32)),
            payload_key=GenesisServiceKey(public_key=unhex(made["payload_public_key"], 32)),
        )
        members.append(member(number, country, role, *own, gateway=gateway.model_dump(), **more))
        options[number] = (party, port, files)
    stranger = Party(EXPORTER, folder / "exporter")
    exporter = member(EXPORTER, "VN", "exporter", new_key(stranger, "main"), new_key(stranger, "relay"))
    genesis = folder / "genesis.json"
    genesis.write_text(render(founded_by((*members, exporter), sequencer)), "utf-8")
    with ExitStack() as running:
        node = running.enter_context(
            serving(operator, "node", "run", "--data", folder / "node", "--genesis", genesis, "--port", "0")
        )
        found = []
        for number, (party, port, (signing, payload)) in options.items():
            url = running.enter_context(gateway_of(number, party, port, (signing, payload), genesis, node))
            extra = {"TEGATA_MEMBER": str(number), "TEGATA_KEY": "main"}
            joined = replace(party, gateway=url, extra=extra)
            joined.does("trust", "init")
            found.append(joined)
        yield Sides(*found)


def test_the_guide_for_foreign_customs(sides: Sides, garments: Consignment, tmp_path: Path) -> None:
    text = (GUIDES / "foreign-customs.md").read_text("utf-8")
    source = next(s.file for s in garments.submissions if s.file.name == "certificate.csv")
    certificate = source.read_text("utf-8").replace("VN-RCEP-26-0311842", "VN-RCEP-26-0999002")
    (tmp_path / "certificate.csv").write_text(certificate, "utf-8")
    sides.body.submits(tmp_path / "certificate.csv", audience=(CUSTOMS,))
    ran = 0
    for info, script in SNIPPET.findall(text):
        party = sides.body if "as=body" in info else sides.customs
        stated = re.search(r"exit=(\d+)", info)
        if "dossier" in script:
            said_everywhere(party, tmp_path)
        done = run(party, script, tmp_path, BODY_GATEWAY=sides.body.gateway)
        assert done.returncode == (int(stated[1]) if stated else 0), f"{script}\n{done.stdout}\n{done.stderr}"
        ran += 1
    assert ran == 15


def said_everywhere(party: Party, folder: Path) -> None:
    """Waits until this side's gateway holds what was said in every step."""
    case = json.loads((folder / "case.json").read_text("utf-8"))["case"]
    until = time.monotonic() + 120
    while any(step["payload"] is None for step in party.does("case", "show", case)["steps"]):
        assert time.monotonic() < until, "what the other side said did not come"


def run(party: Party, script: str, folder: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """A snippet of the guide, by one side."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**party.environment, "PATH": path, "BODY": str(BODY), "EXPORTER": str(EXPORTER), **more}
    command = ["bash", "-euo", "pipefail", "-c", script]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
