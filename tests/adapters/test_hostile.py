"""Hostile input: each bomb is refused with its own code, quickly, and before it goes off."""

import struct
import zipfile
from io import BytesIO

import pytest

from adapters import DocumentRefused, read
from adapters.limits import MAX_BYTES, MAX_EDIFACT_BYTES
from adapters.templates import example_csv, template, write_xlsx

INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
ROOT = f'<Invoice xmlns="{INVOICE}">'.encode()
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE Invoice [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><Invoice>&j;</Invoice>"
)
EXTERNAL = (
    b'<?xml version="1.0"?><!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/passwd">]><Invoice>&x;</Invoice>'
)


def refused(data: bytes) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as error:
        read(data)
    assert error.value.where
    assert error.value.expected
    assert error.value.found
    return error.value


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS,
        EXTERNAL,
        b"<!DOCTYPE Invoice><Invoice/>",
        b"<!-- <Invoice> --><!DOCTYPE Invoice SYSTEM 'http://localhost/x.dtd'><Invoice/>",
        b"\n\n<?pi ?><!DOCTYPE Invoice PUBLIC 'a' 'b'><Invoice/>",
        LAUGHS.decode().encode("utf-16"),
    ],
)
def test_a_document_type_is_refused_before_any_entity_is_looked_at(data: bytes) -> None:
    assert refused(data).code == "document.entity"


def test_an_entity_without_a_declaration_is_not_well_formed() -> None:
    assert refused(b"<Invoice>&x;</Invoice>").code == "document.malformed"


@pytest.mark.parametrize(
    "start", [b"<Invoice>", b"[", b"UNB+UNOC:3+A+B+260101:0900+1'", b"number,agreement\n"]
)
def test_a_hundred_megabytes_are_refused_by_their_size_alone(start: bytes) -> None:
    assert refused(start + b" " * 100_000_000).code == "document.too_large"


def test_an_interchange_has_a_lower_limit_since_each_character_costs_a_step() -> None:
    data = b"UNB+UNOC:3+A+B+260101:0900+1'" + b" " * MAX_EDIFACT_BYTES
    assert refused(data).code == "document.too_large"


@pytest.mark.parametrize(
    "data",
    [
        ROOT + b"<a>" * 60 + b"</a>" * 60 + b"</Invoice>",
        b"<a>" * 5_000 + b"</a>" * 5_000,
        b"<Invoice>" + b"<b>" * 100_000,
        b"[" * 60 + b"]" * 60,
        b"[" * 1_000_000,
        b'{"events":' * 100_000,
    ],
)
def test_deep_nesting_is_refused(data: bytes) -> None:
    assert refused(data).code == "document.too_deep"


@pytest.mark.parametrize(
    "data",
    [
        b"<a>" + b"<b/>" * 500_000 + b"</a>",
        b"<a " + b" ".join(b'a%d="1"' % n for n in range(500_000)) + b"/>",
        b"[" + b"1," * 1_000_000 + b"1]",
        b"[" + b"[]," * 500_000 + b"[]]",
        b"UNH+1+IFTSTA'" + b"+" * 600_000 + b"'",
        example_csv(template("invoice")) + b"1\n" * 500_000,
    ],
)
def test_too_many_values_are_refused(data: bytes) -> None:
    assert len(data) < MAX_BYTES
    assert refused(data).code == "document.too_large"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'<?xml version="1.0" encoding="UTF-8"?><a>\xff</a>', "document.encoding"),
        (b'<?xml version="1.0" encoding="EBCDIC-CP-US"?><a/>', "document.encoding"),
        ('<?xml version="1.0" encoding="UTF-8"?><a/>'.encode("utf-16"), "document.encoding"),
        (b'<?xml version="1.0" encoding="UTF-16"?><a/>', "document.encoding"),
        (b"<a>\0</a>", "document.encoding"),
        ("<a/>".encode("utf-32"), "document.unknown_format"),
        ('[{"a": 1}]'.encode("utf-16"), "document.encoding"),
        ('[{"a": 1}]'.encode("utf-16-le"), "document.encoding"),
        (b'[{"a": "\xff"}]', "document.encoding"),
        (b'[{"a": "\\ud800"}]', "document.encoding"),
        (b"UNB+UNOA:3+A+\xe9+260101:0900+1'", "document.encoding"),
        (b"number,\x81\n", "document.encoding"),
        (b"number,\0\n", "document.encoding"),
    ],
)
def test_bytes_that_are_not_text_in_the_encoding_they_claim_are_refused(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_utf_16_with_a_mark_is_xml_like_any_other(documents: dict[str, bytes]) -> None:
    text = documents["ubl-invoice.xml"].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert read(text.encode("utf-16"))[0].data["number"] == "INV-2026-0042"


def test_a_key_that_stands_twice_is_refused_with_its_pointer() -> None:
    error = refused(b'[{"eventID": "1", "vessel": {"imo": 1, "imo": 2}}]')
    assert (error.code, error.where) == ("document.malformed", "/0/vessel/imo")


@pytest.mark.parametrize("data", [b"[NaN]", b"[1e5000", b'{"a": }', b"{'a': 1}", b'["a\nb"]', b"[1]x", b"{"])
def test_what_is_no_json_is_refused_with_line_and_column(data: bytes) -> None:
    assert refused(data).code == "document.malformed"


@pytest.mark.parametrize("data", [b"", b"\n", b"\0", b"\x7fELF", b"hello", b"\xef\xbb\xbf"])
def test_what_is_no_document_is_refused(data: bytes) -> None:
    assert refused(data).code in ("document.unknown_format", "document.encoding")


def packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = bytearray(packed({"xl/workbook.xml": b"\0" * 10_000_000}))
    directory = bomb.rfind(b"PK\x01\x02")
    bomb[directory + 24 : directory + 28] = struct.pack("<I", 100_000_000)
    assert len(bomb) < 20_000
    assert refused(bytes(bomb)).code == "document.too_large"


def test_a_bomb_that_states_a_small_size_is_refused() -> None:
    bomb = bytearray(packed({"xl/workbook.xml": b"\0" * 10_000_000}))
    directory = bomb.rfind(b"PK\x01\x02")
    bomb[directory + 24 : directory + 28] = struct.pack("<I", 10)
    assert refused(bytes(bomb)).code == "document.malformed"


def test_too_many_parts_are_refused() -> None:
    assert refused(packed({f"part{n}": b"" for n in range(1_000)})).code == "document.too_large"


def test_a_part_with_a_document_type_is_refused() -> None:
    source = zipfile.ZipFile(BytesIO(write_xlsx(template("invoice"))))
    parts = {name: source.read(name) for name in source.namelist()}
    parts["xl/workbook.xml"] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts["xl/workbook.xml"]
    assert refused(packed(parts)).code == "document.entity"


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 500])
def test_a_zip_that_is_no_workbook_is_refused(data: bytes) -> None:
    assert refused(data).code == "document.malformed"


def test_a_zip_of_something_else_is_refused() -> None:
    assert refused(packed({"word/document.xml": b"<a/>"})).code == "document.malformed"


def test_text_beside_elements_is_refused_since_no_reader_would_see_it() -> None:
    data = f'<Invoice xmlns="{INVOICE}"><a>1</a>lost</Invoice>'.encode()
    assert refused(data).code == "document.malformed"


def test_an_element_of_another_namespace_is_not_taken_for_ours(documents: dict[str, bytes]) -> None:
    data = documents["ubl-invoice.xml"].replace(b"CommonBasicComponents-2", b"CommonBasicComponents-9")
    error = refused(data)
    assert error.code == "document.malformed"
    assert "cbc:ID" in error.expected


@pytest.mark.parametrize(
    "data",
    [
        ROOT + b"<" + b"b" * 700 + b"/></Invoice>",
        b'{"' + b"k" * 700 + b'": 1}',
        (b'{"' + b"k" * 100 + b'": ') * 10 + b"[1, 2]" + b"}" * 10,
    ],
)
def test_names_that_would_make_every_location_long_are_refused(data: bytes) -> None:
    assert refused(data).code == "document.too_deep"


def test_work_grows_with_the_message_and_not_with_its_square(documents: dict[str, bytes]) -> None:
    """A movement for each of a thousand containers: each is a record, and none looks at all the others."""
    head, moved = documents["coarri.edi"].decode().split("EQD+CN+TEMU", 1)[0].split("EQD+CN+", 1)
    body = "".join(f"EQD+CN+{moved}" for _ in range(1_000))
    segments = head.count("'") - 1 + body.count("'") + 2
    message = f"{head}{body}CNT+16:1000'UNT+{segments}+1'UNZ+1+14'"
    assert len(read(message.encode())) == 1_000
