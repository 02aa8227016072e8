"""Telling a gateway where in which document each field of a record stood, so that officers find it there."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clients.sdk.plans import Plan, Request
from clients.sdk.session import Session, call
from contracts.ids import RecordId, hex0x
from contracts.records import Record

if TYPE_CHECKING:
    from adapters import Draft

MOST_RECORDS = 1_000
MOST_BYTES = 4 * 1024 * 1024
"""Records and bytes of which one request tells."""


@dataclass(frozen=True, slots=True)
class RecordSource:
    """The document that an anchored or accepted record was read from, as JSON; see `source_of`."""

    record: RecordId
    document: Mapping[str, Any]


def source_of(draft: "Draft", record: Record, name: str | None = None) -> dict[str, Any]:
    """The document of `draft`, called `name`, with the place of each field that `record` took from it."""
    from adapters.report import leaves

    held = leaves(record.model_dump(mode="json", exclude_none=True))
    fields = {path: source.to_dict() for path, source in draft.provenance.items() if path in held}
    named = {} if name is None else {"name": name}
    return {**named, "format": draft.format, "original_sha256": draft.original_sha256, "fields": fields}


def tell_sources(session: Session, sources: Sequence[RecordSource]) -> Plan[int]:
    """Tell the sources of one's own records; of how many the gateway did not know yet.

    Needs to be signed in as their author's member. Raises GatewayRefused for another's record, and where
    another document was told of it before. Whoever may read a record may then read its source.
    """
    new = 0
    for body in _bodies(sources):
        answer = yield from call(session, Request("POST", "/v1/sources", content=body))
        new += int(answer["new"])
    return new


def source(session: Session, record: RecordId) -> Plan[dict[str, Any]]:
    """Where in which document a record's fields stood, as its author told; GatewayRefused if nobody did."""
    return dict((yield from call(session, Request("GET", f"/v1/records/{hex0x(record)}/source"))))


def _bodies(sources: Sequence[RecordSource]) -> Iterator[bytes]:
    """The sources as JSON, as many to a request as the gateway takes."""
    held: list[bytes] = []
    size = 0
    for one in sources:
        text = json.dumps({"record": hex0x(one.record), **one.document}, ensure_ascii=False).encode()
        if held and (len(held) == MOST_RECORDS or size + len(text) > MOST_BYTES):
            yield _body(held)
            held, size = [], 0
        held.append(text)
        size += len(text)
    if held:
        yield _body(held)


def _body(texts: Sequence[bytes]) -> bytes:
    return b'{"sources":[' + b",".join(texts) + b"]}"
