"""The API of access: signing in by ledger key or account, signing out, and who one is."""

from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.ids import Address, Signature, unhex
from gateway.access import officers, sign_in, tokens
from gateway.access.dependencies import SESSION_COOKIE, CurrentPrincipal
from gateway.access.principal import Principal
from gateway.access.tokens import NewToken
from gateway.http.limits import SIGN_INS, limited
from gateway.services import ServicesDep

router = APIRouter(prefix="/v1", tags=["access"])

_ADDRESS = "0x" + "ab" * 20


class ChallengeRequest(BaseModel):
    """Which key wants to sign in."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"address": _ADDRESS}})

    address: Annotated[str, Field(pattern="^0x[0-9a-fA-F]{40}$")]


class Challenge(BaseModel):
    """A message to sign as it is (ERC-191 personal message), until `expires_at` (unix seconds)."""

    message: str
    expires_at: int


class SignInRequest(BaseModel):
    """A challenge's message and the key's signature: 65 bytes r, s, v, with s low and v 27 or 28."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"message": "gateway.example wants you …", "signature": "0x" + "7b" * 65}
        },
    )

    message: Annotated[str, Field(max_length=2_000)]
    signature: Annotated[str, Field(pattern="^0x[0-9a-f]{130}$")]


class OfficerSignInRequest(BaseModel):
    """An officer's account; `session` asks for a cookie instead of a bearer token."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"account": "kato", "password": "correct horse battery", "session": False}
        },
    )

    account: Annotated[str, Field(min_length=1, max_length=80)]
    password: Annotated[str, Field(min_length=1, max_length=200)]
    session: bool = False


class Token(BaseModel):
    """A bearer token; `token` is null where a cookie was set instead."""

    token: str | None
    token_type: str = "bearer"
    expires_at: int
    member: int
    who: str
    csrf: str | None = None


class Me(BaseModel):
    """Who asks; `member` is null for nobody."""

    member: int | None
    who: str
    officer: bool


@router.post("/sign-in/challenge", dependencies=[Depends(limited(SIGN_INS))])
def post_challenge(asked: ChallengeRequest, services: ServicesDep) -> Challenge:
    """A message to sign with an access key (EIP-4361). It counts once."""
    message = sign_in.challenge(services, Address(bytes.fromhex(asked.address[2:])))
    return Challenge(message=message.render(), expires_at=message.expires_at)


@router.post("/sign-in", dependencies=[Depends(limited(SIGN_INS))])
def post_sign_in(given: SignInRequest, services: ServicesDep) -> Token:
    """A short-lived token for the member whose access key signed the challenge."""
    signature = Signature(unhex(given.signature, 65, "signature"))
    return _token(*sign_in.sign_in(services, given.message, signature))


@router.post("/officers/sign-in", dependencies=[Depends(limited(SIGN_INS))])
def post_officer_sign_in(given: OfficerSignInRequest, services: ServicesDep, response: Response) -> Token:
    """A token, or a session of the portal, for an officer's account."""
    signed = officers.sign_in_officer(services, given.account, given.password, session=given.session)
    if not given.session:
        return _token(*signed)
    set_session(response, signed[1], secure=services.settings.public_url.startswith("https:"))
    return _token(*signed).model_copy(update={"token": None})


@router.post("/sign-out", status_code=204)
def post_sign_out(
    request: Request,
    response: Response,
    services: ServicesDep,
    tegata_session: Annotated[str | None, Cookie()] = None,
) -> None:
    """Ends the token or session that the request carries."""
    bearer = request.headers.get("authorization", "").partition(" ")[2].strip()
    given = [token for token in (bearer, tegata_session) if token]
    services.store.write(lambda connection: tokens.revoke_tokens(connection, given))
    response.delete_cookie(SESSION_COOKIE)


@router.get("/me")
def get_me(principal: CurrentPrincipal) -> Me:
    """Who the request's token or session stands for."""
    return Me(member=principal.member, who=principal.who, officer=principal.is_officer)


def set_session(response: Response, token: NewToken, *, secure: bool) -> None:
    """Gives the browser the session: not for scripts, not for other sites' pages."""
    response.set_cookie(SESSION_COOKIE, token.text, httponly=True, samesite="strict", secure=secure)


def _token(principal: Principal, token: NewToken) -> Token:
    fields: dict[str, Any] = {"member": principal.member, "who": principal.who, "csrf": principal.csrf}
    return Token(token=token.text, expires_at=token.expires_at, **fields)
