"""Errors as RFC 9457 problem documents: the same error as everywhere, rendered for HTTP."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from contracts.errors import (
    BatchInvalid,
    ProofInvalid,
    RecordInvalid,
    RecordTooLarge,
    SignatureInvalid,
    TegataError,
    brief,
)
from contracts.strict_json import JsonInvalid
from gateway.errors import GatewayError, RequestInvalid
from gateway.http.correlation import correlation_id_of

_log = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"
_BASE = "https://tegata.dev/problems/"

_STATUS: dict[type[TegataError], int] = {
    JsonInvalid: 400,
    RecordTooLarge: 413,
    RecordInvalid: 422,
    BatchInvalid: 422,
    SignatureInvalid: 422,
    ProofInvalid: 422,
}


def status_of(error: TegataError) -> int:
    """The HTTP status of `error`; 422 where the input is at fault and nothing says otherwise."""
    if isinstance(error, GatewayError):
        return error.status
    return next((_STATUS[c] for c in type(error).__mro__ if c in _STATUS), 422)


def problem(request: Request, error: TegataError) -> JSONResponse:
    """`error` as a problem document, with its code, what was expected and what was found."""
    status = status_of(error)
    body = {
        "type": _BASE + error.code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": error.message,
        "instance": request.url.path,
        "correlation_id": correlation_id_of(request),
        **error.to_dict(),
        **getattr(error, "details", {}),
    }
    headers = getattr(error, "headers", None)
    return JSONResponse(body, status, headers=headers, media_type=PROBLEM_TYPE)


def install_problems(app: FastAPI) -> None:
    """Makes every error of `app` a problem document."""

    @app.exception_handler(TegataError)
    async def _ours(request: Request, error: TegataError) -> JSONResponse:
        return problem(request, error)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        place = "/".join(map(str, first["loc"]))
        found = "nothing" if first["type"] == "missing" else brief(first.get("input"))
        return problem(request, RequestInvalid(place, expected=str(first["msg"]), found=found))

    @app.exception_handler(HTTPException)
    async def _starlette(request: Request, error: HTTPException) -> JSONResponse:
        answer = _plain(request, error.status_code, str(error.detail))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def _ours_too(request: Request, error: Exception) -> JSONResponse:
        known = {"correlation_id": correlation_id_of(request)}
        _log.error(
            "request %s %s failed, under correlation id %s",
            request.method,
            request.url.path,
            known["correlation_id"],
            exc_info=error,
            extra=known,
        )
        return _plain(request, 500, "The gateway failed; its log holds the cause under this correlation id.")


def _plain(request: Request, status: int, detail: str) -> JSONResponse:
    phrase = HTTPStatus(status).phrase
    code = "http." + phrase.lower().replace(" ", "_").replace("-", "_")
    body = {
        "type": _BASE + code,
        "title": phrase,
        "status": status,
        "detail": detail,
        "instance": request.url.path,
        "correlation_id": correlation_id_of(request),
        "code": code,
    }
    return JSONResponse(body, status, media_type=PROBLEM_TYPE)
