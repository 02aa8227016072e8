"""The promises a gateway makes, as its API shows them: receipts and notices of failure, under its
signature.
"""

from typing import Any

from contracts.ids import MemberId, UnixTime, hex0x
from contracts.receipts import Notice, Receipt, contents_hash
from contracts.refusals import EXPLANATIONS, Refusal
from gateway.services import Services
from gateway.signing import GatewaySigner

_UNEXPLAINED = (
    "an act that the ledger can write",
    "one whose transaction failed without a reason",
    "Keep this notice and ask the operator of the gateway.",
)


def signed_receipt(receipt: Receipt, gateway: MemberId, signer: GatewaySigner) -> dict[str, Any]:
    """`receipt` with the signature of `gateway`'s signing key; times in unix seconds."""
    return {
        "type": "tegata/receipt/1",
        "network_id": hex0x(receipt.network_id),
        "member": receipt.member,
        "subject": hex0x(receipt.subject),
        "contents": hex0x(receipt.contents),
        "received_at": receipt.received_at,
        "decide_by": receipt.decide_by,
        "gateway": gateway,
        "signature": hex0x(signer.sign(receipt.message())),
    }


def signed_notice(notice: Notice, gateway: MemberId, signer: GatewaySigner) -> dict[str, Any]:
    """`notice` with the reason in words and the gateway's signature."""
    known = notice.reason in Refusal.__members__.values()
    name = Refusal(notice.reason).name.lower() if known else "unexplained"
    expected, found, remedy = EXPLANATIONS[Refusal(notice.reason)] if known else _UNEXPLAINED
    return {
        "type": "tegata/notice/1",
        "network_id": hex0x(notice.network_id),
        "member": notice.member,
        "subject": hex0x(notice.subject),
        "reason": notice.reason,
        "refusal": name,
        "expected": expected,
        "found": found,
        "remedy": remedy,
        "decided_at": notice.decided_at,
        "gateway": gateway,
        "signature": hex0x(signer.sign(notice.message())),
    }


def receipt_for(
    services: Services,
    member: MemberId,
    subject: bytes,
    contents: tuple[bytes, ...],
    valid_until: UnixTime,
    now: UnixTime,
) -> dict[str, Any]:
    """A signed receipt: decided within the gateway's own term, and never after what the author allowed."""
    receipt = Receipt(
        network_id=services.ledger.domain.network_id,
        member=member,
        subject=subject,
        contents=contents_hash(contents),
        received_at=now,
        decide_by=UnixTime(min(valid_until, now + services.settings.anchor_within_seconds)),
    )
    return signed_receipt(receipt, services.settings.member, services.signer)
