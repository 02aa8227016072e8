"""The vectors of identity statements: what every verifier must answer."""

import json
from pathlib import Path
from typing import Any

import pytest

from contracts.ids import UnixTime, hex0x
from contracts.proofs import Topic, read_trust, verify
from contracts.proofs.identity import read_statement
from tests.contracts.proofs.vectors import apply

GOLDEN = json.loads((Path(__file__).parent / "identity.json").read_text("utf-8"))
TRUST = read_trust(json.dumps(GOLDEN["trust"]))
NOW = UnixTime(GOLDEN["now"])


def named(case: dict[str, Any]) -> str:
    return str(case["name"])


def test_the_statement_has_its_message_and_its_hash() -> None:
    statement = read_statement(json.dumps(GOLDEN["statement"]["document"]))
    assert hex0x(statement.message) == GOLDEN["statement"]["message"]
    assert hex0x(statement.digest) == GOLDEN["statement"]["digest"]


@pytest.mark.parametrize("case", GOLDEN["bundles"], ids=named)
def test_each_statement_names_or_has_its_fault(case: dict[str, Any]) -> None:
    claim = verify(json.dumps(case["bundle"]), TRUST, NOW).claim(Topic.IDENTITY)
    assert claim.shown.value == case["identity"]
    assert claim.details["statement"].get("fault") == case["fault"]


@pytest.mark.parametrize("case", GOLDEN["refusals"], ids=named)
def test_each_change_is_refused_with_its_fault(case: dict[str, Any]) -> None:
    document = apply(GOLDEN["bundles"][0]["bundle"], case["at"], case["value"])
    assert verify(json.dumps(document), TRUST, NOW).fault == case["fault"]
