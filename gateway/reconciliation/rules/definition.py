"""A rule whole: its data from TOML beside its comparison, and the version of the set of them."""

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts.errors import TegataError, brief
from gateway.reconciliation.rules import customs, documents, ecommerce, lines, matches, proofs
from gateway.reconciliation.rules.check import Check, Checks, state
from gateway.reconciliation.rules.terms import OnRow, Term, column, settled

if TYPE_CHECKING:
    import polars as pl

Severity = Literal["stop", "query", "notice"]
Audience = Literal["party", "officer"]
Subject = Literal[
    "claim", "unclaimed", "invoice", "carriage", "container", "route", "ruling", "export", "parcel", "match",
]  # fmt: skip
Stage = Literal[
    "preliminary", "main", "release_before_permit", "warehousing", "aeo_release", "special", "permit",
    "correction", "audit",
]  # fmt: skip
_PROOF_KINDS = {"certificate": 1, "declaration": 2}
_TEXTS = (
    "presence", "standing", "authority", "time", "usage", "goods", "invoices", "carriage", "rulings",
    "exports", "parcels", "matches",
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


class Setting(_Data):
    """A figure that an office may tune, within its bounds."""

    value: int | Decimal
    least: int | Decimal
    most: int | Decimal
    en: str
    ja: str

    def parsed(self, text: str) -> int | Decimal | None:
        """`text` as a value of this setting; None where it is none, or out of bounds."""
        try:
            value = int(text) if isinstance(self.value, int) else Decimal(text)
        except (ValueError, ArithmeticError):
            return None
        return value if self.least <= value <= self.most else None


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
    settings: dict[str, Setting] = Field(default_factory=dict)
    basis: Annotated[tuple[Basis, ...], Field(min_length=1)]
    declared: Side
    found: Side
    en: Text
    ja: Text


Values = Mapping[str, int | Decimal]
"""Setting → value."""

Tuned = frozenset[tuple[str, str, str]]
"""(rule, setting, value as text): what an office tuned."""


@dataclass(frozen=True)
class Rule:
    """A rule: `term` is its state (gateway.reconciliation.rules.check) on a row of its subject, `on_row` that
    as a function; `values` those of its settings.
    """

    id: str
    data: RuleData
    check: Check
    term: Term
    on_row: OnRow
    values: Values

    @cached_property
    def expression(self) -> "pl.Expr":
        """The state as a Polars expression."""
        return self.term.expression()


@cache
def rules() -> dict[str, Rule]:
    """Rule id → rule, every rule of this set, in the order of its subject."""
    return rules_from(rule_texts())


@cache
def rule_texts() -> dict[str, str]:
    """Part → its TOML, of this rule set."""
    return {part: files(__package__).joinpath(f"{part}.toml").read_text(encoding="utf-8") for part in _TEXTS}


def rules_from(texts: Mapping[str, str], tuned: Tuned = frozenset()) -> dict[str, Rule]:
    """The rules that `texts` (part → TOML) describe, with the comparisons of this code, as an office tuned
    them.
    """
    data, checks = _all_data(texts), _all_checks()
    if data.keys() != checks.keys():
        raise RulesInvalid(
            "rules",
            expected="a comparison for every text, and a text for every comparison",
            found=", ".join(sorted(data.keys() ^ checks.keys())),
        )
    return {name: _rule(name, data[name], checks[name], tuned) for name in sorted(data)}


@cache
def rules_of(subject: Subject) -> tuple[Rule, ...]:
    """The rules of one subject, by id."""
    return tuple(rule for rule in rules().values() if rule.data.subject == subject)


@cache
def rule_set_version(off: frozenset[str] = frozenset(), tuned: Tuned = frozenset()) -> str:
    """The version of the rule set: it changes with every text, fact, table and comparison; rules that are
    `off` and settings that were `tuned` add a part of their own.
    """
    if off or tuned:
        parts = [*sorted(off), *(" ".join(one) for one in sorted(tuned))]
        changed = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        return f"{rule_set_version()}-{changed[:8]}"
    return f"1+{_digest('.toml', '.csv', '.py')[:16]}"


@cache
def code_version() -> str:
    """The hash of the comparisons, subjects and correlation tables: what a rule set's data do not hold."""
    return _digest(".csv", ".py")


def _digest(*endings: str) -> str:
    package = files("gateway.reconciliation")
    digest = hashlib.sha256()
    for folder in (package, package.joinpath("rules"), package.joinpath("subjects")):
        for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if file.name.endswith(endings):
                digest.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _rule(name: str, data: RuleData, check: Check, tuned: Tuned) -> Rule:
    values: dict[str, int | Decimal] = {key: setting.value for key, setting in data.settings.items()}
    for rule, key, text in tuned:
        if rule == name and key in data.settings:
            value = data.settings[key].parsed(text)
            values |= {} if value is None else {key: value}
    whole = settled(state(check, _admitted(data)), values)
    return Rule(name, data, check, whole, whole.on_row(), values)


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
        matches.match_checks,
    ]
    return {name: check for make in makers for name, check in make().items()}


def _all_data(texts: Mapping[str, str]) -> dict[str, RuleData]:
    data: dict[str, RuleData] = {}
    for part, text in texts.items():
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
