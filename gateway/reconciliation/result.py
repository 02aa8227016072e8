"""What the engine hands out: findings, what could not be assessed, the evidence used; one canonical text of
it all.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

FORMAT = "tegata/reconciliation/1"


@dataclass(frozen=True)
class Result:
    """The outcome for some declarations as of a block. The same inputs give the same bytes, whatever their
    order.
    """

    declarations: tuple[dict[str, Any], ...]
    """The declarations reconciled, with their versions."""
    findings: tuple[dict[str, Any], ...]
    not_assessable: tuple[dict[str, Any], ...]
    """Rules that lacked an input, with its name."""
    evidence: tuple[dict[str, Any], ...]
    """The records read, with their state on the ledger."""
    rule_set: str
    block_height: int

    @property
    def body(self) -> dict[str, Any]:
        """The whole as JSON values."""
        return {
            "format": FORMAT,
            "rule_set": self.rule_set,
            "block_height": self.block_height,
            "declarations": list(self.declarations),
            "findings": list(self.findings),
            "not_assessable": list(self.not_assessable),
            "evidence": list(self.evidence),
        }

    @property
    def canonical(self) -> bytes:
        """The whole as canonical JSON: keys sorted, no spaces, UTF-8."""
        return canonical_json(self.body)

    @property
    def sha256(self) -> bytes:
        """The hash of the canonical text; the gateway signs it."""
        return hashlib.sha256(self.canonical).digest()


def canonical_json(value: Any) -> bytes:
    """`value` (texts, whole numbers, booleans, null, lists, objects) in its one spelling."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def finding_id(rule: str, declaration: str, *subject: object) -> str:
    """32 hex digits that name a finding: the same rule on the same subject of the same declaration."""
    text = "\n".join(["tegata/finding/1", rule, declaration, *("" if s is None else str(s) for s in subject)])
    return hashlib.sha256(text.encode()).hexdigest()[:32]
