"""`tegata gateway reconcile-all`: every declaration of a database, once, with a signed hash."""

import json
from pathlib import Path

import pytest

from clients.cli.exit_codes import ExitCode
from contracts.declarations import ImportDeclaration
from contracts.ids import MemberId, UnixTime
from gateway.declarations.storing import Origin, store_message
from gateway.reconciliation.batch.running import TAG
from gateway.signing import GatewaySigner
from gateway.store import open_store
from tests.clients.cli.conftest import Tegata
from tests.gateway.reconciliation.trade import declaration

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'gateway.db'}"
    store = open_store(url)
    for number in ("26031700001", "26031700002"):
        message = ImportDeclaration.model_validate(declaration(number=number))
        origin = Origin(MemberId(5), UnixTime(1_790_000_000))
        store.write(lambda connection, m=message, o=origin: store_message(connection, m, o))
    store.close()
    return url


def test_a_database_is_reconciled_into_files_with_a_signed_hash(
    tegata: Tegata, database: str, tmp_path: Path
) -> None:
    key, out = tmp_path / "key", tmp_path / "out"
    key.write_text("07" * 32)
    options = ("--database", database, "--out", out, "--signing-key", key, "--json")
    ran = tegata("gateway", "reconcile-all", *options)
    assert ran.code == ExitCode.OK, ran.err
    assert ran.document["declarations"] == 2
    assert ran.document["findings"] >= 2
    told = json.loads((out / "result.json").read_text())
    assert told["sha256"] == ran.document["sha256"]
    assert GatewaySigner(b"\x07" * 32).sign(TAG + bytes.fromhex(told["sha256"])).hex() == told["signature"]
    assert tegata("gateway", "reconcile-all", *options).document == ran.document


def test_a_file_that_is_no_key_is_refused_and_nothing_is_made(
    tegata: Tegata, database: str, tmp_path: Path
) -> None:
    key, out = tmp_path / "key", tmp_path / "out"
    key.write_text("no key")
    ran = tegata("gateway", "reconcile-all", "--database", database, "--out", out, "--signing-key", key)
    assert ran.code == ExitCode.INPUT
    assert not (out / "result.json").exists()
