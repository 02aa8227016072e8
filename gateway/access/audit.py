"""The audit log: every read of a payload, every decision, who and when. It is only ever appended to."""

from enum import StrEnum

from sqlalchemy import Connection, insert

from contracts.ids import UnixTime
from gateway.access.principal import Principal
from gateway.store.tables.access import audit_log


class Action(StrEnum):
    """What was done; the subject is an id, or the number of a document or a finding in UTF-8."""

    READ_PAYLOAD = "payload.read"
    READ_PROOF = "proof.read"
    EXPORTED = "payload.exported"
    READ_DECLARATION = "declaration.read"
    CHECKED = "declaration.checked"
    READ_CASE = "case.read"
    LOOKED_UP = "specimen.looked_up"
    DECIDED = "finding.decided"
    ENDED = "statement.ended"


def record_access(
    connection: Connection,
    principal: Principal,
    action: Action,
    subjects: list[bytes],
    now: UnixTime,
    correlation_id: str,
) -> None:
    """Appends a line for each of `subjects`. Write it before the answer leaves."""
    if subjects:
        connection.execute(
            insert(audit_log),
            [
                {
                    "at": now,
                    "who": principal.who,
                    "member": principal.member,
                    "action": action.value,
                    "subject": subject,
                    "correlation_id": correlation_id,
                }
                for subject in subjects
            ],
        )
