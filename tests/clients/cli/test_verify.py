"""`tegata verify`: offline, and its exit code is the verdict."""

import json
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from clients.cli.exit_codes import ExitCode
from contracts.proofs import Bundle
from tests.clients.cli.conftest import Tegata
from tests.contracts.conftest import _CERTIFICATE
from tests.contracts.proofs.world import ANCHORED_AT, NOW, TRUST, Signed, World, signed_batch

HEAVY = ("web3", "eth_account", "fastapi", "sqlalchemy", "polars", "httpx", "eth", "lmdb", "altair")


@pytest.fixture
def signed() -> Signed:
    return signed_batch([deepcopy(_CERTIFICATE)])


@pytest.fixture
def files(tmp_path: Path, signed: Signed) -> Callable[[World], tuple[Path, Path]]:
    def write(world: World) -> tuple[Path, Path]:
        return write_bundle(tmp_path, world.anchor(signed.batch).sealed().bundle([signed.evidence()]))

    return write


def write_bundle(folder: Path, bundle: Bundle) -> tuple[Path, Path]:
    trust, path = folder / "trust.json", folder / "bundle.json"
    trust.write_text(json.dumps(TRUST.to_json()))
    path.write_text(json.dumps(bundle.to_json()))
    return path, trust


Files = Callable[[World], tuple[Path, Path]]


def test_a_valid_proof(tegata: Tegata, files: Files) -> None:
    path, trust = files(World().admit())
    ran = tegata("verify", path, "--trust", trust, "--at", NOW)
    assert ran.code == ExitCode.OK
    assert "Valid: genuine" in ran.out
    assert "VN-RCEP-2026-004417" in ran.out
    assert "あおぞら商事株式会社" in ran.out


@pytest.mark.parametrize(
    ("change", "at", "code", "outcome"),
    [
        (lambda world, signed: world, NOW + 90_000, ExitCode.STALE, "stale"),
        (lambda world, signed: world.end(signed.commitments[0].id, 1), NOW, ExitCode.ENDED, "ended"),
        (
            lambda world, signed: world.admit(compromised_since=ANCHORED_AT - 5),
            NOW,
            ExitCode.UNAUTHORISED,
            "unauthorised",
        ),
    ],
)
def test_each_verdict_has_its_exit_code(
    tegata: Tegata, files: Files, signed: Signed, change: Any, at: int, code: ExitCode, outcome: str
) -> None:
    path, trust = files(change(World().admit(), signed))
    ran = tegata("verify", path, "--trust", trust, "--at", at, "--json")
    assert ran.code == code
    assert ran.document["outcome"] == outcome


def test_a_tampered_proof_is_refused_with_its_fault(tegata: Tegata, files: Files) -> None:
    path, trust = files(World().admit())
    path.write_text(path.read_text().replace("VN-RCEP-2026-004417", "VN-RCEP-2026-004418"))
    ran = tegata("verify", path, "--trust", trust, "--at", NOW, "--json")
    assert ran.code == ExitCode.PROOF_REFUSED
    assert ran.document["refusal"]["fault"] == "record.commitment"
    assert ran.document["fields"] == {}


def test_text_from_a_proof_cannot_paint_the_terminal(tegata: Tegata, tmp_path: Path) -> None:
    document = deepcopy(_CERTIFICATE) | {"remarks": "[bold]loud[/bold] [link=http://evil.test]here[/link]"}
    signed = signed_batch([document])
    world = World().admit().anchor(signed.batch)
    path, trust = write_bundle(tmp_path, world.sealed().bundle([signed.evidence()]))
    shown = tegata("verify", path, "--trust", trust, "--at", NOW).out
    assert "[bold]loud[/bold]" in shown


def test_it_opens_no_socket_and_loads_nothing_heavy(files: Files) -> None:
    path, trust = files(World().admit())
    program = (
        "import sys\n"
        "def forbid(event, args):\n"
        "    if event.startswith('socket.'): raise RuntimeError(event)\n"
        "sys.addaudithook(forbid)\n"
        "from clients.cli.main import main\n"
        f"try: main(['verify', {str(path)!r}, '--trust', {str(trust)!r}, '--at', '{NOW}'])\n"
        "except SystemExit as ended: code = ended.code\n"
        f"print('CODE', code, [m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "CODE 0 []", done.stdout + done.stderr


def test_the_socket_ban_of_that_test_bites() -> None:
    program = (
        "import sys, socket\n"
        "def forbid(event, args):\n"
        "    if event.startswith('socket.'): raise RuntimeError(event)\n"
        "sys.addaudithook(forbid)\n"
        "socket.socket()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "RuntimeError: socket." in done.stderr


EVIDENCE = json.loads((Path(__file__).parents[2] / "golden" / "evidence.json").read_text("utf-8"))


@pytest.mark.parametrize("case", EVIDENCE["evidence"], ids=lambda case: str(case["name"]))
def test_evidence_beside_bundles_is_verified_likewise(
    tegata: Tegata, tmp_path: Path, case: dict[str, Any]
) -> None:
    path, trust = tmp_path / "evidence.json", tmp_path / "trust.json"
    trust.write_text(json.dumps(TRUST.to_json()))
    path.write_text(json.dumps(case["document"]))
    told = tegata("verify", path, "--trust", trust, "--at", NOW)
    as_json = tegata("verify", path, "--trust", trust, "--at", NOW, "--json")
    assert json.loads(as_json.out) == case["proved"]
    assert told.code == as_json.code
    assert told.code == (ExitCode.OK if case["proved"]["outcome"] == "valid" else ExitCode.UNAUTHORISED)
    assert told.out.startswith("Valid")
    path.write_text(json.dumps(case["document"] | {"network": "0x" + "42" * 32}))
    refused = tegata("verify", path, "--trust", trust, "--at", NOW)
    assert refused.code == ExitCode.PROOF_REFUSED
    assert "Refused" in refused.out
