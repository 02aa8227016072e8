"""From a document to the claims that it holds: wrapping is taken off, proofs and validity are checked."""

from datetime import datetime
from typing import Any, NamedTuple

from adapters.credentials.attestation import (
    check_salted,
    check_wrapped,
    is_salted,
    is_wrapped_credential,
    unsalted,
)
from adapters.credentials.integrity import check_integrity
from adapters.credentials.proofs import CredentialExpired, ProofCheck
from adapters.credentials.tokens import loaded, looks_like_token, open_token
from adapters.errors import DocumentMalformed
from adapters.sources.json import read_json
from adapters.sources.tree import Node
from contracts.errors import brief

_ENVELOPED = ("data:application/vc+jwt,", "data:application/vc+ld+json+jwt,")


class Opened(NamedTuple):
    """A document's tree as far as it is to be read, and what became of its proofs."""

    root: Node
    checks: tuple[ProofCheck, ...]


def opened(data: bytes, at: datetime | None) -> Opened:
    """The JSON document, opened. Raises a DocumentRefused for a wrong proof or an expired credential.

    `at` is the time that a credential has to be valid at; without one its validity is not judged.
    """
    if looks_like_token(data):
        token = open_token(data)
        root = read_json(token.payload)
        inner = root.find("vc") or root
        _check_validity(loaded(token.payload), at)
        return Opened(inner, (token.check,))
    root = read_json(data)
    if not (root.named("@context") or root.named("signature") or root.named("proof")):
        return Opened(root, ())
    return _of_json(root, loaded(data), at)


def _of_json(root: Node, document: Any, at: datetime | None) -> Opened:
    if is_salted(document):
        found = unsalted(root)
        return Opened(found.find("data") or found, (check_salted(document),))
    if not isinstance(document, dict):
        return Opened(root, ())
    _check_validity(document, at)
    enveloped = str(document.get("id", ""))
    for prefix in _ENVELOPED:
        if enveloped.startswith(prefix):
            return opened(enveloped.removeprefix(prefix).encode(), at)
    if is_wrapped_credential(document):
        return Opened(root, (check_wrapped(document),))
    proofs = document.get("proof")
    listed = proofs if isinstance(proofs, list) else [] if proofs is None else [proofs]
    checks = [check_integrity(document, proof, "/proof") for proof in listed]
    return Opened(root, tuple(checks))


def _check_validity(document: Any, at: datetime | None) -> None:
    """Raises CredentialExpired for a credential that `at` is not within the validity of."""
    if at is None or not isinstance(document, dict):
        return
    inner = document.get("vc")
    for holder in (document, inner if isinstance(inner, dict) else {}):
        for name in ("validUntil", "expirationDate"):
            limit = _moment(holder.get(name), f"/{name}")
            if limit is not None and at >= limit:
                raise CredentialExpired(
                    f"/{name}", expected=f"a time after {at.isoformat()}", found=str(holder[name])
                )
        for name in ("validFrom", "issuanceDate"):
            start = _moment(holder.get(name), f"/{name}")
            if start is not None and at < start:
                raise CredentialExpired(
                    f"/{name}", expected=f"a time before {at.isoformat()}", found=str(holder[name])
                )
    if isinstance(document.get("exp"), int) and at.timestamp() >= document["exp"]:
        raise CredentialExpired("/exp", expected=f"a time after {at.isoformat()}", found=str(document["exp"]))


def _moment(value: Any, where: str) -> datetime | None:
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(str(value).replace("z", "Z"))
    except ValueError:
        raise DocumentMalformed(where, expected="a moment with its offset", found=brief(str(value))) from None
    if found.tzinfo is None:
        raise DocumentMalformed(where, expected="a moment with its offset", found=brief(str(value)))
    return found
