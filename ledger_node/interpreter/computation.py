"""A frame of execution: py-evm's, with a loop over analysed code."""

from typing import Any, cast

from eth.abc import ComputationAPI, MessageAPI, StateAPI, TransactionContextAPI
from eth.exceptions import FullStack, Halt, InsufficientStack, OutOfGas
from eth.vm.forks.prague.computation import PragueComputation

from ledger_node.interpreter.program import STACK_LIMIT, analyse


class LedgerComputation(PragueComputation):
    """Prague's computation; only how it goes through code differs."""

    @classmethod
    def apply_computation(
        cls,
        state: StateAPI,
        message: MessageAPI,
        transaction_context: TransactionContextAPI,
        parent_computation: ComputationAPI | None = None,
    ) -> ComputationAPI:
        """Run a message to its end. A VMError ends the frame and is kept in it, as in py-evm."""
        with cls(state, message, transaction_context) as computation:
            frame = cast(LedgerComputation, computation)
            frame._begin(message, parent_computation)
            precompile = cls._precompiles.get(message.code_address)
            if precompile is None:
                frame._run()
            elif not message.is_delegation:
                precompile(computation)
        return computation

    def _begin(self, message: MessageAPI, parent: ComputationAPI | None) -> None:
        """Keep the list of contracts made in this transaction, which EIP-6780 asks for."""
        if self.is_origin_computation:
            self.contracts_created = []
            if message.is_create:
                type(self).consume_initcode_gas_cost(self)
        if parent is not None:
            self.contracts_created = parent.contracts_created
        if message.is_create:
            self.contracts_created.append(message.storage_address)

    def _run(self) -> None:
        runs = analyse(self.msg.code)
        stack: list[Any] = self._stack.values  # type: ignore[attr-defined] # of the class, not of its interface
        meter: Any = self._gas_meter
        at = 0
        try:
            while True:
                gas, least, most, body, last, argument, at = runs[at]
                if gas > meter.gas_remaining:
                    raise OutOfGas(f"{gas} needed, {meter.gas_remaining} left")
                meter.gas_remaining -= gas
                if not least <= len(stack) <= most:
                    raise (FullStack if len(stack) > most else InsufficientStack)(f"of {STACK_LIMIT}")
                for operation, value in body:
                    operation(self, stack, value)
                target = last(self, stack, argument)
                if target is not None:
                    at = target
        except Halt:
            pass
