"""The sequencer's Ed25519 key, and the file it is kept in."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger_node.errors import SequencerKeyInvalid
from ledger_node.secrecy import check_private


class SequencerKey:
    """A private key that signs what is final."""

    def __init__(self, seed: bytes) -> None:
        if len(seed) != 32:
            raise SequencerKeyInvalid("sequencer key", expected="32 bytes", found=f"{len(seed)} bytes")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public: bytes = self._private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature (RFC 8032) over `message`."""
        return self._private.sign(message)


def load_key(path: Path) -> SequencerKey:
    """The key in a file of 64 hex digits, its owner's alone. Raises SequencerKeyInvalid, KeyExposed."""
    try:
        check_private(path)
        return SequencerKey(bytes.fromhex(path.read_text(encoding="ascii").strip()))
    except (OSError, ValueError) as error:
        raise SequencerKeyInvalid(str(path), expected="a file of 64 hex digits", found=str(error)) from error


def load_or_create_key(path: Path, seed: bytes) -> SequencerKey:
    """The key in the file, or one of `seed` (32 fresh random bytes), written there for its owner only."""
    if path.exists():
        return load_key(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(seed.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return SequencerKey(seed)
