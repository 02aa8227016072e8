"""Officers' local accounts: passwords as argon2id, sessions of hours; for the demo and small offices."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, insert, select, update

from contracts.ids import UnixTime
from gateway.access.principal import Principal
from gateway.access.tokens import NewToken, forget_expired, issue_token
from gateway.errors import Conflict, NotSignedIn, RequestInvalid
from gateway.services import Services
from gateway.store import Store
from gateway.store.tables.access import officers

LEAST_PASSWORD = 12
"""Characters; the demo's generated ones are longer."""


def create_officer(store: Store, account: str, name: str, password: str) -> int:
    """The number of a new account; Conflict if the account is taken, RequestInvalid for a short password."""
    if len(password) < LEAST_PASSWORD:
        raise RequestInvalid(
            "password", expected=f"at least {LEAST_PASSWORD} characters", found=f"{len(password)}"
        )
    hashed = _hasher().hash(password)

    def create(connection: Connection) -> int:
        if connection.scalar(select(officers.c.no).where(officers.c.account == account)) is not None:
            raise Conflict("account", expected="a new account", found=account)
        row = insert(officers).values(account=account, name=name, password_hash=hashed, enabled=True)
        return int(connection.execute(row.returning(officers.c.no)).scalar_one())

    return store.write(create)


def close_account(store: Store, account: str) -> None:
    """Ends an account; its tokens stop counting at once."""
    store.write(
        lambda connection: connection.execute(
            update(officers).where(officers.c.account == account).values(enabled=False)
        )
    )


def sign_in_officer(
    services: Services, account: str, password: str, *, session: bool = False
) -> tuple[Principal, NewToken]:
    """The officer, and a token: short-lived for the API, or a `session` of the portal with its CSRF token.

    Raises NotSignedIn, the same for a wrong password as for no such account, and after the same work.
    """
    with services.store.read() as connection:
        row = connection.execute(select(officers).where(officers.c.account == account)).one_or_none()
    correct = _is_correct(row.password_hash if row is not None else _nobody(), password)
    if row is None or not correct or not row.enabled:
        raise NotSignedIn(
            "account", expected="an account and its password", found="another pair", remedy="Try again."
        )
    principal = Principal(
        member=services.settings.member,
        officer_no=row.no,
        officer_account=row.account,
        officer_name=row.name,
        csrf=services.random(32).hex() if session else None,
    )
    now = services.now()
    seconds = services.settings.session_seconds if session else services.settings.token_seconds
    token = NewToken.make(services.random, UnixTime(now + seconds))

    def open_session(connection: Connection) -> None:
        forget_expired(connection, now)
        issue_token(connection, principal, token)

    services.store.write(open_session)
    return principal, token


def _is_correct(hashed: str, password: str) -> bool:
    try:
        return _hasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash that no password has, so that an unknown account takes as long as a wrong password."""
    return _hasher().hash("nobody's password")
