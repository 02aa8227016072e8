"""Credentials that are JSON Web Tokens: VC 1.1 §6.3.1 (a claim `vc`), VC-JOSE-COSE (the payload)."""

import json
import re
from typing import Any, NamedTuple

from adapters.credentials.keys import decode64, jwk_of
from adapters.credentials.proofs import ProofCheck, ProofInvalid
from adapters.errors import DocumentMalformed
from contracts.errors import brief

_COMPACT = re.compile(rb"\s*(eyJ[A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]*)\s*\Z")
_ALGORITHMS = ["EdDSA", "ES256", "ES384", "ES256K"]


class Token(NamedTuple):
    """A token's payload, as bytes of JSON, and what became of its signature."""

    payload: bytes
    check: ProofCheck


def loaded(data: bytes) -> Any:
    """JSON as Python's own values; an integer of more digits than a double can hold is taken for infinite."""
    return json.loads(data, parse_int=lambda digits: int(digits) if len(digits) < 300 else float("inf"))


def looks_like_token(data: bytes) -> bool:
    """True for bytes that are a signed token in its compact form."""
    return data[:64].lstrip().startswith(b"eyJ") and _COMPACT.match(data) is not None


def open_token(data: bytes) -> Token:
    """The payload, its signature checked where the key names itself. ProofInvalid for a wrong signature."""
    match = _COMPACT.match(data)
    if match is None:
        raise DocumentMalformed("document", expected="a token of three parts", found=brief(data[:40]))
    try:
        header = loaded(decode64(match[1].decode("ascii")))
        payload = decode64(match[2].decode("ascii"))
        claims = loaded(payload)
    except (ValueError, RecursionError):
        raise DocumentMalformed(
            "document", expected="a token of JSON in base64url", found="other bytes"
        ) from None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise DocumentMalformed(
            "document", expected="a token whose header and payload are objects", found="others"
        )
    return Token(payload, _checked(data.strip().decode("ascii"), header, claims))


def _checked(token: str, header: dict[str, Any], claims: dict[str, Any]) -> ProofCheck:
    from jwcrypto.common import JWException
    from jwcrypto.jwk import JWK
    from jwcrypto.jws import JWS

    algorithm, named = str(header.get("alg")), str(header.get("kid") or claims.get("iss") or "")
    key = jwk_of(named) or jwk_of(f"{claims.get('iss')}{named}")
    suite = f"JWT {brief(algorithm)}"
    if key is None or algorithm not in _ALGORITHMS:
        said = (
            f"the key {brief(named) or '(none)'} is not one that names itself: the signature was not checked"
        )
        return ProofCheck("signature", suite, "unverified", said)
    try:
        signed = JWS()
        signed.allowed_algs = _ALGORITHMS
        signed.deserialize(token)
        signed.verify(JWK(**key))
    except (JWException, ValueError, TypeError) as error:
        raise ProofInvalid(
            "signature", expected=f"a signature of {brief(named)}", found=brief(str(error))
        ) from None
    return ProofCheck(
        "signature", suite, "verified", f"signed by {brief(named)}; whose key that is was not checked"
    )
