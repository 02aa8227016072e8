"""What the demonstration's documents come to: read, projected and reconciled, without a ledger or a gateway.

The ledger's part (when a record was anchored, how it ended) is put in by hand; a journey does the same over
real processes.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from adapters import read
from clients.demo import Consignment, consignments, members
from contracts.acts import State
from contracts.declarations import ImportDeclaration
from contracts.records import Record, kind_of, parse_record
from contracts.records.kinds import KIND_OF_SCHEMA
from gateway.declarations.versions import law_date, next_version
from gateway.reconciliation.engine import reconcile
from gateway.reconciliation.projected import Projected
from gateway.store.projections import rows_of
from gateway.store.projections.columns import HEADS
from gateway.store.projections.of_declarations import declaration_id, rows_of_declaration

MEMBERS = {member.slug: member for member in members()}
ANCHORED = 1_790_000_000_000_000
WITH_STANDING = HEADS
STATES = {"revoke": State.REVOKED, "withdraw": State.WITHDRAWN, "supersede": State.SUPERSEDED}

each = pytest.mark.parametrize("consignment", consignments(), ids=lambda consignment: consignment.slug)


def statements(consignment: Consignment) -> Iterator[tuple[Path, Record]]:
    for submission in consignment.submissions:
        member = MEMBERS[submission.member]
        issuer = {"name": member.name, "country": member.country}
        context = {"author": member.number, "grade": "issuer_signed", "audience": [1]}
        if submission.held_back:
            continue
        if submission.record is not None:
            kind = KIND_OF_SCHEMA[f"tegata/{submission.record}/1"].kind
            yield submission.file, parse_record(kind, {**json.loads(submission.read()), **context})
            continue
        for draft in read(submission.read(), submission.hint):
            yield (
                submission.file,
                draft.record(author=member.number, grade="issuer_signed", audience=(1,), issuer=issuer),
            )


def declared(consignment: Consignment) -> Iterator[ImportDeclaration]:
    for path in consignment.declarations:
        for draft in read(path.read_bytes()):
            yield draft.declaration()


@cache
def whole_demonstration() -> dict[str, Any]:
    """Every record and declaration of every consignment at once, as one gateway sees them."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    number = 0
    for consignment in consignments():
        for file, record in statements(consignment):
            number += 1
            projected = rows_of(record, number, MEMBERS[author_of(record)].number, kind_of(record).kind)
            for name, some in projected.items():
                stood = standing(consignment, file, record, number) if name in WITH_STANDING else {}
                rows[name] += [{**row, **stood} for row in some]
        for declaration in declared(consignment):
            law = law_date([next_version(declaration, None)])
            for name, some in rows_of_declaration(declaration, law=law, cancelled=False).items():
                rows[name] += some
    return rows


def author_of(record: Record) -> str:
    return next(slug for slug, member in MEMBERS.items() if member.number == record.author)


def standing(consignment: Consignment, file: Path, record: Record, number: int) -> dict[str, Any]:
    act = next((act for act in consignment.acts if act.file == file), None)
    return {
        "record_id": f"record-{number}",
        "anchored": ANCHORED,
        "state": State.ACTIVE if act is None else STATES[act.type],
        "ended": None if act is None else ANCHORED + 1,
        "successor": act and act.successor and "the successor",
        "member_country": MEMBERS[author_of(record)].country,
        "compromised_since": None,
    }


@cache
def findings() -> dict[str, list[tuple[str, str]]]:
    rows = whole_demonstration()
    names = [row["declaration"] for row in rows["declarations"]]
    result = reconcile(Projected(rows), names, block_height=1)
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in names}
    for finding in result.findings:
        found[finding["declaration"]].append((finding["rule"], finding["severity"]))
    return found


@each
def test_every_document_becomes_records_without_a_warning(consignment: Consignment) -> None:
    for submission in consignment.submissions:
        if submission.record is None:
            drafts = read(submission.read(), submission.hint)
            assert drafts
            assert not [warning for draft in drafts for warning in draft.warnings]
            assert not {path for draft in drafts for path in draft.missing} - {"issuer"}
    assert list(statements(consignment))


@each
def test_every_declaration_is_read_whole(consignment: Consignment) -> None:
    for path in consignment.declarations:
        (draft,) = read(path.read_bytes())
        assert not draft.warnings
        assert not draft.missing
        assert draft.declaration().lines


@each
def test_the_findings_are_exactly_the_expected_ones(consignment: Consignment) -> None:
    expected: dict[str, list[tuple[str, str]]] = {
        declaration_id(declaration): [] for declaration in declared(consignment)
    }
    for finding in consignment.expected:
        expected[f"JP-{finding.declaration}"].append((finding.rule, finding.severity))
    assert {name: sorted(findings()[name]) for name in expected} == {
        name: sorted(some) for name, some in expected.items()
    }


def test_every_kind_of_mismatch_that_documents_can_show_is_shown() -> None:
    shown = {finding.rule for consignment in consignments() for finding in consignment.expected}
    assert shown >= {
        "proof.not_on_ledger",
        "proof.revoked",
        "proof.superseded",
        "proof.exporter_not_approved",
        "proof.expired",
        "quantity.exceeded",
        "quantity.exceeded_cumulatively",
        "proof.already_used",
        "hs.differs",
        "origin.other_rate",
        "criterion.unknown",
        "invoice.not_on_proof",
        "invoice.amount",
        "invoice.currency",
        "transport.packages",
        "transport.gross_mass",
        "container.unknown",
        "route.transhipment",
        "advance.late",
        "claim.without_proof",
        "proof.unclaimed_before_permit",
    }
