"""Signing in by ledger key: a challenge with a nonce that counts once, answered by an access key's
signature.
"""

from sqlalchemy import Connection, delete, insert

from contracts.ids import Address, MemberId, Signature, UnixTime
from contracts.roles import Purpose
from gateway.access import eip4361
from gateway.access.principal import Principal
from gateway.access.tokens import NewToken, forget_expired, issue_token
from gateway.errors import NotSignedIn
from gateway.services import Services
from gateway.store.tables.access import nonces


def challenge(services: Services, address: Address) -> eip4361.SignInMessage:
    """A message for the key at `address` to sign. Whether it may sign in is told only when it has."""
    now = services.now()
    url = services.settings.public_url
    message = eip4361.SignInMessage(
        domain=eip4361.domain_of(url),
        address=address,
        uri=url,
        chain_id=services.ledger.domain.chain_id,
        nonce=services.random(16).hex(),
        issued_at=now,
        expires_at=UnixTime(now + services.settings.nonce_seconds),
    )

    def remember(connection: Connection) -> None:
        connection.execute(delete(nonces).where(nonces.c.expires_at <= now))
        connection.execute(insert(nonces).values(nonce=message.nonce, expires_at=message.expires_at))

    services.store.write(remember)
    return message


def sign_in(
    services: Services, text: str, signature: Signature, *, session: bool = False
) -> tuple[Principal, NewToken]:
    """The member whose access key signed `text`, and a token for it; a `session` has a CSRF token.

    Raises NotSignedIn or SignatureInvalid: another domain, chain or key, an expired or answered challenge, a
    key that is not registered for access or whose member is not active, now.
    """
    message = eip4361.parse(text)
    now = services.now()
    chain_id = services.ledger.domain.chain_id
    eip4361.check(message, public_url=services.settings.public_url, chain_id=chain_id, now=now)
    if eip4361.signer_of(text, signature) != message.address:
        raise NotSignedIn("signature", expected="one by the key named in the message", found="another key's")
    member = _member_of(services, message.address, now)
    csrf = services.random(32).hex() if session else None
    principal = Principal(member=member, address=message.address, csrf=csrf)
    seconds = services.settings.session_seconds if session else services.settings.token_seconds
    token = NewToken.make(services.random, UnixTime(now + seconds))

    def answer(connection: Connection) -> None:
        _spend(connection, message.nonce, now)
        forget_expired(connection, now)
        issue_token(connection, principal, token)

    services.store.write(answer)
    return principal, token


def _member_of(services: Services, address: Address, now: UnixTime) -> MemberId:
    key = services.ledger.key(address)
    if key is None or not services.ledger.may_act(address, key.member, Purpose.ACCESS, now):
        raise NotSignedIn(
            "address",
            expected="a key registered for access, of an active member",
            found=eip4361.checksummed(address),
            remedy="Sign in with your member's access key.",
        )
    return key.member


def _spend(connection: Connection, nonce: str, now: UnixTime) -> None:
    spent = connection.execute(delete(nonces).where(nonces.c.nonce == nonce, nonces.c.expires_at > now))
    if spent.rowcount != 1:
        raise NotSignedIn(
            "message/nonce",
            expected="a nonce that was given out and not yet used",
            found=nonce,
            remedy="Ask for a new challenge and sign that.",
        )
