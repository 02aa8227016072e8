"""What messages do to a declaration, and which day the law tests proofs on."""

from datetime import date
from typing import Any

import pytest

from contracts.declarations import ImportDeclaration
from gateway.declarations.versions import Version, law_date, next_version
from gateway.errors import Conflict

Json = dict[str, Any]


def message(**changed: Any) -> ImportDeclaration:
    body: Json = {
        "number": "26031700001",
        "lodged": "2026-03-17T10:00:00+09:00",
        "importing_country": "JP",
        "lines": [{"sequence": 1, "classification": {"code": "030617000"}}],
        **changed,
    }
    return ImportDeclaration.model_validate(body)


def history(*messages: ImportDeclaration) -> list[Version]:
    versions: list[Version] = []
    for each in messages:
        versions.append(next_version(each, versions[-1] if versions else None))
    return versions


def test_an_amendment_replaces_the_fields_it_holds_and_no_others() -> None:
    change = message(function="amendment", version=2, office="Tokyo", lines=[])
    last = history(message(voyage="V1"), change)[-1].current
    assert (last.version, last.office, last.voyage, len(last.lines)) == (2, "Tokyo", "V1", 1)


def test_an_amendment_empties_the_fields_that_it_removes_and_never_those_that_must_be() -> None:
    first = message(voyage="V1", office="Tokyo", equipment=[{"number": "MSKU0000011"}])
    change = message(function="amendment", version=2, removes=["voyage", "equipment", "number"], lines=[])
    versions = history(first, change)
    last = versions[-1].current
    assert (last.voyage, last.equipment, last.office, last.number) == (None, (), "Tokyo", first.number)
    assert last.removes == ()
    assert versions[0].current.voyage == "V1"


def test_a_cancellation_ends_it() -> None:
    versions = history(message(), message(function="cancellation", version=2, lines=[]))
    assert versions[-1].cancelled
    with pytest.raises(Conflict):
        next_version(message(function="amendment", version=3), versions[-1])


@pytest.mark.parametrize(
    "second", [{"version": 2}, {"function": "amendment"}, {"function": "amendment", "version": 1}]
)
def test_a_second_original_and_an_old_version_are_refused(second: Json) -> None:
    with pytest.raises(Conflict):
        history(message(), message(**second))


def test_an_amendment_of_nothing_is_refused() -> None:
    with pytest.raises(Conflict):
        history(message(function="amendment", version=2))


def counts(*messages: ImportDeclaration) -> tuple[date, str]:
    law = law_date(history(*messages))
    return law.day, law.event


def test_the_day_is_a_day_in_the_importing_country() -> None:
    assert counts(message(lodged="2026-03-17T15:30:00Z")) == (date(2026, 3, 18), "lodged")
    assert counts(message(lodged="2026-03-17T23:30:00-05:00", importing_country="GB"))[0] == date(2026, 3, 17)


def test_amending_does_not_move_the_day() -> None:
    later = message(function="amendment", version=2, lodged="2026-05-01T10:00:00+09:00", lines=[])
    assert counts(message(), later) == (date(2026, 3, 17), "lodged")


def test_the_declaration_counts_and_not_the_preliminary_one() -> None:
    early = message(stage="preliminary", lodged="2026-03-01T10:00:00+09:00")
    real = message(function="amendment", version=2, stage="main", lines=[])
    assert counts(early, real) == (date(2026, 3, 17), "lodged")
    assert counts(early) == (date(2026, 3, 1), "lodged")


@pytest.mark.parametrize(("before", "stage"), [("aeo_release", "special"), ("main", "warehousing")])
def test_special_declarations_and_warehousing_have_a_day_of_their_own(before: str, stage: str) -> None:
    change = message(
        function="amendment", version=2, stage=stage, lodged="2026-04-20T10:00:00+09:00", lines=[]
    )
    assert counts(message(stage=before), change) == (date(2026, 4, 20), stage)
