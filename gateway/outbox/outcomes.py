"""What a mined transaction did with each of its items, read from its receipt: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contracts import calls
from contracts.addresses import REGISTRY
from contracts.ids import hex0x
from gateway.outbox.packing import AnchorItem, Item

UNEXPLAINED = 0
"""The reason in a notice where the contract gave none."""


@dataclass(frozen=True)
class Outcome:
    """Items refused with the contract's reason, and items to be tried alone. The others are written."""

    refused: tuple[tuple[Item, int], ...] = ()
    again: tuple[Item, ...] = ()


def outcome_of(receipt: dict[str, Any], items: Sequence[Item], reason: int) -> Outcome:
    """The outcome of `items`. `reason` is why a call on its own reverted, if it did (`UNEXPLAINED` if
    unknown).
    """
    if int(receipt["status"], 16) == 1:
        reasons = _refusals(receipt)
        return Outcome(
            tuple(
                (item, reasons[item.batch.member, item.batch.root])
                for item in items
                if isinstance(item, AnchorItem) and (item.batch.member, item.batch.root) in reasons
            )
        )
    if len(items) == 1:
        return Outcome(refused=((items[0], reason),))
    return Outcome(again=tuple(items))


def _refusals(receipt: dict[str, Any]) -> dict[tuple[int, bytes], int]:
    found: dict[tuple[int, bytes], int] = {}
    for log in receipt["logs"]:
        if log["address"].lower() != hex0x(REGISTRY):
            continue
        topics = [bytes.fromhex(topic[2:]) for topic in log["topics"]]
        event = calls.decode_log(topics, bytes.fromhex(log["data"][2:]))
        if isinstance(event, calls.AnchorRefused):
            found[event.member, event.root] = event.reason
    return found
