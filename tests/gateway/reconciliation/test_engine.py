"""The engine as a whole: the same inputs give the same bytes; rules read projections and nothing else."""

import ast
import hashlib
import json
import random
import re
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.reconciliation.engine import SUBJECTS, reconcile, shown_to
from gateway.reconciliation.evaluation import states_of
from gateway.reconciliation.facts import known_facts
from gateway.reconciliation.projected import Projected
from gateway.reconciliation.result import canonical_json
from gateway.reconciliation.rules.check import FIRES, MISSING, NOT_APPLICABLE, SILENT
from gateway.reconciliation.rules.definition import rules, rules_of
from gateway.reconciliation.rules.terms import Term, column, when
from gateway.reconciliation.texts import LANGUAGES, filled, inputs
from tests.gateway.reconciliation.trade import (
    CERTIFICATE,
    MILESTONE,
    OPERATOR,
    Anchored,
    Trade,
    bill,
    certificate,
    claim,
    declaration,
    export,
    goods,
    milestone,
    operator,
    origin_line,
    parcel,
    rows_for,
    ruling,
    trade,
)

FIRST, SECOND = "JP-26031700001", "JP-26031700002"


def busy() -> Trade:
    """A trade in which every subject has rows and many rules fire."""
    over = goods(
        claim(proof_line=2), quantity={"value": "1100", "unit": "KGM"}, sequence=2, ruling="120-26-001"
    )
    plain = goods({}, sequence=3)
    mistyped = goods(claim(proof_number="VN-JP-26/00110"), sequence=4)
    one = declaration(
        lines=[goods(claim(rate_origin_country="TH")), over, plain, mistyped],
        packages={"count": 90},
        equipment=[{"number": "MSKU6011672"}, {"number": "TGHU1234567"}],
    )
    two = declaration(number="26031700002", lodged="2026-03-18T10:00:00+09:00")
    lines = [origin_line(criterion="PSR"), origin_line(sequence=2, criterion="WO")]
    events = [
        milestone("transhipped", "2026-03-08T08:00:00+08:00", "HKHKG"),
        milestone("loaded", "2026-03-10T08:00:00+07:00", "VNHPH"),
        milestone("discharged", "2026-03-09T08:00:00+09:00", "JPTYO"),
    ]
    more = [Anchored(MILESTONE, event, "SG") for event in events]
    more += [Anchored(CERTIFICATE, certificate(author=17), "TH"), Anchored(OPERATOR, operator(), "TH")]
    more += [ruling(), export(), parcel(number="BOLHPH4711")]
    return trade(one, two, proof=certificate(lines=lines), more=more, paper=bill(packages={"count": 100}))


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_same_inputs_in_any_order_give_the_same_bytes(shuffler: random.Random) -> None:
    rows = rows_for(busy())
    expected = reconcile(Projected(rows), [FIRST, SECOND], block_height=7)
    shuffled = {name: shuffler.sample(some, len(some)) for name, some in rows.items()}
    found = reconcile(Projected(shuffled), [SECOND, FIRST], block_height=7)
    assert found.canonical == expected.canonical
    assert len(expected.findings) > 7


def test_one_by_one_gives_what_all_at_once_gives() -> None:
    rows = rows_for(busy())
    together = reconcile(Projected(rows), [FIRST, SECOND], block_height=7)
    alone = [reconcile(Projected(rows), [name], block_height=7) for name in (FIRST, SECOND)]
    assert together.findings == alone[0].findings + alone[1].findings


def test_the_result_is_canonical_json_and_its_hash() -> None:
    result = reconcile(Projected(rows_for(busy())), [FIRST], block_height=7)
    body = json.loads(result.canonical)
    assert canonical_json(body) == result.canonical
    assert result.sha256 == hashlib.sha256(result.canonical).digest()
    assert body["block_height"] == 7
    assert re.fullmatch(r"1\+[0-9a-f]{16}", body["rule_set"])
    assert {entry["state"] for entry in body["evidence"]} == {0}
    keys = [(f["declaration"], f["line"] or -1, f["rule"]) for f in body["findings"]]
    assert keys == sorted(keys)


def test_a_finding_shows_both_values_their_places_and_its_basis() -> None:
    result = reconcile(Projected(rows_for(busy())), [FIRST], block_height=7)
    found = next(f for f in result.findings if f["rule"] == "quantity.exceeded")
    assert found["declared"] == {
        "document": "declaration",
        "id": FIRST,
        "number": "26031700001",
        "path": "lines/1/quantity",
        "value": "1100 KGM",
    }
    assert found["found"]["document"] == "origin_proof"
    assert (found["found"]["path"], found["found"]["value"]) == ("lines/1/quantity", "1000 KGM")
    assert found["basis"]
    assert all(entry["text"].keys() == {"en", "ja"} for entry in found["basis"])
    assert all(
        found[text][language] for text in ("title", "explanation", "resolution") for language in LANGUAGES
    )


def _all_rows(subject: Any) -> list[dict[str, Any]]:
    return SUBJECTS[subject](Projected(rows_for(busy())), known_facts())


@pytest.mark.parametrize("subject", sorted(SUBJECTS))
def test_bulk_evaluation_gives_the_same_states_as_row_by_row(subject: Any) -> None:
    rows = _all_rows(subject)
    assert rows
    by_row = [tuple(states) for states in states_of(rules_of(subject), rows)]
    assert [tuple(states) for states in states_of(rules_of(subject), rows, many=0)] == by_row


_WORDS = ["VN", "TH", "JP", "AA", "blanket", "JPY", "WO CTC", "030617", "main", "permit", "low_value"]
_SELDOM: dict[str, Any] = {
    **dict.fromkeys(
        ("arrival_date", "o_valid_from", "o_valid_until", "p_usage_from", "p_usage_until"), date.min
    ),
    **dict.fromkeys(("m_departed", "m_filed", "p_compromised_since"), 0),
    **dict.fromkeys(("m_departed_country", "mode", "platform_code", "l_rcep_mark", "no_proof_reason"), ""),
    **dict.fromkeys(("o_agreement", "o_record_id", "p_authorisation", "rate_rule"), ""),
    **dict.fromkeys(("became", "f_usage"), ()),
    **dict.fromkeys(("a_valid_from", "a_valid_until", "s_issue_date", "l_invoice_date"), date.min),
    **dict.fromkeys(("a_record_id", "holder_ids", "same_declaration", "g_origin_country"), ""),
    **dict.fromkeys(("p_explained", "mail_order"), True),
    "g_became": (),
}
"""Columns that the busy trade leaves empty, with a value of their type."""


def _value_like(value: Any, chance: random.Random) -> Any:
    """Some value of the type of `value`, or null."""
    if value is None or chance.random() < 0.3:
        return None
    made = {
        bool: lambda: chance.random() < 0.5,
        int: lambda: chance.randrange(5),
        Decimal: lambda: Decimal(chance.randrange(10**6)) / 100,
        date: lambda: date(2024, 1, 1) + timedelta(days=chance.randrange(1_200)),
        str: lambda: chance.choice(_WORDS),
        tuple: lambda: tuple(chance.sample(_WORDS, chance.randrange(4))),
        frozenset: lambda: frozenset(chance.sample(_WORDS, chance.randrange(4))),
    }
    return made[type(value)]()


@pytest.mark.parametrize("subject", sorted(SUBJECTS))
@settings(max_examples=15, deadline=None)
@given(chance=st.randoms(use_true_random=True))
def test_bulk_and_rows_agree_on_whatever_the_columns_hold(subject: Any, chance: random.Random) -> None:
    """Values of each column's type, nulls among them, in combinations that no document would have."""
    ruled, samples = rules_of(subject), _all_rows(subject)
    names = sorted({name for rule in ruled for name in rule.term.columns()})
    typical = {
        name: next((row[name] for row in samples if row[name] is not None), _SELDOM.get(name))
        for name in names
    }
    fixed = {"importing_country": "JP", "stage": "main"}
    rows = [{name: _value_like(value, chance) for name, value in typical.items()} | fixed for _ in range(4)]
    by_row = [tuple(states) for states in states_of(ruled, rows)]
    assert [tuple(states) for states in states_of(ruled, rows, many=0)] == by_row


def test_a_null_is_never_silence() -> None:
    """Where a rule applies, an input that is missing is named; a comparison that comes out null is no
    verdict."""
    for name, rule in rules().items():
        row = dict.fromkeys(rule.term.columns())
        assert rule.on_row(row) == NOT_APPLICABLE, name
    for trade_of in (busy(), Trade((), (declaration(),))):
        result = reconcile(Projected(rows_for(trade_of)), [FIRST], block_height=1)
        assert "unknown" not in {entry["input"] for entry in result.not_assessable}


def test_terms_follow_three_valued_logic() -> None:
    yes, no, unknown = column("yes"), column("no"), column("unknown")
    row = {"yes": True, "no": False, "unknown": None}
    cases: list[tuple[Term, bool | None]] = [
        (yes & unknown, None),
        (no & unknown, False),
        (yes | unknown, True),
        (no | unknown, None),
        (~unknown, None),
        (unknown == unknown, None),
        (when(unknown, True, False), False),
        (unknown.known(), False),
        (unknown.or_else(True), True),
    ]
    for term, expected in cases:
        assert term.on_row()(row) is expected


def test_every_rule_reads_columns_of_its_subject_and_nothing_else() -> None:
    for subject in SUBJECTS:
        first = _all_rows(subject)[0]
        for rule in rules_of(subject):
            row = shown_to(rule, first)
            assert set(rule.term.columns()) <= row.keys(), rule.id
            for side in (rule.data.declared, rule.data.found):
                assert side.id is None or side.id in row, rule.id
                (
                    filled(side.value, row),
                    filled(side.path, row),
                    filled(side.number, row),
                    filled(side.kind, row),
                )
            for language in LANGUAGES:
                text = getattr(rule.data, language)
                assert filled(text.title + text.explanation + text.resolution, row, language)


def test_the_engine_knows_neither_records_nor_tables() -> None:
    """Whatever a rule needs stands in a projection: the pure part cannot reach a payload."""
    package = Path(str(files("gateway.reconciliation")))
    pure = [*package.joinpath("rules").glob("*.py"), *package.joinpath("subjects").glob("*.py")]
    pure += [
        package / f"{name}.py" for name in ("engine", "matching", "projected", "facts", "evaluation", "texts")
    ]
    allowed = {"contracts.records.parts", "contracts.errors", "contracts.codelists", "contracts.scopes"}
    for file in pure:
        for node in ast.walk(ast.parse(file.read_text())):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [name.name for name in node.names] if isinstance(node, ast.Import) else []
            for module in modules:
                assert not module.startswith(("sqlalchemy", "gateway.store.tables", "gateway.services")), file
                assert not module.startswith("contracts.") or module in allowed, (file, module)


def test_every_input_that_a_rule_may_lack_has_words() -> None:
    needed = {need.name for rule in rules().values() for need in rule.check.needs} | {"unknown"}
    assert needed == inputs().keys()


def test_every_rule_has_a_test_that_names_it() -> None:
    folder = Path(__file__).parent
    text = "".join(file.read_text() for file in sorted(folder.glob("test_rules_*.py")))
    assert [name for name in rules() if f'"{name}"' not in text] == []


def test_states_are_told_apart() -> None:
    assert len({SILENT, FIRES, NOT_APPLICABLE, MISSING}) == 4
    assert max(SILENT, FIRES, NOT_APPLICABLE) < MISSING
