"""Results of reconciliation, derived anew: the engine on the archive's own tables, byte for byte."""

import hashlib
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from sqlalchemy import Connection, Table, insert
from sqlalchemy.exc import SQLAlchemyError

from contracts.ed25519 import is_signed
from contracts.errors import TegataError
from contracts.ids import hex0x, unhex
from contracts.proofs import ProvedKeys
from gateway.archive.checking.report import Difference, Report
from gateway.archive.frames import rows_of
from gateway.reconciliation.drawing import draws_of
from gateway.reconciliation.engine import reconcile
from gateway.reconciliation.loading import load
from gateway.reconciliation.result import Result
from gateway.reconciliation.switching import office_of, rule_set_for
from gateway.reconciliation.writing import TAG, content_hash
from gateway.store import Store, open_store
from gateway.store.bulk import insert_many
from gateway.store.draws import lineage_of
from gateway.store.projections.tables import TABLES
from gateway.store.tables.chain import anchored_batches, blocks, keys, members, status_changes
from gateway.store.tables.findings import (
    chosen_records,
    finding_decisions,
    findings,
    reconciliations,
    rule_settings,
)
from gateway.store.tables.records import reader_sets, records
from gateway.store.tables.utilisation import debits, draws, hidden_lines, opened_lines

Frames = dict[Table, pl.DataFrame]
_READ = (
    blocks,
    members,
    keys,
    anchored_batches,
    status_changes,
    rule_settings,
    chosen_records,
    opened_lines,
    debits,
    draws,
    hidden_lines,
    *TABLES.values(),
)
"""What the engine reads, besides the records themselves."""

_FINDING = (
    "id", "declaration", "line", "rule", "severity", "audience", "agreement", "stage", "verified",
)  # fmt: skip


def result_differences(frames: Frames, signed_by: ProvedKeys, report: Report) -> Iterator[Difference]:
    """Results, findings and draws that the archive's records and declarations do not lead to."""
    rows = frames[reconciliations].sort("no")
    for row in rows.iter_rows(named=True):
        yield from _paper(row, signed_by)
    last = {row["declaration"]: row for row in rows.iter_rows(named=True)}
    bodies: dict[str, dict[str, Any]] = {}
    if last:
        try:
            yield from _derived(frames, last, bodies, report)
        except (SQLAlchemyError, ValueError, TypeError) as error:
            yield Difference("tables/", "values of their columns' forms, each row once", str(error)[:200])
            report.not_derived.append("results of reconciliation: the tables do not fit together")
    yield from _findings(frames, bodies)


def _derived(
    frames: Frames, last: dict[str, dict[str, Any]], bodies: dict[str, dict[str, Any]], report: Report
) -> Iterator[Difference]:
    with TemporaryDirectory(prefix="tegata-fsck-") as scratch:
        store = _restored(frames, Path(scratch))
        try:
            with store.read() as connection:
                yield from _again(connection, frames, last, bodies, report)
        finally:
            store.close()


def _paper(row: dict[str, Any], signed_by: ProvedKeys) -> Iterator[Difference]:
    """A result by itself: its hash, its signature, and what its columns repeat of it."""
    body = row["body"].encode()
    digest = hashlib.sha256(body).digest()
    place = row["no"]
    if row["sha256"] != hex0x(digest):
        yield Difference.cell(reconciliations.name, place, "sha256", hex0x(digest), row["sha256"])
    try:
        signature = unhex(row["signature"], 64)
    except TegataError:
        signature = b""
    valid = [key.key for key in signed_by.keys if key.valid_at(row["at"])]
    if not signature or not any(is_signed(key, TAG + digest, signature) for key in valid):
        yield Difference.cell(
            reconciliations.name, place, "signature", "by the gateway's key at that time", "by none"
        )
    try:
        told = json.loads(body)
        target = next(one for one in told["declarations"] if one["target"])
        said = {
            "declaration": target["declaration"],
            "version": target["version"],
            "block_height": told["block_height"],
            "rule_set": told["rule_set"],
        }
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        yield Difference.cell(reconciliations.name, place, "body", "a result of one declaration", error)
        return
    for column, value in said.items():
        if row[column] != value:
            yield Difference.cell(reconciliations.name, place, column, value, row[column])


def _restored(frames: Frames, folder: Path) -> Store:
    """An empty store with the archive's tables in it, as the engine reads them."""
    store = open_store(f"sqlite:///{folder / 'archive.db'}")

    def change(connection: Connection) -> None:
        connection.execute(insert(reader_sets).values(no=0, members=""))
        filed = [row | {"reader_set": 0} for row in rows_of(records, frames[records])]
        insert_many(connection, records, filed)
        for table in _READ:
            insert_many(connection, table, rows_of(table, frames[table]))

    store.write(change)
    return store


def _again(
    connection: Connection,
    frames: Frames,
    last: dict[str, dict[str, Any]],
    bodies: dict[str, dict[str, Any]],
    report: Report,
) -> Iterator[Difference]:
    known = set(frames[records]["record_id"])
    manual = {
        (row["declaration"], row["number"], row["lineage"], row["line"]): row
        for row in frames[draws].iter_rows(named=True)
    }
    by_declaration: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {}
    for key, row in manual.items():
        by_declaration.setdefault(row["declaration"], {})[key] = row
    lodged = set(frames[TABLES["declarations"]]["declaration"])
    for name, row in last.items():
        if name not in lodged:
            place = f"tables/reconciliations.parquet [{name}] declaration"
            yield Difference(place, "a declaration of this archive", "another")
            continue
        told = json.loads(row["body"])
        unseen = [one["record"] for one in told["evidence"] if one["record"] not in known]
        if unseen:
            report.not_derived.append(f"the result of {name}: it rests on {len(unseen)} record(s) not here")
            continue
        trade = load(connection, name)
        ruled = rule_set_for(connection, office_of(connection, name), row["at"])
        result = reconcile(trade, [name], block_height=row["block_height"], rule_set=ruled)
        if result.rule_set != told["rule_set"]:
            report.not_derived.append(f"the result of {name}: made under the rules {told['rule_set']}")
            bodies[name] = told
            continue
        bodies[name] = result.body
        report.counted["results"] = report.counted.get("results", 0) + 1
        yield from _compared(name, result, told)
        wanted = draws_of(trade, name, partial(lineage_of, connection))
        yield from _draws(name, wanted, by_declaration.get(name, {}))


def _compared(name: str, result: Result, told: dict[str, Any]) -> Iterator[Difference]:
    """Where a result differs from the one derived, finding by finding."""
    derived = result.body
    for part in ("declarations", "not_assessable", "evidence"):
        if derived[part] != told[part]:
            place = f"tables/reconciliations.parquet [{name}] body/{part}"
            yield Difference(place, json.dumps(derived[part])[:400], json.dumps(told[part])[:400])
    expected = {one["id"]: one for one in derived["findings"]}
    found = {one["id"]: one for one in told["findings"]}
    for identity in sorted(expected.keys() | found.keys()):
        one, other = expected.get(identity), found.get(identity)
        if one != other:
            place = f"tables/reconciliations.parquet [{name}] body/findings/{identity}"
            yield Difference(place, _brief(one), _brief(other))


def _brief(finding: dict[str, Any] | None) -> str:
    return "no such finding" if finding is None else json.dumps(finding, ensure_ascii=False)[:400]


def _draws(
    name: str, wanted: list[Any], exported: dict[tuple[Any, ...], dict[str, Any]]
) -> Iterator[Difference]:
    """What a declaration wants to draw, where no officer decided otherwise."""
    derived = {(name, one.number, hex0x(one.lineage), one.line): one for one in wanted}
    for key, one in derived.items():
        row = exported.get(key)
        if row is None:
            yield Difference(f"tables/draws.parquet [{key}]", "a row", "none")
        elif not row["manual"]:
            terms = {"quantity": str(one.quantity), "unit": one.unit, "confirmed": one.confirmed}
            for column, value in terms.items():
                if row[column] != value:
                    yield Difference.cell(draws.name, key, column, value, row[column])
    for key, row in exported.items():
        if key not in derived and not row["manual"] and row["quantity"] != "0":
            yield Difference.cell(draws.name, key, "quantity", "0, given back", row["quantity"])


def _findings(frames: Frames, bodies: dict[str, dict[str, Any]]) -> Iterator[Difference]:
    """Findings against the results that they come from; where there are none, by themselves."""
    derived = {one["id"]: one for body in bodies.values() for one in body["findings"]}
    decided: dict[str, set[str]] = {}
    for row in frames[finding_decisions].iter_rows(named=True):
        decided.setdefault(row["finding_id"], set()).add(row["decision"])
    seen = set()
    for row in frames[findings].iter_rows(named=True):
        seen.add(row["id"])
        yield from _finding(row, derived, row["declaration"] in bodies)
        if bodies and row["decision"] is not None and row["decision"] not in decided.get(row["id"], ()):
            yield Difference.cell(findings.name, row["id"], "decision", "one on record", row["decision"])
    for identity in derived.keys() - seen:
        yield Difference(f"tables/findings.parquet [{identity}]", "a row", "none")


def _finding(
    row: dict[str, Any], derived: dict[str, dict[str, Any]], reconciled: bool
) -> Iterator[Difference]:
    try:
        content = json.loads(row["content"])
        told = {column: content[column] for column in (*_FINDING, "version")}
    except (ValueError, KeyError, TypeError) as error:
        yield Difference.cell(findings.name, row["id"], "content", "a finding", error)
        return
    digest = hex0x(content_hash(content))
    if row["content_hash"] != digest:
        yield Difference.cell(findings.name, row["id"], "content_hash", digest, row["content_hash"])
    expected = derived.get(row["id"])
    state = ("open" if expected else "cleared") if reconciled else row["state"]
    if row["state"] != state:
        yield Difference.cell(findings.name, row["id"], "state", state, row["state"])
    if expected is not None and hex0x(content_hash(expected)) != digest:
        yield Difference.cell(findings.name, row["id"], "content", _brief(expected), _brief(content))
    for column, value in told.items():
        if row[column] != value:
            yield Difference.cell(findings.name, row["id"], column, value, row[column])
