"""Whether a signer may do what it signed: the Consortium's own judgement, made before anything is
acknowledged.

Pure. The contract judges again when the act is written; this spares everyone a promise that can't be kept.
"""

from contracts.acts import Batch
from contracts.ids import MemberId, UnixTime
from contracts.refusals import Refusal
from contracts.roles import AUTHOR_ROLES, Purpose
from contracts.slots import KeyEntry, MemberEntry

_CERTIFICATE = 1
_SCOPED = (1, 2)


def judge_signer(
    key: KeyEntry | None, member: MemberEntry | None, claimed: MemberId, valid_until: UnixTime, now: UnixTime
) -> Refusal | None:
    """Why a signature by `key` for the member `claimed` does not count at `now`; None if it does."""
    if now > valid_until:
        return Refusal.EXPIRED
    if key is None:
        return Refusal.KEY_UNKNOWN
    if key.member != claimed:
        return Refusal.KEY_OF_ANOTHER_MEMBER
    if not key.purposes & Purpose.AUTHOR:
        return Refusal.KEY_NOT_FOR_THIS
    if now >= key.compromised_since:
        return Refusal.KEY_COMPROMISED
    if now < key.valid_from:
        return Refusal.KEY_NOT_YET_VALID
    if now >= key.valid_until:
        return Refusal.KEY_NO_LONGER_VALID
    if member is None or not member.active_at(now):
        return Refusal.MEMBER_INACTIVE
    return None


def judge_authorship(member: MemberEntry, batch: Batch) -> Refusal | None:
    """Why `member` may not author records of the batch's kind and scope; None if it may."""
    authors = AUTHOR_ROLES.get(batch.kind)
    if authors is None:
        return Refusal.KIND_UNKNOWN
    if (batch.kind in _SCOPED) != (batch.scope != 0):
        return Refusal.SCOPE_MISMATCH
    if not set(authors) & set(member.roles):
        return Refusal.ROLE_MISSING
    if batch.kind == _CERTIFICATE and batch.scope not in member.agreements:
        return Refusal.AGREEMENT_MISSING
    return None
