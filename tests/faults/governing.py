"""What members of a cluster decide, by their votes at their own nodes."""

import time

from clients.cli.seat import domain_of, read_secret
from clients.consortium import ConsortiumNode, Signer, execute, find_proposal, propose, vote
from contracts import calls
from contracts.acts import Choice, Proposal
from contracts.ids import MemberId, UnixTime
from gateway.outbox.transactions import Relay
from tests.faults.cluster import Cluster, Member, wait_for

FIRST, SECOND, THIRD = map(MemberId, (1, 2, 3))


def signer(cluster: Cluster, number: MemberId) -> Signer:
    """A member's govern key, and its relay."""
    keys = cluster.folder / f"member-{number}" / "keys"
    relay = Relay(read_secret(keys / "relay.key"), cluster.genesis.chain_id)
    return Signer(number, read_secret(keys / "govern.key"), relay, domain_of(cluster.genesis))


def node_of(member: Member) -> ConsortiumNode:
    """A member's node, as its government asks it."""
    return ConsortiumNode(f"http://{member.settings.json_rpc}")


def decide(cluster: Cluster, act: Proposal, new_key: bytes | None = None) -> None:
    """Member 1 proposes, members 2 and 3 vote at their own nodes, and member 1 executes."""
    first, closes = node_of(cluster.members[0]), UnixTime(int(time.time()) + 3_600)
    number = propose(first, signer(cluster, FIRST), act)
    for voter in (SECOND, THIRD):
        node = node_of(cluster.members[voter - 1])
        wait_for(
            lambda node=node: node.number(calls.proposal_count()) >= number,
            "the proposal at the voter's node",
        )
        vote(node, signer(cluster, voter), find_proposal(node, number), Choice.APPROVE, closes)
    wait_for(lambda: find_proposal(first, number).view.approvals == 3, "three votes at member 1's node")
    own = signer(cluster, FIRST)
    execute(first, own.relay, own.domain, find_proposal(first, number), new_key)
