"""The engine's own interface (CometBFT's JSON-RPC): handing over transactions, and asking how it stands."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import httpx

from contracts.errors import TegataError

BATCH = 10
"""Requests in one, at most: what the engine takes by default."""

_ALREADY_THERE = "tx already exists in cache"


class EngineSilent(TegataError):
    """The consensus engine does not answer."""

    code = "node.engine.silent"
    default_remedy = "Wait until it has started again; `tegata node doctor` says why it does not."


class EngineRefused(TegataError):
    """The consensus engine refuses a request."""

    code = "node.engine.refused"
    default_remedy = "Wait until some of what waits is in a block, then send again."


class EngineClient:
    """A client of one engine, at `url`. For any thread."""

    def __init__(self, url: str, timeout: float = 5.0) -> None:
        self.url = url
        self._client = httpx.Client(base_url=url, timeout=timeout, trust_env=False)

    def call(self, method: str, **params: object) -> dict[str, Any]:
        """The result of a method. Raises EngineSilent or EngineRefused."""
        answer = self._post(_request(0, method, params))
        refusal = _refusal(answer)
        if refusal is not None:
            raise EngineRefused(method, expected="an engine that takes it", found=refusal)
        return dict(answer["result"])

    def broadcast(self, raws: Sequence[bytes]) -> list[str | None]:
        """Hand over some transactions, at most BATCH; for each, why it is not taken, or None.

        One that the engine has already is taken. Raises EngineSilent.
        """
        calls = [
            _request(number, "broadcast_tx_async", {"tx": b64encode(raw).decode()})
            for number, raw in enumerate(raws)
        ]
        found = self._post(calls)
        answers = {answer["id"]: answer for answer in (found if isinstance(found, list) else [found])}
        return [_refusal(answers[number]) for number in range(len(raws))]

    def _post(self, document: object) -> Any:
        try:
            return self._client.post("/", json=document).json()
        except (httpx.HTTPError, ValueError) as error:
            found = f"{type(error).__name__}: {error}"
            raise EngineSilent(self.url, expected="an answer of the engine", found=found) from error

    def close(self) -> None:
        """Release the connections."""
        self._client.close()


def _request(number: int, method: str, params: dict[str, object]) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def _refusal(answer: dict[str, Any]) -> str | None:
    error = answer.get("error")
    if error is None or error.get("data") == _ALREADY_THERE:
        return None
    return str(error.get("data") or error.get("message"))
