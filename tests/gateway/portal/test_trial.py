"""The page that tries a file: it shows what a document becomes, stores nothing, and is an officer's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from gateway.access.officers import create_officer
from gateway.store.metadata import metadata
from tests.gateway.world import World

DOCUMENTS = Path(__file__).parents[2] / "adapters" / "documents"
PASSWORD = "a password for tests"


@pytest.fixture
def officer(world: World) -> Iterator[TestClient]:
    services = world.services()
    create_officer(services.store, "kato", "加藤", PASSWORD)
    with world.serve(services) as client:
        client.headers.update({"accept": "text/html", "accept-language": "en"})
        client.follow_redirects = False
        client.post("/sign-in", data={"account": "kato", "password": PASSWORD, "then": "/"})
        yield client


def token(page: str) -> str:
    return page.split('name="csrf" value="', 1)[1].split('"', 1)[0]


def tried(client: TestClient, data: bytes, **headers: str) -> str:
    csrf = token(client.get("/try").text)
    answer = client.post("/try", data={"csrf": csrf}, files={"file": ("x", data)}, headers=headers)
    assert answer.status_code == 200
    return answer.text


def rows(client: TestClient) -> dict[str, int]:
    with client.app.state.services.store.read() as connection:  # type: ignore[attr-defined]
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }


def test_a_document_is_shown_field_by_field_and_nothing_is_stored(officer: TestClient) -> None:
    officer.get("/try")
    before = rows(officer)
    page = tried(officer, (DOCUMENTS / "invoic.edi").read_bytes())
    assert "edifact-invoic" in page
    assert "lines/0/classification/code" in page
    assert "2620,50" in page
    assert "2620.5<" in page
    assert rows(officer) == before


def test_a_refusal_names_the_place_and_no_text_is_taken_for_html(officer: TestClient) -> None:
    page = tried(officer, b"<script>alert(1)</script>")
    assert "document.unknown_format" in page
    assert "<script>alert" not in page


def test_the_page_speaks_japanese(officer: TestClient) -> None:
    page = tried(officer, (DOCUMENTS / "vc-certificate.json").read_bytes(), **{"accept-language": "ja"})
    assert "ファイルを試す" in page
    assert "不足している項目" in page


def test_a_form_of_another_site_is_refused(officer: TestClient) -> None:
    answer = officer.post("/try", data={"csrf": "0" * 64}, files={"file": ("x", b"{}")})
    assert answer.status_code == 403


def test_a_file_that_is_too_large_is_refused_before_it_is_read(officer: TestClient) -> None:
    csrf = token(officer.get("/try").text)
    answer = officer.post("/try", data={"csrf": csrf}, files={"file": ("x", b" " * 21_000_000)})
    assert answer.status_code == 413


def test_nobody_else_gets_the_page(officer: TestClient) -> None:
    officer.cookies.clear()
    assert officer.get("/try").status_code == 303
