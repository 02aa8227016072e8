"""How a namespace declares its methods: a name, readers for the parameters, and a function."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ledger_node.rpc.errors import INVALID_PARAMS, RpcError
from ledger_node.rpc.parameters import Reader
from ledger_node.rpc.view import View

Function = Callable[..., object]
"""Takes a View and the parameters, in order; returns JSON."""


@dataclass(frozen=True, slots=True)
class Method:
    """One method: `readers` for all its parameters, of which the first `required` must be there."""

    name: str
    function: Function
    readers: tuple[Reader, ...]
    required: int

    def call(self, view: View, params: Sequence[object]) -> object:
        """Read the parameters and run the function. Raises RpcError."""
        if not self.required <= len(params) <= len(self.readers):
            wanted = (
                str(self.required)
                if self.required == len(self.readers)
                else f"{self.required} to {len(self.readers)}"
            )
            raise RpcError(INVALID_PARAMS, f"{self.name} takes {wanted} parameters, found {len(params)}")
        padded = [*params, *[None] * (len(self.readers) - len(params))]
        arguments = [
            reader(value, f"argument {index}")
            for index, (reader, value) in enumerate(zip(self.readers, padded, strict=True))
        ]
        return self.function(view, *arguments)


class Namespace:
    """A file's methods, collected by decoration."""

    def __init__(self) -> None:
        self.methods: list[Method] = []

    def method(self, name: str, *readers: Reader, required: int | None = None) -> Callable[[Any], Any]:
        """Declare the decorated function as method `name`; all parameters are required by default."""

        def declare(function: Function) -> Function:
            self.methods.append(
                Method(name, function, readers, len(readers) if required is None else required)
            )
            return function

        return declare
