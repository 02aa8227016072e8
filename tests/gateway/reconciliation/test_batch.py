"""A batch gives the engine's own findings, to the byte, and goes on where it broke off."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gateway.reconciliation.batch import looking, processes, running
from gateway.reconciliation.batch.extracts import SCHEMAS, Extract
from gateway.reconciliation.batch.reconciling import reconcile_database
from gateway.reconciliation.batch.running import TAG, run
from gateway.reconciliation.engine import reconcile
from gateway.reconciliation.projected import Projected
from gateway.reconciliation.result import canonical_json
from gateway.signing import GatewaySigner
from gateway.store import open_store
from gateway.store.projections.tables import insert_rows
from scripts.scenarios.detection import cases, projected

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    return projected(case.consignment for case in cases(seed=7, rounds=2))


def extract_of(rows: Rows, folder: Path) -> Extract:
    folder.mkdir()
    for name, some in rows.items():
        pl.DataFrame(some, schema=SCHEMAS[name], orient="row").write_parquet(folder / f"{name}.parquet")
    return Extract(folder)


def one_by_one(rows: Rows, height: int = 3) -> tuple[list[str], set[tuple[Any, ...]]]:
    names = [row["declaration"] for row in rows["declarations"]]
    result = reconcile(Projected(rows), names, block_height=height)
    missing = {
        (entry["declaration"], entry["rule"], entry["line"], tuple(entry["subject"]), entry["input"])
        for entry in result.not_assessable
    }
    return [canonical_json(finding).decode() for finding in result.findings], missing


def outcome(target: Path) -> tuple[list[str], set[tuple[Any, ...]]]:
    findings = pl.read_parquet(target / "findings.parquet")["content"].to_list()
    missing = pl.read_parquet(target / "not_assessable.parquet").iter_rows()
    return findings, {(d, rule, line, tuple(subject), name) for d, rule, line, subject, name in missing}


@pytest.mark.parametrize("piece", [37, 10_000])
def test_a_batch_finds_what_the_engine_finds_to_the_byte(rows: Rows, tmp_path: Path, piece: int) -> None:
    summary = run(extract_of(rows, tmp_path / "in"), tmp_path / "out", block_height=3, piece=piece)
    findings, missing = outcome(tmp_path / "out")
    expected, lacking = one_by_one(rows)
    assert sorted(findings) == sorted(expected)
    assert missing == lacking
    assert summary.declarations == len(rows["declarations"])
    assert summary.looked_at < summary.declarations, "frames alone settle those that are clean"
    assert summary.not_assessable == len(lacking)


@pytest.mark.long
def test_processes_of_their_own_find_the_same(
    rows: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract = extract_of(rows, tmp_path / "in")
    monkeypatch.setattr(looking, "SLICE", 20)
    here = run(extract, tmp_path / "here", block_height=3, piece=60)
    monkeypatch.setattr(running, "MANY", 0)
    monkeypatch.setattr(looking, "MANY", 0)
    assert run(extract, tmp_path / "apart", block_height=3, piece=60) == here


def test_a_run_that_broke_off_goes_on_and_signs_the_same(
    rows: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract, signer = extract_of(rows, tmp_path / "in"), GatewaySigner(b"\x07" * 32)
    run(extract, tmp_path / "whole", block_height=3, piece=60, signer=signer)
    screened = []
    original = processes.screen

    def breaks(*arguments: Any) -> Any:
        screened.append(1)
        if len(screened) == 4:
            raise KeyboardInterrupt
        return original(*arguments)

    monkeypatch.setattr(processes, "screen", breaks)
    with pytest.raises(KeyboardInterrupt):
        run(extract, tmp_path / "broken", block_height=3, piece=60, signer=signer)
    before = len(screened)
    monkeypatch.setattr(processes, "screen", lambda *a: (screened.append(1), original(*a))[1])
    run(extract, tmp_path / "broken", block_height=3, piece=60, signer=signer)
    whole, again = ((tmp_path / name / "result.json").read_text() for name in ("whole", "broken"))
    assert whole == again
    pieces = -(-len(rows["declarations"]) // 60)
    assert len(screened) - before == pieces - 3, "pieces that were done are not done again"
    told = json.loads(whole)
    assert signer.sign(TAG + bytes.fromhex(told["sha256"])).hex() == told["signature"]


def test_a_database_is_reconciled_as_its_rows_are(rows: Rows, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'gateway.db'}"
    store = open_store(url)
    declared = {name: some for name, some in rows.items() if name.startswith("declaration")}
    store.write(lambda connection: insert_rows(connection, [declared]))
    store.close()
    signer = GatewaySigner(b"\x07" * 32)
    summary = reconcile_database(url, tmp_path / "out", signer, lambda _doing, _share: None)
    expected, lacking = one_by_one(declared, height=0)
    findings, missing = outcome(tmp_path / "out")
    assert (sorted(findings), missing) == (sorted(expected), lacking)
    again = reconcile_database(url, tmp_path / "out", signer, lambda _doing, _share: None)
    assert again == summary


def test_an_empty_extract_is_a_result_without_findings(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    summary = run(Extract(tmp_path / "in"), tmp_path / "out", block_height=1)
    assert (summary.declarations, summary.findings) == (0, 0)
