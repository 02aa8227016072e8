"""Numbers, names and quantities brought to one spelling, once."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.codelists import UNITS
from contracts.records.parts import Measure
from gateway.store.projections.names import check_digit, normalise_name, normalise_reference
from gateway.store.projections.units import conversions, quantity_of

SAMPLES = Path(os.environ.get("TEGATA_SAMPLES", Path(__file__).parents[5] / "shared" / "samples"))


@pytest.mark.parametrize(
    "spelling", ["VN-JP 26/00101", "vnjp2600101", "ＶＮ－ＪＰ　２６／００１０１", "VN.JP.26.00101"]
)
def test_spellings_of_a_number_are_one_number(spelling: str) -> None:
    assert normalise_reference(spelling) == "VNJP2600101"


def test_leading_zeros_and_other_scripts_stay() -> None:
    assert normalise_reference("00123") == "00123"
    assert normalise_reference("第12号") == "第12号"
    assert normalise_reference("--") == "--"


@given(st.text(min_size=1, max_size=30))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_reference(text)
    assert normalise_reference(once) == once
    name = normalise_name(text)
    assert name is None or normalise_name(name) == name


def test_a_firm_is_its_words_without_its_legal_form() -> None:
    assert normalise_name("Hai Phong Seafood Co., Ltd.") == normalise_name(
        "SEAFOOD HAI-PHONG COMPANY LIMITED"
    )
    assert normalise_name("株式会社東京食品") == "東京食品"
    assert normalise_name("Ltd.") == "ltd", "a name that is nothing but a form keeps it"
    assert normalise_name(None) is None


def test_a_containers_check_digit() -> None:
    assert check_digit("CSQU 305438-3") == "3"  # the example of ISO 6346
    assert check_digit("MSKU6011673") == "2"
    assert check_digit("SWAP-17") is None


def of(value: str, unit: str) -> tuple[Decimal, str]:
    quantity = quantity_of(Measure(value=Decimal(value), unit=unit))
    assert quantity is not None
    return quantity.value, quantity.dimension


def test_units_of_a_dimension_are_brought_to_one_scale() -> None:
    assert of("1", "TNE") == of("1000", "KGM") == of("1000000", "GRM")
    assert of("2", "LBR") == (Decimal("0.907184740"), "mass")
    assert of("1", "DZN") == of("12", "C62") == of("12", "H87")
    assert of("1", "MTQ") == of("1000", "LTR")


def test_dimensions_are_kept_apart() -> None:
    dimensions = {of("1", unit)[1] for unit in ("KGM", "C62", "LTR", "MTR", "MTK", "PR", "SET", "KWH")}
    assert len(dimensions) == 8
    assert of("7", "NIU") == (Decimal(7), "NIU"), "a unit without a row is comparable with itself only"


def test_every_unit_is_one_of_recommendation_20() -> None:
    assert conversions().keys() <= UNITS


@pytest.mark.skipif(not SAMPLES.exists(), reason="the public table of Rec 20 is not at hand")
def test_names_of_units_are_those_of_the_published_table() -> None:
    import csv

    text = (SAMPLES / "reference-data" / "rec20-units-of-measure.csv").read_text("utf-8")
    published = {row["CommonCode"]: row["Name"] for row in csv.DictReader(text.splitlines())}
    for code, conversion in conversions().items():
        assert published[code].lower().startswith(conversion.name.split(" or ")[0].lower()[:6]), code
