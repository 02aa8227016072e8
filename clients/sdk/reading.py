"""What a gateway is asked: records, proofs, consignments, declarations, findings."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from clients.sdk.plans import Pause, Plan, Request
from clients.sdk.session import Session, call
from contracts.ids import RecordId, hex0x
from contracts.proofs import Bundle, Trust, TrustUpdate, bundle_from_json, update_from_json
from contracts.proofs.trust import trust_from_json

PAGE = 200


def network(session: Session) -> Plan[dict[str, Any]]:
    """Head, members, the indexer's lag, what waits for the ledger."""
    return dict((yield from call(session, Request("GET", "/v1/network"))))


def trust(session: Session) -> Plan[Trust]:
    """The network's trust file as this gateway tells it. Compare it with one that came another way."""
    return trust_from_json((yield from call(session, Request("GET", "/v1/trust"))))


def trust_update(session: Session, height: int) -> Plan[TrustUpdate]:
    """What brings a trust file up to date whose keeper has seen a height of consensus; see `advance`."""
    request = Request("GET", "/v1/network/trust-update", params={"height": height})
    return update_from_json((yield from call(session, request)))


def record(session: Session, record_id: RecordId) -> Plan[dict[str, Any]]:
    """A record with its payload and how it stands."""
    return dict((yield from call(session, Request("GET", f"/v1/records/{hex0x(record_id)}"))))


def verification(session: Session, record_id: RecordId, block: int | None = None) -> Plan[dict[str, Any]]:
    """What the gateway's node says of a record, now or at a past block. For a verdict that trusts no
    gateway, use `proof`.
    """
    path = f"/v1/records/{hex0x(record_id)}/verification"
    params = {} if block is None else {"block": block}
    return dict((yield from call(session, Request("GET", path, params=params))))


def proof(session: Session, record_id: RecordId) -> Plan[Bundle]:
    """The proof bundle of a record as of the last block, read strictly and not yet verified."""
    path = f"/v1/records/{hex0x(record_id)}/proof"
    return bundle_from_json((yield from call(session, Request("GET", path))))


def proofs(session: Session, record_ids: Sequence[RecordId]) -> Plan[Bundle]:
    """One bundle of all these records, read strictly and not yet verified."""
    wanted = {"records": [hex0x(record_id) for record_id in record_ids]}
    return bundle_from_json((yield from call(session, Request("POST", "/v1/proofs", json=wanted))))


def file_identity(session: Session, document: Mapping[str, Any]) -> Plan[dict[str, Any]]:
    """Hand in an identity statement that is bound on the ledger: bundles carry it from then on."""
    answer = yield from call(session, Request("POST", "/v1/identity-statements", json=dict(document)))
    return dict(answer)


def history(session: Session, number: str) -> Plan[list[dict[str, Any]]]:
    """The consignments that a number leads to: a B/L, container, invoice, certificate, UCR, declaration.

    Each with its statements, as their reader may see them.
    """
    return (yield from _all_pages(session, "/v1/consignments", {"number": number}))


def consignment(session: Session, identity: str) -> Plan[list[dict[str, Any]]]:
    """The consignment of that id, or those that a certificate of that id belongs to."""
    answer = yield from call(session, Request("GET", f"/v1/consignments/{identity}"))
    return list(answer["items"])


def lodge(session: Session, declaration: Mapping[str, Any]) -> Plan[list[dict[str, Any]]]:
    """Lodge a version of an import declaration, as JSON; what the gateway keeps of it."""
    request = Request("POST", "/v1/declarations", json=dict(declaration))
    return list((yield from call(session, request))["declarations"])


def lodge_document(
    session: Session,
    document: bytes,
    hint: str | None = None,
    lodged: str | None = None,
    importing_country: str | None = None,
) -> Plan[list[dict[str, Any]]]:
    """Lodge the declarations in a trade document: what the gateway keeps of each, and how it read it.

    `lodged` (a date-time with offset) and `importing_country` are used where the document states neither.
    """
    given = {"hint": hint, "lodged": lodged, "importing_country": importing_country}
    request = Request(
        "POST",
        "/v1/declarations",
        params={name: value for name, value in given.items() if value is not None},
        content=document,
        content_type="application/octet-stream",
    )
    return list((yield from call(session, request))["declarations"])


def check_document(
    session: Session,
    document: bytes,
    hint: str | None = None,
    lodged: str | None = None,
    importing_country: str | None = None,
) -> Plan[list[dict[str, Any]]]:
    """What would not match in the declarations of a document, and what is missing; nothing is lodged."""
    given = {"hint": hint, "lodged": lodged, "importing_country": importing_country}
    request = Request(
        "POST",
        "/v1/checks",
        params={name: value for name, value in given.items() if value is not None},
        content=document,
        content_type="application/octet-stream",
    )
    return list((yield from call(session, request))["checks"])


def declaration(session: Session, name: str) -> Plan[dict[str, Any]]:
    """A declaration as it stands, with its versions; for officers with its last signed result."""
    return dict((yield from call(session, Request("GET", f"/v1/declarations/{quote(name, safe='')}"))))


def wait_until_reconciled(
    session: Session, name: str, version: int, waits: int = 300
) -> Plan[dict[str, Any]]:
    """The declaration once `version` of it is reconciled; as it stands after a minute where it is not."""
    found: dict[str, Any] = {}
    for _ in range(waits):
        found = yield from declaration(session, name)
        done = found.get("reconciled") or {}
        if done.get("version", 0) >= version:
            break
        yield Pause(0.2)
    return found


def declarations(session: Session) -> Plan[list[dict[str, Any]]]:
    """The declarations that one may see, latest versions."""
    return (yield from _all_pages(session, "/v1/declarations", {}))


def findings(session: Session, declaration: str | None = None) -> Plan[list[dict[str, Any]]]:
    """The findings that one may see, of one declaration or of all."""
    params = {} if declaration is None else {"declaration": declaration}
    return (yield from _all_pages(session, "/v1/findings", params))


def find_again(session: Session, declaration: str, rules: str) -> Plan[dict[str, Any]]:
    """What a version of the rules that was used before finds in a declaration now; for officers."""
    request = Request(
        "GET", f"/v1/rules/versions/{quote(rules)}/findings", params={"declaration": declaration}
    )
    return dict((yield from call(session, request)))


def decide(session: Session, finding: str, decision: str, reason: str) -> Plan[dict[str, Any]]:
    """An officer's decision on a finding, with the reason."""
    body = {"decision": decision, "reason": reason}
    request = Request("POST", f"/v1/findings/{finding}/decisions", json=body)
    return dict((yield from call(session, request)))


def _all_pages(session: Session, path: str, params: Mapping[str, str]) -> Plan[list[dict[str, Any]]]:
    items: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        asked = {**params, "limit": str(PAGE)} | ({} if cursor is None else {"cursor": cursor})
        page = yield from call(session, Request("GET", path, params=asked))
        items += page["items"]
        cursor = page.get("next")
        if cursor is None:
            return items
