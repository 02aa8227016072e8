"""What the SDK does, as plans: generators that yield requests and pauses, and are sent the responses.

Written once; the synchronous and the asynchronous client each drive them with their own HTTP and clock.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from clients.sdk.errors import GatewayRefused, GatewayUnreachable
from contracts.errors import brief

T = TypeVar("T")

PAUSES = (0.2, 1.0, 3.0)
"""Seconds to wait before each new attempt. Every request of the API may be sent again without harm."""

_TRANSIENT = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. At most one of `json` and `content` is given; `timeout` is in seconds."""

    method: str
    path: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)
    json: Any = None
    content: bytes | None = None
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 60.0


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. `document` is the JSON in it, or None where there is none."""

    status: int
    document: Any
    content: bytes
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait so many seconds."""

    seconds: float


Plan = Generator[Request | Pause, Response | None, T]
"""A plan that ends in a T. A Request is answered by a Response, or by GatewayUnreachable raised inside."""


def exchange(request: Request) -> Plan[Response]:
    """The response to `request`, tried again while the gateway is busy or can't be reached."""
    for pause in PAUSES:
        try:
            response = yield request
        except GatewayUnreachable:
            yield Pause(pause)
            continue
        if response is not None and response.status not in _TRANSIENT:
            return response
        yield Pause(max(pause, response.retry_after or 0) if response is not None else pause)
    last = yield request
    if last is None:
        raise GatewayUnreachable(request.path, expected="a response", found="none")
    return last


def accepted(response: Response) -> Any:
    """The document of a response that is not a refusal; GatewayRefused otherwise."""
    if response.status < 400:
        return response.document
    raise GatewayRefused.of(
        response.status, response.document, brief(response.content.decode("utf-8", "replace"))
    )
