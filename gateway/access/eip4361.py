"""Sign-in with Ethereum (EIP-4361): the message that a key signs, written and read in one spelling.

Pure. Only messages that this gateway wrote are read: a statement or field of someone else's is refused.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from contracts.acts import recover_digest
from contracts.errors import brief
from contracts.ids import Address, Signature, UnixTime
from contracts.keccak import keccak
from gateway.errors import NotSignedIn

STATEMENT = "Sign in to the Tegata gateway. This signs no record and moves nothing."
_MESSAGE = re.compile(
    r"(?P<domain>[^\n ]+) wants you to sign in with your Ethereum account:\n"
    r"(?P<address>0x[0-9a-fA-F]{40})\n\n"
    rf"{re.escape(STATEMENT)}\n\n"
    r"URI: (?P<uri>[^\n]+)\n"
    r"Version: 1\n"
    r"Chain ID: (?P<chain_id>[1-9][0-9]*)\n"
    r"Nonce: (?P<nonce>[0-9a-zA-Z]{8,32})\n"
    r"Issued At: (?P<issued_at>[0-9TZ:-]{20})\n"
    r"Expiration Time: (?P<expires_at>[0-9TZ:-]{20})\Z"
)


@dataclass(frozen=True)
class SignInMessage:
    """A challenge: who signs in, where, on which chain, and until when."""

    domain: str
    address: Address
    uri: str
    chain_id: int
    nonce: str
    issued_at: UnixTime
    expires_at: UnixTime

    def render(self) -> str:
        """The text that is signed."""
        return (
            f"{self.domain} wants you to sign in with your Ethereum account:\n"
            f"{checksummed(self.address)}\n\n"
            f"{STATEMENT}\n\n"
            f"URI: {self.uri}\n"
            f"Version: 1\n"
            f"Chain ID: {self.chain_id}\n"
            f"Nonce: {self.nonce}\n"
            f"Issued At: {_moment(self.issued_at)}\n"
            f"Expiration Time: {_moment(self.expires_at)}"
        )


def domain_of(public_url: str) -> str:
    """The domain that a sign-in to the gateway at `public_url` is bound to: host and port (RFC 3986
    authority).
    """
    return urlsplit(public_url).netloc


def parse(text: str) -> SignInMessage:
    """The message that `text` spells; NotSignedIn unless it is exactly as `render` writes it."""
    found = _MESSAGE.match(text)
    if found is None:
        raise _refused("message", "the text of a challenge from this gateway", brief(text))
    try:
        message = SignInMessage(
            domain=found["domain"],
            address=Address(bytes.fromhex(found["address"][2:])),
            uri=found["uri"],
            chain_id=int(found["chain_id"]),
            nonce=found["nonce"],
            issued_at=_seconds(found["issued_at"]),
            expires_at=_seconds(found["expires_at"]),
        )
    except ValueError as error:
        raise _refused("message", "times like 2026-03-01T09:30:00Z", str(error)) from None
    if message.render() != text:
        raise _refused("message", "the challenge as it was given", "another spelling of it")
    return message


def check(message: SignInMessage, *, public_url: str, chain_id: int, now: UnixTime) -> None:
    """NotSignedIn unless the message is for this gateway, on this chain, and in force at `now`."""
    place = domain_of(public_url)
    if (message.domain, message.uri) != (place, public_url):
        raise _refused("message/domain", f"{place} ({public_url})", f"{message.domain} ({message.uri})")
    if message.chain_id != chain_id:
        raise _refused("message/chain_id", str(chain_id), str(message.chain_id))
    if not message.issued_at <= now < message.expires_at:
        raise _refused("message/expiration_time", "a challenge in force", "one that is not")


def signer_of(text: str, signature: Signature) -> Address:
    """The key that signed `text` as a personal message (ERC-191, version 0x45); SignatureInvalid for none."""
    data = text.encode()
    return recover_digest(keccak(b"\x19Ethereum Signed Message:\n%d" % len(data) + data), signature)


def checksummed(address: Address) -> str:
    """The address with the checksum in its capitals (ERC-55)."""
    digits = address.hex()
    digest = keccak(digits.encode()).hex()
    return "0x" + "".join(c.upper() if int(d, 16) > 7 else c for c, d in zip(digits, digest, strict=False))


def _moment(seconds: UnixTime) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(text: str) -> UnixTime:
    return UnixTime(int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()))


def _refused(where: str, expected: str, found: str) -> NotSignedIn:
    return NotSignedIn(where, expected=expected, found=found, remedy="Ask for a new challenge and sign that.")
