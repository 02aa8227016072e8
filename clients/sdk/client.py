"""The clients: every operation once, as a plan; synchronous and asynchronous callers drive the same plans."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, overload
from urllib.parse import urlsplit

import httpx

from clients.sdk import (
    acts,
    cases,
    drawing,
    exporting,
    reading,
    session,
    sources,
    specimens,
    submitting,
    workflow,
)
from clients.sdk.errors import GatewayUnreachable
from clients.sdk.plans import Pause, Plan, Request, Response, accepted
from clients.sdk.reliance import Reliance
from clients.sdk.session import Session
from contracts.ids import MemberId, UnixTime
from contracts.proofs import Trust

P = ParamSpec("P")
T = TypeVar("T")


class Operation(Generic[P, T]):
    """A plan as a method: on a Client it returns the result, on an AsyncClient an awaitable of it."""

    def __init__(self, plan: Callable[Concatenate[Session, P], Plan[T]]) -> None:
        self._plan = plan
        self.__doc__ = plan.__doc__

    @overload
    def __get__(self, client: "Client", owner: type[Any]) -> Callable[P, T]: ...
    @overload
    def __get__(self, client: "AsyncClient", owner: type[Any]) -> Callable[P, Awaitable[T]]: ...
    @overload
    def __get__(self, client: None, owner: type[Any]) -> Self: ...
    def __get__(self, client: "Client | AsyncClient | None", owner: type[Any]) -> Any:
        if client is None:
            return self

        def run(*args: P.args, **kwargs: P.kwargs) -> Any:
            return client.run(self._plan(client.session, *args, **kwargs))

        run.__doc__ = self.__doc__
        return run


class _Operations:
    """What a gateway's API offers (design §8)."""

    sign_in = Operation(session.sign_in)
    sign_in_officer = Operation(session.sign_in_officer)
    submit = Operation(workflow.submit_records)
    hand_in = Operation(submitting.hand_in)
    wait_until_decided = Operation(submitting.wait_until_decided)
    wait_for_all = Operation(workflow.wait_for_all)
    tell_sources = Operation(sources.tell_sources)
    source = Operation(sources.source)
    end = Operation(acts.end)
    case_terms = Operation(cases.case_terms)
    open_case = Operation(cases.open_case)
    take_step = Operation(cases.take_step)
    list_cases = Operation(cases.list_cases)
    read_case = Operation(cases.read_case)
    dossier = Operation(cases.dossier)
    debit = Operation(drawing.debit)
    utilisation = Operation(drawing.utilisation)
    conflict = Operation(drawing.conflict)
    hand_in_act = Operation(acts.hand_in_act)
    wait_for_act = Operation(acts.wait_for_act)
    look_up = Operation(specimens.look_up)
    look_ups = Operation(specimens.look_ups)
    sign_in_message = Operation(session.sign_in_message)
    network = Operation(reading.network)
    trust = Operation(reading.trust)
    trust_update = Operation(reading.trust_update)
    record = Operation(reading.record)
    verification = Operation(reading.verification)
    proof = Operation(reading.proof)
    proofs = Operation(reading.proofs)
    file_identity = Operation(reading.file_identity)
    history = Operation(reading.history)
    consignment = Operation(reading.consignment)
    lodge = Operation(reading.lodge)
    lodge_document = Operation(reading.lodge_document)
    check_document = Operation(reading.check_document)
    declaration = Operation(reading.declaration)
    wait_until_reconciled = Operation(reading.wait_until_reconciled)
    declarations = Operation(reading.declarations)
    findings = Operation(reading.findings)
    find_again = Operation(reading.find_again)
    decide = Operation(reading.decide)

    session: Session

    def _start(self, url: str, trust: Trust | None, gateway: MemberId | None) -> str:
        base = url.rstrip("/")
        reliance = None if trust is None else Reliance(trust, _now, gateway)
        self.session = Session(domain=urlsplit(base).netloc, reliance=reliance)
        return base


class Client(_Operations):
    """A gateway at `url`, for synchronous programs. `transport` replaces the network, for tests.

    With `trust`, a receipt or notice must be signed by a key that the network's ledger has for the gateway
    (for that of member `gateway`, if given); PromiseInvalid otherwise. Without it all are taken as they come.
    """

    def __init__(
        self,
        url: str,
        *,
        trust: Trust | None = None,
        gateway: MemberId | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = httpx.Client(base_url=self._start(url, trust, gateway), transport=transport)

    def run(self, plan: Plan[T]) -> T:
        """The result of `plan`."""
        answer: _Answer = None
        while not isinstance(step := _advanced(plan, answer), _Ended):
            answer = self._carry_out(step)
        return step.value

    def _carry_out(self, step: Request | Pause) -> "_Answer":
        if isinstance(step, Pause):
            time.sleep(step.seconds)
            return None
        try:
            return _response(self._http.request(**_arguments(step)))
        except httpx.HTTPError as error:
            return _unreachable(self._http.base_url, step, error)

    def export(
        self, folder: Path, progress: exporting.Progress = lambda _path, _size: None, timeout: float = 600.0
    ) -> int:
        """Everything that one may see, as files under `folder`; how many.

        `timeout`: seconds without a byte. Raises FolderInUse, GatewayRefused, GatewayUnreachable.
        """
        exporting.check_folder(folder)
        headers = {} if self.session.token is None else {"Authorization": f"Bearer {self.session.token}"}
        try:
            with self._http.stream("GET", "/v1/export", headers=headers, timeout=timeout) as response:
                if response.status_code >= 400:
                    response.read()
                    accepted(_response(response))
                return exporting.unpack(response.iter_bytes(), folder, progress)
        except httpx.HTTPError as error:
            request = Request("GET", "/v1/export")
            raise _unreachable(self._http.base_url, request, error) from error

    def close(self) -> None:
        """Release the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(_Operations):
    """A gateway at `url`, for programs on asyncio; otherwise as Client."""

    def __init__(
        self,
        url: str,
        *,
        trust: Trust | None = None,
        gateway: MemberId | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = httpx.AsyncClient(base_url=self._start(url, trust, gateway), transport=transport)

    async def run(self, plan: Plan[T]) -> T:
        """The result of `plan`."""
        answer: _Answer = None
        while not isinstance(step := _advanced(plan, answer), _Ended):
            answer = await self._carry_out(step)
        return step.value

    async def _carry_out(self, step: Request | Pause) -> "_Answer":
        if isinstance(step, Pause):
            await asyncio.sleep(step.seconds)
            return None
        try:
            return _response(await self._http.request(**_arguments(step)))
        except httpx.HTTPError as error:
            return _unreachable(self._http.base_url, step, error)

    async def close(self) -> None:
        """Release the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


@dataclass(frozen=True, slots=True)
class _Ended(Generic[T]):
    """A plan is done; `value` is its result."""

    value: T


_Answer = Response | GatewayUnreachable | None
"""What a plan is sent: a request's outcome, or nothing before its first step and after a pause."""


def _advanced(plan: Plan[T], answer: _Answer) -> Request | Pause | _Ended[T]:
    try:
        return plan.throw(answer) if isinstance(answer, GatewayUnreachable) else plan.send(answer)
    except StopIteration as ended:
        return _Ended(ended.value)


def _now() -> UnixTime:
    return UnixTime(int(time.time()))


def _arguments(request: Request) -> dict[str, Any]:
    headers = dict(request.headers)
    arguments: dict[str, Any] = {
        "method": request.method,
        "url": request.path,
        "params": dict(request.params),
        "timeout": request.timeout,
        "headers": headers,
    }
    if request.content is not None:
        headers["Content-Type"] = request.content_type
        arguments["content"] = request.content
    elif request.json is not None:
        arguments["json"] = request.json
    return arguments


def _response(response: httpx.Response) -> Response:
    document = None
    if "json" in response.headers.get("content-type", ""):
        try:
            document = response.json()
        except ValueError:
            document = None
    after = response.headers.get("retry-after", "")
    return Response(
        response.status_code, document, response.content, float(after) if after.isdigit() else None
    )


def _unreachable(base: httpx.URL, request: Request, error: httpx.HTTPError) -> GatewayUnreachable:
    where = f"{str(base).rstrip('/')}{request.path}"
    return GatewayUnreachable(where, expected="an answer", found=f"{type(error).__name__}: {error}")
