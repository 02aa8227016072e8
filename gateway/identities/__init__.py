"""Identity statements of members' keys: taken in once the ledger has their hash, and carried in bundles.

Owns the table of statements, how one is filed, and whom a key's latest one names. Never believes a statement:
whoever verifies a bundle judges it anew.
"""

from gateway.identities.reading import IdentityShelf, NamedKey, named_key

__all__ = ["IdentityShelf", "NamedKey", "named_key"]
