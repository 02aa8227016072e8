"""The engine: projections of declarations and records in, findings out. Pure: no clock, no store, no
randomness.

Each subject's rows are built once, and every rule of the subject sees every row. The result does not depend
on the order of the rows that come in.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from gateway.reconciliation.evaluation import States, states_of
from gateway.reconciliation.facts import Facts
from gateway.reconciliation.projected import Projected
from gateway.reconciliation.result import Result, finding_id
from gateway.reconciliation.rule_sets import RuleSet, current_rule_set
from gateway.reconciliation.rules.check import FIRES, MISSING
from gateway.reconciliation.rules.definition import Basis, Rule, Side, Subject, rules_of
from gateway.reconciliation.subjects.carriage import carriage
from gateway.reconciliation.subjects.claims import claims
from gateway.reconciliation.subjects.containers import containers
from gateway.reconciliation.subjects.exports import exports
from gateway.reconciliation.subjects.invoices import invoices
from gateway.reconciliation.subjects.matches import matches
from gateway.reconciliation.subjects.parcels import parcels
from gateway.reconciliation.subjects.routes import routes
from gateway.reconciliation.subjects.rulings import rulings
from gateway.reconciliation.subjects.unclaimed import unclaimed
from gateway.reconciliation.texts import LANGUAGES, filled, inputs, terms
from gateway.store.projections.columns import HEADS

SUBJECTS: dict[Subject, Callable[[Projected, Facts], list[dict[str, Any]]]] = {
    "claim": claims,
    "unclaimed": unclaimed,
    "invoice": invoices,
    "carriage": carriage,
    "container": containers,
    "route": routes,
    "ruling": rulings,
    "export": exports,
    "parcel": parcels,
    "match": matches,
}
"""What makes the rows of each subject."""

KEYS: dict[Subject, tuple[str, ...]] = {
    "claim": ("line", "position", "proof_norm"),
    "unclaimed": ("line", "position", "p_number_norm"),
    "invoice": ("position", "number_norm"),
    "carriage": (),
    "container": ("position", "number_norm"),
    "route": ("agreement", "country"),
    "ruling": ("line", "position", "g_number_norm", "g_record_id"),
    "export": ("line", "position"),
    "parcel": ("c_numbers",),
    "match": ("m_kind", "position"),
}
"""What tells the rows of a subject apart within a declaration."""

_EVIDENCE = (
    "p_record_id", "i_record_id", "t_record_id", "t_record_ids", "o_record_id", "source_id",
    "m_filed_id", "m_departed_id", "m_loaded_id", "m_discharged_id", "p_candidate_ids", "s_record_id",
    "a_record_id", "x_record_ids", "g_record_id", "c_record_ids",
    "m_record_ids", "u_source_id",
)  # fmt: skip

Row = Mapping[str, Any]
Finding = dict[str, Any]
Heard = tuple[Row, Sequence[Rule], States]
"""A row, the rules that were run on it, and the state of each."""


def reconcile(
    trade: Projected,
    targets: Collection[str],
    *,
    block_height: int,
    facts: Facts | None = None,
    rule_set: RuleSet | None = None,
) -> Result:
    """What does not match in the declarations `targets`, as of `block_height`.

    `trade` holds, besides the targets, every declaration that shares a proof or an invoice with one of
    them, and every record that shares a number with those: cumulative rules count them. The rule set
    is this code's own unless one is given, and so are the facts.
    """
    wanted, ruled = frozenset(targets), rule_set or current_rule_set()
    findings: list[Finding] = []
    missing: list[Finding] = []
    used: set[str] = set()
    for subject in SUBJECTS:
        known = facts or ruled.facts
        used.update(reconcile_subject(subject, trade, wanted, findings, missing, known, ruled.of(subject)))
    return Result(
        declarations=_versions(trade, wanted),
        findings=tuple(sorted(findings, key=_order)),
        not_assessable=tuple(sorted(missing, key=_order)),
        evidence=_evidence(trade, used),
        rule_set=ruled.version,
        block_height=block_height,
    )


def reconcile_subject(
    subject: Subject,
    trade: Projected,
    wanted: frozenset[str],
    findings: list[Finding],
    missing: list[Finding],
    facts: Facts,
    ruled: Sequence[Rule] | None = None,
) -> set[str]:
    """Appends what one subject's rules find and cannot assess in the declarations `wanted`; the ids of the
    records that its rows were compared with.
    """
    rows = rows_of(subject, trade, wanted, facts)
    ruled = rules_of(subject) if ruled is None else ruled
    heard = ((row, ruled, states) for row, states in zip(rows, states_of(ruled, rows), strict=True))
    say(subject, heard, findings, missing)
    return set(_records_in(rows))


def rows_of(subject: Subject, trade: Projected, wanted: Collection[str], facts: Facts) -> list[Row]:
    """The rows of a subject in the declarations `wanted`."""
    return [row for row in SUBJECTS[subject](trade, facts) if row["declaration"] in wanted]


def say(subject: Subject, heard: Iterable[Heard], findings: list[Finding], missing: list[Finding]) -> None:
    """Appends what was found in rows and what could not be assessed, by the states of rules on each. A rule
    says one thing once, where several rows are of one subject: a line on several lines of its proof.
    """
    fired: dict[str, Finding] = {}
    lacked: dict[str, Finding] = {}
    for row, ruled, states in heard:
        for rule, state in zip(ruled, states, strict=True):
            if state == FIRES:
                found = _finding(rule, subject, row)
                fired.setdefault(found["id"], found)
            elif state >= MISSING:
                lack = _missing(rule, subject, row, state - MISSING)
                lacked.setdefault(lack["id"], lack)
    findings.extend(fired.values())
    missing.extend(lack for name, lack in lacked.items() if name not in fired)


def _finding(rule: Rule, subject: Subject, row: Row) -> Finding:
    data, row = rule.data, shown_to(rule, row)
    basis = [_basis(entry) for entry in data.basis] + list(_facts_of(rule, row))
    return _name(rule, subject, row) | {
        "severity": data.severity,
        "audience": data.audience,
        "stage": row["stage"],
        "agreement": row.get("agreement") or row.get("p_agreement"),
        "declared": _side(data.declared, row),
        "found": _side(data.found, row),
        "basis": basis,
        "verified": all(entry["verified"] for entry in basis),
        "title": {language: filled(getattr(data, language).title, row, language) for language in LANGUAGES},
        "explanation": {
            language: filled(getattr(data, language).explanation, row, language) for language in LANGUAGES
        },
        "resolution": {
            language: filled(getattr(data, language).resolution, row, language) for language in LANGUAGES
        },
    }


def shown_to(rule: Rule, row: Row) -> Row:
    """The row with the values of the rule's settings, as its texts may name them: `set_…`."""
    return {**row, **{f"set_{name}": value for name, value in rule.values.items()}} if rule.values else row


def _basis(basis: Basis) -> dict[str, Any]:
    text = {language: getattr(basis, language) for language in LANGUAGES}
    return {"text": text, "source": basis.source, "verified": basis.verified}


def _side(side: Side, row: Row) -> dict[str, Any]:
    """One of the two values, in which document it stands and where."""
    of_declaration = side.kind == "declaration" and side.id is None
    return {
        "document": filled(side.kind, row),
        "id": row["declaration"] if of_declaration else row[side.id] if side.id else None,
        "number": row.get("number") if of_declaration else filled(side.number, row) or None,
        "path": filled(side.path, row),
        "value": filled(side.value, row),
    }


def _facts_of(rule: Rule, row: Row) -> Iterator[dict[str, Any]]:
    """The rows of agreements.toml that the finding rests on."""
    agreement = row.get("agreement") or row.get("p_agreement")
    for fact in rule.data.facts:
        prefix = f"r_{fact}" if fact in ("member", "route") else f"f_{fact}"
        source = row.get(f"{prefix}_source")
        if source is not None:
            words = terms()["fact"][fact]
            yield {
                "text": {language: f"{agreement}: {words[language]}" for language in LANGUAGES},
                "source": source,
                "verified": bool(row[f"{prefix}_verified"]),
            }


def _missing(rule: Rule, subject: Subject, row: Row, index: int) -> Finding:
    needs = rule.check.needs
    name = needs[index].name if index < len(needs) else "unknown"
    told = {"audience": rule.data.audience, "input": name, "missing": inputs()[name]}
    return _name(rule, subject, row) | told


def _name(rule: Rule, subject: Subject, row: Row) -> Finding:
    key = [row[column] for column in KEYS[subject]]
    return {
        "id": finding_id(rule.id, row["declaration"], *key),
        "rule": rule.id,
        "declaration": row["declaration"],
        "version": row["version"],
        "line": row.get("line"),
        "subject": [None if value is None else str(value) for value in key],
    }


def _order(finding: Finding) -> tuple[object, ...]:
    """The whole key of a finding."""
    subject = tuple("" if part is None else part for part in finding["subject"])
    line = finding["line"]
    return finding["declaration"], -1 if line is None else line, finding["rule"], subject, finding["id"]


def _records_in(rows: Iterable[Row]) -> Iterator[str]:
    """The ids of the records that a subject's rows were compared with."""
    for row in rows:
        for column in _EVIDENCE:
            yield from (row.get(column) or "").split()


def _versions(trade: Projected, wanted: frozenset[str]) -> tuple[dict[str, Any], ...]:
    """Every declaration that was read, with its version; `target` for those that were reconciled."""
    heads = sorted(trade.rows("declarations"), key=lambda head: str(head["declaration"]))
    return tuple(
        {
            "declaration": head["declaration"],
            "version": head["version"],
            "cancelled": head["cancelled"],
            "target": head["declaration"] in wanted,
        }
        for head in heads
    )


def _evidence(trade: Projected, used: set[str]) -> tuple[dict[str, Any], ...]:
    """The records that were used, with their states."""
    states = {row["record_id"]: row["state"] for kind in HEADS for row in trade.rows(kind)}
    return tuple({"record": record, "state": states.get(record)} for record in sorted(used))
