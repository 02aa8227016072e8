"""What the node's last block proves: its header, why it is final, and the state that was asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from contracts.ids import Address, BlockHeight, UnixTime, hex0x, unhex
from contracts.proofs import BlockEvidence, EmbeddedFinality
from gateway.ledger.client import Ledger


@dataclass(frozen=True, slots=True)
class LastBlock:
    """A block that was the last one when its node signed for it."""

    height: BlockHeight
    header: bytes
    finality: EmbeddedFinality


def last_block(ledger: Ledger) -> LastBlock:
    """The last block with the evidence that it is final. Raises LedgerUnavailable."""
    answer = ledger.request("tegata_finality")
    if answer["finality"]["signature"] == "0x":  # the first block, and a second came while we asked
        answer = ledger.request("tegata_finality")
    header = bytes.fromhex(answer["header_rlp"].removeprefix("0x"))
    return LastBlock(BlockHeight(int(answer["number"], 16)), header, _finality(answer["finality"]))


def block_evidence(
    ledger: Ledger, block: LastBlock, wanted: Iterable[tuple[Address, tuple[int, ...]]]
) -> BlockEvidence:
    """The evidence of `block`, with a proof of each (contract, slots) of its state; LedgerUnavailable."""
    proofs = tuple(_proof(ledger, contract, slots, block.height) for contract, slots in wanted)
    return BlockEvidence(block.header, block.finality, proofs)


def _proof(ledger: Ledger, contract: Address, wanted: tuple[int, ...], height: BlockHeight) -> dict[str, Any]:
    answer = ledger.request("eth_getProof", hex0x(contract), [hex(slot) for slot in wanted], hex(height))
    return dict(answer)


def _finality(answer: dict[str, Any]) -> EmbeddedFinality:
    return EmbeddedFinality(
        time=UnixTime(answer["time"]),
        signature=unhex(answer["signature"], 64, "tegata_finality/signature"),
    )
