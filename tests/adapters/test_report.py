"""The report on a document, and what the front door costs."""

import json
import subprocess
import sys
from pathlib import Path

from adapters import convert_report, read


def test_a_report_shows_each_field_beside_its_source(documents: dict[str, bytes]) -> None:
    report = convert_report(read(documents["ubl-invoice.xml"]))
    json.dumps(report)
    (document,) = report["documents"]
    fields = {field["path"]: field for field in document["fields"]}
    assert fields["total/value"] == {
        "path": "total/value",
        "value": "12560",
        "note": "converted",
        "location": "/Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount",
        "original": "12560.00",
        "line": 38,
    }
    assert fields["number"]["note"] == "same"
    assert fields["original/sha256"]["note"] == "default"
    assert fields["original/sha256"]["why"]
    assert document["counts"]["fields"] == len(document["fields"])
    assert document["counts"]["unmapped"] == len(document["unmapped"])


def test_a_report_lists_expectations(documents: dict[str, bytes]) -> None:
    report = convert_report(read(documents["dcsa-2.2.json"]))
    assert report["expectations"][0]["classifier"] == "EST"


def test_a_draft_as_json_holds_data_and_provenance(documents: dict[str, bytes]) -> None:
    for name, data in documents.items():
        for draft in read(data):
            shown = json.loads(json.dumps(draft.to_dict()))
            assert shown["original_sha256"] == draft.data["original"]["sha256"], name


def test_the_same_bytes_give_the_same_drafts(documents: dict[str, bytes]) -> None:
    for data in documents.values():
        assert [draft.to_dict() for draft in read(data)] == [draft.to_dict() for draft in read(data)]


def test_importing_the_front_door_imports_no_parser_of_any_format() -> None:
    heavy = ("lxml", "openpyxl", "pydifact", "pycountry", "stdnum")
    script = f"import sys, adapters; print([name for name in {heavy!r} if name in sys.modules])"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() == "[]"
