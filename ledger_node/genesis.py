"""From a genesis to block 0: predeployed code, then the bootstrap calls that make the first state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from contracts.artifacts import PREDEPLOYED, artifact
from contracts.genesis import CometBftFront, EmbeddedFront, Genesis, bootstrap_calls, validators_call
from contracts.ids import Address, NetworkId, UnixTime, hex0x
from ledger_node.admission import Limits
from ledger_node.blocks import ExecutedBlock
from ledger_node.errors import GenesisInvalid
from ledger_node.executor import Execution, open_vm, seal, system_call
from ledger_node.headers import Header, open_header
from ledger_node.rules import LedgerVM
from ledger_node.state.trie import EMPTY_ROOT
from ledger_node.storage import Snapshot
from ledger_node.system_contracts import SYSTEM_CONTRACTS


@dataclass(frozen=True, slots=True)
class ChainSpec:
    """What every node of a network must agree on before its first block."""

    identity: bytes
    """32 bytes that tell this genesis from any other: a store belongs to one."""
    chain_id: int
    network_id: NetworkId
    time: UnixTime
    gas_limit: int
    limits: Limits
    contracts: Mapping[Address, bytes]
    """The consortium's contracts, the only ones that transactions may call: address → runtime code."""
    bootstrap: Sequence[tuple[Address, bytes]]
    """Calls from the system caller, in order, that write the first members and keys."""
    front: EmbeddedFront | CometBftFront
    """Who makes blocks final."""

    def founding_calls(self, height: int) -> list[bytes]:
        """What the protocol calls the Consortium with at `height`: the validators that take a ledger over."""
        front = self.front
        handover = front.handover if isinstance(front, CometBftFront) else None
        if handover is None or height != handover.number + 1 or isinstance(front, EmbeddedFront):
            return []
        return [validators_call(front)]


def spec_of(genesis: Genesis) -> ChainSpec:
    """The chain that a genesis file founds, with the contracts of this version of Tegata."""
    limits = genesis.limits.model_dump()
    gas_limit = limits.pop("gas_limit")
    deployed = [artifact(name) for name in PREDEPLOYED]
    return ChainSpec(
        identity=genesis.digest(),
        chain_id=genesis.chain_id,
        network_id=NetworkId(genesis.network_id),
        time=UnixTime(genesis.time),
        gas_limit=gas_limit,
        limits=Limits(**limits),
        contracts={contract.address: contract.runtime for contract in deployed},
        bootstrap=bootstrap_calls(genesis),
        front=genesis.front,
    )


def make_genesis(spec: ChainSpec, snapshot: Snapshot) -> ExecutedBlock:
    """Block 0. Its `extra_data` is the network id, so that a genesis hash names one network.

    Raises GenesisInvalid when a bootstrap call reverts.
    """
    header = _genesis_header(spec)
    vm = open_vm(header, snapshot, spec.chain_id)
    for address, code in {**SYSTEM_CONTRACTS, **spec.contracts}.items():
        vm.accounts.set_nonce(address, 1)
        vm.accounts.set_code(address, code)
    for index, (to, data) in enumerate(spec.bootstrap):
        _call(vm, index, to, data)
    state_root, nodes = vm.accounts.write()
    return seal(Execution(replace(header, state_root=state_root), (), (), (), nodes), spec.network_id)


def _genesis_header(spec: ChainSpec) -> Header:
    if spec.gas_limit < 2 * spec.limits.block_gas:
        raise GenesisInvalid(
            "genesis gas limit",
            expected=f"at least twice the admitted {spec.limits.block_gas}, so that the base fee stays 0",
            found=str(spec.gas_limit),
        )
    return open_header(bytes(32), 0, spec.time, spec.gas_limit, EMPTY_ROOT)


def _call(vm: LedgerVM, index: int, to: Address, data: bytes) -> None:
    computation = system_call(vm, to, data)
    if computation.is_error:
        raise GenesisInvalid(
            f"bootstrap call {index} to {hex0x(to)}",
            expected="a call that succeeds",
            found=f"{computation.error!r}, data {hex0x(computation.output)}",
        )
