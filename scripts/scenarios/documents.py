"""Consignments by way of their documents: written in the trade's own formats, and read by the real adapters.

What a document says is what was read of it, so that a fault in reading shows in the rules' figures. What its
format has no place for stays as it was drawn, so that no label is blurred.
"""

import copy
from collections import Counter
from typing import Any

from adapters import IMPORT_DECLARATION, DocumentRefused, DraftKind, read
from adapters.writing import write
from contracts.records import Kind
from scripts.scenarios.consignments import Consignment, Json

FORMATS: dict[DraftKind, tuple[str, ...]] = {
    Kind.INVOICE: ("ubl-invoice",),
    Kind.ORIGIN_CERTIFICATE: ("ubl-certificate",),
    Kind.ORIGIN_DECLARATION: ("csv",),
    Kind.TRANSPORT_DOCUMENT: ("credential",),
    Kind.MILESTONE: ("dcsa-tnt-2.2", "epcis-json"),
    IMPORT_DECLARATION: ("wco-dec",),
}
"""The formats of each kind of document: the first that can say it is taken."""

_CONTEXT = ("author", "grade", "audience", "issuer")


def by_documents(made: Consignment, read_as: Counter[str]) -> None:
    """Puts what is read of its documents in the place of what was drawn; `read_as` counts them by format.

    A document that no format can spell stays as it was drawn, and is counted so.
    """
    for paper in made.records():
        kind = Kind(paper.kind)
        if kind in FORMATS:
            paper.body = _read_back(kind, paper.body, read_as)
    made.declaration = _read_back(IMPORT_DECLARATION, made.declaration, read_as)
    made.others = [_read_back(IMPORT_DECLARATION, other, read_as) for other in made.others]


def _read_back(kind: DraftKind, body: Json, read_as: Counter[str]) -> Json:
    for format_ in FORMATS[kind]:
        try:
            written = write(kind, [body], format_)
        except DocumentRefused:
            continue
        read_as[format_] += 1
        found = copy.deepcopy(dict(read(written.content)[0].data))
        for path in written.left_out:
            _put(found, path.split("/"), _at(body, path))
        return found | {name: body[name] for name in _CONTEXT if name in body}
    read_as["as drawn"] += 1
    return body


def _at(data: Any, path: str) -> Any:
    for step in path.split("/"):
        data = data[int(step)] if isinstance(data, list) else data[step]
    return data


def _put(data: Any, steps: list[str], value: Any) -> None:
    """Puts `value` at the path, making what stands above it; a list grows by the item that is next."""
    for step, following in zip(steps, [*steps[1:], ""], strict=True):
        key: Any = int(step) if isinstance(data, list) else step
        below: Any = value if not following else [] if following.isdigit() else {}
        if isinstance(data, list) and key >= len(data):
            data.append(below)
        elif not following or key not in (data if isinstance(data, dict) else range(len(data))):
            data[key] = below
        data = data[min(key, len(data) - 1)] if isinstance(data, list) else data[key]
