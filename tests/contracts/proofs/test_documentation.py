"""docs/proof-bundle.md and docs/evidence.md say what the code does: members, faults, claims, outcomes."""

import re
from pathlib import Path

from clients.cli.verify import CODES
from contracts.proofs import DEFAULT_MAX_AGE, Bundle, Fault, Outcome, Topic, reading, trust
from contracts.proofs.claims import CLOCK_SKEW
from contracts.proofs.evidence import FORMATS
from tests.contracts.proofs.evidence_vectors import EVIDENCE
from tests.contracts.proofs.world import TRUST

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "proof-bundle.md").read_text("utf-8")
NAMED = set(re.findall(r"`([a-z_.]+)`", PAGE))


def test_every_member_of_the_format_is_on_the_page(bundle: Bundle) -> None:
    document = bundle.to_json()
    for part in (
        document,
        document["records"][0],
        document["batches"][0],
        document["state"],
        TRUST.to_json(),
    ):
        assert part.keys() <= NAMED, part.keys() - NAMED
    assert document.keys() == reading._BUNDLE
    assert TRUST.to_json().keys() == trust._TRUST


def test_every_fault_claim_and_outcome_is_on_the_page() -> None:
    for words in (Fault, Topic, Outcome):
        assert {word.value for word in words} <= NAMED, {word.value for word in words} - NAMED


def test_the_exit_codes_on_the_page_are_the_commands() -> None:
    for outcome, code in CODES.items():
        assert f"| `{outcome.value}` | {code.value} |" in PAGE


def test_the_limits_on_the_page_are_the_codes() -> None:
    assert reading.MAX_SIZE == 16 * 1024 * 1024
    assert "at most 16 MiB" in PAGE
    assert DEFAULT_MAX_AGE == 86_400
    assert "a day, unless told otherwise" in PAGE
    assert f"more than {CLOCK_SKEW})" in PAGE or f"more than {CLOCK_SKEW} " in PAGE


def test_every_member_of_other_evidence_is_on_its_page() -> None:
    page = (DOCS / "evidence.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z_.]+)`", page))
    for make in EVIDENCE.values():
        document = make()
        first = document.get("steps", [document.get("standing", {})])[0]
        assert document.keys() | first.keys() <= named, document.keys() - named
    assert all(f"`{name}`" in page for name in FORMATS)
