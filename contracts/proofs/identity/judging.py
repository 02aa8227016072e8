"""Judging a statement at the time that counts, when it was bound on the ledger: whom it names, or why nobody.

Paths are built and checked by `cryptography`'s verifier (RFC 5280 §6, with the Web PKI's minima for keys and
signatures). What it refuses is sorted into a fault of its own: expired, unknown root, or another break.
"""

from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import verification

from contracts.ids import UnixTime
from contracts.proofs.identity.names import name_of, root_name
from contracts.proofs.identity.outcome import IdentityFault, IdentityRefused, Named
from contracts.proofs.identity.roots import Roots
from contracts.proofs.identity.signing import is_signed
from contracts.proofs.identity.statement import MAX_CHAIN, IdentityStatement

_UNREADABLE = (ValueError, x509.InvalidVersion, x509.UnsupportedGeneralNameType, UnsupportedAlgorithm)
_AGNOSTIC = verification.Criticality.AGNOSTIC


def judge_under(
    statement: IdentityStatement, at: UnixTime, chosen: bool, roots: Roots | None = None
) -> Named:
    """Whom `statement` names at `at` (seconds) under the roots that count: the checker's `roots`, otherwise
    those that the members `chosen` by vote. Raises IdentityRefused.
    """
    named = judge(statement, at)
    if not (chosen if roots is None else statement.root in roots):
        who = "the members" if roots is None else "the checker"
        raise IdentityRefused(
            IdentityFault.ROOT, expected=f"a chain to a root that {who} chose", found=f"one to {named.root}"
        )
    return named


@lru_cache(maxsize=256)
def judge(statement: IdentityStatement, at: UnixTime) -> Named:
    """Whom `statement` names at `at` (seconds), if its root is one to rely on. Raises IdentityRefused."""
    chain = _certificates(statement)
    leaf, root = chain[0], chain[-1]
    if not is_signed(leaf.public_key(), statement.message, statement.signature):
        raise IdentityRefused(
            IdentityFault.SIGNATURE,
            expected="a signature by the certificate's key over network, member, key and name",
            found="one over others, or by another key",
        )
    if name_of(leaf) != statement.name:
        raise IdentityRefused(IdentityFault.NAME, expected=statement.name, found=name_of(leaf) or "no name")
    moment = datetime.fromtimestamp(at, UTC)
    _check_chain(chain, moment)
    return Named(statement.name, root_name(root), sha256(statement.root).digest())


def _certificates(statement: IdentityStatement) -> list[x509.Certificate]:
    try:
        chain = [x509.load_der_x509_certificate(der) for der in statement.chain]
        for certificate in chain:
            _ = root_name(certificate), certificate.issuer
        chain[0].public_key()
    except _UNREADABLE as error:
        raise IdentityRefused(
            IdentityFault.CERTIFICATE, expected="certificates in DER", found=str(error)
        ) from None
    return chain


def _check_chain(chain: list[x509.Certificate], moment: datetime) -> None:
    for certificate in chain:
        if not certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc:
            raise IdentityRefused(
                IdentityFault.EXPIRED,
                expected=f"certificates valid on {moment:%Y-%m-%d}, when the statement was bound",
                found=f"{root_name(certificate)}, valid from {certificate.not_valid_before_utc:%Y-%m-%d} "
                f"to {certificate.not_valid_after_utc:%Y-%m-%d}",
            )
    policy = verification.PolicyBuilder().store(verification.Store([chain[-1]])).time(moment)
    policy = policy.max_chain_depth(MAX_CHAIN).extension_policies(ca_policy=_CA, ee_policy=_END_ENTITY)
    try:
        built = policy.build_client_verifier().verify(chain[0], chain[1:-1]).chain
    except verification.VerificationError as error:
        raise IdentityRefused(
            IdentityFault.CHAIN, expected="a chain of certificates to its root", found=str(error)
        ) from None
    if built != chain:
        raise IdentityRefused(
            IdentityFault.CHAIN,
            expected="each certificate signed by the next, and no others",
            found=f"a chain of {len(built)} among {len(chain)}",
        )


def _certifies(_policy: verification.Policy, _of: x509.Certificate, found: x509.BasicConstraints) -> None:
    if not found.ca:
        raise ValueError("it is not an authority's")


def _signs_certificates(_policy: verification.Policy, _of: x509.Certificate, found: x509.KeyUsage) -> None:
    if not found.key_cert_sign:
        raise ValueError("its key is not for signing certificates")


def _certifies_nobody(
    _policy: verification.Policy, _of: x509.Certificate, found: x509.BasicConstraints | None
) -> None:
    if found is not None and found.ca:
        raise ValueError("it is an authority's, not an end entity's")


def _signs(_policy: verification.Policy, _of: x509.Certificate, found: x509.KeyUsage) -> None:
    if not found.digital_signature and not found.content_commitment:
        raise ValueError("its key is not for signatures")


_CA = (
    verification.ExtensionPolicy.permit_all()
    .require_present(x509.BasicConstraints, _AGNOSTIC, _certifies)
    .require_present(x509.KeyUsage, _AGNOSTIC, _signs_certificates)
)
"""Of an authority: it may certify (RFC 5280 §4.2.1.9), and its key may sign certificates (§4.2.1.3)."""
_END_ENTITY = (
    verification.ExtensionPolicy.permit_all()
    .may_be_present(x509.BasicConstraints, _AGNOSTIC, _certifies_nobody)
    .require_present(x509.KeyUsage, _AGNOSTIC, _signs)
)
"""Of who signs a statement: no authority, with a key for signatures or for commitment (RFC 5280 §4.2.1.3)."""
