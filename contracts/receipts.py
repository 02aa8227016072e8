"""What a gateway promises, in bytes that its Ed25519 key signs: a receipt, a notice of failure (formats §7).

A receipt says that a signed act is on disk, and will be on the ledger by `decide_by` or be reported as
failed.
`subject` is what was handed in: a batch's root, or the EIP-712 digest of an act on status.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from contracts.ed25519 import is_signed
from contracts.errors import SignatureInvalid
from contracts.ids import MemberId, NetworkId, UnixTime

RECEIPT_TAG = b"tegata/receipt/1"
NOTICE_TAG = b"tegata/notice/1"
NO_MATCH_TAG = b"tegata/no-match/1"


@dataclass(frozen=True)
class Receipt:
    """An acknowledgement. `contents` is SHA-256 of what the subject covers: a batch's ids, an act's
    target.
    """

    network_id: NetworkId
    member: MemberId
    subject: bytes
    contents: bytes
    received_at: UnixTime
    decide_by: UnixTime

    def message(self) -> bytes:
        """The bytes that the gateway signs."""
        return b"".join(
            (
                RECEIPT_TAG,
                self.network_id,
                self.member.to_bytes(2, "big"),
                self.subject,
                self.contents,
                self.received_at.to_bytes(8, "big"),
                self.decide_by.to_bytes(8, "big"),
            )
        )


@dataclass(frozen=True)
class Notice:
    """The report that an acknowledged act was not written. `reason` is a contracts.refusals.Refusal by
    number.
    """

    network_id: NetworkId
    member: MemberId
    subject: bytes
    reason: int
    decided_at: UnixTime

    def message(self) -> bytes:
        """The bytes that the gateway signs."""
        return b"".join(
            (
                NOTICE_TAG,
                self.network_id,
                self.member.to_bytes(2, "big"),
                self.subject,
                self.reason.to_bytes(1, "big"),
                self.decided_at.to_bytes(8, "big"),
            )
        )


@dataclass(frozen=True)
class NoMatch:
    """An issuing body's statement that none of its certificates matches what customs of `asker` asked.

    `question` is SHA-256 of the question in canonical JSON.
    """

    network_id: NetworkId
    issuer: MemberId
    asker: MemberId
    question: bytes
    at: UnixTime

    def message(self) -> bytes:
        """The bytes that the issuing body's gateway signs."""
        return b"".join(
            (
                NO_MATCH_TAG,
                self.network_id,
                self.issuer.to_bytes(2, "big"),
                self.asker.to_bytes(2, "big"),
                self.question,
                self.at.to_bytes(8, "big"),
            )
        )


Promise = Receipt | Notice | NoMatch
"""What a gateway signs with the key that the ledger has for it."""


def contents_hash(parts: Iterable[bytes]) -> bytes:
    """SHA-256 over the ids of a batch in their order, or over the one target of an act."""
    return sha256(b"".join(parts)).digest()


def check(promise: Promise, signature: bytes, gateway_key: bytes) -> None:
    """SignatureInvalid unless the gateway of `gateway_key` (Ed25519, 32 bytes) signed `promise`."""
    if not is_signed(gateway_key, promise.message(), signature):
        raise SignatureInvalid(
            "signature",
            expected="the gateway's signature over these values",
            found="a signature over others, or by another key",
            remedy="Compare with the gateway's signing key on the ledger; do not rely on this paper.",
        )
