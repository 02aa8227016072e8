"""Errors that only a gateway has. Each knows its HTTP status; a party's wrong input is told with the errors
of `contracts`.
"""

from typing import ClassVar

from contracts.errors import TegataError


class GatewayError(TegataError):
    """Something the gateway refuses or cannot do."""

    code = "gateway.error"
    status: ClassVar[int] = 400


class RequestInvalid(GatewayError):
    """A request is not what the API's description says."""

    code = "request.invalid"


class NotFound(GatewayError):
    """There is no such thing, or it is not for this principal: the answer does not tell which."""

    code = "not_found"
    status = 404
    default_remedy = "Check the identifier, and that you are signed in as a party to it."

    @classmethod
    def of(cls, where: str, what: str) -> "NotFound":
        """The error for `what` that is not there."""
        return cls(where, expected=f"{what} that you may see", found="none")


class NotSignedIn(GatewayError):
    """A request needs a principal and has none, or a token that no longer counts."""

    code = "access.not_signed_in"
    status = 401
    default_remedy = "Sign in at /v1/sign-in and send the token as `Authorization: Bearer …`."


class NotAllowed(GatewayError):
    """The principal is known, and this is not for its role."""

    code = "access.not_allowed"
    status = 403
    default_remedy = "Ask someone who holds the role."


class Conflict(GatewayError):
    """The request contradicts what is on record."""

    code = "conflict"
    status = 409


class TooLarge(GatewayError):
    """A body is larger than the gateway takes."""

    code = "request.too_large"
    status = 413
    default_remedy = "Send less at once; large batches go through /v1/uploads in chunks."


class TooMany(GatewayError):
    """A client sends more requests than it may."""

    code = "request.too_many"
    status = 429
    default_remedy = "Wait as long as Retry-After says."


class LedgerUnavailable(GatewayError):
    """The node does not answer, or answers with an error of its own."""

    code = "ledger.unavailable"
    status = 503
    default_remedy = "Try again; if it lasts, `tegata node doctor` on the node says why."
