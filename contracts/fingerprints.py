"""What the ledger keeps of a member in place of clear text: hashes that anyone who has the text can compare.

They hide nothing from someone who guesses; names, identifiers and URLs of members are public.
"""

from hashlib import sha256
from unicodedata import normalize


def name_hash(name: str) -> bytes:
    """SHA-256 of a member's legal name in UTF-8, normalised to NFC."""
    return sha256(normalize("NFC", name).encode()).digest()


def identifier_hash(scheme: str, value: str) -> bytes:
    """SHA-256 of scheme, 0x00, value. No scheme has a 0x00 in it, so two identifiers never collide."""
    return sha256(scheme.encode() + b"\0" + value.encode()).digest()


def gateway_url_hash(url: str) -> bytes:
    """SHA-256 of the URL of a member's gateway, without a final slash."""
    return sha256(url.rstrip("/").encode()).digest()
