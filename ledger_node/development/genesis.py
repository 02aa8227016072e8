"""A genesis file as go-ethereum reads it: the forks, the first header, and who has what."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from eth.vm.forks.prague.constants import DEPOSIT_CONTRACT_ADDRESS

from contracts import strict_json
from contracts.errors import TegataError
from contracts.ids import Address
from ledger_node.ethereum.fees import INITIAL_BASE_FEE
from ledger_node.ethereum.forks import BlobSchedule, Fork, Schedule, read_schedule
from ledger_node.ethereum.headers import EthereumHeader
from ledger_node.headers import EMPTY_UNCLES_HASH
from ledger_node.state import LedgerAccounts
from ledger_node.state.trie import EMPTY_ROOT


class GenesisFileInvalid(TegataError):
    """A genesis file that go-ethereum would not read either."""

    code = "genesis.file.invalid"
    default_remedy = "Give a genesis file as go-ethereum reads it."


@dataclass(frozen=True, slots=True)
class Allocation:
    """What an account has from the start."""

    address: Address
    balance: int = 0
    nonce: int = 0
    code: bytes = b""
    storage: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class EthereumGenesis:
    """A chain's beginning."""

    chain_id: int
    schedule: Schedule
    blobs: Mapping[Fork, BlobSchedule]
    deposit_contract: bytes
    header: EthereumHeader
    """Block 0, its state root included."""
    nodes: Mapping[bytes, bytes]
    """The first state's trie nodes and code, by hash."""


class _NoNodes:
    """The state before there is any."""

    def node(self, _key: bytes) -> None:
        """Nothing."""


def read_genesis(text: str) -> EthereumGenesis:
    """The beginning that a genesis file describes. Raises TegataError."""
    document = strict_json.loads(text, "genesis")
    if not isinstance(document, dict) or not isinstance(config := document.get("config"), dict):
        raise GenesisFileInvalid("genesis", expected="an object with `config`", found=type(document).__name__)
    alloc = document.get("alloc")
    if not isinstance(alloc, dict):
        raise GenesisFileInvalid("genesis.alloc", expected="an object", found=type(alloc).__name__)
    return make_genesis(config, document, [_allocation(address, each) for address, each in alloc.items()])


def make_genesis(
    config: Mapping[str, object], header: Mapping[str, object], allocations: list[Allocation]
) -> EthereumGenesis:
    """A chain with this `config`, these fields of block 0 and these accounts."""
    accounts = LedgerAccounts(_NoNodes(), EMPTY_ROOT)
    for each in allocations:
        accounts.set_balance(each.address, each.balance)
        accounts.set_nonce(each.address, each.nonce)
        if each.code:
            accounts.set_code(each.address, each.code)
        for slot, value in each.storage:
            accounts.set_storage(each.address, slot, value)
    state_root, nodes = accounts.write()
    schedule = read_schedule(config)
    first = replace(_header(header, schedule), state_root=state_root)
    chain_id = config.get("chainId")
    if not isinstance(chain_id, int) or isinstance(chain_id, bool):
        raise GenesisFileInvalid("genesis.config.chainId", expected="a number", found=repr(chain_id))
    deposits = _data(config, "depositContractAddress", bytes(DEPOSIT_CONTRACT_ADDRESS))
    return EthereumGenesis(chain_id, schedule, _blobs(config), deposits, first, nodes)


def _header(fields: Mapping[str, object], schedule: Schedule) -> EthereumHeader:
    number, time = _quantity(fields, "number"), _quantity(fields, "timestamp")
    fork = schedule.at(number, time)
    base_fee = _quantity(fields, "baseFeePerGas", INITIAL_BASE_FEE)
    return EthereumHeader(
        parent_hash=_data(fields, "parentHash", bytes(32)),
        uncles_hash=EMPTY_UNCLES_HASH,
        coinbase=_data(fields, "coinbase", bytes(20)),
        state_root=EMPTY_ROOT,
        transaction_root=EMPTY_ROOT,
        receipt_root=EMPTY_ROOT,
        bloom=0,
        difficulty=_quantity(fields, "difficulty", 0 if fork >= Fork.PARIS else 0x20000),
        block_number=number,
        gas_limit=_quantity(fields, "gasLimit", 30_000_000),
        gas_used=_quantity(fields, "gasUsed"),
        timestamp=time,
        extra_data=_data(fields, "extraData", b""),
        mix_hash=_data(fields, "mixHash", bytes(32)),
        nonce=_quantity(fields, "nonce").to_bytes(8, "big"),
        base_fee_per_gas=base_fee if fork >= Fork.LONDON else None,
        withdrawals_root=EMPTY_ROOT if fork >= Fork.SHANGHAI else None,
        blob_gas_used=_quantity(fields, "blobGasUsed") if fork >= Fork.CANCUN else None,
        excess_blob_gas=_quantity(fields, "excessBlobGas") if fork >= Fork.CANCUN else None,
        parent_beacon_block_root=bytes(32) if fork >= Fork.CANCUN else None,
        requests_hash=sha256(b"").digest() if fork >= Fork.PRAGUE else None,
    )


def _blobs(config: Mapping[str, object]) -> dict[Fork, BlobSchedule]:
    schedules = config.get("blobSchedule")
    found = {}
    for name, each in (schedules if isinstance(schedules, dict) else {}).items():
        fork = Fork.__members__.get(str(name).upper())
        if fork is not None and isinstance(each, dict):
            found[fork] = BlobSchedule(
                *(_quantity(each, key) for key in ("target", "max", "baseFeeUpdateFraction"))
            )
    return found


def _allocation(address: str, given: object) -> Allocation:
    if not isinstance(given, dict):
        raise GenesisFileInvalid(f"genesis.alloc.{address}", expected="an object", found=repr(given))
    storage = given.get("storage") or {}
    return Allocation(
        Address(bytes.fromhex(address.removeprefix("0x"))),
        _quantity(given, "balance"),
        _quantity(given, "nonce"),
        _data(given, "code", b""),
        tuple((int(slot, 16), int(value, 16)) for slot, value in storage.items()),
    )


def _quantity(fields: Mapping[str, object], name: str, default: int = 0) -> int:
    value = fields.get(name)
    if value is None:
        return default
    try:
        return int(str(value), 0)
    except ValueError as error:
        raise GenesisFileInvalid(f"genesis.{name}", expected="a number", found=repr(value)) from error


def _data(fields: Mapping[str, object], name: str, default: bytes) -> bytes:
    value = fields.get(name)
    if value is None:
        return default
    try:
        return bytes.fromhex(str(value).removeprefix("0x"))
    except ValueError as error:
        raise GenesisFileInvalid(f"genesis.{name}", expected="hex", found=repr(value)) from error
