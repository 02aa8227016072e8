"""The signature of a statement: one algorithm for each kind of key, so that none has to be told."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

_DIGESTS: dict[int, HashAlgorithm] = {256: SHA256(), 384: SHA384(), 521: SHA512()}


def digest_of(curve: ec.EllipticCurve) -> HashAlgorithm:
    """The hash that goes with a curve: of its size (NIST SP 800-57 part 1, table 3)."""
    return _DIGESTS.get(curve.key_size, SHA256())


def is_signed(public: object, message: bytes, signature: bytes) -> bool:
    """Whether the key of a certificate signed `message`; False for a kind of key that signs no statement."""
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, message, padding.PKCS1v15(), SHA256())
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, message, ec.ECDSA(digest_of(public.curve)))
        else:
            return False
    except InvalidSignature:
        return False
    return True
