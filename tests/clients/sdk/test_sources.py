"""The SDK tells where in the document each field stood, and reads it back."""

import os
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from adapters import read
from clients.sdk import Author, Client, GatewayRefused, Means, RecordSource, SeedBook, source_of
from clients.sdk import sources as sources_module
from contracts.ids import UnixTime
from contracts.records import Record
from tests.gateway.network import DOMAIN, EXPORTER, IMPORTER, access_key, author_key

INVOICE = Path(__file__).parents[2] / "adapters" / "documents" / "ubl-invoice.xml"
AUTHOR = Author(EXPORTER, author_key(EXPORTER), DOMAIN)


@pytest.fixture
def sdk(client: TestClient) -> Client:
    made = Client("http://testserver", transport=client._transport)
    made.sign_in(access_key(EXPORTER))
    return made


def anchored(sdk: Client, folder: Path) -> tuple[Record, RecordSource]:
    draft = read(INVOICE.read_bytes())[0]
    record = draft.record(
        author=EXPORTER, grade="issuer_signed", audience=[IMPORTER], issuer={"name": "Example"}
    )
    means = Means(AUTHOR, SeedBook(folder), lambda: UnixTime(int(time.time())), os.urandom)
    submitted = sdk.submit([record], means)
    sdk.wait_for_all(submitted)
    return record, RecordSource(submitted.accepted[0].prepared.ids[0], source_of(draft, record, INVOICE.name))


def test_every_field_of_a_document_is_told_with_its_place(sdk: Client, tmp_path: Path) -> None:
    record, told = anchored(sdk, tmp_path)
    assert sdk.tell_sources([told]) == 1
    shown = sdk.source(told.record)
    assert (shown["name"], shown["told_by"], shown["fields"]) == (
        "ubl-invoice.xml",
        EXPORTER,
        told.document["fields"],
    )
    assert shown["fields"]["number"]["original"] == record.model_dump()["number"]
    assert shown["fields"]["number"]["line"] > 1
    assert "author" not in shown["fields"]


def test_telling_again_changes_nothing_and_in_small_requests_is_the_same(
    sdk: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, told = anchored(sdk, tmp_path)
    monkeypatch.setattr(sources_module, "MOST_RECORDS", 1)
    assert sdk.tell_sources([told, told]) == 1
    assert sdk.tell_sources([told]) == 0


def test_another_member_tells_nothing_of_it(client: TestClient, sdk: Client, tmp_path: Path) -> None:
    _, told = anchored(sdk, tmp_path)
    with Client("http://testserver", transport=client._transport) as other:
        other.sign_in(access_key(IMPORTER))
        with pytest.raises(GatewayRefused) as refused:
            other.tell_sources([told])
    assert refused.value.status == 404


def test_what_nobody_told_is_not_there(sdk: Client, tmp_path: Path) -> None:
    _, told = anchored(sdk, tmp_path)
    with pytest.raises(GatewayRefused) as refused:
        sdk.source(told.record)
    assert refused.value.status == 404
