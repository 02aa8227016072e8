"""TradeTrust's documents, made by its own package: hashes checked, salts taken off, claims mapped."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters import DocumentRefused, read
from tests.ledger_node.javascript.running import install, run_script

FOLDER = Path(__file__).parent / "javascript"
DATA = {
    "iD": "CO-2026-1",
    "issueDateTime": "2026-03-01T09:00:00+07:00",
    "supplyChainConsignment": {
        "exportCountry": {"code": "TH"},
        "exporter": {
            "iD": "E-1",
            "name": "Kaisha \u304b\u3044\u3057\u3083 Co",
            "postalAddress": {"countryCode": "TH"},
        },
        "importCountry": {"code": "JP"},
        "importer": {
            "iD": "I-1",
            "name": "Example Trading",
            "postalAddress": {"cityName": "Tokyo", "countryCode": "JP"},
        },
        "includedConsignmentItems": [
            {
                "crossBorderRegulatoryProcedure": {"originCriteriaText": "PE"},
                "tradeLineItems": [
                    {
                        "sequenceNumber": 1,
                        "invoiceReference": {"iD": "INV-2026-0711"},
                        "tradeProduct": {
                            "description": "Brake pads",
                            "harmonisedTariffCode": {"classCode": "8708.30"},
                            "originCountry": {"code": "TH"},
                        },
                        "transportPackages": [{"iD": "1", "grossWeight": "840.5 kg"}],
                    }
                ],
            }
        ],
        "unloadingBaseportLocation": {"iD": "JPTYO", "name": "Tokyo"},
    },
    "ratio": 1.0,
    "sealed": True,
}


@pytest.fixture(scope="module")
def wrapped() -> dict[str, Any]:
    """Documents by how they are wrapped."""
    found: dict[str, Any] = run_script([install(FOLDER), "wrap.mjs"], {"data": DATA}, FOLDER)
    return found


def refused(document: Any) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as error:
        read(json.dumps(document).encode())
    return error.value


@pytest.mark.parametrize("version", ["second", "third"])
def test_a_certificate_of_either_version_is_checked_and_mapped(wrapped: dict[str, Any], version: str) -> None:
    drafts = read(json.dumps(wrapped[version], ensure_ascii=False).encode())
    assert drafts.format == "tradetrust-certificate"
    (check,) = drafts.proofs
    assert check.outcome == "intact"
    assert "was not" in check.message
    data = drafts[0].data
    assert (data["number"], data["issue_date"]) == ("CO-2026-1", "2026-03-01")
    assert (data["issuing_country"], data["importing_country"]) == ("TH", "JP")
    line = data["lines"][0]
    assert (line["criterion"], line["origin_country"]) == ("PE", "TH")
    assert (line["classification"], line["invoice"]) == ({"code": "870830"}, {"number": "INV-2026-0711"})
    assert data["discharge_port"] == {"locode": "JPTYO", "name": "Tokyo"}
    assert set(drafts[0].missing) >= {"agreement", "usage", "lines/0/quantity"}


@pytest.mark.parametrize("version", ["second", "third"])
def test_a_changed_document_is_refused(wrapped: dict[str, Any], version: str) -> None:
    text = json.dumps(wrapped[version])
    changed = json.loads(text.replace("CO-2026-1", "CO-2026-2"))
    assert refused(changed).code == "document.proof"
    proof = "signature" if version == "second" else "proof"
    changed = json.loads(text)
    changed[proof]["merkleRoot"] = "0" * 64
    assert refused(changed).where.endswith("/merkleRoot")
    changed = json.loads(text)
    (changed["data"] if version == "second" else changed)["added"] = "x:string:y"
    assert refused(changed).code == "document.proof"


def test_a_hidden_value_leaves_the_document_whole(wrapped: dict[str, Any]) -> None:
    drafts = read(json.dumps(wrapped["hidden"]).encode())
    assert drafts.proofs[0].outcome == "intact"
    assert "name" not in drafts[0].data["consignee"]
