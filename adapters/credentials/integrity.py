"""Data Integrity proofs (W3C VC Data Integrity 1.0) with cryptosuites that need no network.

`eddsa-jcs-2022` and `ecdsa-jcs-2019` hash JSON in its canonical spelling; the -rdfc suites hash RDF, and are
checked where all contexts of the credential are bundled with this package.
"""

from hashlib import sha256, sha384
from typing import Any

from adapters.credentials.keys import jwk_of, multibase
from adapters.credentials.proofs import ProofCheck, ProofInvalid
from contracts.errors import brief

_JCS = {"eddsa-jcs-2022", "ecdsa-jcs-2019"}
_RDFC = {"eddsa-rdfc-2022", "ecdsa-rdfc-2019"}


def check_integrity(credential: dict[str, Any], proof: Any, where: str) -> ProofCheck:
    """What became of one proof of the credential. ProofInvalid where the signature is wrong."""
    if not isinstance(proof, dict):
        return ProofCheck(where, "unknown", "unverified", "a proof that is no object was not checked")
    suite = str(proof.get("cryptosuite") or proof.get("type"))
    method = str(proof.get("verificationMethod"))
    key = jwk_of(method)
    if proof.get("type") != "DataIntegrityProof" or suite not in _JCS | _RDFC:
        return ProofCheck(
            where, brief(suite), "unverified", f"proofs of suite {brief(suite)} are not checked here"
        )
    if key is None:
        said = f"the key {brief(method)} is not one that names itself: the signature was not checked"
        return ProofCheck(where, suite, "unverified", said)
    hashed = _hashed(credential, proof, suite, key)
    if hashed is None:
        said = "a context of the credential is not bundled here: the signature was not checked"
        return ProofCheck(where, suite, "unverified", said)
    if not _signed(key, str(proof.get("proofValue")), hashed):
        raise ProofInvalid(
            where, expected=f"a signature of {brief(method)} over these values", found="another"
        )
    return ProofCheck(
        where, suite, "verified", f"signed by {brief(method)}; whose key that is was not checked"
    )


def _hashed(
    credential: dict[str, Any], proof: dict[str, Any], suite: str, key: dict[str, str]
) -> bytes | None:
    """Hash of the proof's options, then of the document (vc-di-eddsa §3.3.4, vc-di-ecdsa §3.3.4)."""
    document = {name: value for name, value in credential.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if suite in _RDFC:
        options = {"@context": credential.get("@context"), **options}
    digest = sha384 if key.get("crv") == "P-384" else sha256
    spelled = [_canonical(each, suite) for each in (options, document)]
    return (
        None if None in spelled else b"".join(digest(each).digest() for each in spelled if each is not None)
    )


def _canonical(value: dict[str, Any], suite: str) -> bytes | None:
    if suite in _RDFC:
        from adapters.credentials.canonical import canonical_rdf

        return canonical_rdf(value)
    import rfc8785

    try:
        return bytes(rfc8785.dumps(value))
    except (rfc8785.CanonicalizationError, ValueError, RecursionError):
        return None


def _signed(key: dict[str, str], encoded: str, message: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
    from jwcrypto.jwk import JWK

    try:
        signature = multibase(encoded)
        public = JWK(**key).get_op_key("verify")
        if isinstance(public, ed25519.Ed25519PublicKey):
            public.verify(signature, message)
            return True
        half = len(signature) // 2
        encoded_der = utils.encode_dss_signature(
            int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
        )
        chosen = hashes.SHA384() if key.get("crv") == "P-384" else hashes.SHA256()
        public.verify(encoded_der, message, ec.ECDSA(chosen))
    except (InvalidSignature, ValueError):
        return False
    return True
