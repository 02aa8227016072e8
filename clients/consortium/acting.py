"""Proposing, voting, executing, and a member's acts about its own keys."""

from dataclasses import dataclass

from clients.consortium.node import ConsortiumNode, NodeRefused, Receipt
from clients.consortium.reading import Listed
from contracts import calls
from contracts.acts import Choice, Domain, Proposal, Vote, address_of, sign
from contracts.acts.membership import AddServiceKey, BindIdentity, DisableKey, PlaceGateway, RegisterKey
from contracts.calls import Proposed
from contracts.ids import Address, MemberId, UnixTime
from contracts.slots import FOREVER
from gateway.outbox.transactions import Relay


@dataclass(frozen=True, slots=True)
class Signer:
    """A member's govern key, the network it signs for, and the relay that carries what it signs."""

    member: MemberId
    govern: bytes
    relay: Relay
    domain: Domain


def propose(node: ConsortiumNode, signer: Signer, act: Proposal) -> int:
    """Open a proposal, for which its proposer has voted; its number. Raises ActRefused."""
    receipt = node.send(signer.relay, calls.propose(act, sign(act, signer.domain, signer.govern)))
    for event in receipt.events:
        if isinstance(event, Proposed):
            return event.proposal
    raise NodeRefused("propose", expected="the proposal's event", found="a receipt without it")


def vote(
    node: ConsortiumNode, signer: Signer, listed: Listed, choice: Choice, valid_until: UnixTime
) -> Receipt:
    """Vote on what was read of a proposal, or change the member's vote. Raises ActRefused."""
    ballot = calls.decode_ballot_of(node.view(calls.ballot_of(listed.number, signer.member)))
    act = Vote(signer.member, listed.number, listed.view.action, choice, ballot.revision, valid_until)
    return node.send(signer.relay, calls.vote(act, sign(act, signer.domain, signer.govern)))


def execute(
    node: ConsortiumNode, relay: Relay, domain: Domain, listed: Listed, new_key: bytes | None = None
) -> Receipt:
    """Do what enough voters are for; a proposal that brings a key needs that key's own signature too."""
    possession = None if new_key is None else sign(listed.act, domain, new_key)
    return node.send(relay, calls.execute(listed.number, listed.act, possession))


def register(
    node: ConsortiumNode, signer: Signer, new_key: bytes, purposes: int, now: UnixTime, valid_until: UnixTime
) -> Address:
    """Register a key of the member, valid from now on; its address. Raises ActRefused."""
    address = address_of(new_key)
    revision = node.number(calls.revision_of(signer.member))
    act = RegisterKey(signer.member, address, purposes, now, FOREVER, revision, valid_until)
    possession, signature = (sign(act, signer.domain, key) for key in (new_key, signer.govern))
    node.send(signer.relay, calls.register_key(act, possession, signature))
    return address


def send_act(
    node: ConsortiumNode, signer: Signer, act: DisableKey | PlaceGateway | AddServiceKey | BindIdentity
) -> Receipt:
    """Any other act of the member about itself. Raises ActRefused."""
    return node.send(signer.relay, calls.membership_act(act, sign(act, signer.domain, signer.govern)))
