"""Ending many proofs at once: a person of the member confirms, the gateway signs with a key it was given."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.acts import Reason, Revoke, StatusAct, Withdraw, sign
from contracts.errors import TegataError
from contracts.ids import RecordId, UnixTime, hex0x
from gateway.access import Principal
from gateway.errors import Conflict, NotAllowed
from gateway.intake.status_acts import submit_act
from gateway.lifecycle.issued import Issued, named
from gateway.services import Services

VALID_SECONDS = 24 * 3_600
ACTS: dict[str, type[Revoke] | type[Withdraw]] = {"revoke": Revoke, "withdraw": Withdraw}
"""The acts that end without a successor, by the word that the API has for them."""


@dataclass(frozen=True)
class HandedIn:
    """What became of one: its act is on its way, or `refused` says why it is not. `number` is "" for what is
    no proof of the member that stands.
    """

    record_id: RecordId
    number: str
    refused: TegataError | None


def require_own(services: Services, principal: Principal) -> None:
    """NotAllowed for anyone but the member whose gateway this is."""
    if principal.member != services.settings.member:
        raise NotAllowed("statements", expected="the member whose gateway this is", found=principal.who)


def end_all(
    services: Services, principal: Principal, kind: str, ids: Sequence[RecordId], reason: Reason
) -> tuple[HandedIn, ...]:
    """Hands in an act for each of `ids`, in their order; one that is refused does not hold up the others.

    Raises NotAllowed for another member's person, Conflict where the gateway has no author key.
    """
    require_own(services, principal)
    if services.settings.author_key is None:
        raise Conflict(
            "statements",
            expected="a gateway that holds an author key of its member",
            found="one that signs no acts",
            remedy="Run the gateway with --author-key, or sign with “tegata revoke --from”.",
        )
    with services.store.read() as connection:
        known = {one.record_id: one for one in named(connection, services.settings.member, ids)}
    return tuple(_ended(services, kind, one, known.get(one), reason) for one in dict.fromkeys(ids))


def _ended(services: Services, kind: str, record: RecordId, known: Issued | None, reason: Reason) -> HandedIn:
    if known is None:
        lacking = Conflict(
            f"records/{hex0x(record)}",
            expected="a proof of this member that stands",
            found="none, or one that has ended",
            remedy="Look at its page: it may have ended in the meantime.",
        )
        return HandedIn(record, "", lacking)
    until = UnixTime(services.now() + VALID_SECONDS)
    act = ACTS[kind](services.settings.member, known.root, record, reason, until)
    try:
        submit_act(services, _document(services, kind, act))
    except TegataError as error:
        return HandedIn(record, known.number, error)
    return HandedIn(record, known.number, None)


def _document(services: Services, kind: str, act: StatusAct) -> bytes:
    """The signed act as a client hands it in."""
    key = services.settings.author_key
    assert key is not None
    fields = {
        name: hex0x(value) if isinstance(value, bytes) else int(value) for name, value in vars(act).items()
    }
    signature = sign(act, services.ledger.domain, key.get_secret_value())
    return json.dumps({"type": kind, "act": fields, "signature": hex0x(signature)}).encode()
