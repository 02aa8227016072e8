"""Calls that change nothing: messages run on a state for what they return, use, touch and emit.

Owns what a message may leave out, the checks that Ethereum makes before it runs one, overrides of state and
block, estimates, access lists and whole simulated blocks. Never writes to a store. Everything it refuses it
refuses with `CallRefused` or a kind of it; a call that runs and fails is an outcome.
"""

from ledger_node.calls.blocks import BlockCalls, SimulatedBlock, Simulator
from ledger_node.calls.estimating import estimate
from ledger_node.calls.machine import Machine, Outcome
from ledger_node.calls.messages import Message
from ledger_node.calls.overrides import AccountOverride, BlockOverride, StateOverride
from ledger_node.calls.refusals import CallRefused
from ledger_node.calls.tracing import access_list

__all__ = [
    "AccountOverride",
    "BlockCalls",
    "BlockOverride",
    "CallRefused",
    "Machine",
    "Message",
    "Outcome",
    "SimulatedBlock",
    "Simulator",
    "StateOverride",
    "access_list",
    "estimate",
]
