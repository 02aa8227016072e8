"""From an officer's decision to a signed record in the outbox, in one transaction."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, and_, insert, select

from contracts.acts import Batch, Domain, sign
from contracts.batches import BatchTree
from contracts.commitment import SEED_SIZE, commit
from contracts.declarations import DeclarationLine, ImportDeclaration, PreferenceClaim
from contracts.ids import Address, BatchRoot, MemberId, RecordId, UnixTime, hex0x
from contracts.records import Kind, parse_record
from contracts.scopes import NO_SCOPE
from gateway.access import Principal
from gateway.declarations.storing import versions_of
from gateway.errors import Conflict, NotAllowed, NotFound
from gateway.intake.acceptance import accept
from gateway.intake.documents import SignedBatch, VerifiedRecord
from gateway.intake.submitting import check_author
from gateway.promises import receipt_for
from gateway.reconciliation.agreements import load_agreements
from gateway.services import Services
from gateway.store.projections import normalise_reference
from gateway.store.projections.prepared import pack, prepare
from gateway.store.projections.tables import TABLES
from gateway.store.tables.chain import status_changes
from gateway.store.tables.outcomes import outcomes
from gateway.store.tables.records import records
from gateway.utilisation.drawing import hidden

VALID_SECONDS = 24 * 3600
_TERMS = ("quantity", "rate_percent", "reason_code", "provisional", "secured", "review_deadline")


@dataclass(frozen=True)
class Claim:
    """A claim of a declaration's line, with the proof's record where one and only one stands here."""

    declaration: ImportDeclaration
    line: DeclarationLine
    preference: PreferenceClaim
    proof_id: RecordId | None
    issuer: MemberId | None


@dataclass(frozen=True)
class Made:
    """An outcome that is signed and not yet written."""

    signed: SignedBatch
    author: Address
    record: VerifiedRecord
    receipt: dict[str, Any]
    row: dict[str, Any]


def decide(
    services: Services, officer: Principal, name: str, line: int, terms: dict[str, Any]
) -> dict[str, Any]:
    """States the outcome of a line's claim; what is kept of it. A later one reverses the one before.

    Raises NotFound for a line that claims nothing, NotAllowed without customs' key, and what intake raises.
    """
    if officer.officer_no is None:
        raise NotAllowed(f"declarations/{name}", expected="an officer", found=officer.who)
    if services.settings.debit_key is None or services.settings.debit_secret is None:
        raise Conflict(
            "outcomes",
            expected="a gateway that holds customs' author key and secret",
            found="one that signs nothing for customs",
            remedy="Run the gateway with --debit-key and --debit-secret.",
        )
    now = services.now()
    with services.store.read() as connection:
        claim = claim_of(connection, name, line)
        before = _last(connection, name, line)
    made = _made(services, officer, name, claim, before, terms, now)

    def change(connection: Connection) -> dict[str, Any]:
        if _id(_last(connection, name, line)) != _id(before):
            raise Conflict(
                f"declarations/{name}/lines/{line}",
                expected="the outcome that you saw as the last",
                found="a later one",
                remedy="Read the outcomes again.",
            )
        accept(connection, made.signed, made.author, [made.record], made.receipt, now)
        connection.execute(insert(outcomes).values(made.row))
        return {"record": hex0x(made.record.id), "returned": made.row["returned"], "at": now}

    return services.store.write(change, services.store.outbox_bell, services.store.events_bell)


def claim_of(connection: Connection, name: str, line: int) -> Claim:
    """The claim of the line with that own number; NotFound where there is none."""
    versions = versions_of(connection, name)
    lines = versions[-1].current.lines if versions else ()
    found = next((one for one in lines if one.sequence == line), None)
    if found is None or found.preference is None or not found.preference.proof_number:
        raise NotFound.of(f"declarations/{name}/lines/{line}", "a line that claims under a proof")
    proof = _proof(connection, found.preference)
    number, issuer = (RecordId(proof[0]), MemberId(proof[1])) if proof else (None, None)
    return Claim(versions[-1].current, found, found.preference, number, issuer)


def returned_to_issuer(agreement: str, day: datetime, what: str) -> bool:
    """Whether the agreement lets customs tell the issuer `what` (`result`, `reason`) on that day."""
    known = load_agreements().get(agreement)
    row = None if known is None else known.on("outcome", day.date())
    return row is not None and what in row.returned


def _proof(connection: Connection, claim: PreferenceClaim) -> Any | None:
    """Record id and member of the proof, if just one of that number stands."""
    table = TABLES["proofs"]
    ended = and_(
        status_changes.c.member == records.c.member,
        status_changes.c.target.in_([records.c.record_id, records.c.root]),
    )
    query = (
        select(records.c.record_id, records.c.member)
        .join(table, table.c.record == records.c.no)
        .outerjoin(status_changes, ended)
        .where(
            table.c.number_norm == normalise_reference(claim.proof_number or ""),
            table.c.agreement == claim.agreement,
            status_changes.c.target.is_(None),
        )
    )
    found = connection.execute(query).all()
    return found[0] if len(found) == 1 else None


def _last(connection: Connection, name: str, line: int) -> Any | None:
    query = (
        select(outcomes)
        .where(outcomes.c.declaration == name, outcomes.c.line == line)
        .order_by(outcomes.c.no.desc())
        .limit(1)
    )
    return connection.execute(query).one_or_none()


def _id(row: Any | None) -> bytes | None:
    return None if row is None else bytes(row.record_id)


def _made(
    services: Services,
    officer: Principal,
    name: str,
    claim: Claim,
    before: Any | None,
    terms: dict[str, Any],
    now: UnixTime,
) -> Made:
    day = datetime.fromtimestamp(now, UTC)
    agreement = claim.preference.agreement
    returned = claim.issuer is not None and returned_to_issuer(agreement, day, "result")
    data = _record(services, name, claim, before, terms, day, returned=returned)
    signed, author, record = _signed(services, data, now)
    receipt = receipt_for(
        services, signed.batch.member, signed.batch.root, (record.id,), signed.batch.valid_until, now
    )
    row = {
        "declaration": name,
        "line": claim.line.sequence,
        "record_id": record.id,
        "reverses": _id(before),
        "agreement": agreement,
        "proof": claim.preference.proof_number,
        "proof_id": claim.proof_id,
        "issuer": claim.issuer,
        "result": terms["result"],
        "returned": returned,
        "reason": terms.get("reason"),
        "officer_no": officer.officer_no,
        "officer": officer.officer_name or officer.who,
        "at": now,
    }
    return Made(signed, author, record, receipt, row)


def _record(
    services: Services,
    name: str,
    claim: Claim,
    before: Any | None,
    terms: dict[str, Any],
    day: datetime,
    *,
    returned: bool,
) -> dict[str, Any]:
    """The record's fields. The reason stays here unless the agreement lets the issuer know it."""
    agreement = claim.preference.agreement
    tells = not returned or returned_to_issuer(agreement, day, "reason")
    member = services.settings.directory[services.settings.member]
    data: dict[str, Any] = {
        "issuer": {"name": member.name},
        "author": services.settings.member,
        "grade": "issuer_signed",
        "number": f"OC-{services.random(8).hex()}",
        "declaration": hidden(services, name, claim.line.sequence).hex(),
        "line": claim.line.sequence,
        "agreement": agreement,
        "proof": claim.preference.proof_number,
        "result": terms["result"],
        "legal_basis": terms["legal_basis"],
        "stage": claim.declaration.stage,
        "date": day.date().isoformat(),
        "office": claim.declaration.office or terms["office"],
        "audience": [int(claim.issuer)] if returned and claim.issuer is not None else [],
        "reverses": None if before is None else hex0x(before.record_id),
        "reason": terms.get("reason") if tells else None,
    }
    data |= {field: terms[field] for field in _TERMS if terms.get(field) is not None}
    return {field: value for field, value in data.items() if value is not None and value != []}


def _signed(
    services: Services, data: dict[str, Any], now: UnixTime
) -> tuple[SignedBatch, Address, VerifiedRecord]:
    record, seed = parse_record(Kind.OUTCOME, data, "outcome"), services.random(SEED_SIZE)
    identity = commit(record, seed).id
    member, key = services.settings.member, services.settings.debit_key
    assert key is not None
    root = BatchRoot(BatchTree([identity]).root)
    batch = Batch(root, 1, int(Kind.OUTCOME), NO_SCOPE, member, UnixTime(now + VALID_SECONDS))
    domain: Domain = services.ledger.domain
    signed = SignedBatch(batch, sign(batch, domain, key.get_secret_value()))
    author = check_author(services, signed)
    body = record.model_dump_json(exclude_none=True).encode()
    prepared = pack(prepare(record, member, int(Kind.OUTCOME)))
    return signed, author, VerifiedRecord(identity, seed, body, prepared)
