"""Certificates on the chain under test, and debits of customs that draw on them."""

from decimal import Decimal
from typing import Any

from contracts import calls, slots
from contracts.acts import CONFIRMED, Debit, DebitAct, Domain, WholeDebit, sign
from contracts.addresses import REGISTRY, UTILISATION
from contracts.batches import BatchTree
from contracts.commitment import Commitment, commit
from contracts.draws import leaf_of
from contracts.genesis import Genesis
from contracts.ids import MemberId, RecordId, UnixTime
from contracts.records import parse_record
from contracts.records.kinds import Kind
from contracts.records.parts import Record
from tests.contracts.vyper.harness import (
    BODY,
    CHAIN_ID,
    CUSTOMS,
    LATER,
    NETWORK,
    RCEP,
    Chain,
    Outcome,
    batch_of,
    genesis_document,
    key_entry,
    member_entry,
    secret,
    signed,
)

DRAWS = Domain(CHAIN_ID, UTILISATION, NETWORK)
OTHER_CUSTOMS = MemberId(6)
UNIT = b"KGM"


def genesis_of_two_customs() -> Genesis:
    """The genesis of the other tests, and customs of a second country."""
    document = genesis_document()
    document["members"].append(
        member_entry(OTHER_CUSTOMS, "KR", ["customs"], key_entry("other customs", "author"))
    )
    return Genesis.model_validate(document)


def certificate_of(quantities: list[str], number: str = "VN-1", unit: str = "KGM") -> Record:
    """A certificate under RCEP with a line for each quantity."""
    line: dict[str, Any] = {"description": "Frozen shrimp", "origin_country": "VN"}
    document = {
        "issuer": {"name": "Issuing body"},
        "author": BODY,
        "grade": "issuer_signed",
        "number": number,
        "agreement": "RCEP",
        "issue_date": "2026-03-01",
        "issuing_country": "VN",
        "importing_country": "JP",
        "exporter": {"name": "Exporter"},
        "usage": {"type": "single_shipment"},
        "lines": [
            {**line, "sequence": place + 1, "quantity": {"value": value, "unit": unit}}
            for place, value in enumerate(quantities)
        ],
    }
    return parse_record(Kind.ORIGIN_CERTIFICATE, document)


class Certificate:
    """A record with its commitment, anchored by the issuing body beside three others."""

    def __init__(self, chain: Chain, record: Record, name: str) -> None:
        self.record = record
        self.commitment: Commitment = commit(record, secret(name))
        others = [RecordId(secret(f"{name} {number}")) for number in range(3)]
        self.tree = BatchTree([others[0], self.commitment.id, *others[1:]])
        batch = batch_of(self.tree, member=BODY, kind=1, scope=RCEP)
        assert not chain.send(REGISTRY, calls.anchor(signed(batch, "body"))).reverted

    @property
    def id(self) -> RecordId:
        """The record's id."""
        return self.commitment.id

    @property
    def proof(self) -> calls.Proof:
        """Where it stands in its batch."""
        return calls.Proof(self.tree.root, self.id, calls.Position(1, self.tree.proof(1)))

    def leaf(self, line: int = 0) -> calls.Leaf:
        """The disclosure of a line's quantity."""
        return leaf_of(self.record, self.commitment, line)


def billionths(text: str) -> int:
    """A quantity as the ledger counts it."""
    return int(Decimal(text) * 10**9)


def debit_of(
    lineage: RecordId,
    quantity: str,
    revision: int = 1,
    *,
    name: str = "one",
    line: int = 0,
    expires: int = CONFIRMED,
    member: MemberId = CUSTOMS,
    unit: bytes = UNIT,
) -> Debit:
    """What the declaration line `name` uses of a line."""
    return Debit(
        member,
        BODY,
        lineage,
        line,
        secret(name),
        billionths(quantity),
        unit,
        revision,
        UnixTime(expires),
        LATER,
    )


def whole_of(lineage: RecordId, revision: int = 1, *, name: str = "one", expires: int = 0) -> WholeDebit:
    """The declaration line `name` draws the first line whole."""
    return WholeDebit(CUSTOMS, BODY, lineage, 0, secret(name), revision, UnixTime(expires), LATER)


def draw(
    chain: Chain,
    act: DebitAct,
    certificate: Certificate | None = None,
    *,
    leaf: calls.Leaf | None = None,
    proof: calls.Proof | None = None,
    signer: str | None = None,
) -> Outcome:
    """Sends a debit; with a certificate it discloses the line first."""
    by = signer or ("other customs" if act.member == OTHER_CUSTOMS else "customs")
    signature = sign(act, DRAWS, secret(by))
    if certificate is not None:
        proof = proof or certificate.proof
        leaf = leaf or certificate.leaf(act.line)
    return chain.send(UTILISATION, calls.debit_act(act, signature, proof, leaf))


def balance(chain: Chain, lineage: RecordId, line: int = 0) -> slots.LineBalance | None:
    """A line's balance by its view and by its slot, which must agree."""
    viewed = calls.decode_line_of(chain.view(UTILISATION, calls.line_of(lineage, line)))
    stored = slots.decode_line(chain.word(UTILISATION, slots.line_slot(lineage, line)))
    assert (viewed.balance if viewed else None) == stored
    return stored


def entry(chain: Chain, lineage: RecordId, name: str = "one", line: int = 0) -> slots.DebitEntry | None:
    """A debit by its view and by its slot, which must agree."""
    viewed = calls.decode_debit_of(chain.view(UTILISATION, calls.debit_of(lineage, line, secret(name))))
    stored = slots.decode_debit(chain.word(UTILISATION, slots.debit_slot(lineage, line, secret(name))))
    assert viewed == stored
    return stored


def overdraw(outcome: Outcome) -> calls.Overdraw:
    """What a refused debit says was left, and the debit in its way."""
    assert outcome.reverted
    found = calls.decode_overdraw(outcome.output)
    assert found is not None, outcome
    return found
