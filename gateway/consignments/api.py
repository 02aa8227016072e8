"""The API of consignments: by any number one has, and one's whole history."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from contracts.acts.registry import State
from contracts.ids import hex0x
from contracts.records.kinds import Kind
from gateway.access import Action, Principal, SignedIn, record_access
from gateway.consignments.evidence import Evidence
from gateway.consignments.graph import ConsignmentId
from gateway.consignments.names import Mention
from gateway.consignments.reading import Consignment, Line, find, read
from gateway.consignments.statements import declaration_name
from gateway.http.correlation import correlation_id_of
from gateway.services import Services, ServicesDep

router = APIRouter(prefix="/v1/consignments", tags=["consignments"])

_NUMBER = (
    "any number: B/L, waybill, container, invoice, certificate, declaration, UCR, order; in any spelling"
)


@router.get("")
def get_consignments(
    request: Request,
    services: ServicesDep,
    principal: SignedIn,
    number: Annotated[str, Query(min_length=1, max_length=200, description=_NUMBER)],
) -> dict[str, Any]:
    """The consignments that a number leads to, each with its history as the reader may see it."""
    with services.store.read() as connection:
        found = find(connection, principal, number)
    _audit(request, services, principal, found)
    return {"items": [consignment_json(one) for one in found], "next": None}


@router.get("/{identity}")
def get_consignment(
    identity: ConsignmentId, request: Request, services: ServicesDep, principal: SignedIn
) -> dict[str, Any]:
    """A consignment's history. The id of a certificate or declaration leads to all that it belongs to."""
    with services.store.read() as connection:
        found = read(connection, principal, identity)
    _audit(request, services, principal, found)
    return {"items": [consignment_json(one) for one in found], "next": None}


def consignment_json(consignment: Consignment) -> dict[str, Any]:
    """A consignment as the API gives it: every statement with its payload, its standing, and why it is
    here.
    """
    return {"id": consignment.id, "statements": [_line(line) for line in consignment.lines]}


def _line(line: Line) -> dict[str, Any]:
    entry = line.entry
    return {
        "kind": Kind(entry.statement.kind).slug if entry.statement.kind else "import-declaration",
        "declaration": declaration_name(entry.statement.node),
        "number": entry.statement.own.written if entry.statement.own else None,
        "mentions": [_mention(mention) for mention in entry.statement.mentions],
        "bond": entry.bond.name.lower() if entry.bond is not None else "member",
        "via": _mention(entry.via) if entry.via else None,
        "by": entry.by,
        "through": entry.through,
        "evidence": _evidence(line.evidence) if line.evidence else None,
    }


def _mention(mention: Mention) -> dict[str, Any]:
    return {"type": mention.type, "number": mention.written}


def _evidence(evidence: Evidence) -> dict[str, Any]:
    ending = evidence.ending
    return {
        "id": hex0x(evidence.record_id),
        "member": evidence.member,
        "grade": evidence.record.grade,
        "root": hex0x(evidence.root),
        "block": evidence.block,
        "anchored_at": evidence.anchored_at,
        "state": (ending.state if ending else State.ACTIVE).name.lower(),
        "ended_at": ending.time if ending else None,
        "successor": hex0x(ending.successor) if ending and ending.successor else None,
        "record": evidence.record.model_dump(mode="json", exclude_none=True),
    }


def _audit(request: Request, services: Services, principal: Principal, found: list[Consignment]) -> None:
    """Writes down whose payloads the answer holds, before it leaves."""
    ids = sorted({line.evidence.record_id for one in found for line in one.lines if line.evidence})
    now, correlation = services.now(), correlation_id_of(request)
    services.store.write(
        lambda connection: record_access(
            connection, principal, Action.READ_PAYLOAD, list(ids), now, correlation
        )
    )
