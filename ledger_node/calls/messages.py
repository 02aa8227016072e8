"""A call object as given, and the transaction that it stands for once its gaps are filled."""

from dataclasses import dataclass, replace
from typing import Any

from contracts.ids import Address
from ledger_node.calls.refusals import CallInvalid
from ledger_node.ethereum.transactions import (
    ACCESS_LIST,
    BLOB,
    DYNAMIC_FEE,
    LEGACY,
    SET_CODE,
    make_transaction,
)
from ledger_node.transactions import AccessList, Authorization, Transaction

NOBODY = Address(bytes(20))
"""Who a message is from that names no sender."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message from anyone to anything; nobody has signed it. None is what was not given."""

    sender: Address = NOBODY
    to: bytes = b""
    gas: int | None = None
    gas_price: int | None = None
    max_fee_per_gas: int | None = None
    max_priority_fee_per_gas: int | None = None
    value: int | None = None
    nonce: int | None = None
    data: bytes = b""
    access_list: AccessList | None = None
    chain_id: int | None = None
    max_fee_per_blob_gas: int | None = None
    blob_versioned_hashes: tuple[bytes, ...] | None = None
    authorization_list: tuple[Authorization, ...] | None = None

    @property
    def fee_cap(self) -> int:
        """The most that it would pay for a unit of gas."""
        return self.gas_price or self.max_fee_per_gas or 0

    def check(self, chain_id: int) -> None:
        """Raises CallRefused for two kinds of fees at once, and for another chain."""
        if self.gas_price is not None and not (self.max_fee_per_gas is self.max_priority_fee_per_gas is None):
            raise CallInvalid(
                "call",
                expected="gasPrice, or maxFeePerGas and maxPriorityFeePerGas",
                found="both gasPrice and (maxFeePerGas or maxPriorityFeePerGas)",
            )
        if self.chain_id is not None and self.chain_id != chain_id:
            raise CallInvalid("call.chainId", expected=str(chain_id), found=str(self.chain_id))

    def with_gas(self, most: int) -> "Message":
        """The message with `most` gas if it named none, and at most that."""
        return replace(self, gas=most if self.gas is None else min(self.gas, most))

    def transaction(self, chain_id: int, nonce: int, dynamic: bool) -> Transaction:
        """The unsigned transaction that it stands for, `nonce` being the sender's next.

        `dynamic`: of type 2 even if it names no fees (EIP-1559), as in a simulated block.
        """
        type_id = self._type(dynamic)
        fields: dict[str, Any] = {
            "nonce": nonce if self.nonce is None else self.nonce,
            "gas": self.gas or 0,
            "to": self.to,
            "value": self.value or 0,
            "data": self.data,
            **self._fees(type_id),
        }
        if type_id != LEGACY:
            fields["access_list"] = self.access_list or ()
        if type_id == BLOB:
            fields["max_fee_per_blob_gas"] = self.max_fee_per_blob_gas or 0
            fields["blob_versioned_hashes"] = self.blob_versioned_hashes or ()
        if type_id == SET_CODE:
            fields["authorization_list"] = self.authorization_list or ()
        return make_transaction(type_id, chain_id, self.sender, fields)

    def _type(self, dynamic: bool) -> int:
        if self.gas_price is not None:
            return LEGACY if self.access_list is None else ACCESS_LIST
        if self.authorization_list is not None:
            return SET_CODE
        if self.blob_versioned_hashes is not None:
            return BLOB
        capped = self.max_fee_per_gas is not None or self.max_priority_fee_per_gas is not None
        if dynamic or capped:
            return DYNAMIC_FEE
        return LEGACY if self.access_list is None else ACCESS_LIST

    def _fees(self, type_id: int) -> dict[str, int]:
        if type_id in (LEGACY, ACCESS_LIST):
            return {"gas_price": self.gas_price or 0}
        return {
            "max_fee_per_gas": self.max_fee_per_gas or 0,
            "max_priority_fee_per_gas": self.max_priority_fee_per_gas or 0,
        }
