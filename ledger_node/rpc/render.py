"""Blocks, transactions, receipts and logs as the JSON of execution-apis."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from contracts.ids import Address, BlockHeight, hex0x
from contracts.keccak import keccak
from ledger_node import rlp
from ledger_node.blocks import encode_block
from ledger_node.chain import Beside, Withdrawal
from ledger_node.ethereum.fees import GAS_PER_BLOB, blob_base_fee
from ledger_node.ethereum.forks import BlobSchedule
from ledger_node.ethereum.headers import BlockHeader
from ledger_node.ethereum.transactions import ACCESS_LIST, BLOB, LEGACY, SET_CODE
from ledger_node.receipts import BLOOM_BYTES, Log, Receipt
from ledger_node.transactions import AccessList, Transaction

Json = dict[str, object]

_OF_LATER_FORKS = (
    ("baseFeePerGas", "base_fee_per_gas"),
    ("withdrawalsRoot", "withdrawals_root"),
    ("blobGasUsed", "blob_gas_used"),
    ("excessBlobGas", "excess_blob_gas"),
    ("parentBeaconBlockRoot", "parent_beacon_block_root"),
    ("requestsHash", "requests_hash"),
)


class BlockPlace(Protocol):
    """A block, stored or just made, as far as what stands in it needs to name it."""

    @property
    def header(self) -> BlockHeader:
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


def render_header(header: BlockHeader, block_hash: bytes) -> Json:
    """A header, as `newHeads` sends it; with the fields that its fork has."""
    rendered: Json = {
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
        "miner": hex0x(header.coinbase),
        "difficulty": hex(header.difficulty),
        "mixHash": hex0x(header.mix_hash),
        "nonce": hex0x(header.nonce),
        "sha3Uncles": hex0x(header.uncles_hash),
    }
    for name, attribute in _OF_LATER_FORKS:
        value = getattr(header, attribute)
        if value is not None:
            rendered[name] = hex(value) if isinstance(value, int) else hex0x(value)
    return rendered


def render_block(
    block: BlockPlace, encoded: bytes, body: Sequence[bytes], transactions: Sequence[object], beside: Beside
) -> Json:
    """A block; `encoded` is its header, `transactions` are hashes or rendered transactions."""
    rendered = {
        **render_header(block.header, block.hash),
        "size": hex(len(encode_block(encoded, body, beside.encode()))),
        "transactions": list(transactions),
        "uncles": [hex0x(keccak(uncle)) for uncle in beside.uncles],
    }
    if beside.withdrawals is not None:
        rendered["withdrawals"] = [_render_withdrawal(each) for each in beside.withdrawals]
    return rendered


def render_uncle(header: BlockHeader, encoded: bytes) -> Json:
    """An uncle: a block of which the header alone is known."""
    size = hex(len(encode_block(encoded, [], b"\xc0")))
    return {**render_header(header, keccak(encoded)), "size": size, "uncles": []}


def _render_withdrawal(withdrawal: Withdrawal) -> Json:
    return {
        "index": hex(withdrawal.index),
        "validatorIndex": hex(withdrawal.validator_index),
        "address": hex0x(withdrawal.address),
        "amount": hex(withdrawal.amount),
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
        "gasPrice": hex(effective_gas_price(transaction, None if block is None else block.header)),
        "value": hex(transaction.value),
        "input": hex0x(transaction.data),
        "v": hex(transaction.v),
        "r": hex(transaction.r),
        "s": hex(transaction.s),
    }
    if transaction.protected:
        rendered["chainId"] = hex(transaction.chain_id)
    return rendered | _of_type(transaction)


def _of_type(transaction: Transaction) -> Json:
    """What only transactions of later types have."""
    if transaction.type_id == LEGACY:
        return {}
    rendered: Json = {
        "accessList": render_access_list(transaction.access_list),
        "yParity": hex(transaction.y_parity),
    }
    if transaction.type_id == ACCESS_LIST:
        return rendered
    rendered["maxFeePerGas"] = hex(transaction.max_fee_per_gas)
    rendered["maxPriorityFeePerGas"] = hex(transaction.max_priority_fee_per_gas)
    if transaction.type_id == BLOB:
        rendered["maxFeePerBlobGas"] = hex(transaction.max_fee_per_blob_gas)
        rendered["blobVersionedHashes"] = [hex0x(each) for each in transaction.blob_versioned_hashes]
    if transaction.type_id == SET_CODE:
        rendered["authorizationList"] = [
            {
                "chainId": hex(each.chain_id),
                "address": hex0x(each.address),
                "nonce": hex(each.nonce),
                "yParity": hex(each.y_parity),
                "r": hex(each.r),
                "s": hex(each.s),
            }
            for each in transaction.authorization_list
        ]
    return rendered


def render_access_list(access_list: AccessList) -> list[Json]:
    """Addresses and their slots (EIP-2930)."""
    return [
        {"address": hex0x(address), "storageKeys": [hex0x(slot.to_bytes(32, "big")) for slot in slots]}
        for address, slots in access_list
    ]


def effective_gas_price(transaction: Transaction, header: BlockHeader | None) -> int:
    """What a transaction pays for a unit of gas; the most that it would, while it waits."""
    base_fee = None if header is None else header.base_fee_per_gas
    if base_fee is None:
        return transaction.max_fee_per_gas
    return min(transaction.max_fee_per_gas, base_fee + transaction.max_priority_fee_per_gas)


def render_receipts(
    block: BlockPlace, transactions: Sequence[Transaction], receipts: Sequence[Receipt], blobs: BlobSchedule
) -> Iterator[Json]:
    """The receipts of a block, in order."""
    gas_before = logs_before = 0
    for index, (transaction, receipt) in enumerate(zip(transactions, receipts, strict=True)):
        rendered: Json = {
            "type": hex(transaction.type_id),
            "transactionHash": hex0x(transaction.hash),
            "transactionIndex": hex(index),
            "blockHash": hex0x(block.hash),
            "blockNumber": hex(block.height),
            "from": hex0x(transaction.sender),
            "to": hex0x(transaction.to) if transaction.to else None,
            "contractAddress": None if transaction.to else hex0x(_made_at(transaction)),
            "gasUsed": hex(receipt.gas_used - gas_before),
            "cumulativeGasUsed": hex(receipt.gas_used),
            "effectiveGasPrice": hex(effective_gas_price(transaction, block.header)),
            "logsBloom": hex0x(receipt.bloom.to_bytes(BLOOM_BYTES, "big")),
            "logs": [
                render_log(log, block, transaction.hash, index, logs_before + position)
                for position, log in enumerate(receipt.logs)
            ],
        }
        if receipt.state_root:
            rendered["root"] = hex0x(receipt.state_root)
        else:
            rendered["status"] = hex(receipt.succeeded)
        if transaction.type_id == BLOB:
            rendered["blobGasUsed"] = hex(len(transaction.blob_versioned_hashes) * GAS_PER_BLOB)
            rendered["blobGasPrice"] = hex(blob_base_fee(block.header.excess_blob_gas or 0, blobs))
        yield rendered
        gas_before = receipt.gas_used
        logs_before += len(receipt.logs)


def _made_at(transaction: Transaction) -> bytes:
    """Where a contract is that a transaction made."""
    sender: Address = transaction.sender
    return keccak(rlp.encode([bytes(sender), rlp.encode_uint(transaction.nonce)]))[12:]


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
