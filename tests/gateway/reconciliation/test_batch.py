"""A batch gives the engine's own findings, to the byte, and goes on where it broke off."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from subprocess import PIPE
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.ids import UnixTime
from gateway.reconciliation.batch import looking, processes, running
from gateway.reconciliation.batch.extracts import SCHEMAS, Extract
from gateway.reconciliation.batch.reconciling import reconcile_database
from gateway.reconciliation.batch.running import TAG, run
from gateway.reconciliation.engine import reconcile
from gateway.reconciliation.projected import Projected
from gateway.reconciliation.result import canonical_json
from gateway.reconciliation.switching import rule_set_for, switch
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
    assert summary.declarations == len(Projected(rows).heads())
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


_KILLED = """
import sys
from pathlib import Path
from gateway.reconciliation.batch import running
from gateway.signing import GatewaySigner
from gateway.reconciliation.batch.extracts import Extract

def progress(doing, share):
    if doing == sys.argv[3] and share:
        print("there", flush=True)
        sys.stdin.read()

if __name__ == "__main__":
    running.MANY = int(sys.argv[4])
    signer, (source, target) = GatewaySigner(bytes([7]) * 32), map(Path, sys.argv[1:3])
    running.run(Extract(source), target, block_height=3, piece=60, signer=signer, progress=progress)
"""


@pytest.mark.parametrize(
    ("doing", "many"),
    [("screening", 10**9), ("reconciling", 10**9), pytest.param("reconciling", 0, marks=pytest.mark.long)],
)
def test_a_run_that_was_killed_goes_on_to_the_same_bytes(
    rows: Rows, tmp_path: Path, doing: str, many: int
) -> None:
    extract, signer = extract_of(rows, tmp_path / "in"), GatewaySigner(b"\x07" * 32)
    run(extract, tmp_path / "whole", block_height=3, piece=60, signer=signer)
    script, target = tmp_path / "batch.py", tmp_path / "killed"
    script.write_text(_KILLED)
    command = [sys.executable, script, extract.folder, target, doing, str(many)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "there\n"
        process.kill()
    assert not (target / "result.json").exists()
    run(extract, target, block_height=3, piece=60, signer=signer)
    for name in ("result.json", "findings.parquet", "not_assessable.parquet"):
        assert (target / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), share=st.sampled_from([0.05, 0.5]))
def test_any_trade_with_choices_and_debits_of_others_gives_what_the_engine_finds(
    tmp_path: Path, seed: int, share: float
) -> None:
    folder, chance = tmp_path / f"{seed}-{share}", random.Random(seed)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    some = [case.consignment for case in cases(seed=seed, rounds=1) if chance.random() < 0.6]
    rows = projected(some)
    rows["debits"] = [debit for debit in _debits(rows, chance) if chance.random() < share]
    rows["choices"] = [choice for choice in _choices(rows, chance) if chance.random() < share]
    run(extract_of(rows, folder / "in"), folder / "out", block_height=3, piece=chance.choice([11, 40, 999]))
    findings, missing = outcome(folder / "out")
    expected, lacking = one_by_one(rows)
    assert (sorted(findings), missing) == (sorted(expected), lacking)


def _choices(rows: Rows, chance: random.Random) -> Iterator[dict[str, Any]]:
    """For each claimed line and each mention of an invoice one or two records, or that none fits."""
    kinds = (("proof", "declaration_lines", "proof_norm", "proofs"),)
    kinds += (("invoice", "declaration_invoices", "number_norm", "invoices"),)
    for kind, own, column, records in kinds:
        for row in rows[own]:
            known = chance.sample(rows[records], chance.choice([1, 1, 2] if kind == "proof" else [1]))
            none = {"record_id": "", "number_norm": ""}
            for record in [none] if chance.random() < 0.2 else known:
                yield {
                    "declaration": row["declaration"], "kind": kind, "position": row["position"],
                    "record_id": record["record_id"], "declared_norm": row[column] or "",
                    "number_norm": record["number_norm"],
                }  # fmt: skip


def _debits(rows: Rows, chance: random.Random) -> Iterator[dict[str, Any]]:
    """For each proof a debit on one of its first lines, of another country or office, or by hand here."""
    declared = [row["declaration"] for row in rows["declarations"]]
    for number, proof in enumerate(rows["proofs"]):
        line = chance.choice([row for row in rows["proof_lines"] if row["record"] == proof["record"]])
        country = chance.choice(["KR", "JP", "VN"])
        by_hand = country == "JP" and chance.random() < 0.3
        whole, share = chance.random() < 0.1, Decimal(chance.randint(1, 9)) / 10
        yield {
            "record_id": proof["record_id"],
            "line": line["position"],
            "d": f"0x{number:064x}",
            "declaration": chance.choice(declared) if by_hand else None,
            "member": 9,
            "country": country,
            "confirmed": chance.random() < 0.7,
            "value": None if whole else (line["quantity"] * share).quantize(Decimal("1.000")),
            "dimension": None if whole else line["dimension"],
            "shown": "100%" if whole else "some",
            "time": 1_772_600_000 + number,
            "block": number,
        }


def test_every_office_has_its_own_rules_in_a_batch(rows: Rows, tmp_path: Path) -> None:
    offices = {row["declaration"]: ("1A", "2B", None)[n % 3] for n, row in enumerate(rows["declarations"])}
    heads = [row | {"office": offices[row["declaration"]]} for row in rows["declarations"]]
    declared = {name: some for name, some in rows.items() if name.startswith("declaration")}
    store = open_store(f"sqlite:///{tmp_path / 'gateway.db'}")
    with_off, of_all = "claim.without_proof", "container.check_digit"
    store.write(lambda connection: insert_rows(connection, [declared | {"declarations": heads}]))
    for office, rule, enabled in (("", of_all, False), ("1A", with_off, False), ("2B", of_all, True)):
        said = {"office": office, "rule": rule, "enabled": enabled, "reason": "tried", "now": UnixTime(1)}
        store.write(lambda connection, said=said: switch(connection, officer=(1, "Officer"), **said))
    with store.read() as connection:
        sets = {office: rule_set_for(connection, office) for office in ("1A", "2B", None)}
    store.close()
    url = f"sqlite:///{tmp_path / 'gateway.db'}"
    reconcile_database(url, tmp_path / "out", GatewaySigner(b"\x07" * 32), lambda _doing, _share: None)
    expected = [
        canonical_json(finding).decode()
        for office, rule_set in sets.items()
        for finding in reconcile(
            Projected(declared | {"declarations": heads}),
            [name for name, own in offices.items() if own == office],
            block_height=0,
            rule_set=rule_set,
        ).findings
    ]
    findings, _ = outcome(tmp_path / "out")
    assert sorted(findings) == sorted(expected)
    plain, _ = one_by_one(declared, height=0)
    assert len(findings) < len(plain), "what is switched off is not found"


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
