"""What a verification says: claim by claim, each with its reason. Never more than was proved."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from contracts.ids import hex0x
from contracts.proofs.bundle import DisclosedField, ProvedRecord
from contracts.proofs.faults import EvidenceRefused, Fault


class Shown(StrEnum):
    """How far a claim is shown."""

    PROVED = "proved"
    REFUTED = "refuted"
    NOT_SHOWN = "not_shown"


class Topic(StrEnum):
    """What a claim is about (formats §6)."""

    GENUINE = "genuine"
    AUTHORISED = "authorised_at_anchoring"
    STATUS = "status"
    AUTHOR = "author"
    IDENTITY = "identity"
    FIELDS = "fields"
    COMPLETENESS = "completeness"
    FRESHNESS = "freshness"


class Outcome(StrEnum):
    """The whole in a word, worst first."""

    REFUSED = "refused"
    """Some part of the evidence is wrong: nothing in the bundle may be relied on."""
    UNAUTHORISED = "unauthorised"
    """Genuine, but its author's key counts as compromised from before it was anchored."""
    ENDED = "ended"
    """Genuine, and revoked, superseded or withdrawn."""
    STALE = "stale"
    """Genuine and active, but as of a time too long ago, or ahead of the checker's clock."""
    VALID = "valid"
    """Genuine, authorised when anchored, active, and fresh enough."""


WORST_FIRST = {outcome: rank for rank, outcome in enumerate(Outcome)}
"""Outcomes by how bad they are; 0 is the worst."""


class Claim(NamedTuple):
    """One thing a bundle was asked to show. `reason` is a sentence; `details` what it rests on."""

    topic: Topic
    shown: Shown
    reason: str
    details: Mapping[str, Any] = {}

    def to_json(self) -> dict[str, Any]:
        """The claim as JSON."""
        return {
            "claim": self.topic.value,
            "shown": self.shown.value,
            "reason": self.reason,
            **({"details": dict(self.details)} if self.details else {}),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of one record after verification.

    `fault` and `error` are set where the bundle is refused; then no claim is proved. `record` is None where
    not even that could be read.
    """

    outcome: Outcome
    claims: tuple[Claim, ...]
    record: ProvedRecord | None = None
    fault: Fault | None = None
    error: EvidenceRefused | None = None

    @property
    def valid(self) -> bool:
        """Whether everything that a reliant party needs is proved: genuine, authorised, active, fresh."""
        return self.outcome is Outcome.VALID

    @property
    def fields(self) -> tuple[DisclosedField, ...]:
        """The fields that are proved to be the author's; none where the bundle is refused."""
        return self.record.fields if self.record is not None and self.fault is None else ()

    def claim(self, topic: Topic) -> Claim:
        """The claim about `topic`."""
        return next(claim for claim in self.claims if claim.topic is topic)

    def to_json(self) -> dict[str, Any]:
        """The verdict as JSON, the disclosed fields by path."""
        document: dict[str, Any] = {
            "outcome": self.outcome.value,
            "id": None if self.record is None else hex0x(self.record.id),
            "claims": [claim.to_json() for claim in self.claims],
            "fields": {shown.path: shown.content for shown in self.fields},
        }
        if self.error is not None:
            document["refusal"] = self.error.to_dict()
        return document


def refused(error: EvidenceRefused, record: ProvedRecord | None = None) -> Verdict:
    """The verdict on a bundle that is refused: one claim refuted, nothing else shown."""
    rest = tuple(
        Claim(topic, Shown.NOT_SHOWN, "A refused bundle shows nothing.")
        for topic in Topic
        if topic is not Topic.GENUINE
    )
    genuine = Claim(Topic.GENUINE, Shown.REFUTED, error.message, {"fault": error.fault.value})
    return Verdict(Outcome.REFUSED, (genuine, *rest), record, error.fault, error)


def outcome_of(claims: tuple[Claim, ...]) -> Outcome:
    """The outcome that the claims about a bundle without faults add up to."""
    shown = {claim.topic: claim.shown for claim in claims}
    if shown[Topic.AUTHORISED] is not Shown.PROVED:
        return Outcome.UNAUTHORISED
    if shown[Topic.STATUS] is not Shown.PROVED:
        return Outcome.ENDED
    return Outcome.VALID if shown[Topic.FRESHNESS] is Shown.PROVED else Outcome.STALE
