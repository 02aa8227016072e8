"""Verification of a bundle: from bytes to a verdict, with a trust file and a clock, and nothing else.

The order of the checks is the order of trust: finality makes the header true, the header the state, the state
what was anchored; then signature, inclusion and fields must lead to exactly that.
"""

from collections.abc import Sequence

from contracts.acts import recover
from contracts.errors import SignatureInvalid
from contracts.ids import Address, UnixTime, hex0x
from contracts.proofs import claims
from contracts.proofs.bundle import BoundStatement, Bundle, ProvedBatch
from contracts.proofs.claims import Ground, ShownIdentity
from contracts.proofs.faults import EvidenceRefused, Fault
from contracts.proofs.finality import check_finality
from contracts.proofs.header import decode_header
from contracts.proofs.identity import IdentityRefused, Roots, judge_under
from contracts.proofs.reading import read_bundle
from contracts.proofs.record import check_record
from contracts.proofs.state import BatchFacts, StateReader, read_batch, read_end, read_identity
from contracts.proofs.trie import NodeSet
from contracts.proofs.trust import Trust
from contracts.proofs.verdict import WORST_FIRST, Verdict, outcome_of, refused

DEFAULT_MAX_AGE = 86_400
"""Seconds: an older state no longer counts as fresh unless the checker says how old it may be."""


def verify(
    bundle: Bundle | bytes | str,
    trust: Trust,
    now: UnixTime,
    max_age: int = DEFAULT_MAX_AGE,
    roots: Roots | None = None,
) -> Verdict:
    """The verdict on a bundle of one record; on one of several, the worst of theirs.

    `now` and `max_age` are in seconds; `roots` are those that identity statements may rest on, the members'
    choice on the ledger unless told otherwise. Never raises for what is in the bundle: that is a verdict too.
    """
    verdicts = verify_all(bundle, trust, now, max_age, roots)
    return min(verdicts, key=lambda verdict: WORST_FIRST[verdict.outcome])


def verify_all(
    bundle: Bundle | bytes | str,
    trust: Trust,
    now: UnixTime,
    max_age: int = DEFAULT_MAX_AGE,
    roots: Roots | None = None,
) -> tuple[Verdict, ...]:
    """A verdict on each record of a bundle, in their order; the arguments are those of `verify`.

    One fault anywhere refuses the whole: its records share their evidence.
    """
    try:
        bundle = bundle if isinstance(bundle, Bundle) else read_bundle(bundle)
    except EvidenceRefused as error:
        return (refused(error),)
    try:
        return _judge(bundle, trust, now, max_age, roots)
    except EvidenceRefused as error:
        return tuple(refused(error, record) for record in bundle.records)


def _judge(
    bundle: Bundle, trust: Trust, now: UnixTime, max_age: int, roots: Roots | None
) -> tuple[Verdict, ...]:
    _check_network(bundle, trust)
    header = decode_header(bundle.header)
    as_of = check_finality(bundle.finality, header, trust, now)
    ground = Ground(header.number, header.hash, header.time, as_of)
    nodes = NodeSet(bundle.nodes)
    state = StateReader(nodes, header.state_root, trust.contracts)
    batches = [_check_batch(batch, state, trust, f"batches/{i}") for i, batch in enumerate(bundle.batches)]
    identities = [_statement(bound, i, state, trust, roots) for i, bound in enumerate(bundle.identities)]
    verdicts = []
    for number, record in enumerate(bundle.records):
        batch, (facts, key) = bundle.batches[record.batch], batches[record.batch]
        check_record(record, batch, f"records/{number}")
        end = read_end(state, batch.member, record.id)
        shown = (
            claims.genuine(record, batch, facts),
            claims.authorised(facts),
            claims.status(facts, end, ground),
            claims.author(batch, facts, key),
            claims.identity(batch, facts, _of_author(batch, facts, bundle, identities)),
            claims.fields(record),
            claims.completeness(record),
            claims.freshness(ground, now, max_age),
        )
        verdicts.append(Verdict(outcome_of(shown), shown, record))
    nodes.check_all_used()
    return tuple(verdicts)


def _check_network(bundle: Bundle, trust: Trust) -> None:
    if bundle.network_id != trust.network_id:
        raise EvidenceRefused(
            Fault.NETWORK,
            "network",
            expected=hex0x(trust.network_id),
            found=hex0x(bundle.network_id),
            remedy="Use the trust file of the network that this proof is from.",
        )


def _check_batch(
    batch: ProvedBatch, state: StateReader, trust: Trust, where: str
) -> tuple[BatchFacts, Address]:
    """What the ledger keeps of `batch`, once it is what its author signed."""
    facts = read_batch(state, batch.member, batch.root, where)
    entry = facts.entry
    if (batch.count, batch.kind, batch.scope) != (entry.count, entry.kind, entry.scope):
        raise EvidenceRefused(
            Fault.BATCH_TERMS,
            where,
            expected=f"count {entry.count}, kind {entry.kind}, scope {entry.scope}, as anchored",
            found=f"count {batch.count}, kind {batch.kind}, scope {batch.scope}",
        )
    try:
        key = recover(batch.act, trust.domain, batch.signature)
    except SignatureInvalid as error:
        raise EvidenceRefused(
            Fault.BATCH_SIGNATURE, f"{where}/signature", expected=error.expected, found=error.found
        ) from None
    if key != entry.author:
        raise EvidenceRefused(
            Fault.BATCH_AUTHOR,
            f"{where}/signature",
            expected=f"a signature over this batch by {hex0x(entry.author)}, who anchored it",
            found="one over another text, or by another key",
        )
    return facts, key


def _statement(
    bound: BoundStatement, place: int, state: StateReader, trust: Trust, roots: Roots | None
) -> ShownIdentity:
    """Whom a statement names, or why nobody, once the ledger has its hash."""
    statement, where = bound.statement, f"identities/{place}"
    if statement.network_id != trust.network_id:
        raise EvidenceRefused(
            Fault.NETWORK, where, expected=hex0x(trust.network_id), found=hex0x(statement.network_id)
        )
    facts = read_identity(state, bound, where)
    try:
        return ShownIdentity(judge_under(statement, facts.bound_at, facts.root_chosen, roots), facts)
    except IdentityRefused as refusal:
        return ShownIdentity(refusal, facts)


def _of_author(
    batch: ProvedBatch, facts: BatchFacts, bundle: Bundle, shown: Sequence[ShownIdentity]
) -> ShownIdentity | None:
    """What was shown of the author's key; refused where the statement is about another."""
    if batch.identity is None:
        return None
    statement = bundle.identities[batch.identity].statement
    if (statement.member, statement.key) != (batch.member, facts.entry.author):
        raise EvidenceRefused(
            Fault.IDENTITY_KEY,
            f"identities/{batch.identity}",
            expected=f"a statement about key {hex0x(facts.entry.author)} of member {batch.member}",
            found=f"one about {hex0x(statement.key)} of member {statement.member}",
        )
    return shown[batch.identity]
