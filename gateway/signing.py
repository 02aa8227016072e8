"""The gateway's own signature (Ed25519): under receipts, notices of failure and reconciliation results.

Its public key stands on the ledger as the member's signing service, so anyone can check what the gateway
promised.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class GatewaySigner:
    """Signs for the gateway."""

    def __init__(self, secret: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.public_key: bytes = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        """64 bytes over `message`."""
        return self._key.sign(message)
