"""`tegata convert` shows what a document holds beside what the record says."""

import re
from pathlib import Path

import pytest

from clients.cli.exit_codes import ExitCode
from tests.clients.cli.conftest import Tegata

DOCUMENTS = Path(__file__).parents[2] / "adapters" / "documents"


def row(out: str, field: str) -> list[str]:
    """The cells of the line of `field`, apart by two spaces or more."""
    line = next(line for line in out.splitlines() if line.startswith(f"{field} "))
    return re.split(r" {2,}", line.strip())


@pytest.mark.usefixtures("home")
def test_each_field_is_shown_as_the_document_and_as_the_record_has_it(tegata: Tegata) -> None:
    ran = tegata("convert", DOCUMENTS / "ubl-invoice.xml")
    assert ran.code == ExitCode.OK
    assert row(ran.out, "total/value")[:4] == ["total/value", "12560.00", "12560", "converted"]
    assert row(ran.out, "total/value")[4:] == ["line 38", "/Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount"]
    assert row(ran.out, "number")[1] == row(ran.out, "number")[2]
    assert row(ran.out, "number")[3] == "same"
    assert "default" in row(ran.out, "original/format")
    assert re.search(
        r"^\d+ fields: \d+ same, \d+ converted, \d+ default; \d+ values in no field$", ran.out, re.M
    )


@pytest.mark.usefixtures("home")
def test_only_what_changed_is_shown_when_asked(tegata: Tegata) -> None:
    out = tegata("convert", DOCUMENTS / "ubl-invoice.xml", "--changed").out
    assert row(out, "total/value")[3] == "converted"
    assert not any(line.startswith("number ") for line in out.splitlines())


@pytest.mark.usefixtures("home")
def test_what_is_planned_is_told_and_becomes_no_milestone(tegata: Tegata) -> None:
    out = tegata("convert", DOCUMENTS / "dcsa-2.2.json").out
    assert re.search(r"^expected +EST .*: no milestone", out, re.M)


@pytest.mark.usefixtures("home")
def test_the_document_can_put_nothing_on_the_screen_but_text(tegata: Tegata, tmp_path: Path) -> None:
    text = (DOCUMENTS / "ubl-invoice.xml").read_text(encoding="utf-8")
    evil = tmp_path / "invoice.xml"
    evil.write_text(text.replace("Marks: NIHON", "[link=https://evil.example]Marks[/]"), encoding="utf-8")
    assert "[link=https://evil.example]Marks[/]" in tegata("convert", evil).out


@pytest.mark.usefixtures("home")
def test_a_document_that_is_none_is_refused(tegata: Tegata, tmp_path: Path) -> None:
    file = tmp_path / "nothing.xml"
    file.write_text("<nothing/>")
    assert tegata("convert", file).code == ExitCode.INPUT
