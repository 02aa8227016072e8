"""Being signed in: a short-lived token by a ledger key (EIP-4361) or an officer's account, and renewed."""

from dataclasses import dataclass, replace
from typing import Any

from clients.sdk.errors import GatewayRefused
from clients.sdk.plans import Plan, Request, Response, accepted, exchange
from clients.sdk.reliance import Reliance
from contracts.acts import address_of, sign_digest
from contracts.errors import TegataError, brief
from contracts.ids import Signature, hex0x
from contracts.keccak import keccak


class ChallengeSuspicious(TegataError):
    """A text to sign that is not the challenge of the gateway that was asked."""

    code = "sign_in.suspicious"
    default_remedy = "Do not sign it. Check the gateway's address."


@dataclass(slots=True)
class Session:
    """Who a client is to its gateway. `access_key` (32 bytes) signs in anew whenever the token has run out.

    `domain` is the host and port that a challenge must name; without `reliance` no promise is checked.
    """

    domain: str
    token: str | None = None
    access_key: bytes | None = None
    reliance: Reliance | None = None


def call(session: Session, request: Request) -> Plan[Any]:
    """The document that answers `request`; GatewayRefused or GatewayUnreachable otherwise."""
    return accepted((yield from respond(session, request)))


def respond(session: Session, request: Request) -> Plan[Response]:
    """The response to `request` in the session's name, signing in again once if its token has run out."""
    response = yield from exchange(_authorised(session, request))
    if response.status == 401 and session.access_key is not None:
        yield from sign_in(session, session.access_key)
        response = yield from exchange(_authorised(session, request))
    return response


def sign_in(session: Session, access_key: bytes) -> Plan[str]:
    """Sign in with a key of purpose `access`; the token. The key is kept in memory to renew it."""
    message, signature = yield from sign_in_message(session, access_key)
    signed = Request("POST", "/v1/sign-in", json={"message": message, "signature": hex0x(signature)})
    session.token = str(accepted((yield from exchange(signed)))["token"])
    session.access_key = access_key
    return session.token


def sign_in_message(session: Session, access_key: bytes) -> Plan[tuple[str, Signature]]:
    """A fresh challenge of the gateway, and the key's signature of it: what signs in once, here or in a
    browser.
    """
    asked = Request("POST", "/v1/sign-in/challenge", json={"address": hex0x(address_of(access_key))})
    challenge = accepted((yield from exchange(asked)))
    message = challenge.get("message") if isinstance(challenge, dict) else None
    _check_challenge(session, message)
    return str(message), sign_digest(_personal_digest(str(message)), access_key)


def sign_in_officer(session: Session, account: str, password: str) -> Plan[str]:
    """Sign in with an officer's account; the token."""
    body = {"account": account, "password": password, "session": False}
    response = yield from exchange(Request("POST", "/v1/officers/sign-in", json=body))
    session.token = str(accepted(response)["token"])
    return session.token


def _authorised(session: Session, request: Request) -> Request:
    if session.token is None:
        return request
    return replace(request, headers={**request.headers, "Authorization": f"Bearer {session.token}"})


def _check_challenge(session: Session, message: Any) -> None:
    """A challenge that names another gateway would sign us in there, in someone else's hands."""
    start = f"{session.domain} wants you to sign in with your Ethereum account:\n"
    if not isinstance(message, str) or not message.startswith(start):
        raise ChallengeSuspicious(
            "challenge", expected=f"a challenge of {session.domain}", found=brief(message)
        )


def _personal_digest(message: str) -> bytes:
    """What ERC-191 (version 0x45) signs."""
    data = message.encode()
    return keccak(b"\x19Ethereum Signed Message:\n%d" % len(data) + data)


__all__ = [
    "ChallengeSuspicious",
    "GatewayRefused",
    "Session",
    "call",
    "respond",
    "sign_in",
    "sign_in_message",
    "sign_in_officer",
]
