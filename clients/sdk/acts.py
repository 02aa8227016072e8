"""Ending a record or a whole batch: revoked, withdrawn or superseded, under its member's signature."""

from typing import Any

from clients.sdk.errors import NotAnchored
from clients.sdk.plans import Plan, Request
from clients.sdk.preparing import Author
from clients.sdk.promises import check_notice, check_receipt
from clients.sdk.session import Session, call
from clients.sdk.submitting import WAIT_SECONDS
from contracts.acts import Revoke, StatusAct, Supersede, Withdraw, digest, sign
from contracts.ids import BatchRoot, MemberId, RecordId, UnixTime, hex0x, unhex

_NAMES: dict[type[StatusAct], str] = {Revoke: "revoke", Withdraw: "withdraw", Supersede: "supersede"}


def end(
    session: Session,
    author: Author,
    kind: str,
    target: RecordId,
    reason: int,
    valid_until: UnixTime,
    successor: RecordId | None = None,
    *,
    whole_batch: bool = False,
) -> Plan[dict[str, Any]]:
    """Revoke, withdraw or supersede (`kind`) the record `target`; the gateway's receipt.

    With `whole_batch` it ends every record of its batch; a successor then stands for its whole batch too.
    Where they stand is asked of the gateway; what is signed names the batch, so another answer than the
    truth makes an act that the ledger refuses.
    """
    root = yield from root_of(session, target)
    if kind == "supersede" and successor is not None:
        successor_root = yield from root_of(session, successor)
        after = successor_root if whole_batch else successor
        before = root if whole_batch else target
        act: StatusAct = Supersede(author.member, root, before, successor_root, after, reason, valid_until)
    else:
        ended = root if whole_batch else target
        act = (Withdraw if kind == "withdraw" else Revoke)(author.member, root, ended, reason, valid_until)
    return (yield from hand_in_act(session, author, act))


def hand_in_act(session: Session, author: Author, act: StatusAct) -> Plan[dict[str, Any]]:
    """Sign `act` and hand it in; the gateway's receipt, checked as that of a batch is."""
    body = {"type": _NAMES[type(act)], "act": _fields(act), "signature": _signature(act, author)}
    receipt = yield from call(session, Request("POST", "/v1/status-acts", json=body))
    subject = digest(act, author.domain)
    yield from check_receipt(session, receipt, act.member, subject, [act.target], act.valid_until)
    return dict(receipt)


def wait_for_act(session: Session, receipt: dict[str, Any], waits: int = 30) -> Plan[dict[str, Any]]:
    """The state of an act once it is decided; NotAnchored where it failed."""
    subject = receipt["subject"]
    state: dict[str, Any] = {}
    for _ in range(waits):
        path = f"/v1/status-acts/{subject}"
        state = yield from call(session, Request("GET", path, params={"wait": WAIT_SECONDS}))
        if state["state"] == "failed":
            notice, member = state.get("notice"), MemberId(receipt["member"])
            yield from check_notice(session, notice, member, unhex(subject, 32, "receipt/subject"))
            raise NotAnchored(str(subject), notice)
        if state["state"] == "anchored":
            break
    return state


def root_of(session: Session, record: RecordId) -> Plan[BatchRoot]:
    """The root of the batch that `record` stands in."""
    found = yield from call(session, Request("GET", f"/v1/records/{hex0x(record)}"))
    return BatchRoot(unhex(found["anchored"]["root"], 32, "records/anchored/root"))


def _fields(act: StatusAct) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "member": act.member,
        "root": hex0x(act.root),
        "target": hex0x(act.target),
        "reason": act.reason,
        "valid_until": act.valid_until,
    }
    if isinstance(act, Supersede):
        fields |= {"successor_root": hex0x(act.successor_root), "successor": hex0x(act.successor)}
    return fields


def _signature(act: StatusAct, author: Author) -> str:
    return hex0x(sign(act, author.domain, author.private_key))
