"""What messages do to a declaration: pure. An amendment replaces the fields it holds; a cancellation ends
it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, timezone

from contracts.declarations import ImportDeclaration
from gateway.errors import Conflict
from gateway.store.projections.of_declarations import LawDate, declaration_id

_JAPAN = timezone(timedelta(hours=9))

_TESTED_AT = ("special", "warehousing")
"""Stages whose own application is the day that counts, where a declaration has one: the special declaration
after an AEO release, the application for warehousing (Customs Act Enforcement Order Art. 61)."""


@dataclass(frozen=True)
class Version:
    """A message, and the declaration as all messages up to it leave it."""

    message: ImportDeclaration
    current: ImportDeclaration
    cancelled: bool


def next_version(message: ImportDeclaration, before: Version | None) -> Version:
    """The version that `message` makes after `before`, the one before it; None for the first.

    Raises Conflict for an amendment of nothing, for a second original, and after a cancellation.
    """
    where = declaration_id(message)
    if before is None:
        if message.function != "original":
            raise Conflict(
                where,
                expected="the original declaration first",
                found=f"a message of function {message.function}",
            )
        return Version(message, message, cancelled=False)
    if before.cancelled:
        raise Conflict(where, expected="a declaration that stands", found="one that was cancelled")
    if message.version <= before.current.version:
        raise Conflict(
            where,
            expected=f"version {before.current.version + 1} or later",
            found=f"version {message.version} with another content",
            remedy="Send the change as an amendment with the next version.",
        )
    if message.function == "original":
        raise Conflict(where, expected="an amendment or a cancellation", found="a second original")
    return Version(message, _amended(before.current, message), cancelled=message.function == "cancellation")


def _amended(current: ImportDeclaration, message: ImportDeclaration) -> ImportDeclaration:
    """`current` with every field that `message` holds, without those that it names as removed; a list that
    is empty or a null holds nothing.

    The moment of lodging moves only from a preliminary declaration to the declaration itself: it is the
    order in which declarations draw on a proof.
    """
    kept = {"removes"} if current.stage == "preliminary" else {"removes", "lodged"}
    held = {name: getattr(message, name) for name in message.model_fields_set - kept}
    stated = {name: value for name, value in held.items() if value not in (None, ())}
    fields = type(current).model_fields
    gone = {name: fields[name].default for name in message.removes if not fields[name].is_required()}
    return current.model_copy(update={**gone, **stated})


def law_date(versions: Sequence[Version]) -> LawDate:
    """The day on which the law tests the declaration's proofs, from all its versions in order.

    The day of the special declaration or of the application for warehousing where there is one, otherwise
    the day the declaration was lodged. A day is a day in the importing country: for Japan at UTC+9,
    elsewhere at the offset that the message states.
    """
    for stage in _TESTED_AT:
        for version in versions:
            if version.current.stage == stage:
                return LawDate(_day(version.message), stage)
    return LawDate(_day(versions[-1].current), "lodged")


def _day(declaration: ImportDeclaration) -> date:
    lodged = declaration.lodged
    return (lodged.astimezone(_JAPAN) if declaration.importing_country == "JP" else lodged).date()
