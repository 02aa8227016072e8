"""What the node's last block proves: its header, why it is final, and the state that was asked for."""

from collections.abc import Iterable
from typing import Any

from contracts.ids import Address, BlockHeight, UnixTime, hex0x, unhex
from contracts.proofs import BlockEvidence, EmbeddedFinality
from gateway.ledger.client import Ledger


def block_evidence(
    ledger: Ledger, height: BlockHeight, wanted: Iterable[tuple[Address, tuple[int, ...]]]
) -> BlockEvidence:
    """The node's answers about the block at `height`: its finality, and a proof of each (contract, slots).

    Raises LedgerUnavailable.
    """
    proofs = tuple(_proof(ledger, contract, slots, height) for contract, slots in wanted)
    answer = ledger.request("tegata_finality", hex(height))
    header = bytes.fromhex(answer["header_rlp"].removeprefix("0x"))
    return BlockEvidence(header, _finality(answer["finality"]), proofs)


def _proof(ledger: Ledger, contract: Address, wanted: tuple[int, ...], height: BlockHeight) -> dict[str, Any]:
    answer = ledger.request("eth_getProof", hex0x(contract), [hex(slot) for slot in wanted], hex(height))
    return dict(answer)


def _finality(answer: dict[str, Any]) -> EmbeddedFinality:
    return EmbeddedFinality(
        time=UnixTime(answer["time"]),
        signature=unhex(answer["signature"], 64, "tegata_finality/signature"),
    )
