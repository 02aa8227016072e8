"""What each act costs on the ledger: whole transactions under Prague, as the table of docs/contracts.md.

    .venv/bin/python scripts/contract_gas.py

Gas is the same on every machine; a test compares the table with the page.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from eth.chains.base import MiningChain
from eth.constants import ZERO_ADDRESS
from eth.db.atomic import AtomicDB
from eth.vm.forks.prague import PragueVM
from eth_keys.datatypes import PrivateKey
from eth_typing import Address as CanonicalAddress

from contracts import calls
from contracts.acts import (
    CONFIRMED,
    Addressee,
    Batch,
    CaseAct,
    CaseRequest,
    CaseStep,
    Debit,
    Domain,
    Reason,
    Revoke,
    StatusAct,
    StepKind,
    Supersede,
    Withdraw,
    address_of,
    sign,
)
from contracts.addresses import REGISTRY, SYSTEM_CALLER, UTILISATION, VERIFICATION
from contracts.artifacts import PREDEPLOYED, artifact
from contracts.batches import BatchTree
from contracts.cases import case_id
from contracts.commitment import commit
from contracts.draws import leaf_of
from contracts.genesis import Genesis, bootstrap_calls
from contracts.ids import Address, BatchRoot, MemberId, NetworkId, RecordId, UnixTime, hex0x
from contracts.records import parse_record
from contracts.terms import Start

CHAIN_ID = 743001
NETWORK = NetworkId(sha256(b"network").digest())
VALID_UNTIL = UnixTime(1_900_000_000)
BODY, TRADER, CUSTOMS = MemberId(1), MemberId(2), MemberId(3)
KEYS = {
    BODY: sha256(b"body").digest(),
    TRADER: sha256(b"trader").digest(),
    CUSTOMS: sha256(b"customs").digest(),
}
RELAY = PrivateKey(sha256(b"relay").digest())
CERTIFICATE, INVOICE, RCEP = 1, 3, 20
DOMAIN = Domain(CHAIN_ID, REGISTRY, NETWORK)
DRAWS = Domain(CHAIN_ID, UTILISATION, NETWORK)
CASES = Domain(CHAIN_ID, VERIFICATION, NETWORK)


@dataclass(frozen=True)
class Cost:
    """What one transaction used, and for how many acts."""

    what: str
    gas: int
    acts: int = 1


class MeasuredLedger:
    """The consortium's contracts in one virtual machine, and a relay whose transactions are counted."""

    def __init__(self) -> None:
        code = {CanonicalAddress(artifact(name).address): artifact(name).runtime for name in PREDEPLOYED}
        chain = MiningChain.configure("Measured", vm_configuration=((0, PragueVM),), chain_id=CHAIN_ID)
        self._vm = chain.from_genesis(
            AtomicDB(),
            {
                "gas_limit": 100_000_000,
                "base_fee_per_gas": 0,
                "timestamp": 1_800_000_000,
                "difficulty": 0,
                "coinbase": ZERO_ADDRESS,
            },
            {at: {"balance": 0, "nonce": 1, "code": runtime, "storage": {}} for at, runtime in code.items()},
        ).get_vm()
        self._nonce = 0
        system = CanonicalAddress(SYSTEM_CALLER)
        for contract, data in bootstrap_calls(_genesis()):
            to = CanonicalAddress(contract)
            self._vm.execute_bytecode(
                system, 0, 30_000_000, to, system, 0, data, code[to], to
            ).raise_if_error()

    def gas(self, data: bytes, to: Address = REGISTRY) -> int:
        """What a transaction with this calldata to a contract uses, from intrinsic gas to refunds."""
        transaction = self._vm.create_unsigned_transaction(
            nonce=self._nonce,
            gas_price=0,
            gas=10_000_000,
            to=CanonicalAddress(to),
            value=0,
            data=data,
        ).as_signed_transaction(RELAY, chain_id=CHAIN_ID)
        self._nonce += 1
        self._vm.state.lock_changes()
        receipt, computation = self._vm.apply_transaction(self._vm.get_header(), transaction)
        computation.raise_if_error()
        return receipt.gas_used


def measure() -> Iterator[Cost]:
    """The cost of each act, each on the state that those before it left."""
    ledger = MeasuredLedger()
    invoice, certificate = _batch(b"invoice", INVOICE), _batch(b"certificate", CERTIFICATE)
    yield Cost("`anchor`, invoices", ledger.gas(calls.anchor(_signed(invoice))))
    yield Cost("`anchor`, origin certificates", ledger.gas(calls.anchor(_signed(certificate))))
    yield Cost("`anchor`, the same again", ledger.gas(calls.anchor(_signed(invoice))))
    for size in (8, 64):
        items = [_signed(_batch(b"%d of %d" % (number, size), INVOICE)) for number in range(size)]
        yield Cost(f"`anchorMany`, {size} batches", ledger.gas(calls.anchor_many(items)), size)
    whole = Withdraw(TRADER, invoice.root, invoice.root, Reason.DUPLICATE, VALID_UNTIL)
    yield Cost("`withdraw`, a whole batch", _gas_to_end(ledger, whole, calls.WHOLE_BATCH))
    yield from _measure_records(ledger)
    yield from _measure_debits(ledger)
    yield from _measure_cases(ledger)


def _measure_records(ledger: MeasuredLedger) -> Iterator[Cost]:
    old, new = _tree(b"old"), _tree(b"new")
    for tree in (old, new):
        ledger.gas(calls.anchor(_signed(Batch(tree.root, len(tree.ids), INVOICE, 0, TRADER, VALID_UNTIL))))
    revoke = Revoke(TRADER, old.root, old.ids[0], Reason.FRAUD, VALID_UNTIL)
    yield Cost("`revoke`, one record of 65,536", _gas_to_end(ledger, revoke, calls.Position(0, old.proof(0))))
    supersede = Supersede(
        TRADER, old.root, old.ids[1], new.root, new.ids[2], Reason.DATA_CORRECTED, VALID_UNTIL
    )
    yield Cost(
        "`supersede`, one record of 65,536",
        _gas_to_end(ledger, supersede, calls.Position(1, old.proof(1)), calls.Position(2, new.proof(2))),
    )


def _measure_debits(ledger: MeasuredLedger) -> Iterator[Cost]:
    """On a certificate of 500 lines, the first record of 65,536."""
    line = {"description": "Shrimp", "origin_country": "VN", "quantity": {"value": "1200.5", "unit": "KGM"}}
    document = {
        "issuer": {"name": "Body"},
        "author": BODY,
        "grade": "issuer_signed",
        "number": "1",
        "agreement": "RCEP",
        "issue_date": "2026-03-01",
        "issuing_country": "VN",
        "importing_country": "JP",
        "exporter": {"name": "Exporter"},
        "usage": {"type": "single_shipment"},
        "lines": [{**line, "sequence": place + 1} for place in range(500)],
    }
    record = parse_record(CERTIFICATE, document)
    made = commit(record, sha256(b"seed").digest())
    tree = BatchTree([made.id, *(RecordId(sha256(b"other %d" % n).digest()) for n in range(65_535))])
    ledger.gas(calls.anchor(_signed(Batch(tree.root, 65_536, CERTIFICATE, RCEP, BODY, VALID_UNTIL))))
    proof = calls.Proof(tree.root, made.id, calls.Position(0, tree.proof(0)))

    def gas(name: bytes, quantity: int, revision: int, proof: calls.Proof | None = None) -> int:
        d = sha256(name).digest()
        act = Debit(CUSTOMS, BODY, made.id, 0, d, quantity * 10**9, b"KGM", revision, CONFIRMED, VALID_UNTIL)
        leaf = leaf_of(record, made, 0) if proof else None
        return ledger.gas(calls.debit_act(act, sign(act, DRAWS, KEYS[CUSTOMS]), proof, leaf), UTILISATION)

    yield Cost("`openAndDebit`, one line of 500", gas(b"one", 600, 1, proof))
    yield Cost("`debit` of an open line", gas(b"two", 600, 1))
    yield Cost("`debit`, changed", gas(b"two", 400, 2))
    yield Cost("`debit`, released", gas(b"two", 0, 3))


def _measure_cases(ledger: MeasuredLedger) -> Iterator[Cost]:
    """A question about origin, and the steps that follow it."""
    content = sha256(b"question").digest()
    request = CaseRequest(
        CUSTOMS, BODY, Addressee.ISSUING_BODY, RCEP, content, Start.RECEIVED, 0, 30, 60, VALID_UNTIL
    )
    yield Cost("`request` of a case", _gas_of_case(ledger, request))
    case = case_id(CUSTOMS, content)
    steps = (
        ("acknowledged", BODY, StepKind.ACKNOWLEDGED),
        ("answered in part", BODY, StepKind.PARTLY_ANSWERED),
        ("answered", BODY, StepKind.FULLY_ANSWERED),
        ("outcome told", CUSTOMS, StepKind.OUTCOME_TOLD),
    )
    for number, (what, member, kind) in enumerate(steps, 1):
        said = sha256(b"said %d" % number).digest()
        act = CaseStep(member, case, kind, number, said, UnixTime(0), VALID_UNTIL)
        yield Cost(f"`step` of a case, {what}", _gas_of_case(ledger, act))


def _gas_of_case(ledger: MeasuredLedger, act: CaseAct) -> int:
    return ledger.gas(calls.case_act(act, sign(act, CASES, KEYS[act.member])), VERIFICATION)


def table(costs: Iterator[Cost]) -> str:
    """The costs as Markdown."""
    rows = ["| transaction | gas | gas an act |", "|---|---:|---:|"]
    rows += [f"| {cost.what} | {cost.gas:,} | {round(cost.gas / cost.acts):,} |" for cost in costs]
    return "\n".join(rows)


def _genesis() -> Genesis:
    def member(number: int, role: str, agreements: list[str], *keys: dict[str, object]) -> dict[str, object]:
        return {
            "number": number,
            "name": f"Member {number}",
            "country": "JP",
            "roles": [role],
            "agreements": agreements,
            "keys": keys,
        }

    def key(secret: bytes, *purposes: str) -> dict[str, object]:
        return {"address": hex0x(address_of(secret)), "purposes": purposes}

    return Genesis.model_validate(
        {
            "network_id": NETWORK,
            "chain_id": CHAIN_ID,
            "time": 1_800_000_000,
            "front": {"sequencer": sha256(b"sequencer").digest()},
            "members": [
                member(CUSTOMS, "customs", [], key(KEYS[CUSTOMS], "author")),
                member(BODY, "issuing_body", ["RCEP"], key(KEYS[BODY], "author")),
                member(TRADER, "trader", [], key(KEYS[TRADER], "author"), key(RELAY.to_bytes(), "relay")),
            ],
        }
    )


def _tree(name: bytes) -> BatchTree:
    return BatchTree(RecordId(sha256(b"%s %d" % (name, number)).digest()) for number in range(65_536))


def _batch(name: bytes, kind: int) -> Batch:
    member, scope = (BODY, RCEP) if kind == CERTIFICATE else (TRADER, 0)
    return Batch(BatchRoot(sha256(name).digest()), 1_000, kind, scope, member, VALID_UNTIL)


def _signed(batch: Batch) -> calls.SignedBatch:
    return calls.SignedBatch(batch, sign(batch, DOMAIN, KEYS[batch.member]))


def _gas_to_end(ledger: MeasuredLedger, act: StatusAct, *positions: calls.Position) -> int:
    return ledger.gas(calls.status_act(act, sign(act, DOMAIN, KEYS[act.member]), *positions))


if __name__ == "__main__":
    sys.stdout.write(table(measure()) + "\n")
