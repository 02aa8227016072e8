"""EDIFACT IFTSTA: envelopes and counts, groups, statuses and their times."""

import re

import pytest

from adapters import DocumentRefused, read


@pytest.fixture
def message(documents: dict[str, bytes]) -> str:
    return documents["iftsta.edi"].decode()


def refused(text: str) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as error:
        read(text.encode("latin-1"))
    return error.value


def test_a_status_becomes_a_milestone(message: str) -> None:
    (draft,) = read(message.encode())
    assert draft.data["meaning"] == "discharged"
    assert draft.data["vessel"] == {"imo": "9074729", "name": "EXAMPLE PEARL"}
    assert draft.data["issuer"]["identifiers"] == [{"scheme": "SCAC", "value": "MAEU"}]
    assert draft.data["equipment"] == {
        "number": "CSQU3054383",
        "size_type": "22G1",
        "laden": True,
        "seals": ["SL-1"],
    }
    assert draft.provenance["location/locode"].location == "LOC#10/2.1"


def test_a_time_without_an_offset_is_that_of_the_place_and_marked(message: str) -> None:
    draft = read(message.encode())[0]
    assert draft.data["occurred"] == "2026-03-04T07:40:00+09:00"
    assert "JP" in draft.defaults["occurred"]


def test_a_time_with_an_offset_keeps_it(message: str) -> None:
    draft = read(message.encode())[0]
    assert draft.data["recorded"] == "2026-03-04T09:05:00+09:00"
    assert "recorded" not in draft.defaults


def test_an_estimate_beside_a_status_stays_an_expectation(message: str) -> None:
    drafts = read(message.encode())
    assert [(e.classifier, e.when) for e in drafts.expectations] == [
        ("EST", "2026-03-04T06:00:00"),
        ("UNDATED", "2026-03-04"),
    ]


def test_a_status_with_a_day_only_is_no_milestone(message: str) -> None:
    drafts = read(message.encode())
    assert "status.no_time" in {remark.code for remark in drafts.warnings}


def test_released_characters_are_text(message: str) -> None:
    timed = message.replace("DTM+334:20260304:102'", "DTM+334:202603040800:203'")
    assert read(timed.encode())[1].data["remarks"] == "AT O'HARE + GATE"


def test_other_service_characters_are_those_of_una(message: str) -> None:
    plain = message.replace("?+0900:303", ":203").replace("AT O?'HARE ?+ GATE", "AT GATE+: 1")
    assert len(read(plain.translate(str.maketrans("+:'", "*;~")).encode())) == 1


def test_a_release_character_that_una_leaves_out_releases_nothing(message: str) -> None:
    plain = message.replace("?+0900:303", ":203").replace("AT O?'HARE ?+ GATE", "AT 10 O CLOCK")
    assert len(read(plain.replace("UNA:+.? '", "UNA:+.  '").encode())) == 1


def test_a_message_without_una_has_the_usual_service_characters(message: str) -> None:
    assert len(read(message.partition("\n")[2].encode())) == 1


def test_a_message_without_an_envelope_is_read_and_remarked_on(message: str) -> None:
    lines = message.splitlines()
    bare = "\n".join(line for line in lines if not line.startswith(("UNA", "UNB", "UNZ")))
    drafts = read(bare.encode())
    assert len(drafts) == 1
    assert drafts.warnings[0].code == "edifact.no_envelope"


def test_another_reference_in_unz_is_remarked_on(message: str) -> None:
    drafts = read(message.replace("UNZ+2+77", "UNZ+2+78").encode())
    assert "edifact.reference" in {remark.code for remark in drafts.warnings}


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        ("UNT+15+1'", "UNT+16+1'", "document.count", "UNT#16/1.1"),
        ("UNT+15+1'", "UNT+15+9'", "document.count", "UNT#16/2.1"),
        ("UNZ+2+77'", "UNZ+3+77'", "document.count", "UNZ#24/1.1"),
        ("UNZ+2+77'\n", "", "document.malformed", "UNT#23"),
        ("UNT+7+2'\nUNZ+2+77'", "", "document.malformed", "UNH#17"),
        ("UNT+15+1'\n", "", "document.malformed", "UNH#16"),
        ("CNI+1'\nSTS+1+UV'", "STS+1+UV'\nCNI+1'", "document.malformed", "STS#6"),
        ("CNI+1'\n", "BGM+1'\n", "document.malformed", None),
        ("IFTSTA:D", "BAPLIE:D", "document.unknown_format", "UNH#2/2.1"),
        (":203'", ":718'", "document.value", "DTM#9/1.2"),
        ("202603040740", "202613040740", "document.value", "DTM#9/1.2"),
        ("UNA:+.? '", "UNA:::::'", "document.malformed", "UNA"),
        ("SEL+SL-1", "sel+SL-1", "document.malformed", "segment 15"),
    ],
)
def test_a_wrong_interchange_is_refused_with_its_segment(
    message: str, old: str, new: str, code: str, where: str | None
) -> None:
    assert old in message
    error = refused(message.replace(old, new))
    assert error.code == code
    assert where is None or error.where == where


def test_an_interchange_that_is_cut_says_so(message: str) -> None:
    assert refused(message[: len(message) // 2]).code in ("document.malformed", "document.count")


def test_a_count_of_equipment_is_checked(message: str) -> None:
    counted = message.replace("CNI+1'\nSTS+1+UV'", "CNT+16:2'\nCNI+1'\nSTS+1+UV'").replace(
        "UNT+15+1", "UNT+16+1"
    )
    error = refused(counted)
    assert (error.code, error.where) == ("document.count", "CNT#6/1.2")
    assert len(read(counted.replace("CNT+16:2", "CNT+16:1").encode())) == 1


def test_latin_1_is_read_as_unb_says(message: str) -> None:
    drafts = read(message.replace("EXAMPLE LINE", "R\u00c9SEAU").encode("latin-1"))
    assert drafts[0].data["issuer"]["name"] == "R\u00c9SEAU"


def test_references_of_the_head_count_only_for_what_no_status_says(message: str) -> None:
    headed = message.replace("CNI+1'\nSTS+1+UV'", "RFF+BM:OTHER'\nRFF+BN:BKG-1'\nCNI+1'\nSTS+1+UV'")
    draft = read(
        headed.replace("UNT+15+1", "UNT+17+1")
        .replace("NAD+CA", "RFF+XX:1'\nNAD+CA")
        .replace("UNT+17+1", "UNT+18+1")
        .encode()
    )[0]
    numbers = {reference["number"] for reference in draft.data["references"]}
    assert numbers == {"MAEU240118001", "BKG-1", "CSQU3054383"}


def test_repetitions_of_syntax_4_are_values_of_their_own(message: str) -> None:
    repeating = message.replace("UNA:+.? '", "UNA:+.?*'").replace("UNOC:3", "UNOC:4")
    drafts = read(repeating.replace("SEL+SL-1", "SEL+SL-1*SL?*2").encode())
    assert drafts[0].data["equipment"]["seals"] == ["SL-1", "SL*2"]
    assert drafts[0].provenance["equipment/seals/1"].location == "SEL#15/1[2].1"


def test_an_asterisk_of_syntax_3_is_text(message: str) -> None:
    drafts = read(message.replace("SEL+SL-1", "SEL+SL*1").encode())
    assert drafts[0].data["equipment"]["seals"] == ["SL*1"]


def test_a_cancellation_makes_no_record(message: str) -> None:
    error = refused(message.replace("BGM+23+S-1+9", "BGM+23+S-1+1"))
    assert (error.code, error.where) == ("document.value", "BGM#3/3.1")
    assert "Revoke" in error.remedy


def test_a_replacement_is_read_and_remarked_on(message: str) -> None:
    drafts = read(message.replace("BGM+23+S-1+9", "BGM+23+S-1+5").encode())
    assert "message.replaces" in {remark.code for remark in drafts.warnings}


def test_a_status_without_a_code_is_left_and_said_to_be(message: str) -> None:
    drafts = read(message.replace("STS+1+UV'", "STS+1'").encode())
    assert "status.no_code" in {remark.code for remark in drafts.warnings}
    assert not list(drafts)
    assert {"STS#7/1.1", "DTM#9/1.2"} <= {item.location for item in drafts.unmapped}


def test_a_time_of_the_message_that_is_none_costs_no_status(message: str) -> None:
    stated = re.sub(r"DTM\+137:[^']*'", "DTM+137:20260304:203'", message, count=1)
    (draft,) = read(stated.encode())
    assert "recorded" not in draft.data
    assert "value.left" in {remark.code for remark in draft.warnings}
