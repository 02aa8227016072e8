"""Documents cut, flipped and shuffled at random: a refusal or a reading, never anything else."""

import random
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters import IMPORT_DECLARATION, DocumentRefused, convert_report, read
from adapters.formats import FORMATS
from adapters.templates import TEMPLATE_NAMES, example_csv, template, write_xlsx
from contracts.errors import TegataError

FOLDER = Path(__file__).parent / "documents"
DOCUMENTS = [path.read_bytes() for path in sorted(FOLDER.iterdir())]
DOCUMENTS += [example_csv(template(name)) for name in TEMPLATE_NAMES]
WORKBOOK = write_xlsx(template("invoice"))
PIECES = [
    *(bytes([each]) for each in b"<>&\"'+:?,{}"),
    *(b"\0", b"\xff", b"99999999999999999999", b"-1", b"1e9", b"2026-02-30", b"   ", b"=1+1", b"null"),
    *(b"<!DOCTYPE a>", "😀".encode(), b"e\xcc\x81"),
]

ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-32", "cp932", "euc_jp", "latin-1", "cp1252", "cp037")

positions = st.integers(0, 2**32)
flips = st.tuples(positions, st.integers(0, 255))


def judge(data: bytes) -> None:
    """Reads `data`; whatever is read must be usable, whatever is not must be refused as we refuse."""
    try:
        drafts = read(data)
    except DocumentRefused as refused:
        assert refused.where
        assert refused.expected
        assert refused.found
        refused.message.encode()
        return
    convert_report(drafts)
    for draft in drafts:
        if draft.kind == IMPORT_DECLARATION:
            try:
                draft.declaration(lodged="2026-01-01T00:00:00Z", importing_country="JP")
            except TegataError:
                assert draft.missing
        elif set(draft.missing) <= {"issuer"}:
            draft.record(author=1, grade="captured")


@settings(max_examples=250, deadline=None)
@given(
    st.sampled_from(DOCUMENTS), st.lists(st.tuples(positions, st.integers(0, 255)), min_size=1, max_size=6)
)
def test_flipped_bytes_never_crash_a_reader(data: bytes, changes: list[tuple[int, int]]) -> None:
    changed = bytearray(data)
    for position, byte in changes:
        changed[position % len(changed)] = byte
    judge(bytes(changed))


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(DOCUMENTS), positions)
def test_truncated_documents_never_crash_a_reader(data: bytes, position: int) -> None:
    judge(data[: position % len(data)])


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(DOCUMENTS), positions, st.sampled_from(PIECES), st.integers(0, 12))
@example(DOCUMENTS[0], 0, b"", 0)
def test_spliced_documents_never_crash_a_reader(data: bytes, position: int, piece: bytes, cut: int) -> None:
    at = position % len(data)
    judge(data[:at] + piece + data[at + cut :])


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(DOCUMENTS), positions)
def test_swapped_lines_and_values_never_crash_a_reader(data: bytes, seed: int) -> None:
    chance = random.Random(seed)
    separator = chance.choice([b"\n", b"'", b",", b"<", b'"'])
    parts = data.split(separator)
    first, second = chance.randrange(len(parts)), chance.randrange(len(parts))
    parts[first], parts[second] = parts[second], parts[first]
    judge(separator.join(parts))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(DOCUMENTS), positions, st.sampled_from(ENCODINGS), st.sampled_from(ENCODINGS))
def test_mixed_encodings_never_crash_a_reader(data: bytes, position: int, first: str, second: str) -> None:
    text = data.decode("cp932" if b"IDA" in data[:10] else "utf-8")
    at = position % len(text)
    judge(text[:at].encode(first, "replace") + text[at:].encode(second, "replace"))


def test_a_document_of_every_format_is_among_those_that_are_changed() -> None:
    assert {read(data).format for data in DOCUMENTS} == {each.id for each in FORMATS}


@settings(max_examples=40, deadline=None)
@given(positions, st.integers(0, 255))
def test_flipped_bytes_of_a_workbook_never_crash_a_reader(position: int, byte: int) -> None:
    changed = bytearray(WORKBOOK)
    changed[position % len(changed)] = byte
    judge(bytes(changed))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_noise_never_crashes_a_reader(data: bytes) -> None:
    judge(data)
