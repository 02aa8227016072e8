"""A record's versions, and what rested on it, as its page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.acts import State
from contracts.ids import RecordId
from gateway.consignments.evidence import Evidence
from gateway.lifecycle.reliance import Use
from gateway.lifecycle.versions import Version
from gateway.portal.language import HOME_ZONE, Language
from gateway.portal.views.chips import Chip, state_chip
from gateway.portal.views.findings import reopening_text
from gateway.portal.views.labels import STAGES, reason_label


@dataclass(frozen=True)
class VersionRow:
    """A version in the chain; `href` is empty for the one whose page this is, and for what is not here."""

    number: str
    node: str
    href: str
    here: bool
    chip: Chip
    anchored: str
    ended: str
    why: str


@dataclass(frozen=True)
class UseRow:
    """A declaration that named the record. `after` tells end and use in words, empty where nothing ended;
    `late` that the end came after the use.
    """

    number: str
    href: str
    stage: str
    used: str
    after: str
    late: bool


def version_rows(chain: Sequence[Version], here: RecordId, words: Language) -> tuple[VersionRow, ...]:
    """The chain, if it has more than one version; nothing otherwise."""
    return tuple(_version(one, here, words) for one in chain) if len(chain) > 1 else ()


def use_rows(uses: Sequence[Use], ended: Evidence | None, words: Language) -> tuple[UseRow, ...]:
    """What named the record, with what its end means for each: "revoked on 3 March, used on 1 March"."""
    return tuple(_use(one, ended, words) for one in uses)


def _version(one: Version, here: RecordId, words: Language) -> VersionRow:
    node = one.record_id.hex()
    return VersionRow(
        number=getattr(one.evidence.record, "number", "") if one.evidence else "",
        node=node[:16],
        href="" if one.record_id == here or one.evidence is None else f"/records/{node}",
        here=one.record_id == here,
        chip=state_chip(one.state, words),
        anchored=words.unix(one.evidence.anchored_at) if one.evidence else "",
        ended=words.unix(one.ended_at) if one.ended_at is not None else "",
        why=reason_label(one.reason, words) if one.reason is not None else "",
    )


def _use(use: Use, evidence: Evidence | None, words: Language) -> UseRow:
    ending = evidence.ending if evidence else None
    after, late = "", False
    if ending is not None and ending.state is not State.ACTIVE:
        day = datetime.fromtimestamp(ending.time, HOME_ZONE).date()
        cause = {"what": ending.state.name.lower(), "at": ending.time, "used_on": use.used_on.isoformat()}
        after, late = reopening_text(cause, words), day > use.used_on
    return UseRow(
        number=use.number,
        href=f"/declarations/{use.declaration}",
        stage=words.say("Cancelled") if use.cancelled else words.say(STAGES[use.stage]),
        used=words.day(use.used_on),
        after=after,
        late=late,
    )
