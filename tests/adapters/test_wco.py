"""WCO declarations: originals, amendments, cancellations, and the preference that our convention names."""

from pathlib import Path

import pytest

from adapters import IMPORT_DECLARATION, DocumentRefused, Draft, read
from adapters.errors import DraftIncomplete
from contracts.records import Kind
from contracts.records.export_declaration import ExportDeclaration


@pytest.fixture
def original(documents: dict[str, bytes]) -> Draft:
    return read(documents["wco-original.xml"])[0]


def changed(documents: dict[str, bytes], old: str, new: str, name: str = "wco-original.xml") -> bytes:
    data = documents[name].decode()
    assert old in data
    return data.replace(old, new).encode()


def test_an_original_is_an_import_declaration_and_no_record(original: Draft) -> None:
    assert original.kind == IMPORT_DECLARATION
    declaration = original.declaration()
    assert (declaration.number, declaration.function, declaration.stage) == (
        "10012345670",
        "original",
        "release_before_permit",
    )
    with pytest.raises(DraftIncomplete, match="never goes on the ledger"):
        original.record(author=1, grade="captured")


def test_times_keep_their_offset_or_get_that_of_the_administration(original: Draft) -> None:
    assert original.data["lodged"] == "2026-03-05T10:15:00+09:00"
    assert original.data["accepted"] == "2026-03-05T10:30:00+09:00"
    assert set(original.defaults) & {"lodged", "accepted"} == {"accepted"}


def test_a_preference_names_agreement_proof_criterion_and_country(original: Draft) -> None:
    line = original.data["lines"][0]
    assert line["preference"] == {
        "agreement": "RCEP",
        "criterion": "CTC",
        "rate_origin_country": "VN",
        "proof_number": "VN-JP-26-000123",
        "proof_type": "CO",
        "proof_line": 1,
        "proof_date": "2026-02-24",
    }
    assert line["documents"][0]["write_off"] == {"unit": "C62", "value": "4800"}
    assert {"type": "CO", "number": "VN-JP-26-000123"} in original.data["references"]


def test_a_preference_without_an_agreement_is_no_claim_but_a_warning(documents: dict[str, bytes]) -> None:
    draft = read(
        changed(documents, "<StatementCode>EPAAG<", "<StatementCode>XXXXX<").replace(b"EPACR", b"XXXXX")
    )[0]
    assert "preference" not in draft.data["lines"][0]
    assert draft.data["lines"][0]["duty_regime"] == "300"
    assert "preference.unnamed" in {remark.code for remark in draft.warnings}


def test_an_unknown_agreement_is_refused(documents: dict[str, bytes]) -> None:
    with pytest.raises(DocumentRefused, match="an agreement: JP-SG"):
        read(changed(documents, ">RCEP<", ">NAFTA<"))


def test_masses_without_a_unit_are_kilograms_and_say_so(original: Draft) -> None:
    line = original.data["lines"][0]
    assert line["gross_mass"] == {"value": "620.5", "unit": "KGM"}
    assert "lines/0/gross_mass/unit" in original.defaults
    assert "lines/0/net_mass/unit" not in original.defaults


def test_identifiers_tell_their_scheme_by_shape_and_check_digit(original: Draft) -> None:
    assert original.data["importer"]["identifiers"] == [{"scheme": "JCN", "value": "5010401067252"}]


def test_bills_containers_and_ucr_are_references(original: Draft) -> None:
    assert original.data["transport_documents"] == [{"type": "BL", "number": "MAEU240118001"}]
    types = {reference["type"] for reference in original.data["references"]}
    assert types == {"BL", "CNTR", "UCR", "CO", "INV"}


def test_an_amendment_replaces_what_it_holds_and_keeps_the_rest(
    documents: dict[str, bytes], original: Draft
) -> None:
    before = original.declaration()
    draft = read(documents["wco-amendment.xml"])[0]
    after = draft.declaration(previous=before, lodged="2026-03-06T09:00:00+09:00")
    assert (after.function, after.version, after.stage) == ("amendment", 2, "release_before_permit")
    assert str(after.lines[0].net_mass.value) == "598.2"
    assert after.lines[0].classification == before.lines[0].classification
    assert after.remarks == "Weighed again"
    assert after.lodged.isoformat() == "2026-03-06T09:00:00+09:00"


def test_an_amendment_alone_says_what_it_lacks(documents: dict[str, bytes]) -> None:
    draft = read(documents["wco-amendment.xml"])[0]
    assert draft.missing == ("lodged",)
    with pytest.raises(DraftIncomplete) as refused:
        draft.declaration(lodged="2026-03-06T09:00:00+09:00")
    assert "the declaration that this amendment changes" in refused.value.expected
    assert "previous" in refused.value.remedy


def test_a_declaration_without_commodity_codes_is_amended_as_lodged(samples: Path) -> None:
    """HMRC's IM011a enters goods in the declarant's records, which asks for no commodity code."""
    lodged = "2026-03-06T09:00:00Z"
    folder = samples / "wco-dec"
    before = read((folder / "hmrc_TT_IM011a.xml").read_bytes())[0].declaration(
        lodged=lodged, importing_country="GB"
    )
    assert before.lines[0].classification is None
    changes = read((folder / "hmrc_TT_IM011a_Amendment.xml").read_bytes())[0]
    after = changes.declaration(lodged=lodged, importing_country="GB", previous=before)
    assert (after.function, after.version) == ("amendment", 2)
    assert after != before.model_copy(update={"function": "amendment", "version": 2})


def test_a_cancellation_ends_the_declaration(documents: dict[str, bytes], original: Draft) -> None:
    draft = read(documents["wco-cancellation.xml"])[0]
    ended = draft.declaration(previous=original.declaration(), lodged="2026-03-07T09:00:00+09:00")
    assert (ended.function, ended.version, ended.remarks) == ("cancellation", 2, "Goods not landed")
    assert draft.declaration(lodged="2026-03-07T09:00:00+09:00").lines == ()


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("<FunctionCode>9<", "<FunctionCode>4<", "FunctionCode"),
        ("<FunctionCode>9<", "<FunctionCode>13<", "FunctionCode"),
        ("<FunctionCode>9</FunctionCode>", "", "Declaration"),
        ("<GoodsItemQuantity>1<", "<GoodsItemQuantity>2<", "GoodsItemQuantity"),
        ('formatCode="304">20260305101500+09', 'formatCode="304">20260305101500+99', "DateTimeString"),
        ('formatCode="304">20260305101500+09', 'formatCode="999">20260305101500+09', "DateTimeString"),
        ("<CountryCode>VN</CountryCode><TypeCode>2", "<CountryCode>V</CountryCode><TypeCode>2", "Origin"),
    ],
)
def test_a_wrong_message_is_refused_where_it_is_wrong(
    documents: dict[str, bytes], old: str, new: str, where: str
) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read(changed(documents, old, new))
    assert where in refused.value.where


def test_a_number_that_customs_has_not_given_yet_is_the_declarants_own(documents: dict[str, bytes]) -> None:
    draft = read(changed(documents, "<ID>10012345670</ID>", ""))[0]
    assert draft.data["number"] == "LRN-1"
    assert "number.own" in {remark.code for remark in draft.warnings}


def test_a_day_of_arrival_is_kept_as_a_day(documents: dict[str, bytes]) -> None:
    arrival = (
        '<ArrivalDateTime><ds:DateTimeString formatCode="102">20260304</ds:DateTimeString></ArrivalDateTime>'
    )
    data = changed(documents, "<ArrivalTransportMeans>", f"<ArrivalTransportMeans>{arrival}")
    draft = read(data)[0]
    assert draft.data["arrival_date"] == "2026-03-04"
    assert "arrival" not in draft.data


def test_a_declaration_without_its_envelope_needs_its_country_from_the_caller(
    documents: dict[str, bytes],
) -> None:
    text = documents["wco-original.xml"].decode()
    inner = text[text.index("<Declaration>") : text.index("</md:MetaData>")]
    namespaces = (
        'xmlns="urn:wco:datamodel:WCO:DEC-DMS:2" xmlns:ds="urn:wco:datamodel:WCO:Declaration_DS:DMS:2"'
    )
    draft = read(inner.replace("<Declaration>", f"<Declaration {namespaces}>").encode())[0]
    assert draft.missing == ("importing_country",)
    assert draft.declaration(importing_country="JP").importing_country == "JP"


def test_a_moment_where_a_day_is_wanted_gives_its_day_with_a_warning(documents: dict[str, bytes]) -> None:
    data = changed(documents, 'formatCode="102">20260224<', 'formatCode="304">20260224101500+07<')
    draft = read(data)[0]
    assert draft.data["lines"][0]["preference"]["proof_date"] == "2026-02-24"
    assert "date.time" in {remark.code for remark in draft.warnings}


def test_an_export_declaration_is_no_import_declaration(documents: dict[str, bytes]) -> None:
    (draft,) = read(documents["wco-export.xml"])
    assert draft.kind == Kind.EXPORT_DECLARATION
    assert set(draft.missing) == {"issuer", "release_date"}
    assert (draft.data["export_country"], draft.data["consignee_country"]) == ("GB", "JP")
    assert draft.data["transport_document"] == "MAEU240118009"
    assert draft.data["lines"][0]["statistical_value"] == {"value": "9800", "currency": "GBP"}
    record = draft.record(
        author=1, issuer={"name": "HMRC"}, completing={"release_date": "2026-03-02"}, grade="channel"
    )
    assert isinstance(record, ExportDeclaration)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("<FunctionCode>9<", "<FunctionCode>13<", "FunctionCode"),
        ("<GoodsItemQuantity>1<", "<GoodsItemQuantity>2<", "GoodsItemQuantity"),
        ("<SequenceNumeric>1</SequenceNumeric>", "", "GovernmentAgencyGoodsItem"),
    ],
)
def test_a_wrong_export_declaration_is_refused(
    documents: dict[str, bytes], old: str, new: str, where: str
) -> None:
    with pytest.raises(DocumentRefused) as error:
        read(documents["wco-export.xml"].decode().replace(old, new).encode())
    assert where in error.value.where
