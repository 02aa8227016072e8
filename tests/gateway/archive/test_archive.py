"""An archive holds what its member may see, follows from itself, and shows whatever was changed in it."""

import json
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import SecretBytes

from clients.sdk import GatewayUnreachable
from clients.sdk.exporting import unpack
from contracts.ids import hex0x
from contracts.proofs import ProvedKeys, keys_from_json, proved_keys, read_trust
from gateway.archive import parts
from gateway.archive.checking import check_archive
from gateway.archive.checking.folder import file_differences, open_folder, signature_differences
from gateway.archive.manifest import NAME, ArchiveInvalid, FileEntry
from gateway.archive.originals import ORIGINALS, Originals, add_originals
from gateway.archive.writing import render
from gateway.signing import GatewaySigner
from tests.gateway.network import (
    CUSTOMS,
    EXPORTER,
    OTHER,
    author_key,
    certificate,
    invoice,
    prepare,
    revocation,
    secret,
)
from tests.gateway.world import World, anchored, eventually, sign_in

DERIVED = [
    ("records", "position"),
    ("anchored_batches", "time"),
    ("status_changes", "reason"),
    ("keys", "compromised_since"),
    ("members", "roles"),
    ("debits", "quantity"),
    ("opened_lines", "unit"),
    ("projected_proof_lines", "quantity"),
    ("projected_declarations", "office"),
    ("declaration_versions", "current"),
    ("findings", "content"),
    ("reconciliations", "body"),
    ("draws", "quantity"),
    ("submissions", "receipt"),
]
"""Cells that follow from something else in the archive: some of each table that has any."""

WORD_ONLY = {
    *(
        (table, "block")
        for table in ("members", "keys", "identifiers", "service_keys", "anchored_batches", "opened_lines")
    ),
    *((table, "block") for table in ("status_changes", "debits", "records", "blocks")),
    *((table, "log") for table in ("anchored_batches", "status_changes")),
    *((table, "no") for table in ("status_acts", "declaration_versions", "findings", "reconciliations")),
    *(("status_changes", column) for column in ("root", "successor_root")),
    *(("status_acts", column) for column in ("target", "body", "state", "notice")),
    *(("blocks", column) for column in ("height", "hash", "time")),
    *(("declaration_versions", column) for column in ("format", "original_sha256", "member", "received_at")),
    *(("findings", column) for column in ("found_at", "changed_at", "rank", "ranking")),
    ("debits", "key"),
    ("draws", ""),
    ("hidden_lines", ""),
    ("reconciliations", "at"),
    ("record_sources", ""),
    ("rule_sets", ""),
    ("submissions", ""),
}
"""Cells for which there is the gateway's word only (docs/export.md), or that other tests change; with no
column a whole table.
"""

ORIGINAL = b"<Invoice>I-0</Invoice>"
"""The document that one of the records was read from."""

KEYS = {
    "debit_key": SecretBytes(author_key(CUSTOMS)),
    "debit_secret": SecretBytes(secret("secret of the administration")),
}


def declaration(number: str, proof: str, quantity: str) -> dict[str, Any]:
    line = {
        "sequence": 1,
        "classification": {"code": "620520000", "edition": "HS2022"},
        "origin_country": "VN",
        "preference": {"agreement": "RCEP", "proof_type": "CO", "proof_number": proof},
        "quantity": {"value": quantity, "unit": "C62"},
    }
    return {
        "number": number,
        "lodged": "2026-03-20T10:00:00+09:00",
        "importing_country": "JP",
        "lines": [line],
    }


def exported(client: TestClient, member: Any, folder: Path) -> Path:
    answer = client.get("/v1/export", headers=sign_in(client, member))
    assert answer.status_code == 200, answer.text
    unpack(iter([answer.content]), folder)
    return folder


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the archives of customs (`customs`; `apart`, in parts of two records) and of the
    exporter (`exporter`)."""
    folder = tmp_path_factory.mktemp("archives")
    world = World(folder)
    world.start_node()
    try:
        with world.gateway(**KEYS) as client:
            _live(client)
            exported(client, CUSTOMS, folder / "customs")
            exported(client, EXPORTER, folder / "exporter")
            exported(client, OTHER, folder / "other")
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(parts, "PART", 2)
                exported(client, CUSTOMS, folder / "apart")
        yield folder
    finally:
        world.close()


def _live(client: TestClient) -> None:
    """Records, a revocation, declarations that draw and overdraw, a decision by hand."""
    invoices = prepare([invoice(f"I-{number}") for number in range(4)])
    proofs = prepare([certificate("VN-1"), certificate("VN-2"), certificate("VN-3")], 1)
    for prepared in (invoices, proofs):
        anchored(client, prepared)
    document = {"format": "ubl-invoice", "original_sha256": sha256(ORIGINAL).hexdigest()}
    document |= {"fields": {"number": {"location": "/Invoice/ID", "original": "I-0"}}}
    told = {"sources": [{"record": hex0x(invoices.ids[0]), **document}]}
    answer = client.post("/v1/sources", json=told, headers=sign_in(client, EXPORTER))
    assert answer.status_code == 200, answer.text
    act = client.post("/v1/status-acts", json=revocation(proofs, proofs.ids[1])).json()
    eventually(lambda: client.get(f"/v1/status-acts/{act['subject']}?wait=20").json()["state"] == "anchored")
    customs = sign_in(client, CUSTOMS)
    sent = (("26000000001", "VN-1", "6"), ("26000000002", "VN-1", "7"), ("26000000003", "VN-2", "1"))
    for number, proof, quantity in sent:
        message = declaration(number, proof, quantity)
        assert client.post("/v1/declarations", json=message, headers=customs).status_code == 201
    path = f"/v1/records/{hex0x(proofs.ids[0])}"

    def drawn() -> bool:
        used = client.get(f"{path}/utilisation", headers=customs).json()
        return {draw["state"] for draw in used["draws"]} == {"written", "refused"}

    eventually(drawn)


def copied(archive: Path, target: Path) -> Path:
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(archive, target)
    return target


def signed_anew(folder: Path) -> None:
    """The manifest as a gateway that lies would make it: right hashes, right signature."""
    opened = open_folder(folder)
    files = tuple(FileEntry.of(e.path, (folder / e.path).read_bytes()) for e in opened.manifest.files)
    manifest = replace(opened.manifest, files=files)
    signature = GatewaySigner(secret("gateway")).sign(manifest.message)
    (folder / NAME).write_bytes(render(manifest, signature))


def test_originals_are_put_beside_and_are_what_sources_name(archives: Path, tmp_path: Path) -> None:
    archive = copied(archives / "customs", tmp_path / "archive")
    files = tmp_path / "outgoing"
    files.mkdir()
    (files / "INVOICE.XML").write_bytes(ORIGINAL)
    (files / "letter.txt").write_bytes(b"what nobody read a record from")
    assert add_originals(archive, [files]) == Originals(found=1, named=1)
    (kept,) = (archive / ORIGINALS).iterdir()
    assert (kept.suffix, kept.read_bytes()) == (".xml", ORIGINAL)
    report = check_archive(archive, workers=1)
    assert (report.differences, report.counted["originals"]) == ([], 1)


def test_originals_that_were_changed_or_that_nobody_named_are_found(archives: Path, tmp_path: Path) -> None:
    archive = copied(archives / "customs", tmp_path / "archive")
    (archive / ORIGINALS).mkdir()
    (archive / ORIGINALS / f"{sha256(ORIGINAL).hexdigest()}.xml").write_bytes(ORIGINAL + b" ")
    stray = b"what nobody read a record from"
    (archive / ORIGINALS / sha256(stray).hexdigest()).write_bytes(stray)
    report = check_archive(archive, workers=1)
    wanted = {one.expected for one in report.differences}
    assert wanted == {
        f"SHA-256 {sha256(ORIGINAL).hexdigest()}",
        "a document that a record or a declaration was read from",
    }
    assert report.not_derived == ["1 of 1 original documents: they are not in the folder"]


def test_an_archive_follows_from_itself(archives: Path) -> None:
    report = check_archive(archives / "customs", workers=1)
    assert report.differences == []
    assert report.not_derived == ["1 of 1 original documents: they are not in the folder"]
    assert report.counted["records"] == 7
    assert report.counted["results"] == 3
    tables = archives / "customs" / "tables"
    assert pl.read_parquet(tables / "debits.parquet").height == 1
    assert pl.read_parquet(tables / "findings.parquet").height > 0


def test_many_parts_are_made_and_checked_in_processes_of_their_own(archives: Path) -> None:
    """Whoever makes them, they hold the same records, and the bundles prove them."""
    made = sorted((archives / "apart" / "records").iterdir())
    assert len(made) == 4
    whole = (archives / "customs" / "records" / "00000.ndjson").read_bytes()
    assert b"".join(one.read_bytes() for one in made) == whole
    report = check_archive(archives / "apart", workers=2)
    assert (report.differences, report.counted["records"]) == ([], 7)


def changed(value: Any, kind: pl.DataType) -> Any:
    """Another value of the same type, as someone who edits a cell would choose it."""
    if value is None:
        return {pl.String(): "0x00", pl.Int64(): 7, pl.Boolean(): True}.get(kind)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        if value.startswith("0x") and len(value) > 2:
            return value[:-1] + ("0" if value[-1] != "0" else "1")
        if value.startswith(("{", "[")):
            return json.dumps(altered(json.loads(value)), sort_keys=True, separators=(",", ":"))
        return value + "1"
    return value + type(value)(1) if not hasattr(value, "toordinal") else value.replace(year=value.year + 1)


def altered(document: Any) -> Any:
    """A JSON value with its first scalar changed."""
    if isinstance(document, dict):
        name = next((n for n, v in document.items() if v not in ({}, [], None)), None)
        return document if name is None else {**document, name: altered(document[name])}
    if isinstance(document, list):
        return [altered(document[0]), *document[1:]] if document else [1]
    return changed(document, pl.String())


def edited(table: Path, column: str) -> None:
    """Changes the column's cell in the table's last row."""
    frame = pl.read_parquet(table)
    cells = frame[column].to_list()
    cells[-1] = changed(cells[-1], frame.schema[column])
    frame.with_columns(pl.Series(column, cells, dtype=frame.schema[column])).write_parquet(table)


MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(
    max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)


@MANY
@given(data=st.data())
def test_a_byte_changed_in_any_file_is_named(archives: Path, data: st.DataObject) -> None:
    archive = archives / "customs"
    keys = gateway_keys(archive)
    file = data.draw(st.sampled_from(sorted(one for one in archive.rglob("*.*") if one.stat().st_size)))
    content = file.read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    flipped = content[place] ^ data.draw(st.integers(1, 255))
    try:
        file.write_bytes(content[:place] + bytes([flipped]) + content[place + 1 :])
        folder = open_folder(archive)
        found = [*file_differences(folder), *signature_differences(folder, keys)]
        assert file.name in {Path(one.place).name for one in found}
    except ArchiveInvalid:
        assert file.name == NAME
    finally:
        file.write_bytes(content)


def gateway_keys(archive: Path) -> ProvedKeys:
    """The keys of the gateway as the archive's own evidence proves them."""
    trust = read_trust((archive / "trust.json").read_bytes())
    evidence = keys_from_json(json.loads((archive / "gateway-keys.json").read_bytes()))
    return proved_keys(evidence, trust, open_folder(archive).manifest.made_at)


@FEW
@given(cell=st.sampled_from(DERIVED))
def test_a_gateway_that_signs_a_changed_cell_is_found_out(
    archives: Path, tmp_path: Path, cell: tuple[str, str]
) -> None:
    table, column = cell
    of = "exporter" if table == "submissions" else "customs"
    folder = copied(archives / of, tmp_path / "changed")
    edited(folder / "tables" / f"{table}.parquet", column)
    signed_anew(folder)
    places = [one.place for one in check_archive(folder, workers=1).differences]
    assert any(f"{table}.parquet" in place for place in places), places


@FEW
@given(data=st.data())
def test_a_gateway_that_signs_any_changed_cell_is_found_out(
    archives: Path, tmp_path: Path, data: st.DataObject
) -> None:
    _sign_a_changed_cell(archives, tmp_path, data)


@pytest.mark.long
@settings(FEW, max_examples=60)
@given(data=st.data())
def test_a_gateway_that_signs_any_of_many_changed_cells_is_found_out(
    archives: Path, tmp_path: Path, data: st.DataObject
) -> None:
    _sign_a_changed_cell(archives, tmp_path, data)


def _sign_a_changed_cell(archives: Path, tmp_path: Path, data: st.DataObject) -> None:
    """Changes a cell of any table, in any row and any column that follows from something else."""
    folder = copied(archives / "customs", tmp_path / "changed")
    tables = {file: pl.read_parquet(file) for file in sorted((folder / "tables").iterdir())}
    file = data.draw(st.sampled_from([file for file, frame in tables.items() if frame.height]))
    frame = tables[file]
    told = [
        (row, column)
        for column in frame.columns
        if (file.stem, column) not in WORD_ONLY and (file.stem, "") not in WORD_ONLY
        for row, cell in enumerate(frame[column])
        if changed(cell, frame.schema[column]) not in (None, cell)
    ]
    if not told:
        return
    row, column = data.draw(st.sampled_from(told))
    cells = frame[column].to_list()
    cells[row] = changed(cells[row], frame.schema[column])
    frame.with_columns(pl.Series(column, cells, dtype=frame.schema[column])).write_parquet(file)
    signed_anew(folder)
    assert check_archive(folder, workers=1).differences, (file.stem, row, column)


def test_a_changed_record_does_not_fit_its_id_though_it_is_signed_anew(
    archives: Path, tmp_path: Path
) -> None:
    folder = copied(archives / "exporter", tmp_path / "changed")
    file = folder / "records" / "00000.ndjson"
    file.write_bytes(file.read_bytes().replace(b"1200.5", b"1300.5", 1))
    signed_anew(folder)
    report = check_archive(folder, workers=1)
    assert any(one.place.startswith("records/00000.ndjson: line 1") for one in report.differences)


def test_a_party_sees_its_own_and_nobody_elses(archives: Path) -> None:
    tables = archives / "exporter" / "tables"
    assert set(pl.read_parquet(tables / "records.parquet")["kind"]) == {3}
    for withheld in ("findings", "declaration_versions", "reconciliations", "draws", "debits"):
        assert pl.read_parquet(tables / f"{withheld}.parquet").is_empty(), withheld
    assert not (archives / "other" / "records").exists()


def test_an_archive_that_broke_off_is_none(archives: Path, tmp_path: Path) -> None:
    (tmp_path / "half").mkdir()
    shutil.copy(archives / "customs" / "trust.json", tmp_path / "half")
    with pytest.raises(ArchiveInvalid):
        check_archive(tmp_path / "half")
    with pytest.raises(GatewayUnreachable):
        unpack(iter([b"", b"x" * 700]), tmp_path / "rubbish")
    with pytest.raises(GatewayUnreachable):
        unpack(iter([tarfile.TarInfo("../outside").tobuf(tarfile.USTAR_FORMAT)]), tmp_path / "outside")


def test_an_export_is_for_the_signed_in(world: World) -> None:
    with world.gateway() as client:
        assert client.get("/v1/export").status_code == 401
