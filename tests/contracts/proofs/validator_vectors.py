"""The vectors of bundles under validators: one bundle's state, and evidence of finality, sound and unsound.

Written by `python -m scripts.make_golden`.
"""

import json
from base64 import b64decode
from dataclasses import replace
from typing import Any

from contracts.ids import BlockHeight, UnixTime
from contracts.keccak import keccak
from contracts.proofs import CheckpointFinality, CometBftFinality, Finality, Trust, verify
from contracts.proofs.consensus.messages import decode_header
from contracts.proofs.epochs import Checkpoint
from tests.contracts.proofs import vectors
from tests.contracts.proofs.consensus_world import (
    PERIOD,
    decided,
    epoch,
    finality,
    swapped,
    trust_of,
    voted,
)
from tests.contracts.proofs.world import BLOCK_TIME, NOW, NUMBER, header_of

FOUR = trust_of(epoch())


def _made(header: bytes) -> dict[str, tuple[Finality, Trust, int]]:
    """The order is that of the file."""
    return {**_votes(header), **_closed_epochs(header)}


def _votes(header: bytes) -> dict[str, tuple[Finality, Trust, int]]:
    good = finality(header)
    consensus = decode_header(good.header)
    commit, foreign = voted(consensus), voted(consensus, "wxyz")
    spelt = replace(good, header=good.header + b"\x78\x00")
    abroad = decided(keccak(header), chain="tegata-another")

    def by(found: Any) -> CometBftFinality:
        return CometBftFinality(good.header, found.encode())

    return {
        "four votes": (good, FOUR, NOW),
        "three votes": (by(voted(consensus, votes=3)), FOUR, NOW),
        "two votes": (by(voted(consensus, votes=2)), FOUR, NOW),
        "one vote twice": (by(swapped(commit, 1, commit.signatures[0])), FOUR, NOW),
        "a foreign vote": (by(swapped(commit, 0, foreign.signatures[0])), FOUR, NOW),
        "another spelling": (spelt, FOUR, NOW),
        "another block": (finality(header_of(b"\x05" * 32)), FOUR, NOW),
        "another network's consensus": (
            CometBftFinality(abroad.encode(), voted(abroad).encode()),
            FOUR,
            NOW,
        ),
        "strangers": (finality(header, "wxyz"), FOUR, NOW),
        "a stale trust file": (good, FOUR, BLOCK_TIME + PERIOD),
    }


def _closed_epochs(header: bytes) -> dict[str, tuple[Finality, Trust, int]]:
    good = finality(header)
    own = trust_of(replace(epoch(), seen=None, end=Checkpoint(NUMBER, keccak(header), 70)))
    end = Checkpoint(BlockHeight(NUMBER + 9), b"\x01" * 32, 90)
    later = trust_of(replace(epoch(), seen=None, end=end))
    return {
        "retired validators, at their checkpoint": (good, own, NOW),
        "retired validators": (good, later, NOW),
        "the checkpoint itself": (CheckpointFinality(()), own, NOW),
        "no way to a checkpoint": (CheckpointFinality(()), later, NOW),
    }


def make() -> dict[str, Any]:
    """The whole file: the bundle, and each finality in it with a trust file, a time and the verdict."""
    whole = next(each["bundle"] for each in vectors.make()["bundles"] if each["name"] == "narrowed")
    made = _made(b64decode(whole["state"]["header"]))
    return {"bundle": whole, "cases": [_judged(whole, name, *each) for name, each in made.items()]}


def _judged(whole: dict[str, Any], name: str, found: Finality, trust: Trust, now: int) -> dict[str, Any]:
    verdict = verify(json.dumps({**whole, "finality": found.to_json()}), trust, UnixTime(now))
    return {
        "name": name,
        "finality": found.to_json(),
        "trust": trust.to_json(),
        "now": now,
        "outcome": verdict.outcome.value,
        "fault": None if verdict.fault is None else verdict.fault.value,
    }
