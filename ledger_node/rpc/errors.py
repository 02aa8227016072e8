"""The errors of JSON-RPC 2.0 and of Ethereum's extension of it (EIP-1474)."""

from contracts.errors import TegataError

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
SERVER_ERROR = -32000
RESOURCE_NOT_FOUND = -32001
LIMIT_EXCEEDED = -32005
EXECUTION_REVERTED = 3


class RpcError(Exception):
    """An answer with an error: a standard code, a message, and data where the standard has some."""

    def __init__(self, code: int, message: str, data: object = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data

    def to_json(self) -> dict[str, object]:
        """The `error` member of a response."""
        rendered: dict[str, object] = {"code": self.code, "message": self.message}
        if self.data is not None:
            rendered["data"] = self.data
        return rendered


def invalid_params(where: str, expected: str) -> RpcError:
    """-32602 for a parameter, named by its place."""
    return RpcError(INVALID_PARAMS, f"invalid {where}: expected {expected}")


def from_refusal(refusal: TegataError) -> RpcError:
    """-32000 with Tegata's own error as data, so that a client can act on its code."""
    return RpcError(SERVER_ERROR, refusal.message, refusal.to_dict())
