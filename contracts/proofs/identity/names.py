"""Names in certificates: of whom one is, as X.520 writes it."""

from unicodedata import normalize

from cryptography import x509
from cryptography.x509.oid import NameOID


def name_of(certificate: x509.Certificate) -> str:
    """Whom a certificate is of: its subject's organisation, otherwise its common name, NFC; maybe empty."""
    return _named(certificate.subject)


def root_name(certificate: x509.Certificate) -> str:
    """A root's name as people know it: its common name, otherwise its whole subject (RFC 4514)."""
    common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else certificate.subject.rfc4514_string()


def _named(subject: x509.Name) -> str:
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        found = subject.get_attributes_for_oid(oid)
        if found:
            return normalize("NFC", str(found[0].value))
    return ""
