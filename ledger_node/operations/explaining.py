"""What the engine's last words mean to an operator."""

import re
from typing import NamedTuple


class Explanation(NamedTuple):
    """A pattern in what the engine prints, what it means and what to do."""

    pattern: str
    meaning: str
    final: bool
    """Whether another start is of no use."""


EXPLANATIONS = (
    Explanation(
        r"app block height .* is higher than core|AppBlockHeightTooHigh",
        "the engine's data are older than the ledger's: restore both from one backup, or join anew from a "
        "snapshot",
        final=True,
    ),
    Explanation(
        r"app block height .* is too far below|AppBlockHeightTooLow",
        "the engine no longer has the blocks that the ledger lacks: restore the ledger, or join anew from a "
        "snapshot",
        final=True,
    ),
    Explanation(
        r"AppHash.* does not match|wrong Block\.Header\.AppHash",
        "this node computed another state than the network: keep its data for inquiry, and join anew from a "
        "snapshot",
        final=True,
    ),
    Explanation(
        r"genesis doc hash in db does not match|engine's genesis: expected",
        "the engine's data are of another network: use this network's data directory",
        final=True,
    ),
    Explanation(
        r"leveldb\S*: .*(corrupt|missing|invalid)|checksum mismatch|failed to load block|DataCorruptionError",
        "the engine's own data are damaged: restore the node from a backup, or join anew from a snapshot, "
        "on a sound disk",
        final=True,
    ),
    Explanation(
        r"signature from the same key",
        "this validator's key has signed lately elsewhere: make sure that no other node uses it",
        final=True,
    ),
    Explanation(
        r"CONSENSUS FAILURE",
        "the engine met a contradiction and takes no more part in consensus: read engine.log, and report it "
        "to the other members",
        final=True,
    ),
    Explanation(
        r"address already in use",
        "a port of the engine is taken: change node.toml, or stop what uses it",
        final=False,
    ),
    Explanation(
        r"no space left",
        "the disk is full: make room, and the engine starts again",
        final=False,
    ),
    Explanation(
        r"permission denied|read-only file system",
        "the engine can't write its data: correct the permissions",
        final=False,
    ),
    Explanation(
        r"resource temporarily unavailable",
        "another engine still uses these data",
        final=False,
    ),
)


def explain(lines: str) -> tuple[str, bool]:
    """What the engine's last lines mean, and whether another start is of no use."""
    for each in EXPLANATIONS:
        if re.search(each.pattern, lines):
            return each.meaning, each.final
    last = next((line for line in reversed(lines.splitlines()) if line.strip()), "it said nothing")
    return f"the engine ended: {last[:300]}", False
