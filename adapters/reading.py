"""From bytes to drafts: the syntax is found and parsed, the format recognised, its reader applied."""

from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from adapters.credentials.opening import opened
from adapters.credentials.proofs import ProofCheck
from adapters.credentials.tokens import looks_like_token
from adapters.detection import (
    XML_PREFIXES,
    format_of_csv,
    format_of_interchange,
    format_of_json,
    format_of_table,
    format_of_xml,
)
from adapters.drafting import Reading
from adapters.drafts import Draft, Drafts, Remark
from adapters.errors import UnknownFormat
from adapters.formats import NACCS_IDA, Format
from adapters.naccs.layout import looks_like_ida, read_ida
from adapters.onerecord.objects import is_one_record, plain
from adapters.sources.edifact import looks_like_edifact, read_edifact
from adapters.sources.encoding import check_size
from adapters.sources.json import looks_like_json
from adapters.sources.pdf import invoice_inside, looks_like_pdf
from adapters.sources.table import csv_text
from adapters.sources.tree import Node
from adapters.sources.workbook import looks_like_workbook, read_workbook
from adapters.sources.xml import looks_like_xml, read_xml
from adapters.templates.writing import SKIPPED_SHEETS
from contracts.errors import brief

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Recognised(NamedTuple):
    """A parsed document, its format, its media type, and remarks on how its bytes were read."""

    root: Node
    format: Format
    media_type: str
    warnings: tuple[Remark, ...] = ()
    proofs: tuple[ProofCheck, ...] = ()


def read(data: bytes, hint: str | None = None, *, at: datetime | None = None) -> Drafts:
    """The drafts that the document `data` holds, with the source of every field.

    The format is found by shape; `hint` (a format's id) only says what the sender expects, and a document of
    another format is refused. `at` is the time that a credential has to be valid at; without one that is not
    judged. Raises a DocumentRefused with position, expected and found. Pure: no file, no
    network, no clock.
    """
    check_size(data)
    found = _recognised(data, at)
    if hint is not None and hint != found.format.id:
        raise UnknownFormat(
            found.root.place, expected=f"a document in {brief(hint)}", found=found.format.title
        )
    digest = sha256(data).hexdigest()
    reading = Reading(
        found.root, format_=found.format.id, original_sha256=digest, media_type=found.media_type
    )
    reading.warnings.extend(found.warnings)
    return _gathered(reading, found.format.read(reading), found.proofs)


def _recognised(data: bytes, at: datetime | None) -> _Recognised:
    if looks_like_pdf(data):
        root = read_xml(invoice_inside(data), XML_PREFIXES, format_of_xml)
        return _Recognised(root, format_of_xml(root), "application/pdf")
    if looks_like_workbook(data):
        root = read_workbook(data, SKIPPED_SHEETS)
        return _Recognised(root, format_of_table(root), _XLSX)
    if looks_like_xml(data):
        root = read_xml(data, XML_PREFIXES, format_of_xml)
        return _Recognised(root, format_of_xml(root), "application/xml")
    if looks_like_json(data) or looks_like_token(data):
        root, proofs = opened(data, at)
        if is_one_record(root):
            root = plain(root)
        return _Recognised(root, format_of_json(root), "application/json", (), proofs)
    if looks_like_ida(data):
        return _Recognised(read_ida(data), NACCS_IDA, "text/plain")
    if looks_like_edifact(data):
        return _interchange(data)
    text, codec = csv_text(data)
    root, format_ = format_of_csv(text)
    return _Recognised(root, format_, "text/csv", _remarks(codec, text))


def _interchange(data: bytes) -> _Recognised:
    interchange = read_edifact(data)
    format_ = format_of_interchange(interchange)
    warnings = tuple(Remark(*remark) for remark in interchange.remarks)
    return _Recognised(interchange.root, format_, "application/edifact", warnings)


def _remarks(codec: str, text: str) -> tuple[Remark, ...]:
    """What of a table's bytes leaves a doubt: another encoding than UTF-8, an end in the middle of a line."""
    remarks = []
    if not codec.startswith("utf-8"):
        said = f"read as {codec}; UTF-8 would leave no doubt"
        remarks.append(Remark("document.encoding", "document", said))
    if not text.endswith(("\n", "\r")):
        said = "the last row has no end of line: the file may be cut"
        remarks.append(Remark("table.no_end", f"line {text.count(chr(10)) + 1}", said))
    return tuple(remarks)


def _gathered(reading: Reading, drafts: list[Draft], proofs: tuple[ProofCheck, ...]) -> Drafts:
    """The drafts, with what of the document belongs to none of them."""
    unmapped, structural = reading.left_outside()
    return Drafts(
        drafts,
        format_=reading.format,
        original_sha256=reading.original_sha256,
        expectations=reading.expectations,
        unmapped=unmapped,
        structural=structural,
        warnings=reading.warnings,
        proofs=proofs,
    )
