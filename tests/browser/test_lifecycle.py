"""Certificates ended by their issuing body, claims decided by customs, and a case, in Chromium."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretBytes

from contracts.acts import StepKind
from contracts.ids import CaseId, MemberId, hex0x
from gateway.access.officers import create_officer
from tests.browser.conftest import LOCALES, WIDTHS
from tests.browser.test_officer import tab_to
from tests.gateway.cases.two import Two, question, request_of, step_of, two_gateways
from tests.gateway.network import CUSTOMS, ISSUER, author_key, certificate, prepare
from tests.gateway.utilisation.test_flow import KEYS, declare
from tests.gateway.world import anchored, eventually

pytestmark = pytest.mark.browser

PASSWORD = "a password for tests"
NAME = "JP-26000000001"
GRAVE = ("serious", "critical", "moderate")
Places = dict[MemberId, str]


@dataclass(frozen=True)
class Office:
    """Both gateways, where each is served, and the sessions of a person at each."""

    two: Two
    urls: Places
    case: CaseId
    states: dict[MemberId, dict]


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """The application, which runs already, on a port of the machine's choice."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    eventually(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Office]:
    more = {CUSTOMS: KEYS, ISSUER: {"author_key": SecretBytes(author_key(ISSUER))}}
    with two_gateways(tmp_path_factory.mktemp("lifecycle"), more) as two:
        for client in (two.customs, two.issuer):
            anchored(client, prepare([certificate(f"VN-{number}") for number in (1, 2, 3)], 1))
        declare(two.customs, "26000000001", "6")
        said, salt = question(certificate="VN-1")
        case = two.take(request_of(said, salt), said, salt)
        two.take(*step_of(case, StepKind.ACKNOWLEDGED, 1))
        for services in two.services.values():
            create_officer(services.store, "kato", "Kato Emi", PASSWORD)
        with listening(two.customs.app) as customs, listening(two.issuer.app) as issuer:
            urls = {CUSTOMS: customs, ISSUER: issuer}
            states = {member: signed_in(browser, url) for member, url in urls.items()}
            yield Office(two, urls, case, states)


def signed_in(browser: Browser, url: str) -> dict:
    with browser.new_context(locale="en-GB") as context:
        page = context.new_page()
        page.goto(f"{url}/sign-in")
        page.get_by_label("Account").fill("kato")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        return dict(context.storage_state())


@contextmanager
def opened(
    office: Office,
    browser: Browser,
    member: MemberId,
    path: str,
    language: str = "en",
    width: str = "desktop",
) -> Iterator[Page]:
    """The page as a person of the member sees it, without scripts."""
    with browser.new_context(
        locale=LOCALES[language],
        viewport={"width": WIDTHS[width], "height": 900},
        storage_state=office.states[member],
        java_script_enabled=False,
        base_url=office.urls[member],
    ) as context:
        page = context.new_page()
        page.goto(path)
        yield page


def grave_in(page: Page) -> list[tuple[str, str]]:
    """What axe finds on a page that shuts somebody out."""
    found = Axe().run(page).response["violations"]
    return [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in GRAVE]


@pytest.mark.parametrize(("language", "width"), [("en", "desktop"), ("ja", "phone")])
def test_the_pages_are_accessible(office: Office, browser: Browser, language: str, width: str) -> None:
    pages = [
        (CUSTOMS, f"/cases/{hex0x(office.case)}"),
        (CUSTOMS, f"/declarations/{NAME}/outcomes"),
        (CUSTOMS, "/outcomes"),
        (ISSUER, "/statements"),
        (ISSUER, "/statements/acts"),
    ]
    for member, path in pages:
        with browser.new_context(
            locale=LOCALES[language],
            viewport={"width": WIDTHS[width], "height": 900},
            storage_state=office.states[member],
            base_url=office.urls[member],
        ) as context:
            page = context.new_page()
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
            assert grave_in(page) == [], path
            assert page.locator("html").get_attribute("lang") == language
            assert page.locator("h1").count() == 1
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not page.evaluate(wide), path


def test_an_outcome_is_stated_and_reversed(office: Office, browser: Browser) -> None:
    with opened(office, browser, CUSTOMS, f"/declarations/{NAME}/outcomes") as page:
        page.get_by_label("Preference not given").check()
        page.get_by_label("Legal basis").fill("RCEP Art. 3.25")
        page.get_by_role("button", name="State the outcome").click()
        expect(page.get_by_role("alert")).to_contain_text("State the reason")
        page.get_by_label("Reason").fill("Other goods than described.")
        page.get_by_role("button", name="State the outcome").click()
        expect(page.get_by_role("status")).to_contain_text("on its way to the ledger")
        page.get_by_label("Preference given", exact=True).check()
        page.get_by_label("Legal basis").fill("RCEP Art. 3.25")
        page.get_by_label("Reason").fill("The audit found them to be the goods.")
        page.get_by_role("button", name="State the outcome").click()
        stated = page.get_by_role("table")
        expect(stated).to_contain_text("reversed by a later one")
        page.goto("/outcomes")
        expect(page.get_by_role("row").nth(1)).to_contain_text("RCEP")


def test_certificates_are_chosen_and_ended_by_keyboard(office: Office, browser: Browser) -> None:
    with browser.new_context(
        locale="en-GB", storage_state=office.states[ISSUER], base_url=office.urls[ISSUER]
    ) as context:
        page = context.new_page()
        page.goto("/statements?number=VN-2")
        tab_to(page, "#c-1")
        page.keyboard.press("Space")
        tab_to(page, "input[name=kind]")
        page.keyboard.press("Space")
        tab_to(page, "#reason")
        page.keyboard.type("fraud")
        tab_to(page, "form.stack button[type=submit]")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Before you confirm")
        assert grave_in(page) == []
        tab_to(page, "form.section button[type=submit]")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("All are on their way to the ledger.")
        assert grave_in(page) == []
    with opened(office, browser, ISSUER, "/statements/acts") as page:
        eventually(lambda: page.reload() and page.get_by_text("On the ledger").count(), 60)
        expect(page.get_by_role("row").nth(1)).to_contain_text("fraud")


def test_nothing_chosen_is_refused_with_what_to_do(office: Office, browser: Browser) -> None:
    with opened(office, browser, ISSUER, "/statements?number=VN-3") as page:
        page.get_by_label("Revoke").check()
        page.get_by_role("button", name="See what rests on them").click()
        expect(page.get_by_role("alert")).to_contain_text("Choose at least one certificate.")
        expect(page.get_by_text("Before you confirm")).to_have_count(0)
