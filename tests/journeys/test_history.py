"""Journey 4, history: any number leads to the consignment's timeline, and to nothing for a stranger."""

from typing import Any

import pytest

from clients.cli.history import when_of
from clients.demo import Consignment
from tests.journeys.conftest import Network

NUMBERS = ("BHLNHPH2603117", "BHLU2041170", "HSG-2026-0318", "VN-RCEP-26-0311842")


def statements(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [statement for consignment in found for statement in consignment["statements"]]


@pytest.mark.parametrize("number", NUMBERS)
def test_any_number_leads_to_the_whole_consignment(
    network: Network, garments_handed_in: dict[str, list[str]], number: str
) -> None:
    found = network.party("japan-customs").does("history", number)
    shown = {s["evidence"]["id"] for s in statements(found) if s["evidence"]}
    assert {record for ids in garments_handed_in.values() for record in ids} <= shown


def test_the_timeline_is_in_the_order_of_time(
    network: Network, garments_handed_in: dict[str, list[str]]
) -> None:
    (consignment,) = network.party("japan-customs").does("history", "BHLNHPH2603117")
    times = [when_of(statement) for statement in consignment["statements"]]
    assert len([time for time in times if time]) >= 8
    assert times == sorted(times)


def test_every_statement_names_its_author_and_its_state(
    network: Network, garments_handed_in: dict[str, list[str]]
) -> None:
    found = network.party("japan-customs").does("history", "BHLNHPH2603117")
    authors = {s["kind"]: s["evidence"]["member"] for s in statements(found) if s["evidence"]}
    assert authors["origin-certificate"] == network.party("viet-nam-issuing-body").number
    assert authors["invoice"] == network.party("hoa-sen-garment").number
    handed_in = {record for ids in garments_handed_in.values() for record in ids}
    states = {s["evidence"]["id"]: s["evidence"]["state"] for s in statements(found) if s["evidence"]}
    assert {states[record] for record in handed_in} == {"active"}


def test_a_stranger_finds_nothing(
    network: Network, garments: Consignment, garments_handed_in: dict[str, list[str]]
) -> None:
    assert network.party("truong-son-industries").does("history", "BHLNHPH2603117") == []


def test_an_unknown_number_finds_nothing(network: Network) -> None:
    assert network.party("japan-customs").does("history", "NO-SUCH-NUMBER") == []
