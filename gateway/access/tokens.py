"""Tokens and sessions: opaque, short-lived, stored as hashes; a member's key is judged anew at each use."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select

from contracts.ids import Address, MemberId, UnixTime
from contracts.roles import Purpose
from gateway.access.principal import Principal
from gateway.clock import Randomness
from gateway.services import Services
from gateway.store.tables.access import officers, tokens

_SIZE = 32


def token_hash(token: str) -> bytes:
    """What the store keeps of `token`."""
    return sha256(token.encode()).digest()


@dataclass(frozen=True)
class NewToken:
    """A token as its holder gets it, once."""

    text: str
    expires_at: UnixTime

    @classmethod
    def make(cls, random: Randomness, expires_at: UnixTime) -> "NewToken":
        """A token of 256 random bits."""
        return cls(random(_SIZE).hex(), expires_at)


def issue_token(connection: Connection, principal: Principal, token: NewToken) -> None:
    """Makes `token` stand for `principal` until it expires."""
    connection.execute(
        insert(tokens).values(
            token_hash=token_hash(token.text),
            member=principal.member,
            address=principal.address,
            officer_no=principal.officer_no,
            csrf=principal.csrf,
            expires_at=token.expires_at,
        )
    )


def revoke_tokens(connection: Connection, given: Iterable[str]) -> None:
    """Ends the tokens `given`; nothing happens for an unknown one."""
    hashes = [token_hash(token) for token in given]
    connection.execute(delete(tokens).where(tokens.c.token_hash.in_(hashes)))


def forget_expired(connection: Connection, now: UnixTime) -> None:
    """Deletes tokens that no longer count."""
    connection.execute(delete(tokens).where(tokens.c.expires_at <= now))


def principal_of_token(services: Services, token: str) -> Principal | None:
    """Whom `token` stands for, or None: unknown, expired, an account that was closed, a key that may no
    longer sign in.
    """
    query = (
        select(tokens, officers.c.account, officers.c.name, officers.c.enabled)
        .outerjoin(officers, officers.c.no == tokens.c.officer_no)
        .where(tokens.c.token_hash == token_hash(token), tokens.c.expires_at > services.now())
    )
    with services.store.read() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if row.officer_no is not None:
        return (
            None
            if not row.enabled
            else Principal(
                member=MemberId(row.member),
                officer_no=row.officer_no,
                officer_account=row.account,
                officer_name=row.name,
                csrf=row.csrf,
            )
        )
    address = Address(row.address)
    if not services.ledger.may_act(address, MemberId(row.member), Purpose.ACCESS, services.now()):
        return None
    return Principal(member=MemberId(row.member), address=address, csrf=row.csrf)
