"""Golden vectors of proof bundles, for verifiers in other languages.

`bundles` are whole documents with their verdicts; each of `refusals` changes one place of the bundle
`narrowed` (JSON pointer, new value) and names the fault that a verifier must find. Written by
`python -m scripts.make_golden`.
"""

import json
from copy import deepcopy
from typing import Any

from contracts.proofs import Bundle, disclose, verify
from tests.contracts.conftest import _CERTIFICATE
from tests.contracts.proofs.test_tampering import TAMPERINGS
from tests.contracts.proofs.world import NOW, TRUST, Signed, World, signed_batch

_NARROWED = ["number", "lines/**", "exporter/name"]


def make() -> dict[str, Any]:
    """The whole file."""
    documents = [deepcopy(_CERTIFICATE) | {"number": f"VN-RCEP-{n}"} for n in range(5)]
    signed = signed_batch(documents)
    bundles = _bundles(signed)
    narrowed = bundles["narrowed"].to_json()
    return {
        "trust": TRUST.to_json(),
        "now": NOW,
        "bundles": [_judged(name, bundle) for name, bundle in bundles.items()],
        "refusals": [
            {"name": name, **_change(narrowed, tamper), "fault": fault.value}
            for name, (tamper, fault) in TAMPERINGS.items()
        ],
    }


def apply(document: Any, pointer: str, value: Any) -> Any:
    """`document` with `value` at `pointer` (RFC 6901; only steps without `~`)."""
    changed = deepcopy(document)
    *way, last = [int(step) if step.isdigit() else step for step in pointer.split("/")[1:]]
    place = changed
    for step in way:
        place = place[step]
    place[last] = value
    return changed


def _bundles(signed: Signed) -> dict[str, Bundle]:
    def world() -> World:
        return World().crowd(40).admit().anchor(signed.batch)

    whole = world().sealed().bundle([signed.evidence(2)])
    target, root = signed.commitments[2].id, signed.batch.root
    return {
        "whole": whole,
        "narrowed": disclose(whole, _NARROWED),
        "secretive": disclose(whole, _NARROWED, tell_hidden_paths=False),
        "three records": world().sealed().bundle([signed.evidence(n) for n in (0, 2, 4)]),
        "revoked": world().end(target, 1).sealed().bundle([signed.evidence(2)]),
        "superseded with its batch": world().end(root, 2, b"\x42" * 32).sealed().bundle([signed.evidence(2)]),
        "withdrawn": world().end(target, 3).sealed().bundle([signed.evidence(2)]),
    }


def _judged(name: str, bundle: Bundle) -> dict[str, Any]:
    verdict = verify(bundle, TRUST, NOW)
    shown = {claim.topic.value: claim.shown.value for claim in verdict.claims}
    return {"name": name, "outcome": verdict.outcome.value, "claims": shown, "bundle": bundle.to_json()}


def _change(document: dict[str, Any], tamper: Any) -> dict[str, Any]:
    changed = deepcopy(document)
    tamper(changed)
    pointer, value = _difference("", document, changed)
    return {"at": pointer, "value": value}


def _difference(pointer: str, before: Any, after: Any) -> tuple[str, Any]:
    """The innermost place that differs, and what stands there after."""
    differing: list[Any] = []
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        differing = [key for key in before if json.dumps(before[key]) != json.dumps(after[key])]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        differing = [n for n, item in enumerate(before) if json.dumps(item) != json.dumps(after[n])]
    if len(differing) == 1:
        (key,) = differing
        return _difference(f"{pointer}/{key}", before[key], after[key])
    return pointer, after
