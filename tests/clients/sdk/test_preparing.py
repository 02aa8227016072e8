from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.sdk import Author, SeedBook, prepare
from clients.sdk.preparing import PreparedBatch, body_of, fingerprint, grouped, renewed
from clients.sdk.seedbook import SeedBookError
from contracts.acts import address_of, recover
from contracts.batches import BatchTree
from contracts.commitment import commit
from contracts.errors import BatchInvalid
from contracts.ids import UnixTime
from contracts.records import Record, parse_record
from tests.gateway.network import DOMAIN, EXPORTER, author_key, certificate, invoice

AUTHOR = Author(EXPORTER, author_key(EXPORTER), DOMAIN)
LATER = UnixTime(1_900_000_000)


def invoices(count: int) -> list[Record]:
    return [parse_record(3, invoice(f"INV-{n}")) for n in range(count)]


def counting() -> Callable[[int], bytes]:
    """Seeds that differ, and are the same in every run."""
    numbers = iter(range(1, 1_000_000))
    return lambda size: next(numbers).to_bytes(size, "big")


@pytest.fixture
def prepared() -> PreparedBatch:
    return prepare(invoices(3), AUTHOR, LATER, counting())


def test_a_batch_is_signed_over_the_ids_of_its_records(prepared: PreparedBatch) -> None:
    assert prepared.batch.root == BatchTree(prepared.ids).root
    assert recover(prepared.batch, DOMAIN, prepared.signature) == address_of(AUTHOR.private_key)
    for entry, record in zip(prepared.entries, invoices(3), strict=True):
        assert commit(record, entry.seed).id == entry.id
        assert parse_record(3, entry.body) == record


def test_known_seeds_are_used_again_and_only_the_rest_is_fresh(prepared: PreparedBatch) -> None:
    seeds = [prepared.entries[0].seed, None, prepared.entries[2].seed]
    again = prepare(invoices(3), AUTHOR, LATER, lambda size: b"\xee" * size, seeds)
    assert again.ids[0] == prepared.ids[0]
    assert again.ids[2] == prepared.ids[2]
    assert again.ids[1] != prepared.ids[1]


def test_a_renewed_signature_covers_the_same_records(prepared: PreparedBatch) -> None:
    later = renewed(prepared, AUTHOR, UnixTime(LATER + 60))
    assert later.ids == prepared.ids
    assert later.batch == replace(prepared.batch, valid_until=LATER + 60)
    assert recover(later.batch, DOMAIN, later.signature) == address_of(AUTHOR.private_key)


def test_records_of_another_author_or_of_two_sorts_are_refused() -> None:
    foreign = parse_record(3, invoice("X", author=6))
    with pytest.raises(BatchInvalid, match="member 6"):
        prepare([foreign], AUTHOR, LATER, counting())
    mixed = [*invoices(1), parse_record(1, certificate("C"))]
    with pytest.raises(BatchInvalid, match="2 sorts"):
        prepare(mixed, AUTHOR, LATER, counting())
    with pytest.raises(BatchInvalid):
        prepare([], AUTHOR, LATER, counting())


def test_records_are_grouped_by_kind_and_agreement_in_their_order() -> None:
    records = [
        parse_record(3, invoice("A")),
        parse_record(1, certificate("B")),
        parse_record(3, invoice("C")),
        parse_record(1, certificate("D", agreement="AJCEP")),
    ]
    assert list(grouped(records)) == [(0, 2), (1,), (3,)]


def test_the_fingerprint_tells_records_authors_and_networks_apart() -> None:
    two, one = ([body_of(record) for record in invoices(count)] for count in (2, 1))
    names = {
        fingerprint(two, AUTHOR),
        fingerprint(one, AUTHOR),
        fingerprint(two, replace(AUTHOR, member=4)),
        fingerprint(two, replace(AUTHOR, domain=replace(DOMAIN, chain_id=1))),
    }
    assert len(names) == 4
    assert fingerprint(two, AUTHOR) in names


def test_bodies_that_were_written_already_are_used(prepared: PreparedBatch) -> None:
    bodies = [entry.body for entry in prepared.entries]
    assert prepare(invoices(3), AUTHOR, LATER, counting(), bodies=bodies) == prepared
    with pytest.raises(ValueError, match="zip"):
        prepare(invoices(3), AUTHOR, LATER, counting(), bodies=bodies[:2])


class TestSeedBook:
    """Seeds outlive the process that made them."""

    def test_what_is_kept_is_found_to_the_byte(self, tmp_path: Path, prepared: PreparedBatch) -> None:
        book = SeedBook(tmp_path / "seeds")
        path = book.keep("a", prepared)
        assert book.find("a") == prepared
        assert path.stat().st_mode & 0o077 == 0

    def test_what_was_never_kept_is_not_found(self, tmp_path: Path) -> None:
        assert SeedBook(tmp_path).find("a") is None

    def test_a_file_cut_off_in_writing_leaves_the_old_one(
        self, tmp_path: Path, prepared: PreparedBatch
    ) -> None:
        book = SeedBook(tmp_path)
        book.keep("a", prepared)
        (tmp_path / "a.writing").write_bytes(b"{")
        assert book.find("a") == prepared

    @settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.binary(max_size=60))
    def test_a_damaged_file_is_named_and_never_read_as_another(
        self, tmp_path: Path, prepared: PreparedBatch, damage: bytes
    ) -> None:
        book = SeedBook(tmp_path)
        path = book.keep("a", prepared)
        path.write_bytes(damage)
        with pytest.raises(SeedBookError, match=r"a\.ndjson"):
            book.find("a")


def test_the_local_names_of_a_record_are_what_the_gateway_would_keep(prepared: PreparedBatch) -> None:
    import json

    line: dict[str, Any] = json.loads(prepared.entries[1].line)
    assert line["record"]["number"] == "INV-1"
    assert line["seed"] == "0x" + prepared.entries[1].seed.hex()
