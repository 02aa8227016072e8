"""Every page in both languages at both widths: axe finds nothing grave, nothing scrolls sideways, one h1."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import LOCALES, WIDTHS, OpenPage

pytestmark = pytest.mark.browser

OPEN_PAGES = ("sign in", "sign in by key", "verification")
OFFICERS_PAGES = (
    "home",
    "findings",
    "finding",
    "declarations",
    "declaration",
    "consignment",
    "certificate",
    "revoked certificate",
    "superseded certificate",
    "outcomes",
    "network",
    "downloads",
    "analytics",
    "rules",
    "matches",
    "trial",
    "cases",
    "shipments",
    "check",
    "specimens",
    "look-ups",
    "nothing found",
    "no such page",
)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("name", [*OPEN_PAGES, *OFFICERS_PAGES])
def test_a_page_is_accessible(
    name: str, language: str, width: str, open_page: OpenPage, addresses: dict[str, str]
):
    page = open_page(addresses.get(name, "/sign-in"), language, width, signed_in=name not in OPEN_PAGES)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    violations = Axe().run(page).response["violations"]
    grave = ("serious", "critical", "moderate")
    assert [(v["id"], v["nodes"][0]["html"]) for v in violations if v["impact"] in grave] == []
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
