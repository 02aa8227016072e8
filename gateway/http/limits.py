"""Rate limits: a bucket for each client and class of request, told in headers (RFC 9110 Retry-After,
RateLimit-*).

Kept in memory: a limit protects a process, and is not a promise to anyone.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from math import ceil
from threading import Lock

from fastapi import Request, Response

from gateway.clock import Clock
from gateway.errors import TooMany
from gateway.settings import Limits

SIGN_INS = "sign_ins_a_minute"
REQUESTS = "requests_a_minute"
LOOK_UPS = "look_ups_a_minute"
_WINDOW = 60
_CLIENTS = 10_000


class RateLimiter:
    """Counts requests by (class, client) in windows of a minute."""

    def __init__(self, limits: Limits, now: Clock) -> None:
        self._limits = limits
        self._now = now
        self._lock = Lock()
        self._counts: OrderedDict[tuple[str, str], tuple[int, int]] = OrderedDict()

    def count(self, name: str, client: str) -> tuple[int, int, int]:
        """Counts one request: the limit, what is left (negative when it is exceeded), seconds to the next
        window.
        """
        limit = int(getattr(self._limits, name))
        now = int(self._now())
        window = now // _WINDOW
        with self._lock:
            at, used = self._counts.pop((name, client), (window, 0))
            used = used + 1 if at == window else 1
            self._counts[name, client] = (window, used)
            if len(self._counts) > _CLIENTS:
                self._counts.popitem(last=False)
        return limit, limit - used, ceil((window + 1) * _WINDOW - now)


def limited(name: str) -> Callable[[Request, Response], Awaitable[None]]:
    """A dependency that counts requests of the class `name`, and refuses with TooMany."""

    async def check(request: Request, response: Response) -> None:
        limiter: RateLimiter = request.app.state.limiter
        client = request.client.host if request.client else ""
        limit, left, seconds = limiter.count(name, client)
        headers = {
            "RateLimit-Limit": str(limit),
            "RateLimit-Remaining": str(max(left, 0)),
            "RateLimit-Reset": str(seconds),
        }
        if left < 0:
            raise TooManyNow(request.url.path, limit, {**headers, "Retry-After": str(seconds)})
        response.headers.update(headers)

    return check


def count_or_refuse(request: Request, name: str, who: str) -> None:
    """Counts a request of the class `name` by `who`, wherever it comes from; TooMany past the limit."""
    limiter: RateLimiter = request.app.state.limiter
    limit, left, seconds = limiter.count(name, who)
    if left < 0:
        raise TooManyNow(request.url.path, limit, {"Retry-After": str(seconds)})


class TooManyNow(TooMany):
    """TooMany with its headers."""

    def __init__(self, where: str, limit: int, headers: dict[str, str]) -> None:
        self.headers = headers
        super().__init__(where, expected=f"at most {limit} requests a minute", found="more")
