"""A certification authority of the tests: a root, an intermediate, and certificates for whoever asks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from contracts.proofs.identity import PrivateKey
from tests.contracts.proofs.world import ANCHORED_AT

BOUND_AT = ANCHORED_AT - 86_400
_BOUND = datetime.fromtimestamp(BOUND_AT, UTC)
YEAR = timedelta(days=365)


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65_537, 2_048)


def ec_key(seed: int, curve: type[ec.EllipticCurve] = ec.SECP256R1) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(0x1234_5678 + seed, curve())


@dataclass(frozen=True)
class Held:
    """A certificate and its private key."""

    certificate: x509.Certificate
    private: PrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})


def certified(
    subject: str,
    private: PrivateKey,
    by: Held | None = None,
    *,
    ca: bool = False,
    path_length: int | None = None,
    key_usage: x509.KeyUsage | None = None,
    window: tuple[datetime, datetime] = (_BOUND - YEAR, _BOUND + YEAR),
    organisation: bool = True,
) -> Held:
    oid = NameOID.ORGANIZATION_NAME if organisation else NameOID.COMMON_NAME
    attributes = [x509.NameAttribute(oid, subject)]
    if ca:
        attributes.append(x509.NameAttribute(NameOID.COMMON_NAME, f"{subject} CA"))
    name = x509.Name(attributes)
    default = usage(key_cert_sign=True, crl_sign=True) if ca else usage(digital_signature=True)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by.certificate.subject if by else name)
        .public_key(private.public_key())
        .serial_number(4_711)
        .not_valid_before(window[0])
        .not_valid_after(window[1])
        .add_extension(x509.BasicConstraints(ca, path_length), critical=True)
        .add_extension(key_usage or default, critical=True)
    )
    signer = by.private if by else private
    repeatable = True if isinstance(signer, ec.EllipticCurvePrivateKey) else None
    return Held(builder.sign(signer, SHA256(), ecdsa_deterministic=repeatable), private)


def root(name: str = "Trade Root", seed: int = 1, **options: Any) -> Held:
    return certified(name, ec_key(seed), ca=True, **options)


def chain(*held: Held) -> tuple[bytes, ...]:
    return tuple(each.der for each in held)
