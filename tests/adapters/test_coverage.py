"""The documentation of the formats: made from the mappings, true of the samples, and its snippets run."""

import re
from pathlib import Path

import pytest

from adapters import read
from adapters.coverage import coverage
from scripts.document_adapters import DOCUMENT, with_tables

SAMPLES = {
    "ubl-invoice": ["ubl/UBL-Invoice-2.1-Example.xml"],
    "ubl-waybill": ["ubl/UBL-Waybill-2.0-Example-International.xml"],
    "ubl-despatch": ["ubl/UBL-DespatchAdvice-2.0-Example.xml"],
    "ubl-progress": ["ubl/UBL-TransportProgressStatus-2.1-Example.xml"],
    "cii-invoice": ["cii/CII_example1.xml", "cii/CII_business_example_01.xml"],
    "epcis-json": [
        "epcis/Example_9.6.1-ObjectEvent.jsonld",
        "epcis/Example-TransactionEvents.jsonld",
        "epcis/ErrorDeclarationAndCorrectiveEvent.jsonld",
    ],
    "vc-invoice": ["w3c-traceability/CommercialInvoiceCredential.json"],
    "vc-bill-of-lading": ["w3c-traceability/BillOfLadingCredential.json"],
    "vc-certificate": ["w3c-traceability/CertificationOfOrigin.json"],
    "vc-entry-summary": ["w3c-traceability/CBP7501EntrySummaryCredential.json"],
    "untp-dte": ["untp/untp-dte-instance.json"],
    "dcsa-ebl-3.0": [
        "dcsa-ebl/pint-3.0.0-transport-document.json",
        "dcsa-ebl/ebl-api-3.0.0-2c2u.json",
        "dcsa-ebl/ebl-api-3.0.0-straight-bl.json",
    ],
    "epcis-xml": ["epcis/Example_9.6.1-ObjectEvent.xml"],
    "wco-dec": [f"wco-dec/hmrc_TT_{name}.xml" for name in ("IM001b", "IM011a", "IM011a_Amendment", "IM029a")],
    "dcsa-tnt-2.2": ["dcsa-tnt/tnt-220-response.json"],
    "dcsa-tnt-3.0": ["dcsa-tnt/tnt-300-response.json"],
    "edifact-iftsta": ["edifact/IFTSTA_D00B_apimeister.edi"],
    "edifact-invoic": ["edifact/INVOIC_EN16931_EXAMPLE1.edi"],
    "edifact-coarri": ["edifact/COARRI_D95B_php-edifact.edi"],
}


def general(location: str) -> str:
    """A location without indices and without what stands above every document."""
    path = re.sub(r"\[\d+\]|#\d+|/\d+(?=/|$)", "", location)
    roots = "Invoice|Waybill|DespatchAdvice|TransportProgressStatus|rsm:CrossIndustryInvoice"
    roots += "|epcis:EPCISDocument|md:MetaData|events"
    return re.sub(rf"^/?(({roots})/)?", "", path)


def test_the_documentation_is_what_the_mappings_say() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert text == with_tables(text), "run python -m scripts.document_adapters"


@pytest.mark.parametrize("format_", SAMPLES)
def test_what_samples_leave_unmapped_is_what_the_documentation_says(samples: Path, format_: str) -> None:
    left = {each.format.id: [path for path, _ in each.left] for each in coverage()}[format_]
    for name in SAMPLES[format_]:
        drafts = read((samples / name).read_bytes())
        for item in (*drafts.unmapped, *(item for draft in drafts for item in draft.unmapped)):
            assert any(general(item.location).startswith(path) for path in left), item.location


@pytest.mark.parametrize("format_", SAMPLES)
def test_what_is_mapped_names_fields_that_drafts_have(samples: Path, format_: str) -> None:
    mapped = {each.format.id: each.mapped for each in coverage()}[format_]
    assert len(mapped) > 5
    fields = {word for _, target in mapped for word in re.findall(r"[a-z_]+", target)}
    for name in SAMPLES[format_]:
        for draft in read((samples / name).read_bytes()):
            named = {key for key in draft.data if key not in ("original", *draft.defaults)}
            assert named <= fields | {"scheme"}, named - fields


def test_the_snippets_of_the_documentation_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DOCUMENT.parents[1])
    snippets = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert len(snippets) == 3
    for snippet in snippets:
        exec(compile(snippet, str(DOCUMENT), "exec"), {})
