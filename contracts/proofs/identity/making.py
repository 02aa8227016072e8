"""Making a statement: the private key of an end-entity certificate signs for a member's key."""

from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from contracts.errors import TegataError
from contracts.ids import Address, MemberId, NetworkId
from contracts.proofs.identity.names import name_of
from contracts.proofs.identity.signing import digest_of
from contracts.proofs.identity.statement import IdentityStatement, statement_message

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
"""What signs: RSA (PKCS #1 v1.5, SHA-256), or ECDSA with the hash of the curve's size."""


class CertificateMismatch(TegataError):
    """The private key is not the one that the certificate is of, or of a kind that signs no statement."""

    code = "identity.key.mismatch"
    default_remedy = "Give the private key of the first certificate in the chain: RSA, P-256, P-384 or P-521."


def sign_statement(
    network_id: NetworkId, member: MemberId, key: Address, chain: Sequence[bytes], private: object
) -> IdentityStatement:
    """The statement that `key` is of whom the first certificate of `chain` (DER, root last) names.

    Raises CertificateMismatch unless `private` is that certificate's key.
    """
    leaf = x509.load_der_x509_certificate(chain[0])
    if not isinstance(private, PrivateKey) or leaf.public_key() != private.public_key():
        raise CertificateMismatch("key", expected="the first certificate's private key", found="another key")
    name = name_of(leaf)
    message = statement_message(network_id, member, key, name)
    return IdentityStatement(network_id, member, key, name, tuple(chain), _signature(private, message))


def _signature(private: PrivateKey, message: bytes) -> bytes:
    if isinstance(private, rsa.RSAPrivateKey):
        return private.sign(message, padding.PKCS1v15(), SHA256())
    return private.sign(message, ec.ECDSA(digest_of(private.curve), deterministic_signing=True))
