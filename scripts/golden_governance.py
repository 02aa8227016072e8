"""Golden vectors of what members decide: each type of proposal, the vote, a member's acts about itself."""

from dataclasses import fields
from hashlib import sha256
from typing import Any

from contracts.acts import Act, Choice, Domain, Validator, Vote, address_of, digest, sign
from contracts.acts.governance import (
    AddMemberKey,
    AdmitMember,
    ChangeMember,
    ChangeValidators,
    ListContract,
    MarkCompromised,
    ReinstateMember,
    RemoveMember,
    SetParameter,
    SuspendInEmergency,
    SuspendMember,
    VerifyIdentifier,
    parameter_name,
)
from contracts.acts.membership import AddServiceKey, BindIdentity, DisableKey, PlaceGateway, RegisterKey
from contracts.addresses import CONSORTIUM
from contracts.ids import MemberId, NetworkId, UnixTime, hex0x
from contracts.slots import FOREVER

KEY = sha256(b"tegata golden vectors: never use this key").digest()
DOMAIN = Domain(743_001, CONSORTIUM, NetworkId(sha256(b"tegata golden network").digest()))
UNTIL = UnixTime(1_800_000_000)
SINCE = UnixTime(1_790_000_000)
OWN, OTHER = MemberId(1), MemberId(4)


def golden_decisions() -> tuple[Act, ...]:
    """One act of every type."""
    key = address_of(sha256(b"new key").digest())
    digested = sha256(b"anything").digest()
    proposal = SuspendMember(OWN, OTHER, UNTIL)
    changes = (Validator(sha256(b"a").digest(), OTHER, 10), Validator(sha256(b"b").digest(), OTHER, 0))
    return (
        AdmitMember(OWN, MemberId(5), b"VN", 1, 1 << 20, True, digested, key, UNTIL),
        ChangeMember(OWN, OTHER, 2, 0, False, digested, UNTIL),
        proposal,
        ReinstateMember(OWN, OTHER, UNTIL),
        RemoveMember(OWN, OTHER, MemberId(5), UNTIL),
        SuspendInEmergency(OWN, OTHER, UNTIL),
        AddMemberKey(OWN, OTHER, key, 4, SINCE, FOREVER, UNTIL),
        MarkCompromised(OWN, key, SINCE, UNTIL),
        VerifyIdentifier(OWN, digested, OTHER, FOREVER, UNTIL),
        ChangeValidators(OWN, tuple(sorted(changes, key=lambda each: each.key)), UNTIL),
        SetParameter(OWN, parameter_name("app_version"), 2, 120_000, UNTIL),
        ListContract(OWN, key, True, UNTIL),
        Vote(OTHER, 3, proposal.struct_hash(), Choice.APPROVE, 1, UNTIL),
        RegisterKey(OTHER, key, 1, SINCE, FOREVER, 7, UNTIL),
        DisableKey(OTHER, key, UNTIL),
        PlaceGateway(OTHER, digested, 8, UNTIL),
        AddServiceKey(OTHER, 2, digested, SINCE, FOREVER, 9, UNTIL),
        BindIdentity(OTHER, key, digested, 10, UNTIL),
    )


def governance_vectors() -> dict[str, Any]:
    """The domain of the Consortium, and every act signed under it."""
    return {
        "domain": {
            "name": "Tegata",
            "version": "1",
            "chainId": DOMAIN.chain_id,
            "verifyingContract": hex0x(DOMAIN.verifying_contract),
            "salt": hex0x(DOMAIN.network_id),
        },
        "private_key": hex0x(KEY),
        "signer": hex0x(address_of(KEY)),
        "acts": [_vector(act) for act in golden_decisions()],
    }


def _vector(act: Act) -> dict[str, Any]:
    return {
        "type": act.TYPE,
        "message": _message(act),
        "words": hex0x(act.words()),
        "struct_hash": hex0x(act.struct_hash()),
        "digest": hex0x(digest(act, DOMAIN)),
        "signature": hex0x(sign(act, DOMAIN, KEY)),
    }


def _message(act: Act) -> dict[str, Any]:
    return {each.name: _plain(getattr(act, each.name)) for each in fields(act)}  # type: ignore[arg-type] # a dataclass


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return hex0x(value)
    return [_message(each) for each in value] if isinstance(value, tuple) else value
