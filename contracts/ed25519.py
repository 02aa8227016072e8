"""Ed25519 signatures (RFC 8032), checked: of sequencers under blocks, of gateways under what they promise."""

from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) over `message` is by the key `public_key` (32 bytes).

    False for bytes that are no key or no signature, and for a signature in a second encoding.
    """
    try:
        VerifyKey(public_key).verify(message, signature)
    except CryptoError:
        return False
    return True
