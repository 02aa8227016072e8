"""Importing another client's blocks: py-evm judges each, and what it makes of them goes into the store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import rlp as pyrlp  # type: ignore[import-untyped] # it has no types
from eth.chains.base import Chain as JudgeChain
from eth.consensus.noproof import NoProofConsensus
from eth.db.atomic import AtomicDB
from eth.db.backends.memory import MemoryDB
from eth.vm.base import VM
from eth_utils.exceptions import ValidationError

from contracts.errors import TegataError, brief
from contracts.ids import BlockHeight, hex0x
from contracts.keccak import keccak
from ledger_node import rlp
from ledger_node.development.genesis import EthereumGenesis
from ledger_node.ethereum.forks import Fork
from ledger_node.ethereum.headers import EthereumHeader, decode_header
from ledger_node.ethereum.machines import PY_EVM
from ledger_node.rlp import Item
from ledger_node.storage import Commit, Head, Store


class ImportRefused(TegataError):
    """Blocks that don't follow one another under the rules of their chain."""

    code = "import.refused"
    default_remedy = "Give the genesis file and the blocks of one chain."


@dataclass(frozen=True, slots=True)
class _Encoded:
    """A block as it came, with its header read."""

    raw: bytes
    header: EthereumHeader
    encoded_header: bytes
    uncles: list[bytes]
    withdrawals: Item


def found_chain(store: Store, genesis: EthereumGenesis) -> None:
    """Put block 0 into an empty store."""
    encoded = genesis.header.encode()
    block_hash = keccak(encoded)
    schedule = genesis.schedule
    withdrawals: Item = [] if schedule.at(0, genesis.header.timestamp) >= Fork.SHANGHAI else b""
    store.commit(
        Commit(
            head=Head(BlockHeight(0), block_hash),
            header=encoded,
            body=rlp.encode([]),
            receipts=rlp.encode([]),
            transactions=[],
            nodes=genesis.nodes,
            usage=b"",
            front=encode_beside([], withdrawals),
        )
    )


def import_blocks(store: Store, genesis: EthereumGenesis, encoded: bytes) -> int:
    """Import blocks, RLP after RLP from block 1 on, as `geth export` writes them; returns how many.

    Raises ImportRefused, with nothing imported.
    """
    blocks = [_read(item) for item in _split(encoded)]
    database = MemoryDB(dict(genesis.nodes))
    chain = _judge(genesis, blocks, database)
    commits = [_import(chain, block) for block in blocks]
    nodes = {
        key: value for key, value in database.kv_store.items() if len(key) == 32 and keccak(value) == key
    }
    for at, commit in enumerate(commits):
        last = at == len(commits) - 1
        store.commit(Commit(**commit, nodes=nodes if last else {}))
    return len(commits)


def encode_beside(uncles: Sequence[bytes], withdrawals: Item) -> bytes:
    """What the store keeps beside a block: its uncles' headers, and its withdrawals or nothing."""
    items: list[Any] = [list(uncles), withdrawals]
    return rlp.encode(items)


def _split(encoded: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(encoded):
        try:
            _, _, size, start = pyrlp.codec.consume_length_prefix(encoded, at)
        except pyrlp.DecodingError as error:
            raise ImportRefused("blocks", expected="RLP", found=brief(str(error))) from error
        yield encoded[at : start + size]
        at = start + size


def _read(raw: bytes) -> _Encoded:
    match rlp.decode(raw, "block"):
        case [list() as header, list(), list() as uncles, *rest]:
            encoded: Any = header
            headers = [rlp.encode(_plain(uncle)) for uncle in uncles]
            spelt = rlp.encode(encoded)
            return _Encoded(raw, decode_header(spelt), spelt, headers, rest[0] if rest else b"")
    raise ImportRefused("block", expected="a header, transactions and uncles", found="another list")


def _plain(item: Item) -> Any:
    return item


def _judge(genesis: EthereumGenesis, blocks: Sequence[_Encoded], database: MemoryDB) -> Any:
    """py-evm's chain over the genesis, with the fork of each block."""
    headers = [genesis.header, *(block.header for block in blocks)]
    forks = [genesis.schedule.at(each.block_number, each.timestamp) for each in headers]
    firsts = [next(run) for _, run in groupby(enumerate(forks), key=lambda each: each[1])]
    configuration = tuple((at, _judging(fork)) for at, fork in firsts)
    configured = JudgeChain.configure("Imported", vm_configuration=configuration, chain_id=genesis.chain_id)
    spelt: Any = [pyrlp.decode(genesis.header.encode()), [], []]
    if forks[0] >= Fork.SHANGHAI:
        spelt.append([])
    first = pyrlp.decode(pyrlp.encode(spelt), configuration[0][1].get_block_class())
    return configured.from_genesis_header(AtomicDB(database), first.header)


def _judging(fork: Fork) -> type[VM]:
    """py-evm's own machine: before the merge without proof of work, at Homestead without The DAO's fork."""
    if fork >= Fork.PARIS:
        return PY_EVM[fork]
    changes: dict[str, Any] = {"consensus_class": NoProofConsensus}
    if fork is Fork.HOMESTEAD:
        changes["support_dao_fork"] = False
    return PY_EVM[fork].configure(f"Judging{fork.name}", **changes)


def _import(chain: Any, block: _Encoded) -> dict[str, Any]:
    number = block.header.block_number
    kind = chain.get_vm_class_for_block_number(number).get_block_class()
    try:
        imported = chain.import_block(pyrlp.decode(block.raw, kind)).imported_block
    except (ValidationError, pyrlp.DecodingError) as error:
        raise ImportRefused(f"block {number}", expected="a valid block", found=brief(str(error))) from error
    if imported.hash != block.header.hash:
        raise ImportRefused(f"block {number}", expected=hex0x(block.header.hash), found=hex0x(imported.hash))
    receipts = imported.get_receipts(chain.chaindb)
    return {
        "head": Head(BlockHeight(number), imported.hash),
        "header": block.encoded_header,
        "body": rlp.encode([transaction.encode() for transaction in imported.transactions]),
        "receipts": rlp.encode([receipt.encode() for receipt in receipts]),
        "transactions": [transaction.hash for transaction in imported.transactions],
        "usage": b"",
        "front": encode_beside(block.uncles, block.withdrawals),
    }
