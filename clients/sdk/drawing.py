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


def conflict(
    session: Session, proof: RecordId, declaration: str, number: int = 1, line: int = 0
) -> Plan[dict[str, Any]]:
    """The evidence (`tegata/conflict/1`) that a declaration line's debit was refused for another's sake."""
    params: dict[str, str | int | float] = {"declaration": declaration, "number": number, "line": line}
    return dict(
        (yield from call(session, Request("GET", f"/v1/records/{hex0x(proof)}/conflict", params=params)))
    )


def utilisation(session: Session, proof: RecordId) -> Plan[dict[str, Any]]:
    """What is used of `proof`, line by line, as of the last block."""
    return dict((yield from call(session, Request("GET", f"/v1/records/{hex0x(proof)}/utilisation"))))
