"""What agreements say of proofs of origin: `agreements.toml`, typed, dated, and as frames that rules join.

A fact holds from its `from` to its `until`; the day that counts is the one that the law tests a proof on.
"""

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from contracts.codelists import COUNTRIES
from contracts.errors import TegataError, brief
from contracts.records.parts import HsEdition
from contracts.scopes import AGREEMENT_NUMBERS

Capacity = Literal[
    "issuing_body", "approved_exporter", "registered_exporter", "exporter", "producer", "importer"
]
"""Who makes a proof: an issuing body a certificate, the others a declaration of their own."""

EARLIEST, LATEST = date(1900, 1, 1), date(9999, 12, 31)


class AgreementsInvalid(TegataError):
    """The table of agreements breaks its own form."""

    code: ClassVar[str] = "agreements.invalid"
    default_remedy: ClassVar[str] = "Correct this row of agreements.toml."


class Fact(BaseModel):
    """A row with its source; `verified` says whether it was read there."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    since: date | None = Field(default=None, alias="from")
    until: date | None = None
    source: Annotated[str, Field(min_length=1)]
    verified: bool
    note: str | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError("`from` is after `until`")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether the row holds on `day`."""
        return (self.since or EARLIEST) <= day <= (self.until or LATEST)


class InForce(Fact):
    """From when to when the agreement is in force for Japan."""


class Edition(Fact):
    """The edition of the Harmonized System that certificates and product rules use."""

    value: HsEdition


class Members(Fact):
    """Parties since a day."""

    countries: tuple[str, ...]

    @model_validator(mode="after")
    def _known(self) -> Self:
        unknown = set(self.countries) - COUNTRIES
        if unknown:
            raise ValueError(f"not ISO 3166-1 alpha-2: {', '.join(sorted(unknown))}")
        return self


class Route(Fact):
    """Who may make a proof, in which exporting countries."""

    capacities: tuple[Capacity, ...]
    countries: tuple[str, ...]


class Criteria(Fact):
    """Codes of origin criteria, and those that may stand beside one of them."""

    codes: tuple[str, ...]
    additions: tuple[str, ...] = ()


class Validity(Fact):
    """How many months a proof is valid, from its issue or completion."""

    months: Annotated[int, Field(ge=1, le=120)]


class Allowed(Fact):
    """What one proof may cover."""

    allowed: tuple[Literal["single_importation", "single_shipment", "blanket"], ...]


class Retroactive(Fact):
    """Days after shipment in which an issue is not retroactive, and the mark it bears after them."""

    grace_days: Annotated[int, Field(ge=0, le=365)]
    mark: str


class Floor(Fact):
    """A customs value up to which no proof is needed."""

    amount: Decimal
    currency: str


class Languages(Fact):
    """Languages of a certificate; empty for any."""

    allowed: tuple[str, ...]


class Transit(Fact):
    """The article on direct consignment."""

    article: str


class Unclaimed(Fact):
    """What can be done after the permit with a proof that was not claimed before it."""

    after_permit: Literal["refused", "within_one_year"]


class Clock(Fact):
    """The terms of an origin query."""

    start: Literal["sent", "received"]
    asks: tuple[Literal["issuing_body", "authority", "exporter", "producer", "importer"], ...] = ()
    """Whom customs may ask; empty where that was not read."""
    reply_days_min: int | None = None
    reply_days_max: int | None = None
    reply_months: int | None = None
    visit_consent_days: int | None = None
    determination_days: int | None = None
    overall_days: int | None = None
    denial_notice_days: int | None = None
    importer_months: int | None = None
    authority_months: int | None = None
    request_within_years: int | None = None


class Returned(Fact):
    """What customs may return to the body that issued a proof, of the outcome of a claim under it."""

    returned: tuple[Literal["result", "reason"], ...]


class Name(BaseModel):
    """A name in the two languages of the pages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: str
    ja: str


class Agreement(BaseModel):
    """An agreement of Japan's; each list holds the rows of one fact over time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    name: Name
    union: bool = False
    """Its members other than Japan are one party: goods of any of them have one origin."""
    in_force: InForce
    hs_edition: tuple[Edition, ...] = Field(min_length=1)
    member: tuple[Members, ...] = Field(min_length=1)
    route: tuple[Route, ...] = Field(min_length=1)
    criteria: tuple[Criteria, ...] = ()
    validity: tuple[Validity, ...] = Field(min_length=1)
    usage: tuple[Allowed, ...] = ()
    retroactive: tuple[Retroactive, ...] = ()
    low_value: tuple[Floor, ...] = ()
    treaty_floor: tuple[Floor, ...] = ()
    language: tuple[Languages, ...] = ()
    transit: tuple[Transit, ...] = ()
    unclaimed: tuple[Unclaimed, ...] = ()
    clock: tuple[Clock, ...] = ()
    outcome: tuple[Returned, ...] = ()

    @model_validator(mode="after")
    def _numbered(self) -> Self:
        if self.code not in AGREEMENT_NUMBERS:
            raise ValueError(f"{self.code} has no agreement number")
        return self

    def periods(self) -> list[tuple[date, date]]:
        """The spans between changes of any dated fact but membership and routes, first to last day."""
        cuts = {EARLIEST}
        for name in DATED:
            for row in getattr(self, name):
                cuts |= {row.since or EARLIEST, row.until + timedelta(days=1) if row.until else EARLIEST}
        starts = sorted(cuts)
        ends = [after - timedelta(days=1) for _, after in pairwise(starts)]
        return list(zip(starts, [*ends, LATEST], strict=True))

    def on(self, name: str, day: date) -> Any:
        """The row of fact `name` that holds on `day`; None without one."""
        return next((row for row in getattr(self, name) if row.holds_on(day)), None)


DATED = (
    "hs_edition", "criteria", "validity", "usage", "retroactive", "low_value", "language", "transit",
    "unclaimed",
)  # fmt: skip
"""The facts that a rule reads as of the day that counts."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    agreement: tuple[Agreement, ...]


def parse_agreements(text: str) -> dict[str, Agreement]:
    """Code → agreement; AgreementsInvalid names the first wrong row by its agreement and path."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AgreementsInvalid("agreements.toml", expected="TOML", found=str(error)) from None
    try:
        parsed = _File.model_validate(data).agreement
    except ValidationError as error:
        raise _explained(error, data) from None
    codes = [agreement.code for agreement in parsed]
    if len(set(codes)) != len(codes):
        twice = next(code for code in codes if codes.count(code) > 1)
        raise AgreementsInvalid("agreements.toml", expected="each agreement once", found=f"{twice} twice")
    return {agreement.code: agreement for agreement in parsed}


def _explained(error: ValidationError, data: dict[str, Any]) -> AgreementsInvalid:
    first = error.errors(include_url=False, include_context=False)[0]
    steps = list(first["loc"])
    if len(steps) > 1 and steps[0] == "agreement" and isinstance(steps[1], int):
        steps[1] = data["agreement"][steps[1]].get("code", steps[1])
    found = "nothing" if first["type"] == "missing" else brief(first["input"])
    return AgreementsInvalid(
        "agreements.toml/" + "/".join(map(str, steps)),
        expected=first["msg"].removeprefix("Value error, "),
        found=found,
    )


@cache
def load_agreements() -> dict[str, Agreement]:
    """The agreements that this rule set knows."""
    return parse_agreements(files(__package__).joinpath("agreements.toml").read_text(encoding="utf-8"))
