"""The demonstration in Chromium: served once, opened in two languages at two widths."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.demonstration import Site, required, served

CHROMIUM = next(
    (p for p in (Path("/usr/bin/chromium"), Path("/usr/bin/chromium-browser")) if p.exists()), None
)
FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")
WIDTHS = {"desktop": 1280, "phone": 390}
LOCALES = {"en": "en-GB", "ja": "ja-JP"}

OpenPage = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker runs the browser's tests, which share their demonstration."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("portal")) as found:
        yield found


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None and not required():
        pytest.skip("Chromium is not installed: `apt-get install chromium`, or set CI=true to require it")
    with sync_playwright() as playwright:
        path = str(CHROMIUM) if CHROMIUM else None
        started = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="package")
def session_state(site: Site, browser: Browser) -> dict:
    """The officer's session, opened once through the form."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{site.address}/findings")
    page.get_by_label("Account").fill(site.account)
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Sign in").click()
    assert page.url == f"{site.address}/findings"
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="package")
def contexts(site: Site, browser: Browser, session_state: dict) -> Iterator[Callable[..., BrowserContext]]:
    """A browser context for each language, width, session and use of scripts, made once."""
    made: dict[tuple[str, str, bool, bool], BrowserContext] = {}

    def context(language: str, width: str, signed_in: bool, scripts: bool) -> BrowserContext:
        key = (language, width, signed_in, scripts)
        if key not in made:
            made[key] = browser.new_context(
                locale=LOCALES[language],
                viewport={"width": WIDTHS[width], "height": 900},
                storage_state=session_state if signed_in else None,
                java_script_enabled=scripts,
                base_url=site.address,
            )
        return made[key]

    yield context
    for one in made.values():
        one.close()


@pytest.fixture
def open_page(contexts: Callable[..., BrowserContext]) -> Iterator[OpenPage]:
    """Opens an address as the officer, in a language, at a width; signed out or without scripts if asked."""
    pages: list[Page] = []

    def opened(
        path: str,
        language: str = "en",
        width: str = "desktop",
        *,
        signed_in: bool = True,
        scripts: bool = True,
    ) -> Page:
        page = contexts(language, width, signed_in, scripts).new_page()
        pages.append(page)
        page.goto(path)
        return page

    yield opened
    for page in pages:
        page.close()


FIXED = {
    "home": "/",
    "findings": "/findings",
    "declarations": "/declarations",
    "network": "/network",
    "downloads": "/downloads",
    "analytics": "/analytics",
    "rules": "/rules",
    "trial": "/try",
    "cases": "/cases",
    "shipments": "/shipments",
    "check": "/shipments/check",
    "specimens": "/specimens",
    "look-ups": "/specimens/look-ups",
    "sign in by key": "/sign-in/key",
}
"""Pages that have one address."""


@pytest.fixture(scope="package")
def addresses(contexts: Callable[..., BrowserContext]) -> dict[str, str]:
    """Page → its address, found by following links as an officer does."""
    page = contexts("en", "desktop", True, True).new_page()

    def link(path: str, selector: str) -> str:
        page.goto(path)
        found = page.locator(selector).first.get_attribute("href")
        assert found is not None
        return found

    consignment = "/search?number=bhln-hph%202603117"
    revoked = link("/findings?rule=proof.revoked", "a.row-link")
    superseded = link("/findings?rule=proof.superseded", "a.row-link")
    found = FIXED | {
        "consignment": consignment,
        "nothing found": "/search?number=NO-SUCH-NUMBER",
        "no such page": "/nowhere",
        "finding": revoked,
        "revoked certificate": link(revoked, '.versus a[href^="/records/"]'),
        "superseded certificate": link(superseded, '.versus a[href^="/records/"]'),
        "certificate": link(consignment, '.event a[href^="/records/"] >> text=Certificate of origin'),
        "declaration": link("/declarations", "a.row-link"),
    }
    found["outcomes"] = f"{found['declaration']}/outcomes"
    found["matches"] = f"{found['declaration']}/matches"
    found["verification"] = found["certificate"].replace("/records/", "/verify/")
    page.close()
    return found
