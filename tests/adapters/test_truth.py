"""Documents with values changed, swapped and cut off: never a wrong record without a word.

The oracle knows no adapter's rules: see `judging`. A value that chose a mapping (a qualifier, the name of a
list) may change which fields there are; of it, only that it is shown is asked.
"""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters import DocumentRefused, Drafts, read
from adapters.templates import TEMPLATE_NAMES, example_csv, template
from tests.adapters.changing import values, with_values
from tests.adapters.judging import (
    accounted,
    choosing,
    expected,
    newly_warned,
    parts_with,
    silently_wrong,
    structural,
    unmapped,
)

FOLDER = Path(__file__).parent / "documents"
DOCUMENTS = {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir())}
DOCUMENTS |= {f"{name}.csv": example_csv(template(name)) for name in TEMPLATE_NAMES}
BEFORE = {name: read(data) for name, data in DOCUMENTS.items()}
GARBAGE = "Zq7~x"

names = st.sampled_from(sorted(DOCUMENTS))
numbers = st.integers(0, 2**32)


def reading(data: bytes) -> Drafts | None:
    """What is read of `data`; None where it is refused."""
    try:
        return read(data)
    except DocumentRefused:
        return None


def one_character_off(text: str, where: int, other: int) -> str:
    """`text` with one letter or digit (never a zero) in place of another of its kind."""
    spots = [i for i, each in enumerate(text) if each.isascii() and each.isalnum()]
    if not spots:
        return f"{text}7"
    at = spots[where % len(spots)]
    letters = "abcdefghijklmnopqrstuvwxyz"
    kind = "123456789" if text[at].isdigit() else letters.upper() if text[at].isupper() else letters
    others = kind.replace(text[at], "")
    return text[:at] + others[other % len(others)] + text[at + 1 :]


def judge_changed(name: str, place: int, new: str) -> None:
    data, before = DOCUMENTS[name], BEFORE[name]
    old = values(data)[place].strip()
    after = reading(with_values(data, {place: new}))
    if after is None:
        return
    assert new.strip() in accounted(after), "a value of the document is shown nowhere"
    if old not in choosing(before):
        assert silently_wrong(before, after, {new.strip()}) == []


@settings(max_examples=400)
@given(names, numbers, numbers, numbers)
def test_a_changed_value_changes_its_own_fields_only(name: str, place: int, where: int, other: int) -> None:
    found = values(DOCUMENTS[name])
    place %= len(found)
    judge_changed(name, place, one_character_off(found[place], where, other))


@settings(max_examples=250)
@given(names, numbers)
def test_a_code_that_is_on_no_list_is_refused_or_shown(name: str, place: int) -> None:
    found = values(DOCUMENTS[name])
    place %= len(found)
    room = len(found[place]) if name.startswith("naccs") else len(GARBAGE)
    judge_changed(name, place, GARBAGE[:room])


@settings(max_examples=250)
@given(names.filter(lambda name: not name.startswith("naccs")), numbers, numbers)
def test_two_values_that_were_swapped_stand_in_each_others_fields(name: str, one: int, two: int) -> None:
    data, before = DOCUMENTS[name], BEFORE[name]
    found = values(data)
    one, two = one % len(found), two % len(found)
    first, second = found[one].strip(), found[two].strip()
    chose = choosing(before)
    if first == second or {first, second} & chose or found.count(found[one]) + found.count(found[two]) > 2:
        return
    after = reading(with_values(data, {one: found[two], two: found[one]}))
    if after is None or newly_warned(before, after):
        return
    assert silently_wrong(before, after, {first, second}) == []
    for old, new in ((first, second), (second, first)):
        assert new in accounted(after)
        moved = parts_with(before, old)
        elsewhere = unmapped(after) | structural(after) | expected(after)
        assert not moved or moved & parts_with(after, new) or new in elsewhere


def without_origin(drafts: Drafts) -> list[dict[str, object]]:
    return [{name: part for name, part in draft.data.items() if name != "original"} for draft in drafts]


@settings(max_examples=300)
@given(names, numbers)
def test_a_document_that_was_cut_is_never_read_as_a_shorter_one(name: str, end: int) -> None:
    data = DOCUMENTS[name]
    cut = data[: end % len(data)]
    after = reading(cut)
    if after is None or cut.rstrip() == data.rstrip():
        return
    assert newly_warned(BEFORE[name], after)


@pytest.mark.parametrize("name", sorted(name for name in DOCUMENTS if name.endswith(".edi")))
def test_a_message_without_one_of_its_segments_is_refused_by_its_count(name: str) -> None:
    end = "*" if DOCUMENTS[name].startswith(b"UNA:+,?*") else "'"
    text = DOCUMENTS[name].decode()
    segments = text.split(end)
    for number in range(1, len(segments) - 1):
        if not segments[number].strip().startswith(("UNB", "UNA")):
            assert reading(end.join(segments[:number] + segments[number + 1 :]).encode()) is None


def test_a_list_that_is_none_of_unlocodes_names_is_warned_of() -> None:
    data = DOCUMENTS["ubl-waybill.xml"].replace(b'schemeID="UN/LOCODE"', b'schemeID="UN/L0CODE"')
    assert "code.list" in {remark.code for draft in read(data) for remark in draft.warnings}


def test_a_type_of_declaration_that_is_unknown_is_warned_of() -> None:
    data = DOCUMENTS["wco-original.xml"].replace(b"<TypeCode>IMA<", b"<TypeCode>ZMA<")
    assert "code.unknown" in {remark.code for draft in read(data) for remark in draft.warnings}
