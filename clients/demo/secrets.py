"""The demonstration's secrets: made at its first start, kept in its folder, worth nothing anywhere else."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from contracts.ids import MemberId, NetworkId, UnixTime

FILE = "demo-secrets.json"
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Secrets:
    """One random seed that every key of the demonstration is made from, and when it was founded."""

    seed: bytes
    founded: UnixTime

    @classmethod
    def in_folder(
        cls, folder: Path, now: Callable[[], UnixTime], random: Callable[[int], bytes]
    ) -> "Secrets":
        """Those kept in `folder`, or new ones, kept there for its owner only."""
        path = folder / FILE
        if not path.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            text = json.dumps({"seed": random(32).hex(), "founded": now()})
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
        kept = json.loads(path.read_text(encoding="utf-8"))
        return cls(bytes.fromhex(kept["seed"]), UnixTime(kept["founded"]))

    def of(self, purpose: str) -> bytes:
        """32 bytes for `purpose`, the same each time."""
        return sha256(self.seed + purpose.encode()).digest()

    def key_of(self, member: MemberId) -> bytes:
        """The secret with which a member signs and signs in."""
        return self.of(f"member {member}")

    @property
    def network_id(self) -> NetworkId:
        """The network's id."""
        return NetworkId(self.of("network"))

    @property
    def password(self) -> str:
        """The officer's password: 20 letters and digits, 100 bits."""
        return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in self.of("officer")[:20])
