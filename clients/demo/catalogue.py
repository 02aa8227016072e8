"""The demonstration's manifests as values: `members.toml`, and a `consignment.toml` in every folder."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from contracts.ids import MemberId
from contracts.roles import Role
from contracts.scopes import scope_of

FOLDER = Path(__file__).parent
MANIFEST = "consignment.toml"

MemberSlug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Severity = Literal["stop", "query", "notice"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bilingual(_Value):
    """A text in English and in Japanese."""

    en: str
    ja: str


def _role(value: object) -> object:
    return Role[value.upper()] if isinstance(value, str) else value


class DemoMember(_Value):
    """A member of the demonstration's network. `agreements` are those an issuing body may certify under."""

    slug: MemberSlug
    number: Annotated[MemberId, Field(ge=1, le=65_535)]
    name: str
    name_local: str | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    roles: tuple[Annotated[Role, BeforeValidator(_role)], ...]
    agreements: tuple[str, ...] = ()

    @property
    def scopes(self) -> tuple[int, ...]:
        """The numbers of `agreements` (contracts.scopes)."""
        return tuple(scope_of(agreement) for agreement in self.agreements)


class Submission(_Value):
    """A document that a member hands in: every draft that the adapters make of it becomes its record.

    `record` names the kind when the file is a record in Tegata's own JSON, which no adapter needs to read.
    """

    file: Path
    member: MemberSlug
    hint: str | None = None
    record: str | None = None
    held_back: bool = False
    """True for a document that its member keeps off the ledger, and shows on paper only."""

    def read(self) -> bytes:
        """The document."""
        return self.file.read_bytes()


class StatusAct(_Value):
    """A revocation, withdrawal or supersession of the record made of `file`, by the member that handed it in.

    `successor` is the file whose record takes its place; `reason` is the ledger's reason code.
    """

    type: Literal["revoke", "withdraw", "supersede"]
    file: Path
    successor: Path | None = None
    reason: Annotated[int, Field(ge=0, le=255)] = 1
    when: Literal["before_declarations", "after_declarations"] = "before_declarations"

    @model_validator(mode="after")
    def _a_supersession_names_its_successor(self) -> "StatusAct":
        if (self.type == "supersede") != (self.successor is not None):
            raise ValueError("a supersession, and only a supersession, names a successor")
        return self


class ExpectedFinding(_Value):
    """A finding that the demonstration must show: no more, and no fewer."""

    declaration: str
    rule: str
    severity: Severity


class Consignment(_Value):
    """One consignment of the demonstration: its story, its documents, and what must come of them.

    Documents are submitted in order, then come the acts marked `before_declarations`, then the declarations
    are lodged in order, then come the remaining acts.
    """

    slug: MemberSlug
    order: int
    group: Literal["clean", "mismatch", "lawful"]
    title: Bilingual
    story: Bilingual
    audience: tuple[MemberSlug, ...]
    submissions: tuple[Submission, ...]
    acts: tuple[StatusAct, ...] = ()
    declarations: tuple[Path, ...]
    expected: tuple[ExpectedFinding, ...] = ()


def _rooted(data: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """A manifest with its file names made paths."""

    def at(entry: Mapping[str, Any], *keys: str) -> dict[str, Any]:
        return {**entry, **{key: folder / entry[key] for key in keys if key in entry}}

    return {
        **data,
        "slug": folder.name,
        "submissions": [at(entry, "file") for entry in data["submissions"]],
        "acts": [at(entry, "file", "successor") for entry in data.get("acts", ())],
        "declarations": [folder / name for name in data["declarations"]],
    }


@cache
def consignments() -> tuple[Consignment, ...]:
    """Every consignment of the demonstration, in the order in which it tells them."""
    manifests = sorted(FOLDER.glob(f"consignments/*/{MANIFEST}"))
    found = [
        Consignment.model_validate(_rooted(tomllib.loads(path.read_text("utf-8")), path.parent))
        for path in manifests
    ]
    return tuple(sorted(found, key=lambda consignment: (consignment.order, consignment.slug)))


@cache
def members() -> tuple[DemoMember, ...]:
    """The members of the demonstration's network, by number."""
    data = tomllib.loads((FOLDER / "members.toml").read_text("utf-8"))
    return tuple(
        sorted(
            (DemoMember.model_validate(entry) for entry in data["member"]), key=lambda member: member.number
        )
    )
