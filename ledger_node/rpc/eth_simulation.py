"""`eth_simulateV1`: blocks of calls on top of a block, as if they were in the chain."""

from dataclasses import dataclass
from typing import Any

from contracts.ids import BlockHeight, hex0x
from ledger_node.calls import BlockCalls, BlockOverride, CallRefused, Outcome, SimulatedBlock, Simulator
from ledger_node.calls.blocks import MAX_BLOCKS
from ledger_node.chain import Beside
from ledger_node.ethereum.headers import EthereumHeader, as_ethereum
from ledger_node.rpc.errors import EXECUTION_REVERTED, INVALID_PARAMS, RpcError
from ledger_node.rpc.eth_execution import failure_message
from ledger_node.rpc.messages import block_override, message, state_override
from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.parameters import BlockReference, block, boolean, list_of, record_of
from ledger_node.rpc.render import Json, render_block, render_log, render_transaction
from ledger_node.rpc.view import View

MAX_CALLS = 1_024
"""Calls of one simulated block."""

VM_ERROR = -32015
CLIENT_LIMIT = -38026

namespace = Namespace()


@dataclass(frozen=True, slots=True)
class Simulation:
    """What is to be simulated, and how its results are shown."""

    blocks: tuple[BlockCalls, ...]
    traced: bool
    validated: bool
    whole: bool


_calls_record = record_of(
    {
        "blockOverrides": block_override,
        "stateOverrides": state_override,
        "calls": list_of(message, MAX_CALLS),
    }
)


def _block_calls(value: object, where: str) -> BlockCalls:
    fields: dict[str, Any] = _calls_record(value, where)
    calls = tuple(fields.get("calls", ()))
    return BlockCalls(fields.get("blockOverrides", BlockOverride()), fields.get("stateOverrides"), calls)


def _blocks(value: object, where: str) -> list[object]:
    if isinstance(value, list) and len(value) > MAX_BLOCKS:
        raise RpcError(CLIENT_LIMIT, "too many blocks")
    return list_of(_block_calls, MAX_BLOCKS)(value, where)  # type: ignore[return-value] # it gives a list


_simulation_record = record_of(
    {
        "blockStateCalls": _blocks,
        "traceTransfers": boolean,
        "validation": boolean,
        "returnFullTransactions": boolean,
    }
)


def simulation(value: object, where: str) -> Simulation:
    """What `eth_simulateV1` takes."""
    fields: dict[str, Any] = _simulation_record(value, where)
    if not fields.get("blockStateCalls"):
        raise RpcError(INVALID_PARAMS, "empty input")
    switches = (
        fields.get(name, False) for name in ("traceTransfers", "validation", "returnFullTransactions")
    )
    return Simulation(tuple(fields["blockStateCalls"]), *switches)


@namespace.method("eth_simulateV1", simulation, block, required=1)
def simulate(view: View, wanted: Simulation, reference: BlockReference) -> list[Json]:
    """The blocks that these calls would make on top of a block, with what each call does."""
    base = as_ethereum(view.block(reference).header)
    simulator = Simulator(
        view.ledger.chain, base, view.snapshot, view.hash_of, wanted.validated, view.expired
    )
    try:
        blocks = simulator.run(wanted.blocks)
    except CallRefused as refusal:
        raise RpcError(refusal.number, f"{refusal.phrase}: {refusal.message}") from refusal
    return [_render(block, wanted) for block in blocks]


@dataclass(frozen=True, slots=True)
class _Place:
    header: EthereumHeader
    hash: bytes

    @property
    def height(self) -> BlockHeight:
        return BlockHeight(self.header.block_number)


def _render(block: SimulatedBlock, wanted: Simulation) -> Json:
    place = _Place(block.header, block.hash)
    transactions = [outcome.transaction for outcome in block.outcomes]
    listed: list[object] = (
        [render_transaction(each, place, index) for index, each in enumerate(transactions)]
        if wanted.whole
        else [hex0x(each.hash) for each in transactions]
    )
    beside = Beside((), None if block.header.withdrawals_root is None else block.withdrawals)
    body = [each.raw for each in transactions]
    rendered = render_block(place, block.header.encode(), body, listed, beside)
    calls: list[Json] = []
    logged = 0
    for index, outcome in enumerate(block.outcomes):
        calls.append(_render_call(outcome, place, index, logged, wanted.traced))
        logged += len(_logs(outcome, wanted.traced))
    rendered["calls"] = calls
    return rendered


def _logs(outcome: Outcome, traced: bool) -> tuple[Any, ...]:
    return outcome.transfers if traced else outcome.logs


def _render_call(outcome: Outcome, place: _Place, index: int, logged: int, traced: bool) -> Json:
    rendered: Json = {
        "returnData": "0x" if outcome.failure is not None else hex0x(outcome.output),
        "logs": [
            render_log(log, place, outcome.transaction.hash, index, logged + position)
            for position, log in enumerate(_logs(outcome, traced))
        ],
        "gasUsed": hex(outcome.gas_used),
        "maxUsedGas": hex(outcome.most_gas_used),
        "status": hex(outcome.failure is None),
    }
    if outcome.reverted:
        rendered["error"] = {
            "message": failure_message(outcome),
            "code": EXECUTION_REVERTED,
            "data": hex0x(outcome.output),
        }
    elif outcome.failure is not None:
        rendered["error"] = {"message": outcome.failure, "code": VM_ERROR}
    return rendered
