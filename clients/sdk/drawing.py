"""Drawing on a proof of origin: what customs decide, and what is used of each line."""

from typing import Any

from clients.sdk.plans import Plan, Request
from clients.sdk.session import Session, call
from contracts.ids import RecordId, hex0x


def debit(session: Session, proof: RecordId, decision: dict[str, Any]) -> Plan[dict[str, Any]]:
    """Hand in what a declaration line uses of a line of `proof`, in the fields of the API."""
    return dict(
        (yield from call(session, Request("POST", f"/v1/records/{hex0x(proof)}/debits", json=decision)))
    )


def utilisation(session: Session, proof: RecordId) -> Plan[dict[str, Any]]:
    """What is used of `proof`, line by line, as of the last block."""
    return dict((yield from call(session, Request("GET", f"/v1/records/{hex0x(proof)}/utilisation"))))
