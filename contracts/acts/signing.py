"""Signatures over acts: secp256k1, 65 bytes, low s only, one encoding (EIP-2 §2, EIP-712)."""

from coincurve import PrivateKey, PublicKey

from contracts.acts.eip712 import Act, Domain, digest
from contracts.errors import SignatureInvalid
from contracts.ids import Address, Signature
from contracts.keccak import keccak

SIGNATURE_SIZE = 65
_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_HALF_ORDER = _ORDER // 2


def address_of_public_key(public_key: PublicKey) -> Address:
    """The Ethereum address of `public_key`: the last 20 bytes of the Keccak-256 of its 64 bytes."""
    return Address(keccak(public_key.format(compressed=False)[1:])[12:])


def address_of(private_key: bytes) -> Address:
    """The address of the key whose secret is `private_key` (32 bytes)."""
    return address_of_public_key(PrivateKey(private_key).public_key)


def sign_digest(message_digest: bytes, private_key: bytes | PrivateKey) -> Signature:
    """R ‖ s ‖ v over a 32-byte digest; s is low and v is 27 or 28. Deterministic (RFC 6979)."""
    key = private_key if isinstance(private_key, PrivateKey) else PrivateKey(private_key)
    signature = key.sign_recoverable(message_digest, hasher=None)
    return Signature(signature[:64] + bytes((signature[64] + 27,)))


def recover_digest(message_digest: bytes, signature: bytes) -> Address:
    """The address whose key signed `message_digest`.

    Raises SignatureInvalid for any second encoding (high s, other v), and where no key comes out.
    """
    if len(signature) != SIGNATURE_SIZE:
        raise SignatureInvalid("signature", expected="65 bytes (r, s, v)", found=f"{len(signature)} bytes")
    r, s, v = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big"), signature[64]
    if v not in (27, 28):
        raise SignatureInvalid("signature/v", expected="27 or 28", found=str(v))
    if not 0 < r < _ORDER or not 0 < s < _ORDER:
        raise SignatureInvalid(
            "signature", expected="r and s between 1 and the group order", found="out of range"
        )
    if s > _HALF_ORDER:
        raise SignatureInvalid(
            "signature/s", expected="the low of the two values of s", found="the high one (malleable)"
        )
    try:
        key = PublicKey.from_signature_and_message(
            signature[:64] + bytes((v - 27,)), message_digest, hasher=None
        )
    except ValueError as error:
        raise SignatureInvalid(
            "signature", expected="a signature that a key could make", found=str(error)
        ) from None
    return address_of_public_key(key)


def sign(act: Act, domain: Domain, private_key: bytes | PrivateKey) -> Signature:
    """The author's signature over `act` in `domain`."""
    return sign_digest(digest(act, domain), private_key)


def recover(act: Act, domain: Domain, signature: bytes) -> Address:
    """The address that signed `act` in `domain`; SignatureInvalid as in `recover_digest`."""
    return recover_digest(digest(act, domain), signature)
