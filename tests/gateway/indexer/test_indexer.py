"""The indexer: tables follow the chain, can be dropped, and come out identical."""

from typing import Any

import pytest
from sqlalchemy import select

from contracts.acts import address_of
from contracts.fingerprints import identifier_hash, name_hash
from contracts.records import parse_record
from gateway.consignments.stage import take_in
from gateway.indexer import rebuild
from gateway.indexer.founding import GenesisDiffers
from gateway.indexer.stage import Indexer
from gateway.services import Services
from gateway.store.metadata import DERIVED, metadata
from gateway.store.projections.readership import identifiers_in, importing_countries
from gateway.store.tables.chain import blocks, identifiers, keys, members
from gateway.store.tables.events import events
from tests.gateway.network import (
    CUSTOMS,
    EXPORTER,
    IMPORTER,
    certificate,
    invoice,
    prepare,
    revocation,
    secret,
)
from tests.gateway.world import World, anchored

pytestmark = pytest.mark.both_databases


def dump(services: Services) -> dict[str, list[Any]]:
    """Every derived table, row by row."""
    with services.store.read() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in metadata.sorted_tables
            if table.info.get("origin") == DERIVED
        }


def catch_up(services: Services) -> None:
    """Lets the stages that fill derived tables work off what there is."""
    while Indexer(services).work() or take_in(services.store):
        pass


def test_what_is_dropped_comes_out_identical(world: World) -> None:
    services = world.services()
    with world.serve(services) as client:
        invoices = prepare([invoice(f"INV-{n}", audience=[4]) for n in range(5)])
        anchored(client, invoices)
        anchored(client, prepare([certificate("CO-1"), certificate("CO-2")], kind=1))
        act = client.post("/v1/status-acts", json=revocation(invoices, invoices.ids[1])).json()
        client.get(f"/v1/status-acts/{act['subject']}?wait=20")
    services = world.services()
    catch_up(services)
    before = dump(services)
    with services.store.read() as connection:
        told = connection.execute(select(events)).all()
    rebuild(services)
    with services.store.read() as connection:
        assert connection.execute(select(events)).all() == told
    catch_up(services)
    assert dump(services) == before
    assert before["records"]
    assert before["status_changes"]
    assert before["projected_invoices"]
    assert before["consignment_statements"]
    services.store.close()


def test_the_founding_is_read_from_the_state_of_block_0(world: World) -> None:
    services = world.services()
    Indexer(services).work()
    with services.store.read() as connection:
        found = {row.number: row for row in connection.execute(select(members))}
        relay = connection.execute(select(keys).where(keys.c.address == address_of(secret("relay")))).one()
        owner = connection.execute(select(identifiers)).all()
        first = connection.execute(select(blocks)).one()
    assert found[CUSTOMS].name_hash == name_hash("Japan Customs")
    assert relay.member == CUSTOMS
    assert {row.identifier: row.member for row in owner} == {
        identifier_hash("TAX", "0301234567"): EXPORTER,
        identifier_hash("JCN", "7010401022916"): IMPORTER,
    }
    assert first.height == 0
    services.store.close()


def test_another_networks_genesis_file_is_refused(world: World) -> None:
    other = world.genesis.model_copy(update={"network_id": secret("another")})
    world.genesis = other
    services = world.services()
    with pytest.raises(GenesisDiffers):
        Indexer(services).work()
    services.store.close()


def test_identifiers_are_found_at_any_depth_and_the_destination_by_kind() -> None:
    record = parse_record(3, invoice("INV-1"))
    assert {identifier.value for identifier in identifiers_in(record)} == {"0301234567", "7010401022916"}
    assert importing_countries(record) == {"JP"}
    assert importing_countries(parse_record(1, certificate("CO-1"))) == {"JP"}
