"""How an embedded ledger goes on under validators: its sequencer's word for where it ends, and who follows.

The genesis of the network that follows holds it (formats §5). The sequencer's authority ends with that block.
"""

from collections.abc import Iterable
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TAG = b"tegata/handover/1"


def handover_message(
    network_id: bytes, number: int, block_hash: bytes, validators: Iterable[tuple[int, bytes, int]]
) -> bytes:
    """What the sequencer signs: tag ‖ networkId ‖ number u64 ‖ hash ‖ SHA-256 of the validators.

    A validator is (member, Ed25519 key, power): member u16 ‖ key (32) ‖ power u64, in the genesis's order.
    """
    listed = b"".join(
        member.to_bytes(2, "big") + key + power.to_bytes(8, "big") for member, key, power in validators
    )
    return TAG + network_id + number.to_bytes(8, "big") + block_hash + sha256(listed).digest()


def is_signed(sequencer: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the sequencer's Ed25519 signature over `message` holds."""
    try:
        Ed25519PublicKey.from_public_bytes(sequencer).verify(signature, message)
    except InvalidSignature:
        return False
    return True
