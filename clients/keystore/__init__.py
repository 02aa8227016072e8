"""Private keys at rest: an encrypted file each (Web3 Secret Storage, version 3), its owner's only.

Owns the files and their names. Never shows a secret, never sends one, and keeps none in memory longer than
the caller does.
"""

from clients.keystore.files import KeyInfo, Keystore, KeystoreError

__all__ = ["KeyInfo", "Keystore", "KeystoreError"]
