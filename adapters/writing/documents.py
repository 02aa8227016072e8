"""A record into a document of a named format, read back and compared: what is left out is listed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.drafts import IMPORT_DECLARATION, DraftKind
from adapters.errors import UnknownFormat
from adapters.reading import read
from adapters.report import leaves
from adapters.writing import credentials, declarations, events, naccs, tables, ubl
from contracts.errors import brief
from contracts.records import Kind

Data = Mapping[str, Any]
_NOT_SAID = frozenset({"original", "author", "grade", "audience", "issuer"})


@dataclass(frozen=True, slots=True)
class Written:
    """A document, its media type, and the paths that it says otherwise or not at all."""

    content: bytes
    media_type: str
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Writer:
    kinds: tuple[DraftKind, ...]
    media_type: str
    write: Callable[[DraftKind, Sequence[Data]], bytes]
    suffix: str


_XML, _JSON, _CSV = "application/xml", "application/json", "text/csv"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TABLED: tuple[DraftKind, ...] = (
    Kind.INVOICE, Kind.ORIGIN_CERTIFICATE, Kind.ORIGIN_DECLARATION, IMPORT_DECLARATION,
    Kind.EXPORT_DECLARATION, Kind.PARCEL,
)  # fmt: skip

_WRITERS: dict[str, _Writer] = {
    "ubl-invoice": _Writer((Kind.INVOICE,), _XML, ubl.invoice, "xml"),
    "ubl-certificate": _Writer((Kind.ORIGIN_CERTIFICATE,), _XML, ubl.certificate, "xml"),
    "wco-dec": _Writer((IMPORT_DECLARATION,), _XML, declarations.declaration, "xml"),
    "naccs-ida": _Writer((IMPORT_DECLARATION,), "text/plain", naccs.declaration, "txt"),
    "dcsa-tnt-2.2": _Writer((Kind.MILESTONE,), _JSON, events.track_and_trace, "json"),
    "epcis-json": _Writer((Kind.MILESTONE,), _JSON, events.epcis, "jsonld"),
    "credential": _Writer(
        (Kind.INVOICE, Kind.ORIGIN_CERTIFICATE, Kind.TRANSPORT_DOCUMENT),
        _JSON,
        credentials.credential,
        "json",
    ),
    "csv": _Writer(_TABLED, _CSV, tables.csv_file, "csv"),
    "xlsx": _Writer(_TABLED, _XLSX, tables.workbook, "xlsx"),
}

FORMATS = tuple(_WRITERS)
"""Formats that can be written, by the name that `tegata convert --to` takes."""


def formats_for(kind: DraftKind) -> tuple[str, ...]:
    """The formats that a record of `kind` can be written in."""
    return tuple(name for name, writer in _WRITERS.items() if kind in writer.kinds)


def write(kind: DraftKind, records: Sequence[Data], to: str) -> Written:
    """The records, as JSON-shaped data, in the format `to`; several only where the format holds several.

    Raises UnknownFormat for a format that has no place for the kind, and what the reader raises for values
    that the format can't spell.
    """
    writer = _WRITERS.get(to)
    if writer is None or kind not in writer.kinds:
        fitting = ", ".join(formats_for(kind)) or "no format"
        remedy = "Choose a format that has a place for it."
        raise UnknownFormat("--to", expected=fitting, found=brief(to), remedy=remedy)
    content = writer.write(kind, records)
    return Written(content, writer.media_type, _left_out(content, records))


def _left_out(content: bytes, records: Sequence[Data]) -> tuple[str, ...]:
    again = read(content)
    found: dict[str, None] = {}
    for place, data in enumerate(records):
        read_back = again[place].data if place < len(again) else {}
        said = leaves(_by_their_order(read_back, data))
        for path, value in leaves(data).items():
            if said.get(path) != value and path.split("/")[0] not in _NOT_SAID:
                found[path] = None
    return tuple(found)


def _by_their_order(read_back: Data, data: Data) -> dict[str, Any]:
    """What was read back, its references in the order of `data`'s: none is meant among references."""
    known = {(each["type"], each["number"]): each for each in read_back.get("references", ())}
    ordered = [known.get((each["type"], each["number"]), {}) for each in data.get("references", ())]
    return {**read_back, "references": ordered}
