"""The statement `tegata/identity/1`: the holder of a certificate says that a key of a member is its own."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import rfc8785

from contracts.errors import brief
from contracts.fingerprints import identifier_hash
from contracts.ids import Address, MemberId, NetworkId, hex0x
from contracts.proofs import shape
from contracts.proofs.faults import EvidenceRefused, Fault

FORMAT = "tegata/identity/1"
MAX_SIZE = 64 * 1024
MAX_CERTIFICATE = 8 * 1024
"""Bytes of DER; one with a 4096-bit key takes 2,000."""
MAX_CHAIN = 6
MAX_SIGNATURE = 1_024
MAX_NAME = 1_000

ROOT_SCHEME = "X509-ROOT"
"""The scheme of the identifier by which the members vote for a root; its value is the fingerprint in hex."""

_MEMBERS = frozenset({"format", "network", "member", "key", "name", "chain", "signature"})


@dataclass(frozen=True, slots=True)
class IdentityStatement:
    """What a certificate's private key signed, with the chain from that certificate to its root (DER)."""

    network_id: NetworkId
    member: MemberId
    key: Address
    name: str
    chain: tuple[bytes, ...]
    signature: bytes

    @property
    def message(self) -> bytes:
        """The bytes that are signed."""
        return statement_message(self.network_id, self.member, self.key, self.name)

    @property
    def root(self) -> bytes:
        """The certificate (DER) at the end of the chain."""
        return self.chain[-1]

    @property
    def digest(self) -> bytes:
        """What the ledger keeps: SHA-256 of the statement's JSON as RFC 8785 spells it."""
        return sha256(rfc8785.dumps(self.to_json())).digest()

    def to_json(self) -> dict[str, Any]:
        """The statement as JSON."""
        return {
            "format": FORMAT,
            "network": hex0x(self.network_id),
            "member": int(self.member),
            "key": hex0x(self.key),
            "name": self.name,
            "chain": [shape.render_base64(certificate) for certificate in self.chain],
            "signature": shape.render_base64(self.signature),
        }


def statement_message(network_id: NetworkId, member: MemberId, key: Address, name: str) -> bytes:
    """The format's name, the network (32 bytes), the member (2), the key (20), the name in UTF-8."""
    return b"".join((FORMAT.encode(), network_id, member.to_bytes(2, "big"), key, name.encode()))


def root_identifier(certificate: bytes) -> bytes:
    """The identifier that a vote gives a root (DER): its scheme and its fingerprint, hashed."""
    return identifier_hash(ROOT_SCHEME, sha256(certificate).hexdigest())


def read_statement(data: bytes | str) -> IdentityStatement:
    """The statement in a JSON text; EvidenceRefused (`bundle.size|syntax|format|member`) where it is none."""
    document = shape.document(data, "identity", MAX_SIZE)
    return statement_from_json(document, "identity")


def statement_from_json(value: Any, where: str) -> IdentityStatement:
    """The statement in a JSON value, read strictly; EvidenceRefused (`bundle.format`, `bundle.member`)."""
    found = value.get("format") if isinstance(value, dict) else None
    if found != FORMAT:
        raise EvidenceRefused(Fault.FORMAT, f"{where}/format", expected=FORMAT, found=brief(found))
    members = shape.members(value, where, _MEMBERS)
    chain = shape.base64_list(members["chain"], f"{where}/chain", MAX_CHAIN, MAX_CERTIFICATE)
    if len(chain) < 2:
        shape.refuse(f"{where}/chain", f"2 to {MAX_CHAIN} certificates, the root last", str(len(chain)))
    return IdentityStatement(
        network_id=NetworkId(shape.hexadecimal(members["network"], f"{where}/network", 32)),
        member=MemberId(shape.integer(members["member"], f"{where}/member", 0xFFFF, 1)),
        key=Address(shape.hexadecimal(members["key"], f"{where}/key", 20)),
        name=shape.canonical_text(members["name"], f"{where}/name", MAX_NAME),
        chain=chain,
        signature=shape.base64(members["signature"], f"{where}/signature", MAX_SIGNATURE),
    )
