"""A rule whole: its data from TOML beside its comparison, and the version of the set of them."""

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts.errors import TegataError, brief
from gateway.reconciliation.rules import customs, documents, ecommerce, lines, proofs
from gateway.reconciliation.rules.check import Check, Checks, state
from gateway.reconciliation.rules.terms import OnRow, Term, column

Severity = Literal["stop", "query", "notice"]
Audience = Literal["party", "officer"]
Subject = Literal[
    "claim", "unclaimed", "invoice", "carriage", "container", "route", "ruling", "export", "parcel",
]  # fmt: skip
Stage = Literal[
    "preliminary", "main", "release_before_permit", "warehousing", "aeo_release", "special", "permit",
    "correction", "audit",
]  # fmt: skip
_PROOF_KINDS = {"certificate": 1, "declaration": 2}
_TEXTS = (
    "presence", "standing", "authority", "time", "usage", "goods", "invoices", "carriage", "rulings",
    "exports", "parcels",
)  # fmt: skip


class RulesInvalid(TegataError):
    """The rules' data break their own form, or do not fit the comparisons."""

    code: ClassVar[str] = "rules.invalid"
    default_remedy: ClassVar[str] = "Correct the rule's TOML, or the module of its subject."


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Basis(_Data):
    """A legal basis, in both languages, with where it was read; `verified` says whether it was."""

    en: str
    ja: str
    source: str
    verified: bool


class Side(_Data):
    """One of the two values of a finding and where it stands; `{…}` names a column of the subject."""

    kind: str = "declaration"
    id: str | None = None
    """Column that holds the record's id."""
    number: str = ""
    value: str
    path: str


class Text(_Data):
    """What a finding says, in one language."""

    title: str
    explanation: str
    resolution: str


class RuleData(_Data):
    """What TOML says of a rule."""

    subject: Subject
    severity: Severity
    audience: Audience
    importing_parties: Annotated[tuple[str, ...], Field(min_length=1)]
    stages: tuple[Stage, ...] = (
        "preliminary", "main", "release_before_permit", "warehousing", "special", "permit", "correction",
        "audit",
    )  # fmt: skip
    proof_kinds: tuple[Literal["certificate", "declaration"], ...] = ()
    agreements: tuple[str, ...] = ()
    not_agreements: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    basis: Annotated[tuple[Basis, ...], Field(min_length=1)]
    declared: Side
    found: Side
    en: Text
    ja: Text


@dataclass(frozen=True)
class Rule:
    """A rule: `term` is its state (gateway.reconciliation.rules.check) on a row of its subject, `on_row` that
    as a function.
    """

    id: str
    data: RuleData
    check: Check
    term: Term
    on_row: OnRow


@cache
def rules() -> dict[str, Rule]:
    """Rule id → rule, every rule of this set, in the order of its subject."""
    data, checks = _all_data(), _all_checks()
    if data.keys() != checks.keys():
        raise RulesInvalid(
            "rules",
            expected="a comparison for every text, and a text for every comparison",
            found=", ".join(sorted(data.keys() ^ checks.keys())),
        )
    return {name: _rule(name, data[name], checks[name]) for name in sorted(data)}


@cache
def rules_of(subject: Subject) -> tuple[Rule, ...]:
    """The rules of one subject, by id."""
    return tuple(rule for rule in rules().values() if rule.data.subject == subject)


@cache
def rule_set_version(off: frozenset[str] = frozenset()) -> str:
    """The version of the rule set: it changes with every text, fact, table and comparison; rules that are
    `off` add a part of their own.
    """
    if off:
        left_out = hashlib.sha256("\n".join(sorted(off)).encode()).hexdigest()
        return f"{rule_set_version()}-{left_out[:8]}"
    package = files("gateway.reconciliation")
    digest = hashlib.sha256()
    folders = [package, package.joinpath("rules"), package.joinpath("subjects")]
    for folder in folders:
        for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if file.name.endswith((".toml", ".csv", ".py")):
                digest.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return f"1+{digest.hexdigest()[:16]}"


def _rule(name: str, data: RuleData, check: Check) -> Rule:
    whole = state(check, _admitted(data))
    return Rule(name, data, check, whole, whole.on_row())


def _admitted(data: RuleData) -> Term:
    """What the rule's data say of where it holds."""
    admitted = column("importing_country").is_one_of(*data.importing_parties)
    admitted &= column("stage").is_one_of(*data.stages)
    if data.proof_kinds:
        kinds = [column("p_kind") == _PROOF_KINDS[kind] for kind in data.proof_kinds]
        admitted &= kinds[0] if len(kinds) == 1 else kinds[0] | kinds[1]
    if data.agreements:
        admitted &= column("agreement").is_one_of(*data.agreements)
    if data.not_agreements:
        admitted &= ~column("agreement").is_one_of(*data.not_agreements)
    return admitted


def _all_checks() -> Checks:
    makers: list[Callable[[], Checks]] = [
        proofs.proof_checks,
        lines.line_checks,
        documents.invoice_checks,
        documents.carriage_checks,
        documents.container_checks,
        documents.route_checks,
        documents.unclaimed_checks,
        customs.ruling_checks,
        customs.export_checks,
        ecommerce.parcel_checks,
    ]
    return {name: check for make in makers for name, check in make().items()}


def _all_data() -> dict[str, RuleData]:
    data: dict[str, RuleData] = {}
    for part in _TEXTS:
        text = files(__package__).joinpath(f"{part}.toml").read_text(encoding="utf-8")
        for name, fields in tomllib.loads(text).items():
            if name in data:
                raise RulesInvalid(f"{part}.toml", expected="each rule once", found=f"{name} again")
            data[name] = _parsed(part, name, fields)
    return data


def _parsed(part: str, name: str, fields: dict[str, Any]) -> RuleData:
    try:
        return RuleData.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = "/".join([f"{part}.toml", name, *map(str, first["loc"])])
        raise RulesInvalid(where, expected=first["msg"], found=brief(first["input"])) from None
