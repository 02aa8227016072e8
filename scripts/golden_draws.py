"""The golden vectors of drawing on a proof: how a declaration line is hidden, debits, openings, words."""

from dataclasses import asdict, replace
from hashlib import sha256
from typing import Any

from contracts import calls, slots
from contracts.acts import Debit, DebitAct, Domain, WholeDebit, digest, sign
from contracts.addresses import UTILISATION
from contracts.batches import BatchTree
from contracts.commitment import commit
from contracts.draws import declaration_line, leaf_of, line_salt
from contracts.ids import MemberId, RecordId, UnixTime, hex0x
from contracts.records.parts import Record

CUSTOMS, ISSUER = MemberId(1), MemberId(11)
SECRET = sha256(b"tegata golden secret of an administration").digest()
DECLARATION, NUMBER = "JP-26120000001", 3
UNTIL, LAPSES = UnixTime(1_800_000_000), UnixTime(1_795_000_000)


def draw_vectors(registry: Domain, key: bytes, certificate: Record, seed: bytes) -> Any:
    """Everything of this file: debits on the first line of the golden certificate, under `seed`."""
    domain = replace(registry, verifying_contract=UTILISATION)
    made = commit(certificate, seed)
    tree = BatchTree([made.id, RecordId(sha256(b"beside it").digest())])
    proof = calls.Proof(tree.root, made.id, calls.Position(0, tree.proof(0)))
    leaf = leaf_of(certificate, made, 0)
    salt = line_salt(SECRET, DECLARATION, NUMBER)
    d = declaration_line(salt, DECLARATION, NUMBER)
    debit = Debit(CUSTOMS, ISSUER, made.id, 0, d, leaf.quantity // 4, leaf.unit, 1, LAPSES, UNTIL)
    whole = WholeDebit(CUSTOMS, ISSUER, made.id, 0, d, 1, LAPSES, UNTIL)
    signatures = {act: sign(act, domain, key) for act in (debit, whole)}
    return {
        "hidden": _hidden(salt, d),
        "domain_separator": hex0x(domain.separator),
        "acts": [_act(act, domain, signatures[act]) for act in (debit, whole)],
        "proof": {
            "root": hex0x(proof.root),
            "id": hex0x(proof.id),
            "path": list(map(hex0x, proof.position.path)),
        },
        "leaf": _plain(asdict(leaf)),
        "calldata": {
            "debit": hex0x(calls.debit(debit, signatures[debit])),
            "openAndDebit": hex0x(calls.open_and_debit(debit, proof, leaf, signatures[debit])),
            "debitWhole": hex0x(calls.debit_whole(whole, proof, signatures[whole])),
            "expire": hex0x(calls.expire(made.id, 0, d)),
        },
        "slots": {
            "line": f"0x{slots.line_slot(made.id, 0):064x}",
            "debit": f"0x{slots.debit_slot(made.id, 0, d):064x}",
            "lineage": f"0x{slots.lineage_slot(ISSUER, made.id):064x}",
        },
        "words": [_line_word(leaf), _debit_word(debit)],
    }


def _hidden(salt: bytes, d: bytes) -> dict[str, Any]:
    """What hides the line of the declaration."""
    told = {"secret": hex0x(SECRET), "declaration": DECLARATION, "number": NUMBER}
    return {**told, "salt": hex0x(salt), "d": hex0x(d)}


def _act(act: DebitAct, domain: Domain, signature: bytes) -> dict[str, Any]:
    return {
        "type": act.TYPE,
        "message": _plain(asdict(act)),
        "struct_hash": hex0x(act.struct_hash()),
        "digest": hex0x(digest(act, domain)),
        "signature": hex0x(signature),
    }


def _line_word(leaf: calls.Leaf) -> dict[str, Any]:
    unit = int.from_bytes(leaf.unit, "big")
    word = leaf.quantity | (leaf.quantity // 4) << 100 | unit << 200 | ISSUER << 224
    return {"of": "line", "word": f"0x{word:064x}", "says": _said(slots.decode_line(word))}


def _debit_word(debit: Debit) -> dict[str, Any]:
    word = debit.quantity | LAPSES << 100 | (LAPSES - 9) << 140 | 1 << 180 | CUSTOMS << 212 | 1 << 228
    return {"of": "debit", "word": f"0x{word:064x}", "says": _said(slots.decode_debit(word))}


def _said(entry: slots.LineBalance | slots.DebitEntry | None) -> dict[str, Any]:
    return _plain(asdict(entry)) if entry else {}


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in fields.items()}


def _value(value: Any) -> Any:
    if isinstance(value, bytes):
        return hex0x(value)
    return [_value(item) for item in value] if isinstance(value, tuple) else value
