"""Roots: the certificates at which a chain may end, chosen by a checker in a file or by the members' vote."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography import x509

from contracts.errors import TegataError


class CertificatesInvalid(TegataError):
    """A file that does not hold the certificates that it should."""

    code = "identity.certificates"
    default_remedy = "Give a file of certificates in PEM, one after the other."


@dataclass(frozen=True, slots=True)
class Roots:
    """Fingerprints (SHA-256 of the DER) of the roots that a checker chose."""

    fingerprints: frozenset[bytes]

    @classmethod
    def of(cls, certificates: Iterable[bytes]) -> "Roots":
        """The roots in `certificates` (DER). Raises CertificatesInvalid for one that certifies nobody."""
        return cls(frozenset(sha256(_root(der)).digest() for der in certificates))

    def __contains__(self, certificate: bytes) -> bool:
        return sha256(certificate).digest() in self.fingerprints


def read_certificates(pem: bytes, where: str) -> tuple[bytes, ...]:
    """The certificates of a PEM file as DER, in their order; CertificatesInvalid where there are none."""
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        found = x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise CertificatesInvalid(where, expected="certificates in PEM", found=str(error)) from None
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in found)


def read_roots(pem: bytes, where: str) -> Roots:
    """The roots in a PEM file. Raises CertificatesInvalid."""
    return Roots.of(read_certificates(pem, where))


def _root(der: bytes) -> bytes:
    try:
        certificate = x509.load_der_x509_certificate(der)
        certifies = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (ValueError, x509.ExtensionNotFound):
        certifies = False
    if not certifies:
        raise CertificatesInvalid(
            "roots", expected="certificates of authorities (basic constraints: CA)", found="another one"
        )
    return der
