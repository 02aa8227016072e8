"""A member's seat in the consortium: reading what was decided, proposing, voting, changing its own keys.

Speaks standard JSON-RPC with any member's node. Never holds keys: what signs is handed in.
"""

from clients.consortium.acting import Signer, execute, propose, register, send_act, vote
from clients.consortium.node import ConsortiumNode, NodeRefused, NodeUnreachable, Receipt
from clients.consortium.reading import (
    Listed,
    find_proposal,
    list_members,
    list_misdeeds,
    list_parameters,
    list_proposals,
    list_validators,
)

__all__ = [
    "ConsortiumNode",
    "Listed",
    "NodeRefused",
    "NodeUnreachable",
    "Receipt",
    "Signer",
    "execute",
    "find_proposal",
    "list_members",
    "list_misdeeds",
    "list_parameters",
    "list_proposals",
    "list_validators",
    "propose",
    "register",
    "send_act",
    "vote",
]
