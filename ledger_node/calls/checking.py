"""The checks that Ethereum makes before it runs a transaction, in its order."""

from typing import TYPE_CHECKING

from contracts.ids import hex0x
from ledger_node.calls.refusals import (
    CallRefused,
    FeeCapTooLow,
    FeesInvalid,
    FundsMissing,
    GasTooLow,
    InitcodeTooLarge,
    NonceTooHigh,
    NonceTooLow,
)
from ledger_node.ethereum.fees import GAS_PER_BLOB
from ledger_node.ethereum.forks import Fork
from ledger_node.ethereum.transactions import BLOB, SET_CODE
from ledger_node.transactions import Transaction

if TYPE_CHECKING:
    from ledger_node.calls.machine import Machine

MAX_INITCODE = 49_152
"""Bytes (EIP-3860)."""

_VERSION_KZG = 1


def check_transaction(machine: "Machine", transaction: Transaction) -> None:
    """Whether a block could hold a transaction. Raises CallRefused or a kind of it."""
    if machine.terms.validated:
        _check_nonce(machine, transaction)
    if machine.fork >= Fork.LONDON:
        _check_fees(machine, transaction)
    if transaction.type_id == BLOB:
        _check_blobs(machine, transaction)
    if transaction.type_id == SET_CODE and not (transaction.to and transaction.authorization_list):
        raise CallRefused("call", expected="a target and an authorization", found="none")
    _check_funds(machine, transaction)
    _check_gas(machine, transaction)
    if machine.fork >= Fork.SHANGHAI and not transaction.to and len(transaction.data) > MAX_INITCODE:
        raise InitcodeTooLarge(
            "call.data", expected=f"{MAX_INITCODE} bytes", found=str(len(transaction.data))
        )


def _check_nonce(machine: "Machine", transaction: Transaction) -> None:
    nonce = machine.accounts.get_nonce(transaction.sender)
    if transaction.nonce < nonce:
        raise NonceTooLow("call.nonce", expected=str(nonce), found=str(transaction.nonce))
    if transaction.nonce > nonce:
        raise NonceTooHigh("call.nonce", expected=str(nonce), found=str(transaction.nonce))


def _check_fees(machine: "Machine", transaction: Transaction) -> None:
    cap, tip = transaction.max_fee_per_gas, transaction.max_priority_fee_per_gas
    if not machine.terms.validated and not cap and not tip:
        return
    if cap < tip:
        raise FeesInvalid(
            "call.maxFeePerGas", expected=f"at least maxPriorityFeePerGas {tip}", found=str(cap)
        )
    base_fee = machine.header.base_fee_per_gas or 0
    if cap < base_fee:
        raise FeeCapTooLow("call.maxFeePerGas", expected=f"{base_fee} or more", found=str(cap))


def _check_blobs(machine: "Machine", transaction: Transaction) -> None:
    hashes = transaction.blob_versioned_hashes
    if not transaction.to or not hashes:
        raise CallRefused("call.blobVersionedHashes", expected="a target and a blob", found="none")
    if any(each[0] != _VERSION_KZG for each in hashes):
        raise CallRefused("call.blobVersionedHashes", expected="version 1", found=hex0x(hashes[0]))
    fee, offered = machine.blob_fee(), transaction.max_fee_per_blob_gas
    if machine.fork >= Fork.CANCUN and offered < fee and (machine.terms.validated or offered):
        raise CallRefused("call.maxFeePerBlobGas", expected=f"{fee} or more", found=str(offered))


def _check_funds(machine: "Machine", transaction: Transaction) -> None:
    blob_gas = len(transaction.blob_versioned_hashes) * GAS_PER_BLOB
    cost = transaction.gas * transaction.max_fee_per_gas + blob_gas * transaction.max_fee_per_blob_gas
    needed = cost + transaction.value
    balance = machine.accounts.get_balance(transaction.sender)
    if balance < needed:
        raise FundsMissing(hex0x(transaction.sender), expected=f"{needed} wei", found=str(balance))


def _check_gas(machine: "Machine", transaction: Transaction) -> None:
    least = transaction.intrinsic_gas
    if machine.fork >= Fork.PRAGUE:
        least = max(least, transaction.floor_gas)
    if transaction.gas < least:
        raise GasTooLow("call.gas", expected=f"{least} or more", found=str(transaction.gas))
