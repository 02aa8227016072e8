"""From proved facts to claims: pure judgement, a sentence for each. Every fact here was proved before."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from contracts.acts import Reason, State
from contracts.fingerprints import name_hash
from contracts.ids import Address, BlockHeight, UnixTime, hex0x
from contracts.proofs.bundle import ProvedBatch, ProvedRecord
from contracts.proofs.faults import EvidenceRefused, Fault
from contracts.proofs.identity.outcome import IdentityFault, IdentityRefused, Named
from contracts.proofs.state import BatchFacts, EndFacts, IdentityFacts
from contracts.proofs.verdict import Claim, Shown, Topic
from contracts.slots import FOREVER

_LAST_DATE = int(datetime.max.replace(tzinfo=UTC).timestamp())
CLOCK_SKEW = 300
"""Seconds that a checker's clock may be behind the ledger's before freshness is in doubt."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The block that a bundle stands on. As of `as_of` (seconds) it was the ledger's latest."""

    number: BlockHeight
    hash: bytes
    time: UnixTime
    as_of: UnixTime


@dataclass(frozen=True, slots=True)
class ShownIdentity:
    """Whom the statement of an author's key names, or why nobody, and what the ledger keeps of it."""

    found: Named | IdentityRefused
    facts: IdentityFacts


def genuine(record: ProvedRecord, batch: ProvedBatch, facts: BatchFacts) -> Claim:
    """That the shown fields are the author's own words, anchored by its member."""
    return Claim(
        Topic.GENUINE,
        Shown.PROVED,
        f"These fields are what member {batch.member} signed and anchored on {moment(facts.entry.time)}.",
        {
            "id": hex0x(record.id),
            "kind": batch.kind,
            "scope": batch.scope,
            "root": hex0x(batch.root),
            "anchored_at": facts.entry.time,
        },
    )


def authorised(facts: BatchFacts) -> Claim:
    """That the author had the right at the time: the ledger judged it then; only a compromise undoes that."""
    since = facts.key.compromised_since
    details = {"anchored_at": facts.entry.time, "compromised_since": None if since == FOREVER else since}
    if facts.entry.time >= since:
        reason = f"The author's key counts as compromised from {moment(since)} on, before the anchoring."
        return Claim(Topic.AUTHORISED, Shown.REFUTED, reason, details)
    reason = "The ledger accepted key, role and agreement at the anchoring, and no later finding undoes that."
    return Claim(Topic.AUTHORISED, Shown.PROVED, reason, details)


def status(facts: BatchFacts, own_end: EndFacts | None, ground: Ground) -> Claim:
    """Whether the record stands, by itself and with its whole batch, as of the ground's time."""
    as_of: dict[str, Any] = {"as_of": ground.as_of, "block": ground.number}
    end = own_end or facts.end
    if end is None:
        reason = f"Active: neither the record nor its batch had ended as of {moment(ground.as_of)}."
        return Claim(Topic.STATUS, Shown.PROVED, reason, {"state": "active", **as_of})
    state = State(end.entry.state).name.lower()
    details = {
        "state": state,
        "whole_batch": own_end is None,
        "since": end.entry.time,
        "reason_code": end.entry.reason,
        "acting_key": hex0x(end.entry.key),
        "successor": None if end.successor is None else hex0x(end.successor),
        **as_of,
    }
    what = "This record" if own_end is not None else "The whole batch that this record stands in"
    why = _reason_name(end.entry.reason)
    reason = f"{what} was {state} on {moment(end.entry.time)} ({why})."
    return Claim(Topic.STATUS, Shown.REFUTED, reason, details)


def author(batch: ProvedBatch, facts: BatchFacts, key: Address) -> Claim:
    """Whose key signed."""
    member = facts.member
    reason = f"Signed by key {hex0x(key)} of member {batch.member} ({member.country})."
    details = {
        "member": batch.member,
        "country": member.country,
        "key": hex0x(key),
        "roles": [role.name.lower() for role in member.roles],
        "member_state": member.state.name.lower(),
    }
    return Claim(Topic.AUTHOR, Shown.PROVED, reason, details)


def identity(batch: ProvedBatch, facts: BatchFacts, shown: ShownIdentity | None = None) -> Claim:
    """Who the member is: the name that the consortium admitted it under, and whom X.509 names.

    Refused where the bundle tells another name than the admitted one; refuted where its statement about the
    author's key can't be true. One under a root that nobody chose adds nothing, and takes nothing away.
    """
    reasons, details = [], dict[str, Any]()
    if batch.name is not None:
        _check_name(batch.name, batch, facts)
        reasons.append(f"The consortium admitted member {batch.member} under the name “{batch.name}”.")
        details["name"] = batch.name
    if shown is not None:
        reasons.append(_statement_reason(shown))
        details["statement"] = _statement_details(shown)
    if not reasons:
        return Claim(Topic.IDENTITY, Shown.NOT_SHOWN, "The bundle does not tell the member's name.")
    return Claim(Topic.IDENTITY, _held(batch.name, shown), " ".join(reasons), details)


def _held(name: str | None, shown: ShownIdentity | None) -> Shown:
    if shown is None or isinstance(shown.found, Named):
        return Shown.PROVED
    if shown.found.fault is not IdentityFault.ROOT:
        return Shown.REFUTED
    return Shown.NOT_SHOWN if name is None else Shown.PROVED


def _check_name(name: str, batch: ProvedBatch, facts: BatchFacts) -> None:
    if name_hash(name) != facts.name_hash:
        raise EvidenceRefused(
            Fault.NAME,
            "batches/name",
            expected=f"the name under which member {batch.member} was admitted",
            found=name,
        )


def _statement_reason(shown: ShownIdentity) -> str:
    """Whom X.509 names, since when, and who chose the root; or why nobody."""
    found, bound_at = shown.found, moment(shown.facts.bound_at)
    if isinstance(found, IdentityRefused):
        return f"The identity statement of the author's key names nobody: {found.message}"
    by = "the consortium chose" if shown.facts.root_chosen else "the checker chose, not the consortium"
    return (
        f"The author's key is of “{found.name}” by a certificate under the root “{found.root}” that {by}, "
        f"valid when it was bound on {bound_at}."
    )


def _statement_details(shown: ShownIdentity) -> dict[str, Any]:
    found, chosen = shown.found, shown.facts.root_chosen
    details = {"bound_at": shown.facts.bound_at, "root_chosen_by_consortium": chosen}
    if isinstance(found, IdentityRefused):
        return {**details, "fault": found.fault.value}
    return {
        **details,
        "name": found.name,
        "root": found.root,
        "root_fingerprint": found.root_fingerprint.hex(),
    }


def fields(record: ProvedRecord) -> Claim:
    """How many fields are shown; each of them is bound into the id with its path, type and unit."""
    shown = len(record.shown.paths)
    reason = f"{shown} of {record.count} fields are shown, as their author committed to them."
    return Claim(Topic.FIELDS, Shown.PROVED, reason, {"shown": shown, "hidden": record.count - shown})


def completeness(record: ProvedRecord) -> Claim:
    """Which fields there are beside the shown ones, by the list that the author committed to."""
    if record.hidden_paths is None:
        reason = "The bundle does not tell which fields are hidden."
        return Claim(Topic.COMPLETENESS, Shown.NOT_SHOWN, reason)
    if not record.hidden_paths:
        return Claim(Topic.COMPLETENESS, Shown.PROVED, "Every field of the record is shown.")
    groups = Counter(path.split("/", 1)[0] for path in record.hidden_paths)
    listed = ", ".join(f"{group} ({count})" for group, count in sorted(groups.items()))
    details = {"hidden": dict(sorted(groups.items())), "hidden_paths": list(record.hidden_paths)}
    return Claim(Topic.COMPLETENESS, Shown.PROVED, f"Hidden, and nothing else is: {listed}.", details)


def freshness(ground: Ground, now: UnixTime, max_age: int) -> Claim:
    """How old the shown state is, by the checker's clock."""
    age = now - ground.as_of
    details = {"as_of": ground.as_of, "block": ground.number, "age": age, "max_age": max_age}
    if age < -CLOCK_SKEW:
        reason = f"The state is of {moment(ground.as_of)}, ahead of this clock by {-age} seconds."
        return Claim(Topic.FRESHNESS, Shown.NOT_SHOWN, reason, details)
    if age > max_age:
        reason = f"The state is of {moment(ground.as_of)}, {age} seconds old: what ended since is not shown."
        return Claim(Topic.FRESHNESS, Shown.NOT_SHOWN, reason, details)
    reason = f"The state is of {moment(ground.as_of)}, {max(age, 0)} seconds old."
    return Claim(Topic.FRESHNESS, Shown.PROVED, reason, details)


@lru_cache(maxsize=256)
def moment(time: int) -> str:
    """A time of the ledger (seconds) as text, in UTC; beyond the year 9999 as a number."""
    if time > _LAST_DATE:
        return f"second {time}"
    return datetime.fromtimestamp(time, UTC).isoformat(" ").removesuffix("+00:00") + " UTC"


def _reason_name(code: int) -> str:
    try:
        return Reason(code).name.lower().replace("_", " ")
    except ValueError:
        return f"reason {code}"
