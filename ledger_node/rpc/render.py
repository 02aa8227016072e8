"""Blocks, transactions, receipts and logs as the JSON of execution-apis."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from contracts.ids import BlockHeight, hex0x
from ledger_node.blocks import StoredBlock, encode_block
from ledger_node.headers import Header
from ledger_node.receipts import BLOOM_BYTES, Log, Receipt
from ledger_node.transactions import Transaction

Json = dict[str, object]


class BlockPlace(Protocol):
    """A block, stored or just made, as far as what stands in it needs to name it."""

    @property
    def header(self) -> Header:
        """Its header."""
        ...

    @property
    def hash(self) -> bytes:
        """Its hash."""
        ...

    @property
    def height(self) -> BlockHeight:
        """Its number."""
        ...


def render_header(header: Header, block_hash: bytes) -> Json:
    """A header, as `newHeads` sends it."""
    return {
        "hash": hex0x(block_hash),
        "number": hex(header.block_number),
        "parentHash": hex0x(header.parent_hash),
        "timestamp": hex(header.timestamp),
        "stateRoot": hex0x(header.state_root),
        "transactionsRoot": hex0x(header.transaction_root),
        "receiptsRoot": hex0x(header.receipt_root),
        "logsBloom": hex0x(header.bloom.to_bytes(BLOOM_BYTES, "big")),
        "gasLimit": hex(header.gas_limit),
        "gasUsed": hex(header.gas_used),
        "extraData": hex0x(header.extra_data),
        "baseFeePerGas": hex(header.base_fee_per_gas),
        "blobGasUsed": hex(header.blob_gas_used),
        "excessBlobGas": hex(header.excess_blob_gas),
        "parentBeaconBlockRoot": hex0x(header.parent_beacon_block_root),
        "requestsHash": hex0x(header.requests_hash),
        "withdrawalsRoot": hex0x(header.withdrawals_root),
        "miner": hex0x(header.coinbase),
        "difficulty": hex(header.difficulty),
        "mixHash": hex0x(header.mix_hash),
        "nonce": hex0x(header.nonce),
        "sha3Uncles": hex0x(header.uncles_hash),
    }


def render_block(block: StoredBlock, body: Sequence[bytes], transactions: Sequence[object]) -> Json:
    """A block; `transactions` are hashes or rendered transactions."""
    return {
        **render_header(block.header, block.hash),
        "size": hex(len(encode_block(block.encoded, body))),
        "transactions": list(transactions),
        "uncles": [],
        "withdrawals": [],
    }


def render_transaction(transaction: Transaction, block: BlockPlace | None = None, index: int = 0) -> Json:
    """A transaction, with its place when it is in a block."""
    rendered: Json = {
        "blockHash": None if block is None else hex0x(block.hash),
        "blockNumber": None if block is None else hex(block.height),
        "transactionIndex": None if block is None else hex(index),
        "hash": hex0x(transaction.hash),
        "type": hex(transaction.type_id),
        "from": hex0x(transaction.sender),
        "to": hex0x(transaction.to) if transaction.to else None,
        "nonce": hex(transaction.nonce),
        "gas": hex(transaction.gas),
        "gasPrice": hex(transaction.gas_price),
        "value": hex(transaction.value),
        "input": hex0x(transaction.data),
        "chainId": hex(transaction.chain_id),
        "v": hex(transaction.v),
        "r": hex(transaction.r),
        "s": hex(transaction.s),
    }
    if transaction.type_id:
        rendered["accessList"] = [
            {"address": hex0x(address), "storageKeys": [hex0x(slot.to_bytes(32, "big")) for slot in slots]}
            for address, slots in transaction.access_list
        ]
        rendered["yParity"] = hex(transaction.y_parity)
    if transaction.type_id == 2:
        rendered["maxFeePerGas"] = hex(transaction.max_fee_per_gas)
        rendered["maxPriorityFeePerGas"] = hex(transaction.max_priority_fee_per_gas)
    return rendered


def render_receipts(
    block: BlockPlace, transactions: Sequence[Transaction], receipts: Sequence[Receipt]
) -> Iterator[Json]:
    """The receipts of a block, in order."""
    gas_before = logs_before = 0
    for index, (transaction, receipt) in enumerate(zip(transactions, receipts, strict=True)):
        yield {
            "type": hex(receipt.type_id),
            "status": hex(receipt.succeeded),
            "transactionHash": hex0x(transaction.hash),
            "transactionIndex": hex(index),
            "blockHash": hex0x(block.hash),
            "blockNumber": hex(block.height),
            "from": hex0x(transaction.sender),
            "to": hex0x(transaction.to) if transaction.to else None,
            "contractAddress": None,
            "gasUsed": hex(receipt.gas_used - gas_before),
            "cumulativeGasUsed": hex(receipt.gas_used),
            "effectiveGasPrice": hex(transaction.max_priority_fee_per_gas),
            "logsBloom": hex0x(receipt.bloom.to_bytes(BLOOM_BYTES, "big")),
            "logs": [
                render_log(log, block, transaction.hash, index, logs_before + position)
                for position, log in enumerate(receipt.logs)
            ],
        }
        gas_before = receipt.gas_used
        logs_before += len(receipt.logs)


def render_log(log: Log, block: BlockPlace, transaction_hash: bytes, index: int, log_index: int) -> Json:
    """A log with its place; `log_index` counts from the block's first."""
    return {
        "address": hex0x(log.address),
        "topics": [hex0x(topic) for topic in log.topics],
        "data": hex0x(log.data),
        "blockNumber": hex(block.height),
        "blockHash": hex0x(block.hash),
        "blockTimestamp": hex(block.header.timestamp),
        "transactionHash": hex0x(transaction_hash),
        "transactionIndex": hex(index),
        "logIndex": hex(log_index),
        "removed": False,
    }
