"""Nothing of a document is lost: every value is in a field, frames the document, or is listed as unmapped."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from adapters import IMPORT_DECLARATION, Drafts, read
from adapters.errors import DraftIncomplete
from adapters.report import leaves
from contracts.flattening import flatten
from contracts.records import Kind

SAMPLES = {
    "ubl/UBL-Invoice-2.1-Example.xml": ("ubl-invoice", 1),
    "ubl/UBL-Waybill-2.0-Example-International.xml": ("ubl-waybill", 1),
    "ubl/UBL-DespatchAdvice-2.0-Example.xml": ("ubl-despatch", 1),
    "ubl/UBL-TransportProgressStatus-2.1-Example.xml": ("ubl-progress", 0),
    "cii/CII_example1.xml": ("cii-invoice", 1),
    "cii/CII_business_example_01.xml": ("cii-invoice", 1),
    "epcis/Example_9.6.1-ObjectEvent.jsonld": ("epcis-json", 2),
    "epcis/Example_9.6.1-ObjectEvent.xml": ("epcis-xml", 2),
    "epcis/Example-TransactionEvents.jsonld": ("epcis-json", 2),
    "epcis/ErrorDeclarationAndCorrectiveEvent.jsonld": ("epcis-json", 2),
    "w3c-traceability/BillOfLadingCredential.json": ("vc-bill-of-lading", 1),
    "w3c-traceability/CBP7501EntrySummaryCredential.json": ("vc-entry-summary", 1),
    "untp/untp-dte-instance.json": ("untp-dte", 2),
    "dcsa-ebl/pint-3.0.0-transport-document.json": ("dcsa-ebl-3.0", 1),
    "dcsa-ebl/ebl-api-3.0.0-2c2u.json": ("dcsa-ebl-3.0", 1),
    "dcsa-ebl/ebl-api-3.0.0-straight-bl.json": ("dcsa-ebl-3.0", 1),
    "dcsa-tnt/tnt-220-response.json": ("dcsa-tnt-2.2", 5),
    "dcsa-tnt/tnt-300-response.json": ("dcsa-tnt-3.0", 5),
    "wco-dec/hmrc_TT_IM001b.xml": ("wco-dec", 1),
    "wco-dec/hmrc_TT_IM011a.xml": ("wco-dec", 1),
    "wco-dec/hmrc_TT_IM011a_Amendment.xml": ("wco-dec", 1),
    "wco-dec/hmrc_TT_IM029a.xml": ("wco-dec", 1),
    "edifact/IFTSTA_D00B_apimeister.edi": ("edifact-iftsta", 1),
    "edifact/INVOIC_EN16931_EXAMPLE1.edi": ("edifact-invoic", 1),
    "edifact/COARRI_D95B_php-edifact.edi": ("edifact-coarri", 21),
}

OWN = {
    "ubl-invoice.xml": 1,
    "ubl-waybill.xml": 1,
    "ubl-certificate.xml": 1,
    "ubl-packing-list.xml": 1,
    "ubl-status.xml": 1,
    "cii-invoice.xml": 1,
    "epcis.jsonld": 3,
    "vc-invoice.json": 1,
    "vc-certificate.json": 1,
    "dcsa-beta.json": 1,
    "dcsa-pint.json": 1,
    "one-record.json": 2,
    "ephyto.xml": 1,
    "dcsa-2.2.json": 2,
    "dcsa-3.0.json": 2,
    "wco-original.xml": 1,
    "wco-amendment.xml": 1,
    "wco-cancellation.xml": 1,
    "iftsta.edi": 1,
    "invoic.edi": 1,
    "desadv.edi": 1,
    "coarri.edi": 1,
    "codeco.edi": 1,
    "cuscar.edi": 1,
}


def values_of(data: bytes) -> list[str]:
    """Every value of a document, found without the readers."""
    if data.lstrip().startswith(b"<"):
        return list(_values_of_xml(data))
    if data.lstrip()[:1] in (b"[", b"{"):
        return list(_values_of_json(json.loads(data, parse_float=str, parse_int=str)))
    return list(_values_of_edifact(data.decode("latin-1")))


def _values_of_xml(data: bytes) -> Iterator[str]:
    for element in etree.fromstring(data).iter(etree.Element):
        yield from (str(value) for value in element.attrib.values() if str(value).strip())
        if element.text and element.text.strip():
            yield element.text.strip()


def _values_of_json(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _values_of_json(item)
    elif isinstance(value, list):
        for item in value:
            yield from _values_of_json(item)
    elif value is not None and str(value).strip():
        yield str(value).lower() if isinstance(value, bool) else str(value)


def _values_of_edifact(text: str) -> Iterator[str]:
    body = text[9:] if text.startswith("UNA") else text
    separators = "[+:*]" if re.match(r"\s*UNB.UNO[A-Z]:4", body) else "[+:]"
    for segment in re.split(r"(?<!\?)'", body):
        parts = re.split(rf"(?<!\?){separators}", segment.strip())[1:]
        yield from (re.sub(r"\?(.)", r"\1", part) for part in parts if part.strip())


def accounted(drafts: Drafts) -> dict[str, str]:
    """Location → value as spelled, of everything that a reading speaks of."""
    found = {item.location: item.original for item in (*drafts.unmapped, *drafts.structural)}
    for draft in drafts:
        found |= {s.location: s.original for s in draft.provenance.values() if s.location}
        found |= {item.location: item.original for item in (*draft.unmapped, *draft.structural)}
    return found


def check_accounting(data: bytes, drafts: Drafts) -> None:
    spoken = accounted(drafts)
    kept = sum(len(e.locations) for e in drafts.expectations)
    overlap = {place for e in drafts.expectations for place in e.locations} & spoken.keys()
    assert not overlap
    values = values_of(data)
    assert len(spoken) + kept == len(values)
    spelled = sorted(value.strip() for value in spoken.values())
    remaining = sorted(value.strip() for value in values)
    for value in spelled:
        remaining.remove(value)
    assert len(remaining) == kept


def check_provenance(drafts: Drafts) -> None:
    for draft in drafts:
        assert set(draft.provenance) == set(leaves(draft.data))
        for path, source in draft.provenance.items():
            assert source.location or source.default, path
        if isinstance(draft.kind, Kind) and set(draft.missing) <= {"issuer"}:
            record = draft.record(author=7, grade="captured", audience=[2, 3])
            leaf_paths = set(flatten(record).paths) - {"", "#"}
            own = {path for path in leaf_paths if path.split("/")[0] not in ("author", "grade", "audience")}
            assert all(draft.source_of(path) is not None for path in own)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_value_of_a_sample_is_accounted_for_and_every_field_has_a_source(
    samples: Path, name: str
) -> None:
    data = (samples / name).read_bytes()
    drafts = read(data)
    format_, count = SAMPLES[name]
    assert (drafts.format, len(drafts)) == (format_, count)
    check_accounting(data, drafts)
    check_provenance(drafts)


@pytest.mark.parametrize("name", OWN)
def test_every_value_of_our_documents_is_accounted_for_and_every_field_has_a_source(
    documents: dict[str, bytes], name: str
) -> None:
    drafts = read(documents[name])
    assert len(drafts) == OWN[name]
    check_accounting(documents[name], drafts)
    check_provenance(drafts)


@pytest.mark.parametrize("name", [name for name, (format_, _) in SAMPLES.items() if format_ == "wco-dec"])
def test_a_sample_declaration_becomes_one_and_an_amendment_asks_for_what_it_changes(
    samples: Path, name: str
) -> None:
    draft = read((samples / name).read_bytes())[0]
    assert draft.kind == IMPORT_DECLARATION
    if draft.data["function"] == "amendment":
        with pytest.raises(DraftIncomplete, match="the declaration that this amendment changes"):
            draft.declaration(lodged="2026-03-05T01:00:00Z")
    else:
        assert draft.declaration(lodged="2026-03-05T01:00:00Z").importing_country == "GB"


@pytest.mark.parametrize(
    ("name", "where", "found"),
    [
        ("dcsa-tnt/tnt-220-response-wrong-structure.json", "/0", "someEvents"),
        ("edifact/COPRAR_D95B_apimeister.edi", "UNT#29/1.1", "56"),
    ],
)
def test_a_negative_sample_is_refused_with_position_expected_and_found(
    samples: Path, name: str, where: str, found: str
) -> None:
    from adapters import DocumentRefused

    with pytest.raises(DocumentRefused) as refused:
        read((samples / name).read_bytes())
    assert refused.value.where == where
    assert found in refused.value.found
    assert refused.value.expected


@pytest.mark.parametrize(
    "name",
    [
        "edifact/release_character_php-edifact.edi",
    ],
)
def test_a_format_that_is_not_read_yet_is_refused_by_name_of_what_was_found(samples: Path, name: str) -> None:
    from adapters import DocumentRefused

    with pytest.raises(DocumentRefused) as refused:
        read((samples / name).read_bytes())
    assert refused.value.code in ("document.unknown_format", "document.count")
