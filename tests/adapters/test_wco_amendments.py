"""Amendments by pointers: what is changed, added, taken away; and what points at nothing."""

import pytest

from adapters import read
from adapters.errors import ValueRefused
from contracts.declarations import ImportDeclaration

HEAD = (
    '<md:MetaData xmlns:md="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2" '
    'xmlns="urn:wco:datamodel:WCO:DEC-DMS:2"><md:ResponsibleCountryCode>JP</md:ResponsibleCountryCode>'
    "<Declaration><FunctionCode>13</FunctionCode><ID>100</ID><TypeCode>COR</TypeCode>"
)
BEFORE = {
    "number": "100",
    "lodged": "2026-03-05T10:00:00+09:00",
    "importing_country": "JP",
    "gross_mass": {"value": "900", "unit": "KGM"},
    "equipment": [{"number": "MSKU0000011"}, {"number": "MSKU0000027"}],
    "references": [{"type": "INV", "number": "INV-1"}, {"type": "CO", "number": "CO-1"}],
    "invoices": [{"number": "INV-1"}],
    "lines": [
        {
            "sequence": 1,
            "description": "Shirts",
            "net_mass": {"value": "100", "unit": "KGM"},
            "gross_mass": {"value": "110", "unit": "KGM"},
            "packages": {"count": 4, "type_code": "CT", "marks": "A/1"},
            "preference": {"agreement": "RCEP", "proof_type": "CO", "proof_number": "CO-1"},
            "documents": [
                {"type_code": "N935", "number": "INV-1"},
                {"type_code": "N861", "number": "CO-1"},
                {"type_code": "Z355", "number": "ENS-1"},
            ],
        },
        {"sequence": 2, "description": "Trousers"},
    ],
}


def pointer(*steps: str, tag: str | None = None) -> str:
    """An Amendment whose pointers are `68A:2` and so on."""
    parts = []
    for place, step in enumerate(("42A", *steps)):
        section, _, number = step.partition(":")
        last = f"<TagID>{tag}</TagID>" if tag and place == len(steps) else ""
        counted = f"<SequenceNumeric>{number or 1}</SequenceNumeric>"
        section = f"<DocumentSectionCode>{section}</DocumentSectionCode>"
        parts.append(f"<Pointer>{counted}{section}{last}</Pointer>")
    return f"<Amendment><ChangeReasonCode>32</ChangeReasonCode>{''.join(parts)}</Amendment>"


def item(sequence: int, content: str) -> str:
    number = f"<SequenceNumeric>{sequence}</SequenceNumeric>"
    goods = f"<GovernmentAgencyGoodsItem>{number}{content}</GovernmentAgencyGoodsItem>"
    return f"<GoodsShipment>{goods}</GoodsShipment>"


def drafted(*content: str):
    return read(f"{HEAD}{''.join(content)}</Declaration></md:MetaData>".encode())[0]


def after(*content: str) -> ImportDeclaration:
    before = ImportDeclaration.model_validate(BEFORE)
    return drafted(*content).declaration(lodged="2026-03-06T09:00:00+09:00", previous=before)


def numbers(declaration: ImportDeclaration, line: int = 0) -> list[str]:
    return [document.number for document in declaration.lines[line].documents]


def measure(name: str, value: str, unit: str) -> str:
    stated = f'<{name} unitCode="{unit}">{value}</{name}>'
    return f"<Commodity><GoodsMeasure>{stated}</GoodsMeasure></Commodity>"


DESCRIBED = "<Commodity><Description>Skirts</Description></Commodity>"
CHARGED = '<ItemChargeAmount currencyID="USD">5.5</ItemChargeAmount>'
INVOICED = f"<Commodity><InvoiceLine>{CHARGED}</InvoiceLine></Commodity>"
NET = measure("NetNetWeightMeasure", "62", "KGM")
TARIFF = measure("TariffQuantity", "9", "C62")


@pytest.mark.parametrize(
    ("steps", "tag", "content", "field", "value"),
    [
        (("23A",), "137", DESCRIBED, "description", "Skirts"),
        (("23A", "65A"), "128", NET, "net_mass", {"value": "62", "unit": "KGM"}),
        (("23A", "65A"), "130", TARIFF, "quantity", {"value": "9", "unit": "C62"}),
        (("23A", "79A"), "112", INVOICED, "invoice_amount", {"value": "5.5", "currency": "USD"}),
    ],
)
def test_a_field_of_the_line_that_is_pointed_at_changes_and_no_other(
    steps: tuple[str, ...], tag: str, content: str, field: str, value: object
) -> None:
    changed = after(pointer("67A", "68A:2", *steps, tag=tag), item(2, content))
    assert changed.lines[1].model_dump(mode="json")[field] == value
    assert changed.lines[0] == ImportDeclaration.model_validate(BEFORE).lines[0]
    assert changed.version == 2


@pytest.mark.parametrize(
    ("steps", "tag", "path"),
    [
        (("23A", "65A"), "128", "net_mass"),
        (("23A", "65A"), "126", "gross_mass"),
        (("23A",), "137", "description"),
        (("93A",), None, "packages"),
    ],
)
def test_what_is_pointed_at_and_not_stated_is_taken_away(
    steps: tuple[str, ...], tag: str | None, path: str
) -> None:
    changed = after(pointer("67A", "68A:1", *steps, tag=tag))
    assert getattr(changed.lines[0], path) is None
    rest = changed.lines[0].model_dump(exclude={path})
    assert rest == ImportDeclaration.model_validate(BEFORE).lines[0].model_dump(exclude={path})


def test_packages_change_one_by_one() -> None:
    box = "<Packaging><QuantityQuantity>6</QuantityQuantity></Packaging>"
    marks = pointer("67A", "68A:1", "93A", tag="142")
    changed = after(pointer("67A", "68A:1", "93A", tag="144"), marks, item(1, box)).lines[0].packages
    assert changed is not None
    assert (changed.count, changed.type_code, changed.marks) == (6, "CT", None)


def test_the_nth_document_is_replaced_and_the_claim_that_rests_on_it_follows() -> None:
    proof = "<AdditionalDocument><ID>CO-2</ID></AdditionalDocument>"
    changed = after(pointer("67A", "68A:1", "02A:2", tag="D005"), item(1, proof))
    assert numbers(changed) == ["INV-1", "CO-2", "ENS-1"]
    assert changed.lines[0].documents[1].type_code == "N861"
    assert changed.lines[0].preference is not None
    assert changed.lines[0].preference.proof_number == "CO-2"
    assert [r.number for r in changed.references] == ["INV-1", "CO-2"]


def test_documents_are_added_after_the_last_and_taken_away_by_their_place() -> None:
    licence = "<CategoryCode>C</CategoryCode><ID>L-1</ID><TypeCode>514</TypeCode>"
    new = f"<AdditionalDocument>{licence}</AdditionalDocument>"
    added = after(pointer("67A", "68A:1", "02A:3"), item(1, new))
    assert numbers(added) == ["INV-1", "CO-1", "L-1", "ENS-1"]
    gone = after(pointer("67A", "68A:1", "02A:1"), pointer("67A", "68A:1", "02A:2"))
    assert numbers(gone) == ["ENS-1"]
    assert (gone.invoices, gone.references) == ((), ())
    assert set(gone.removes) == {"invoices", "references"}
    previous = after(pointer("67A", "68A:1", "99A:1"))
    assert numbers(previous) == ["INV-1", "CO-1"]


def test_a_line_is_added_and_a_line_is_taken_away() -> None:
    added = after(pointer("67A", "68A:3"), item(3, "<Commodity><Description>Hats</Description></Commodity>"))
    assert [line.sequence for line in added.lines] == [1, 2, 3]
    gone = after(pointer("67A", "68A:2"))
    assert [line.sequence for line in gone.lines] == [1]


def test_a_container_is_exchanged_and_the_others_stay() -> None:
    box = "<TransportEquipment><ID>MSKU0000032</ID></TransportEquipment>"
    shipment = f"<GoodsShipment><Consignment>{box}</Consignment></GoodsShipment>"
    changed = after(pointer("67A", "28A", "31B:2", tag="159"), shipment)
    assert [each.number for each in changed.equipment] == ["MSKU0000011", "MSKU0000032"]
    gone = after(pointer("67A", "28A", "31B:1"), pointer("67A", "28A", "31B:2"))
    assert (gone.equipment, gone.removes) == ((), ("equipment",))


def test_a_field_of_the_declaration_itself_is_taken_away() -> None:
    assert after(pointer(tag="131")).removes == ("gross_mass",)


@pytest.mark.parametrize(
    "content",
    [
        pointer("67A", "68A:7", "23A", tag="137"),
        pointer("67A", "68A:7"),
        pointer("67A", "68A:2", "02A:1"),
        pointer("67A", "68A:1", "02A:4") + item(1, "<AdditionalDocument><ID>X</ID></AdditionalDocument>"),
        pointer("67A", "68A:2", "23A", "65A", tag="128"),
        pointer("67A", "28A", "31B:3"),
        pointer("67A", "68A:1", "03A:1"),
    ],
)
def test_a_pointer_at_what_is_not_there_is_refused_with_its_place(content: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        after(content)
    assert "Pointer" in refused.value.where


@pytest.mark.parametrize("content", [pointer("67A", "68A:1", "77Z"), pointer("67A", "68A:1", tag="999")])
def test_an_unknown_code_is_warned_about_with_its_place_and_loses_nothing(content: str) -> None:
    draft = drafted(content)
    (remark,) = [each for each in draft.warnings if each.code == "amendment.unknown"]
    assert "Pointer" in remark.location
    assert after(content).lines == ImportDeclaration.model_validate(BEFORE).lines


def test_a_pointer_that_begins_elsewhere_is_refused() -> None:
    whole = pointer("67A").replace("42A", "67A")
    with pytest.raises(ValueRefused, match="42A"):
        drafted(whole)


def test_items_that_can_not_be_told_apart_are_refused() -> None:
    three = "".join(pointer("67A", "68A:1", f"02A:{n}") for n in (1, 2, 3))
    two = "<AdditionalDocument><ID>A</ID></AdditionalDocument>" * 2
    with pytest.raises(ValueRefused, match="as many as are pointed at"):
        drafted(three, item(1, two))
