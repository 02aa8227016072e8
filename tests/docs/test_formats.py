"""What `docs/formats.md` states as constants is what the code holds."""

import re
from pathlib import Path
from typing import get_args

from contracts.acts import (
    Batch,
    Debit,
    MembershipAct,
    Reason,
    Revoke,
    Supersede,
    Vote,
    WholeDebit,
    Withdraw,
)
from contracts.acts.governance import PROPOSALS
from contracts.addresses import CONSORTIUM, REGISTRY, STATUS, UTILISATION, VERIFICATION
from contracts.fields import MAX_FIELDS, FieldType
from contracts.ids import hex0x
from contracts.proofs import Outcome, Topic
from contracts.records import KINDS
from contracts.roles import AUTHOR_ROLES, Purpose, Role
from contracts.scopes import AGREEMENT_NUMBERS

TEXT = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
WORDS = " ".join(TEXT.split())


def test_kinds_and_their_authors() -> None:
    rows = re.findall(r"^\| (\d+) \| `(tegata/[^`]+)` \| (.+) \|$", TEXT, re.MULTILINE)
    assert [(int(number), schema) for number, schema, _ in rows] == [
        (info.kind.value, info.schema_id) for info in KINDS.values()
    ]
    for number, _, roles in rows:
        named = set(roles.removesuffix(", for agreements it is admitted to").split(", "))
        assert named == {role.name.lower().replace("_", " ") for role in AUTHOR_ROLES[int(number)]}


def test_scopes() -> None:
    table = TEXT.split("<!-- scopes -->")[1].split("\n\n")[0]
    stated = {code: int(number) for number, code in re.findall(r"\| (\d+) \| ([A-Z-]+) ", table)}
    assert stated == AGREEMENT_NUMBERS


def test_types_of_acts() -> None:
    membership = get_args(MembershipAct)
    for act in (Batch, Revoke, Withdraw, Supersede, Debit, WholeDebit, *PROPOSALS, Vote, *membership):
        assert f"\n{act.TYPE}\n" in TEXT


def test_reasons_roles_and_purposes() -> None:
    reasons = ", ".join(f"{reason.value} {reason.name.lower().replace('_', ' ')}" for reason in Reason)
    assert f"Reasons: {reasons}." in WORDS
    for role in Role:
        assert f"{role.name.lower().replace('_', ' ')} {1 << role}" in WORDS
    for purpose in Purpose:
        assert f"{purpose.name.lower()} {purpose.value}" in WORDS


def test_types_of_fields() -> None:
    for type_ in FieldType:
        assert f"| {type_.name.lower()} | 0x{type_.value:02x} |" in TEXT
    assert f"At most {MAX_FIELDS:,} fields" in WORDS


def test_addresses() -> None:
    for address in (CONSORTIUM, REGISTRY, STATUS, UTILISATION, VERIFICATION):
        assert f"`{hex0x(address)}`" in TEXT


def test_claims_and_outcomes() -> None:
    claims = re.findall(r"^\| `([a-z_]+)` \|", TEXT.split("**verdict**")[1], re.MULTILINE)
    assert claims == [topic.value for topic in Topic]
    for outcome in Outcome:
        assert f"`{outcome.value}`" in TEXT
