from contracts.declarations import ImportDeclaration
from contracts.records.invoice import Invoice
from contracts.records.origin_certificate import OriginCertificate
from gateway.portal.language import language
from gateway.portal.views.aspects import Value, aspects
from gateway.portal.views.comparison import Column, agreement_of, compare
from tests.gateway.network import certificate, invoice

ENGLISH = language("en")


def value(*keys: str, scale: str = "") -> Value:
    return Value(" ".join(keys), "path", frozenset(keys), scale)


def declaration(**more: object) -> ImportDeclaration:
    return ImportDeclaration.model_validate(
        {
            "number": "1",
            "lodged": "2026-03-01T09:00:00+09:00",
            "importing_country": "JP",
            "lines": [
                {
                    "sequence": 1,
                    "classification": {"code": "620520000"},
                    "origin_country": "VN",
                    "quantity": {"value": "10", "unit": "C62"},
                }
            ],
            **more,
        }
    )


def table(*documents: object) -> dict[str, str]:
    columns = [(Column("", "", str(n), ""), document) for n, document in enumerate(documents)]
    made = compare(columns, ENGLISH)
    assert made is not None
    return {row.label: row.agreement for row in made.rows}


def test_equal_values_agree_and_others_differ():
    assert agreement_of([value("a"), value("a")]) == "same"
    assert agreement_of([value("a"), value("a"), value("b")]) == "differs"


def test_parties_agree_when_they_share_one_spelling():
    assert agreement_of([value("ACME", "アクメ", scale="loose"), value("アクメ", scale="loose")]) == "same"
    assert agreement_of([value("ACME", scale="loose"), value("OTHER", scale="loose")]) == "differs"


def test_values_in_other_units_are_not_compared():
    assert agreement_of([value("10", scale="KGM"), value("10000", scale="GRM")]) == "not_compared"
    assert agreement_of([value("10", scale="KGM"), value("10", scale="C62")]) == "not_compared"


def test_a_code_without_its_edition_can_agree_but_never_differ():
    assert agreement_of([value("620520", scale="HS2022"), value("620520")]) == "same"
    assert agreement_of([value("620520", scale="HS2012"), value("620530")]) == "not_compared"


def test_one_document_is_no_comparison():
    assert compare([(Column("", "", "", ""), declaration())], ENGLISH) is None


def test_documents_that_agree_and_one_that_does_not():
    bill, proof = Invoice.model_validate(invoice("1")), OriginCertificate.model_validate(certificate("2"))
    rows = table(declaration(), bill, proof)
    assert rows["Country of origin"] == rows["Quantity"] == rows["HS code"] == "same"
    lines = [{**certificate("2")["lines"][0], "quantity": {"value": "9", "unit": "C62"}}]
    other = OriginCertificate.model_validate(certificate("2", lines=lines))
    assert table(declaration(), other)["Quantity"] == "differs"


def test_every_value_has_the_place_where_it_stands():
    stated = aspects(Invoice.model_validate(invoice("1")), ENGLISH)
    assert (stated["amount"].text, stated["amount"].path) == ("1,200.5 USD", "total")
    assert stated["seller"].path == "seller"
