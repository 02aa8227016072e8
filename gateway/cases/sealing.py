"""Envelopes (formats §4, §7): a payload encrypted to one gateway, signed by another. Pure but for HPKE's
own randomness.
"""

import base64
import json
from binascii import Error as Base64Error
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from contracts import strict_json
from contracts.errors import TegataError, brief
from contracts.ids import CaseId, MemberId, NetworkId, hex0x, unhex

FORMAT = "tegata/envelope/1"
MAX_SEALED = 64 * 1024 * 1024
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_KEYS = {"format", "network", "sender", "recipient", "case", "step", "content", "sealed", "signature"}


class EnvelopeInvalid(TegataError):
    """An envelope is not one, or can't be opened with this gateway's key."""

    code = "envelope.invalid"
    default_remedy = "Seal it again, to the payload key that the ledger has for this gateway now."


@dataclass(frozen=True, slots=True)
class Address:
    """What an envelope says outside: from whom, to whom, about which step."""

    network_id: NetworkId
    sender: MemberId
    recipient: MemberId
    case: CaseId
    step: int
    content: bytes

    @property
    def info(self) -> bytes:
        """What the encryption is bound to."""
        return b"".join(
            (FORMAT.encode(), self.network_id, _u16(self.sender), _u16(self.recipient), self.content)
        )

    def message(self, sealed: bytes) -> bytes:
        """What the sender's gateway signs."""
        head = (FORMAT.encode(), self.network_id, _u16(self.sender), _u16(self.recipient))
        return b"".join((*head, self.case, _u16(self.step), self.content, sha256(sealed).digest()))


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope as it travels."""

    address: Address
    sealed: bytes
    signature: bytes

    def to_json(self) -> dict[str, Any]:
        """The envelope as JSON."""
        on = self.address
        return {
            "format": FORMAT,
            "network": hex0x(on.network_id),
            "sender": on.sender,
            "recipient": on.recipient,
            "case": hex0x(on.case),
            "step": on.step,
            "content": hex0x(on.content),
            "sealed": base64.b64encode(self.sealed).decode(),
            "signature": hex0x(self.signature),
        }


def seal(address: Address, inside: dict[str, Any], recipient_key: bytes) -> bytes:
    """`inside` encrypted to an X25519 key (32 bytes)."""
    text = json.dumps(inside, ensure_ascii=False).encode()
    return _SUITE.encrypt(text, X25519PublicKey.from_public_bytes(recipient_key), info=address.info)


def open_sealed(envelope: Envelope, secret: bytes) -> Any:
    """What is inside, with the recipient's X25519 secret (32 bytes); EnvelopeInvalid for another's."""
    try:
        text = _SUITE.decrypt(
            envelope.sealed, X25519PrivateKey.from_private_bytes(secret), info=envelope.address.info
        )
    except (InvalidTag, ValueError) as error:
        raise EnvelopeInvalid(
            "envelope/sealed", expected="what was sealed to this gateway", found="what its key does not open"
        ) from error
    return strict_json.loads(text, "envelope")


def public_payload_key(secret: bytes) -> bytes:
    """The X25519 public key of a secret: what the ledger has."""
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def read_envelope(document: Any) -> Envelope:
    """The envelope that a JSON document spells; EnvelopeInvalid, RecordInvalid for anything else."""
    if not isinstance(document, dict) or document.keys() != _KEYS or document["format"] != FORMAT:
        raise EnvelopeInvalid("envelope", expected=f"a {FORMAT}", found=brief(document))
    numbers = [document[name] for name in ("sender", "recipient", "step")]
    if any(type(number) is not int or not 0 <= number <= 65_535 for number in numbers):
        raise EnvelopeInvalid("envelope", expected="numbers of 16 bits", found=brief(numbers))
    try:
        sealed = base64.b64decode(document["sealed"], validate=True)
    except (Base64Error, TypeError, ValueError):
        raise EnvelopeInvalid("envelope/sealed", expected="base64", found=brief(document["sealed"])) from None
    address = Address(
        NetworkId(unhex(document["network"], 32, "envelope/network")),
        MemberId(numbers[0]),
        MemberId(numbers[1]),
        CaseId(unhex(document["case"], 32, "envelope/case")),
        numbers[2],
        unhex(document["content"], 32, "envelope/content"),
    )
    return Envelope(address, sealed, unhex(document["signature"], 64, "envelope/signature"))


def _u16(number: int) -> bytes:
    return number.to_bytes(2, "big")
