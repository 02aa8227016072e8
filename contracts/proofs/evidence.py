"""Evidence beside bundles, each in a file that says what it is: read and verified by its format (formats §6).

A state of the ledger, two debits in conflict, a case's dossier, a gateway's signing keys.
"""

from collections.abc import Callable
from typing import Any

from contracts.errors import brief
from contracts.ids import UnixTime
from contracts.proofs import conflict, dossier, gateway_keys, ledger_state, shape
from contracts.proofs.faults import EvidenceRefused, Fault
from contracts.proofs.reading import MAX_SIZE
from contracts.proofs.trust import Trust

Proved = conflict.ProvedConflict | dossier.ProvedCase | ledger_state.ProvedState | gateway_keys.ProvedKeys
"""What such a file proves; `to_json` is the verdict."""

_READERS: dict[str, Callable[[Any, Trust, UnixTime], Proved]] = {
    ledger_state.FORMAT: lambda document, trust, now: ledger_state.proved_state(
        ledger_state.state_from_json(document), trust, now
    ),
    conflict.FORMAT: lambda document, trust, now: conflict.proved_conflict(
        conflict.conflict_from_json(document), trust, now
    ),
    dossier.FORMAT: lambda document, trust, now: dossier.verify_dossier(
        dossier.dossier_from_json(document), trust, now
    ),
    gateway_keys.FORMAT: lambda document, trust, now: gateway_keys.proved_keys(
        gateway_keys.keys_from_json(document), trust, now
    ),
}

FORMATS = tuple(_READERS)
"""What a file says of itself to be one of these."""


def is_evidence(data: bytes) -> bool:
    """Whether a file says that it is one of these; what it is worth is `proved_evidence`'s to say."""
    return any(f'"{name}"'.encode() in data[:200] for name in FORMATS)


def proved_evidence(data: bytes | str, trust: Trust, now: UnixTime) -> Proved:
    """What the evidence in a file proves under `trust`, at `now` (seconds).

    Raises EvidenceRefused: where it proves nothing, and (`bundle.format`) for any other file.
    """
    document = shape.document(data, "evidence", MAX_SIZE)
    found = document.get("format") if isinstance(document, dict) else None
    read = _READERS.get(found) if isinstance(found, str) else None
    if read is None:
        raise EvidenceRefused(Fault.FORMAT, "format", expected=", ".join(FORMATS), found=brief(found))
    return read(document, trust, now)
