"""Golden vectors of identity statements, for verifiers in other languages.

`statement` has the bytes that are signed and the hash that the ledger keeps. `bundles` carry statements, with
what they show where certificates are checked. Each of `refusals` changes one place of the first of them.
Written by `python -m scripts.make_golden`.
"""

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.ids import hex0x
from contracts.proofs import Bundle, Topic, verify
from contracts.proofs.identity import IdentityStatement
from tests.contracts.conftest import _CERTIFICATE
from tests.contracts.proofs.authority import BOUND_AT, YEAR, certified, chain, ec_key
from tests.contracts.proofs.stated import LEAF, MIDDLE, ROOT, Ledger, stated
from tests.contracts.proofs.vectors import apply
from tests.contracts.proofs.world import NAME, NOW, TRUST, Signed, World, signed_batch

_REFUSALS: dict[str, tuple[str, Any]] = {
    "another name": ("/identities/0/statement/name", "Ministry of Industry"),
    "another member": ("/identities/0/statement/member", 4),
    "another network": ("/identities/0/statement/network", "0x" + "42" * 32),
    "another signature": ("/identities/0/statement/signature", "AAAA"),
    "another format": ("/identities/0/statement/format", "tegata/identity/2"),
    "no chain": ("/identities/0/statement/chain", []),
    "a statement of no batch": ("/batches/0/identity", 1),
}


def make() -> dict[str, Any]:
    """The whole file."""
    signed = signed_batch([deepcopy(_CERTIFICATE)])
    bundles = dict(_bundles(signed))
    first = bundles["named"].to_json()
    return {
        "trust": TRUST.to_json(),
        "now": NOW,
        "statement": _statement(stated()),
        "bundles": [_judged(name, bundle) for name, bundle in bundles.items()],
        "refusals": [
            {"name": name, "at": at, "value": value, "fault": _fault(apply(first, at, value))}
            for name, (at, value) in _REFUSALS.items()
        ],
    }


def _bundles(signed: Signed) -> list[tuple[str, Bundle]]:
    def ledger() -> Ledger:
        world = World().crowd(8).admit().anchor(signed.batch)
        return Ledger(world, signed, record=0)

    bound = datetime.fromtimestamp(BOUND_AT, UTC)
    old = certified(NAME, ec_key(3), MIDDLE, window=(bound - YEAR, bound - timedelta(days=1)))
    broken = certified(NAME, ec_key(3), certified("Trade Services", ec_key(2), ROOT))
    unsigned = stated(certified(NAME, ec_key(3), MIDDLE))
    return [
        ("named", ledger().bundle(stated())),
        ("root not chosen", ledger().bundle(stated(), chosen=False)),
        ("expired", ledger().bundle(stated(old, chain(old, MIDDLE, ROOT)))),
        ("no authority", ledger().bundle(stated(broken, chain(broken, ROOT)))),
        ("another name signed", ledger().bundle(_renamed(unsigned))),
    ]


def _renamed(statement: IdentityStatement) -> IdentityStatement:
    return IdentityStatement(
        statement.network_id,
        statement.member,
        statement.key,
        "Ministry of Industry",
        chain(LEAF, MIDDLE, ROOT),
        statement.signature,
    )


def _statement(statement: IdentityStatement) -> dict[str, Any]:
    return {
        "document": statement.to_json(),
        "message": hex0x(statement.message),
        "digest": hex0x(statement.digest),
    }


def _judged(name: str, bundle: Bundle) -> dict[str, Any]:
    claim = verify(bundle, TRUST, NOW).claim(Topic.IDENTITY)
    stated_as = claim.details["statement"]
    return {
        "name": name,
        "identity": claim.shown.value,
        "fault": stated_as.get("fault"),
        "bundle": bundle.to_json(),
    }


def _fault(document: Any) -> str | None:
    found = verify(json.dumps(document), TRUST, NOW).fault
    return None if found is None else found.value
