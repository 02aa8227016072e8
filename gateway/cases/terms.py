"""Whom an agreement lets customs ask, and by when they answer: pure, from `agreements.toml`."""

from dataclasses import dataclass
from datetime import date

from contracts.acts import Addressee, CaseRequest
from contracts.terms import Start
from gateway.cases.errors import CaseRefused
from gateway.reconciliation.agreements import Agreement, Clock

LONGEST_DAYS = 366
"""What a reply may take, with its extension, where an agreement names the least and not the most."""


@dataclass(frozen=True)
class Terms:
    """By when an answer is due: `reply` and the most that `extension` adds, days or months."""

    start: Start
    months: bool
    reply: int
    extension: int


NO_TERMS = Terms(Start.RECEIVED, False, 0, 0)
"""Of an agreement without a row of a clock: the request says how many days the reply may take."""


def default_terms(clock: Clock, addressee: Addressee) -> Terms:
    """The terms that a request has if it says nothing of its own: the agreement's."""
    start = Start.SENT if clock.start == "sent" else Start.RECEIVED
    months = fixed_months(clock, addressee)
    if months is not None:
        return Terms(start, True, months, 0)
    least, most = clock.reply_days_min or 30, clock.reply_days_max
    return Terms(start, False, least, 0 if most is None else most - least)


def fixed_months(clock: Clock, addressee: Addressee) -> int | None:
    """The months that this addressee has to reply; None where the agreement counts days."""
    if addressee is Addressee.IMPORTER and clock.importer_months is not None:
        return clock.importer_months
    if addressee in (Addressee.AUTHORITY, Addressee.ISSUING_BODY) and clock.authority_months is not None:
        return clock.authority_months
    return clock.reply_months


def check_request(act: CaseRequest, agreement: Agreement, day: date, asker: str, asked: str) -> Clock | None:
    """The agreement's clock that the request runs on; None where the tables have no row of one.

    `asker` and `asked` are the countries of both sides. CaseRefused where the agreement names another
    addressee, country or term.
    """
    addressee = Addressee(act.addressee)
    _check_parties(agreement, day, addressee, asker, asked)
    clock: Clock | None = agreement.on("clock", day)
    if clock is None:
        return None
    if clock.asks and addressee.name.lower() not in clock.asks:
        raise CaseRefused(
            "act/addressee",
            expected=f"whom {agreement.code} names: {', '.join(clock.asks)} ({clock.source})",
            found=addressee.name.lower(),
        )
    _check_terms(act, clock, addressee)
    return clock


def _check_parties(agreement: Agreement, day: date, addressee: Addressee, asker: str, asked: str) -> None:
    parties = {country for row in agreement.member if row.holds_on(day) for country in row.countries}
    for where, country in (("act/member", asker), ("act/respondent", asked)):
        if country not in parties:
            raise CaseRefused(where, expected=f"a party to {agreement.code} on {day}", found=country)
    if (addressee is Addressee.IMPORTER) != (asker == asked):
        side = "the asking country" if addressee is Addressee.IMPORTER else "another country"
        raise CaseRefused(
            "act/respondent", expected=f"{addressee.name.lower()} of {side} as addressee", found=asked
        )


def _check_terms(act: CaseRequest, clock: Clock, addressee: Addressee) -> None:
    usual = default_terms(clock, addressee)
    if act.start != usual.start:
        raise CaseRefused(
            "act/start", expected=f"{usual.start.name.lower()} ({clock.source})", found=str(act.start)
        )
    if bool(act.months) != usual.months:
        unit = "months" if usual.months else "days"
        raise CaseRefused("act/months", expected=f"a term in {unit} ({clock.source})", found=str(act.months))
    if usual.months:
        _within("act/reply", act.reply, usual.reply, usual.reply, clock)
        _within("act/extension", act.extension, 0, 0, clock)
        return
    most = clock.reply_days_max or LONGEST_DAYS
    _within("act/reply", act.reply, clock.reply_days_min or 1, most, clock)
    _within("act/extension", act.extension, 0, most - act.reply, clock)


def _within(where: str, value: int, least: int, most: int, clock: Clock) -> None:
    if not least <= value <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise CaseRefused(where, expected=f"{wanted} ({clock.source})", found=str(value))
