"""The specimen page of an issuing body: a certificate looked up by its number and one more field."""

from hashlib import sha256
from typing import Any

from clients.sdk.plans import Plan, Request
from clients.sdk.promises import check_no_match
from clients.sdk.session import Session, call
from contracts.cases import canonical


def look_up(session: Session, question: dict[str, str]) -> Plan[dict[str, Any]]:
    """What the issuing body answers: `match` with the proof, unverified yet, or its statement of no match.

    The statement is checked where the client has a trust file; PromiseInvalid if it is not the issuer's own.
    """
    found = dict((yield from call(session, Request("POST", "/v1/specimens", json=question))))
    if not found["match"]:
        yield from check_no_match(session, found, sha256(canonical(question)).digest())
    return found


def look_ups(session: Session, limit: int) -> Plan[list[dict[str, Any]]]:
    """The last look-ups, as the issuing body itself reads them."""
    request = Request("GET", "/v1/specimens/look-ups", params={"limit": limit})
    return list((yield from call(session, request))["look_ups"])
