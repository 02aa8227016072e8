"""Writes the golden vectors in `tests/golden/`: what an implementation in another language must reproduce.

`python -m scripts.make_golden` computes them from `contracts/` and from the inputs that stand beside them. A
difference in a vector that has been published is a consensus upgrade, never a correction.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

from contracts import merkle
from contracts.acts import Batch, Domain, Revoke, StatusAct, Supersede, Withdraw, address_of, digest, sign
from contracts.addresses import REGISTRY
from contracts.batches import BatchTree
from contracts.commitment import commit
from contracts.fields import decode_value
from contracts.ids import BatchRoot, MemberId, NetworkId, RecordId, UnixTime, hex0x
from contracts.records import KINDS, KindInfo, parse_record, scope_of_record
from scripts.golden_cases import case_vectors
from scripts.golden_draws import draw_vectors
from scripts.golden_governance import governance_vectors
from scripts.golden_ledger import ledger_vectors

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "golden"
SEED = bytes(range(32))
KEY = sha256(b"tegata golden vectors: never use this key").digest()
DOMAIN = Domain(743_001, REGISTRY, NetworkId(sha256(b"tegata golden network").digest()))
VALID_UNTIL = UnixTime(1_800_000_000)


def record_vector(info: KindInfo) -> dict[str, Any]:
    """A record with its fields, salts, leaves, root and id."""
    text = (FOLDER / "inputs" / f"{info.kind.slug}.json").read_text("utf-8")
    record = parse_record(info.kind, text)
    made = commit(record, SEED)
    rows = zip(made.fields, made.salts, made.leaves, strict=True)
    return {
        "schema": info.schema_id,
        "kind": info.kind.value,
        "version": info.version,
        "scope": scope_of_record(record),
        "seed": hex0x(SEED),
        "record": json.loads(text),
        "fields": [
            {
                "path": field.path,
                "type": field.type,
                "json": decode_value(field.type, field.value, field.path),
                "value": hex0x(field.value),
                "salt": hex0x(salt),
                "leaf": hex0x(leaf),
            }
            for field, salt, leaf in rows
        ],
        "fields_root": hex0x(made.root),
        "id": hex0x(made.id),
    }


def merkle_vector(size: int) -> dict[str, Any]:
    """A tree over `size` leaves with the audit path of every leaf (RFC 6962 §2.1.1)."""
    leaves = [sha256(b"leaf %d" % index).digest() for index in range(size)]
    return {
        "leaves": [hex0x(leaf) for leaf in leaves],
        "root": hex0x(merkle.root(leaves)),
        "paths": [[hex0x(h) for h in merkle.inclusion_proof(leaves, index)] for index in range(size)],
    }


def batch_vector(size: int) -> dict[str, Any]:
    """A batch of `size` record ids with the audit path of each."""
    tree = BatchTree(RecordId(sha256(b"record %d" % index).digest()) for index in range(size))
    return {
        "ids": [hex0x(record_id) for record_id in tree.ids],
        "root": hex0x(tree.root),
        "paths": [[hex0x(h) for h in tree.proof(index)] for index in range(size)],
    }


def golden_acts() -> tuple[Batch, Revoke, Withdraw, Supersede]:
    """One act of every type."""
    member, root = MemberId(11), BatchRoot(sha256(b"root").digest())
    successor = BatchRoot(sha256(b"successor").digest())
    target = sha256(b"target").digest()
    return (
        Batch(root, 65_536, 1, 20, member, VALID_UNTIL),
        Revoke(member, root, target, 3, VALID_UNTIL),
        Withdraw(member, root, root, 4, VALID_UNTIL),
        Supersede(member, root, target, successor, sha256(b"new").digest(), 2, VALID_UNTIL),
    )


def _act_vector(act: Batch | StatusAct) -> dict[str, Any]:
    return {
        "type": act.TYPE,
        "message": {name: hex0x(v) if isinstance(v, bytes) else v for name, v in act.__dict__.items()},
        "struct_hash": hex0x(act.struct_hash()),
        "digest": hex0x(digest(act, DOMAIN)),
        "signature": hex0x(sign(act, DOMAIN, KEY)),
    }


def signing_vectors() -> dict[str, Any]:
    """The domain, the key, and the acts signed under them."""
    return {
        "domain": {
            "name": "Tegata",
            "version": "1",
            "chainId": DOMAIN.chain_id,
            "verifyingContract": hex0x(DOMAIN.verifying_contract),
            "salt": hex0x(DOMAIN.network_id),
        },
        "domain_separator": hex0x(DOMAIN.separator),
        "private_key": hex0x(KEY),
        "signer": hex0x(address_of(KEY)),
        "acts": [_act_vector(act) for act in golden_acts()],
    }


def vectors() -> Iterator[tuple[Path, Any]]:
    """Every file with what it holds."""
    for info in KINDS.values():
        yield FOLDER / "records" / f"{info.kind.slug}.json", record_vector(info)
    sizes = (1, 2, 3, 4, 5, 7, 8, 9, 16, 17)
    yield FOLDER / "merkle.json", [merkle_vector(size) for size in sizes]
    yield FOLDER / "batches.json", [batch_vector(size) for size in sizes]
    yield FOLDER / "acts.json", signing_vectors()
    yield FOLDER / "governance.json", governance_vectors()
    yield FOLDER / "cases.json", case_vectors(FOLDER / "cases.json")
    batch, revoke, _, supersede = golden_acts()
    yield FOLDER / "ledger.json", ledger_vectors(DOMAIN, KEY, batch, revoke, supersede)
    certificate = parse_record(1, (FOLDER / "inputs" / "origin-certificate.json").read_text("utf-8"))
    yield FOLDER / "draws.json", draw_vectors(DOMAIN, KEY, certificate, SEED)
    # Bundles need a ledger's tries, which only the tests make by hand.
    yield FOLDER / "proofs.json", import_module("tests.contracts.proofs.vectors").make()
    yield FOLDER / "identity.json", import_module("tests.contracts.proofs.identity_vectors").make()
    validators = import_module("tests.contracts.proofs.validator_vectors")
    yield FOLDER / "validators.json", validators.make()
    yield FOLDER / "evidence.json", import_module("tests.contracts.proofs.evidence_vectors").make()
    yield FOLDER / "promises.json", import_module("tests.contracts.proofs.promises").make()


def rendered(value: Any) -> str:
    """`value` as these files spell it."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every file."""
    for path, value in vectors():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rendered(value), "utf-8")
        print(path.relative_to(FOLDER.parents[1]))


if __name__ == "__main__":
    main()
