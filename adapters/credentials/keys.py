"""Keys that name themselves (did:key, did:jwk): found without a network. Any other method is not resolved."""

import json
from base64 import urlsafe_b64decode

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519, _P256, _P384, _SECP256K1 = b"\xed\x01", b"\x80\x24", b"\x81\x24", b"\xe7\x01"
_CURVES = {_P256: ("P-256", "EC"), _P384: ("P-384", "EC"), _SECP256K1: ("secp256k1", "EC")}


def base58(text: str) -> bytes:
    """Bitcoin's base 58; ValueError for another character, or for more than 500."""
    if len(text) > 500:
        raise ValueError("too long")
    number = 0
    for character in text:
        number = number * 58 + _ALPHABET.index(character)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def multibase(text: str) -> bytes:
    """Bytes in multibase: base 58 (z) or base 64 for URLs (u). ValueError for anything else."""
    if text.startswith("z"):
        return base58(text[1:])
    if text.startswith("u"):
        return decode64(text[1:])
    raise ValueError("neither base58btc nor base64url")


def decode64(text: str) -> bytes:
    """Base 64 for URLs, without padding. ValueError for anything else."""
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def jwk_of(method: str) -> dict[str, str] | None:
    """The key that a verification method names itself, as a JWK; None where a network would be asked."""
    did = method.partition("#")[0]
    try:
        if did.startswith("did:jwk:"):
            found = json.loads(decode64(did.removeprefix("did:jwk:")))
            return found if isinstance(found, dict) else None
        if did.startswith("did:key:"):
            return _multikey(multibase(did.removeprefix("did:key:")))
    except (ValueError, RecursionError):
        return None
    return None


def _multikey(data: bytes) -> dict[str, str] | None:
    from jwcrypto.common import base64url_encode

    prefix, key = data[:2], data[2:]
    if prefix == _ED25519 and len(key) == 32:
        return {"kty": "OKP", "crv": "Ed25519", "x": base64url_encode(key)}
    if prefix not in _CURVES:
        return None
    from cryptography.hazmat.primitives.asymmetric import ec

    curve, kty = _CURVES[prefix]
    kinds = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "secp256k1": ec.SECP256K1()}
    point = ec.EllipticCurvePublicKey.from_encoded_point(kinds[curve], key).public_numbers()
    size = 48 if curve == "P-384" else 32
    x, y = (base64url_encode(each.to_bytes(size, "big")) for each in (point.x, point.y))
    return {"kty": kty, "crv": curve, "x": x, "y": y}
