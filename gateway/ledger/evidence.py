"""What the node's last block proves: its header, why it is final, and the state that was asked for."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from contracts.ids import Address, BlockHeight, UnixTime, hex0x, unhex
from contracts.proofs import BlockEvidence, CometBftFinality, EmbeddedFinality, Finality
from contracts.proofs.advancing import Step
from contracts.proofs.consensus import LightBlock, validator_set
from gateway.errors import LedgerUnavailable
from gateway.ledger.client import Ledger, RpcRefused

PATIENCE = 10.0
"""Seconds to wait for validators to sign for a block: the header after it does, within a second or so."""

AT_ONCE = 1_000
"""Slots in one question: a node proves 1,024 at most."""

PAUSE = 0.05
"""Seconds between two questions."""


@dataclass(frozen=True, slots=True)
class LastBlock:
    """The last block that is shown to be final, with the freshest evidence for it."""

    height: BlockHeight
    header: bytes
    finality: Finality


def last_block(ledger: Ledger, least: int = 0) -> LastBlock:
    """The last block with the evidence that it is final: block `least` or a later one.

    Waits for the validators' signatures under it, for they come with the header after it. Raises
    LedgerUnavailable.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        patient = time.monotonic() < deadline
        try:
            found = _last_block(ledger)
        except RpcRefused:
            if not patient:
                raise
        else:
            if found.height >= least:
                return found
            if not patient:
                raise LedgerUnavailable(
                    "ledger", expected=f"block {least} to be final", found=f"block {found.height} so far"
                )
        time.sleep(PAUSE)


def block_at(ledger: Ledger, height: BlockHeight) -> LastBlock:
    """The block of that number with the evidence that it is final; LedgerUnavailable where none is kept."""
    return _told(ledger.request("tegata_finality", hex(height)))


def block_evidence(
    ledger: Ledger, block: LastBlock, wanted: Iterable[tuple[Address, tuple[int, ...]]]
) -> BlockEvidence:
    """The evidence of `block`, with a proof of each (contract, slots) of its state; LedgerUnavailable."""
    proofs = tuple(
        _proof(ledger, contract, slots[start : start + AT_ONCE], block.height)
        for contract, slots in wanted
        for start in range(0, max(len(slots), 1), AT_ONCE)
    )
    return BlockEvidence(block.header, block.finality, proofs)


def light_steps(ledger: Ledger, height: int) -> tuple[Step, ...]:
    """What leads a light client from a height of consensus to the newest header. Raises LedgerUnavailable."""
    return tuple(_step(answer) for answer in ledger.request("tegata_lightBlocks", hex(height)))


def _last_block(ledger: Ledger) -> LastBlock:
    answer = ledger.request("tegata_finality")
    if answer["finality"].get("signature") == "0x":  # the first block, and a second came while we asked
        answer = ledger.request("tegata_finality")
    return _told(answer)


def _told(answer: dict[str, Any]) -> LastBlock:
    header = _bytes(answer["header_rlp"])
    return LastBlock(BlockHeight(int(answer["number"], 16)), header, _finality(answer["finality"]))


def _proof(ledger: Ledger, contract: Address, wanted: tuple[int, ...], height: BlockHeight) -> dict[str, Any]:
    answer = ledger.request("eth_getProof", hex0x(contract), [hex(slot) for slot in wanted], hex(height))
    return dict(answer)


def _finality(answer: dict[str, Any]) -> Finality:
    if answer["kind"] == "cometbft":
        return CometBftFinality(_bytes(answer["header"]), _bytes(answer["commit"]))
    return EmbeddedFinality(
        time=UnixTime(answer["time"]),
        signature=unhex(answer["signature"], 64, "tegata_finality/signature"),
    )


def _step(answer: dict[str, Any]) -> Step:
    validators = validator_set((_bytes(key), power) for key, power in answer["validators"])
    block = LightBlock(_bytes(answer["header"]), _bytes(answer["commit"]), validators)
    return Step(block, _bytes(answer["header_rlp"]))


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))
