"""The demonstration's catalogue: complete, consistent, and made of valid numbers."""

import re
from itertools import chain

import pytest
from pydantic import ValidationError
from stdnum import imo, iso6346

from clients.demo import Consignment, StatusAct, consignments, members
from contracts.roles import Role

CONTAINER = re.compile(rb"\bBHLU[0-9]{7}\b")
IMO_NUMBER = re.compile(rb'(?:"vesselIMONumber": "|schemeID="IMO">|vessel_imo,)([0-9]{7})')

each = pytest.mark.parametrize("consignment", consignments(), ids=lambda consignment: consignment.slug)


def documents(consignment: Consignment) -> list[bytes]:
    return [
        *(submission.read() for submission in consignment.submissions),
        *(path.read_bytes() for path in consignment.declarations),
    ]


def test_members_are_numbered_and_named_once() -> None:
    assert len({member.number for member in members()}) == len(members())
    assert len({member.slug for member in members()}) == len(members())


def test_only_issuing_bodies_certify_and_all_of_them_do() -> None:
    for member in members():
        assert (Role.ISSUING_BODY in member.roles) == bool(member.scopes), member.slug


def test_the_demonstration_tells_clean_lawful_and_mismatching_consignments() -> None:
    groups = [consignment.group for consignment in consignments()]
    assert len(groups) >= 10
    assert groups.count("clean") >= 3
    assert groups.count("lawful") >= 4
    assert {name.split("-")[0] for name in (c.slug for c in consignments())} >= {
        "viet",
        "thailand",
        "australia",
        "italy",
        "china",
        "korea",
    }


@each
def test_every_document_exists_and_has_a_known_member(consignment: Consignment) -> None:
    known = {member.slug for member in members()}
    assert {submission.member for submission in consignment.submissions} <= known
    assert set(consignment.audience) <= known
    files = {submission.file for submission in consignment.submissions}
    assert all(document for document in documents(consignment))
    named = chain.from_iterable((act.file, act.successor) for act in consignment.acts)
    assert {path for path in named if path} <= files


@each
def test_nothing_lies_in_the_folder_unused(consignment: Consignment) -> None:
    used = {*(submission.file for submission in consignment.submissions), *consignment.declarations}
    folder = consignment.declarations[0].parent
    assert {path.name for path in folder.iterdir()} == {path.name for path in used} | {"consignment.toml"}


@each
def test_containers_and_ships_have_valid_check_digits(
    consignment: Consignment,
) -> None:
    for document in documents(consignment):
        for number in CONTAINER.findall(document):
            assert iso6346.is_valid(number.decode()), number
        for number in IMO_NUMBER.findall(document):
            assert imo.is_valid(number.decode()), number


@each
def test_lawful_and_clean_consignments_expect_nothing_worse_than_a_notice(consignment: Consignment) -> None:
    severities = {finding.severity for finding in consignment.expected}
    if consignment.group == "clean":
        assert not severities
    if consignment.group == "lawful":
        assert severities <= {"notice"}
    if consignment.group == "mismatch":
        assert severities


def test_a_supersession_without_a_successor_is_refused() -> None:
    act = consignments()[0].submissions[0].file
    with pytest.raises(ValidationError, match="successor"):
        StatusAct(type="supersede", file=act)
    with pytest.raises(ValidationError, match="successor"):
        StatusAct(type="revoke", file=act, successor=act)
