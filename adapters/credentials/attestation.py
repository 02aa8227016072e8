"""OpenAttestation, as TradeTrust issues it: 2.0 (every value salted), 3.0 and 4.0 (salts beside).

The hash over all values, and the Merkle path to the root, are checked here. That the root was issued, and not
revoked, stands on an Ethereum chain or in DNS, and is said to be unchecked; a root that a did:ethr key signed
is checked by that key.
"""

import json
import re
from base64 import b64decode
from typing import Any

from adapters.credentials.proofs import ProofCheck, ProofInvalid
from adapters.errors import DocumentMalformed
from adapters.sources.tree import Node
from contracts.acts.signing import recover_digest
from contracts.errors import SignatureInvalid, brief
from contracts.keccak import keccak

_SALTED = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}:(string|number|boolean|null|undefined):",
    re.IGNORECASE,
)
_HEX = re.compile(r"(?:0x)?([0-9a-f]{64})\Z")
_PROOFS = ("OpenAttestationMerkleProofSignature2018", "OpenAttestationHashProof2018")
_ETHR = re.compile(r"did:ethr:(0x[0-9a-fA-F]{40})")


def is_salted(document: Any) -> bool:
    """True for a wrapped document of 2.0."""
    return (
        isinstance(document, dict)
        and isinstance(document.get("data"), dict)
        and isinstance(document.get("signature"), dict)
        and "targetHash" in document["signature"]
    )


def is_wrapped_credential(document: Any) -> bool:
    """True for a wrapped document of 3.0 or 4.0."""
    proof = document.get("proof") if isinstance(document, dict) else None
    return isinstance(proof, dict) and proof.get("type") in _PROOFS


def unsalted(node: Node) -> Node:
    """The tree with the salt of every value taken off, each value of the type that its salt names."""
    copy = Node(node.name, node.location, node.text, node.line, node.type)
    match = _SALTED.match(node.text) if node.text else None
    if node.text is not None and match is not None:
        kind, value = match[1].lower(), node.text[match.end() :]
        copy.text = None if kind in ("null", "undefined") else value
        copy.type = kind if kind in ("number", "boolean") else "text"
    copy.children = [unsalted(child) for child in node.children]
    return copy


def check_salted(document: dict[str, Any]) -> ProofCheck:
    """The hashes of a document of 2.0. ProofInvalid where they differ."""
    signature = document["signature"]
    privacy = document.get("privacy")
    hidden = privacy.get("obfuscatedData", []) if isinstance(privacy, dict) else []
    shown = [_hash({path: value}) for path, value in _flattened(document["data"], "")]
    target = _digest([*hidden, *shown])
    _compare("/signature/targetHash", signature.get("targetHash"), {target})
    _check_path(signature.get("proof"), signature.get("merkleRoot"), target, "/signature")
    return _issued(
        document.get("proof"), str(signature.get("merkleRoot")), "OpenAttestation 2.0", "/signature"
    )


def check_wrapped(document: dict[str, Any]) -> ProofCheck:
    """The hashes of a document of 3.0 or 4.0: every value has its salt, and no salt is without its value.

    Libraries differ on values that JavaScript takes for false (0, "", false): both readings are accepted.
    """
    proof = document["proof"]
    content = {name: value for name, value in document.items() if name != "proof"}
    values = dict(_paths(content, ""))
    salts = _salts(proof.get("salts"))
    if {path for path, _ in salts} != set(values) or len(salts) != len(values):
        raise ProofInvalid(
            "/proof/salts", expected="a salt for each value shown", found="other values than were salted"
        )
    privacy = proof.get("privacy")
    hidden = privacy.get("obfuscated", []) if isinstance(privacy, dict) else []
    whole = [_hash({path: f"{salt}:{_spelled(values[path])}"}) for path, salt in salts]
    truthy = [_hash({path: f"{salt}:{_spelled(values[path])}"}) for path, salt in salts if values[path]]
    typed = [_hash({path: f"{salt}:{json.dumps(values[path], ensure_ascii=False)}"}) for path, salt in salts]
    candidates = {_digest([*hidden, *each]) for each in (whole, truthy, typed)}
    target = _compare("/proof/targetHash", proof.get("targetHash"), candidates)
    _check_path(proof.get("proofs"), proof.get("merkleRoot"), target, "/proof")
    signed = [{"verificationMethod": proof.get("key"), "signature": proof.get("signature")}]
    suite = "OpenAttestation 4.0" if proof["type"] == _PROOFS[1] else "OpenAttestation 3.0"
    return _issued(signed if proof.get("signature") else None, str(proof.get("merkleRoot")), suite, "/proof")


def _salts(encoded: Any) -> list[tuple[str, str]]:
    try:
        found = json.loads(b64decode(str(encoded), validate=True))
        return [(str(entry["path"]), str(entry["value"])) for entry in found]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise DocumentMalformed(
            "/proof/salts", expected="a list of salts in base64", found=brief(str(encoded))
        ) from None


def _flattened(value: Any, path: str) -> list[tuple[str, Any]]:
    """Leaves by dotted path, as 2.0 hashes them; an empty list or object is a leaf."""
    if isinstance(value, dict) and value:
        items = value.items()
    elif isinstance(value, list) and value:
        items = ((str(index), item) for index, item in enumerate(value))  # type: ignore[assignment]
    else:
        return [(path, value)]
    return [leaf for key, item in items for leaf in _flattened(item, f"{path}.{key}" if path else key)]


def _paths(value: Any, path: str) -> list[tuple[str, Any]]:
    """Leaves by path as 3.0 names them: `items[0].name`; an empty list or object is none."""
    if isinstance(value, dict):
        return [
            leaf for key, item in value.items() for leaf in _paths(item, f"{path}.{key}" if path else key)
        ]
    if isinstance(value, list):
        return [leaf for index, item in enumerate(value) for leaf in _paths(item, f"{path}[{index}]")]
    return [(path, value)]


def _spelled(value: Any) -> str:
    """A value as JavaScript writes it into a string."""
    if isinstance(value, str):
        return value
    return _json(value)


def _json(value: Any) -> str:
    """JSON as JavaScript writes it: numbers as ECMAScript does, keys in their order."""
    import rfc8785

    if isinstance(value, dict):
        return "{" + ",".join(f"{_json(key)}:{_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_json(item) for item in value) + "]"
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return rfc8785.dumps(float(value)).decode()
        except (rfc8785.CanonicalizationError, OverflowError):
            return str(value)
    return json.dumps(value, ensure_ascii=False)


def _hash(value: Any) -> str:
    return keccak(_json(value).encode("utf-8", "surrogatepass")).hex()


def _digest(hashes: list[Any]) -> str:
    if not all(isinstance(each, str) for each in hashes):
        raise DocumentMalformed("/privacy", expected="hashes of hidden values", found="other values")
    return _hash(sorted(hashes))


def _compare(where: str, stated: Any, computed: set[str]) -> str:
    if stated not in computed:
        raise ProofInvalid(
            where, expected=f"{min(computed)}, the hash of the values", found=brief(str(stated))
        )
    return str(stated)


def _check_path(path: Any, root: Any, target: str, where: str) -> None:
    """The Merkle path from the document's hash to its batch's root; pairs are hashed in order of bytes."""
    current = bytes.fromhex(target)
    for step in path if isinstance(path, list) else []:
        match = _HEX.match(str(step))
        if match is None:
            raise ProofInvalid(where, expected="a path of hashes", found=brief(str(step)))
        current = keccak(b"".join(sorted((current, bytes.fromhex(match[1])))))
    if current.hex() != root:
        raise ProofInvalid(f"{where}/merkleRoot", expected=current.hex(), found=brief(str(root)))


def _issued(signatures: Any, root: str, suite: str, where: str) -> ProofCheck:
    """Whether a did:ethr key signed the root; without one, what was not checked."""
    entries = signatures if isinstance(signatures, list) else [signatures]
    for entry in (each for each in entries if isinstance(each, dict) and each.get("signature")):
        method = str(entry.get("verificationMethod"))
        address = _ETHR.match(method)
        if address is None:
            continue
        if _recovered(root, str(entry["signature"])) != address[1].lower():
            raise ProofInvalid(where, expected=f"a signature of {brief(method)}", found="another key's")
        said = f"root signed by {brief(method)}; whose key that is, and revocation, were not checked"
        return ProofCheck(where, suite, "verified", said)
    said = f"the values are those that were hashed; whether {root[:16]}… was issued was not"
    return ProofCheck(where, suite, "intact", said)


def _recovered(root: str, signature: str) -> str | None:
    """The address whose key signed the root as a message (EIP-191); None where none comes out."""
    try:
        signed, given = (bytes.fromhex(text.removeprefix("0x")) for text in (root, signature))
        message = b"\x19Ethereum Signed Message:\n%d%b" % (len(signed), signed)
        return "0x" + recover_digest(keccak(message), given).hex()
    except (ValueError, SignatureInvalid):
        return None
