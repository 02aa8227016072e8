"""An officer at work: by keyboard alone, without scripts, in both languages."""

import re

import pytest
from playwright.sync_api import Page, expect

from clients.demo.catalogue import members
from gateway.declarations.storing import versions_of
from tests.browser.conftest import OpenPage
from tests.browser.demonstration import Site

pytestmark = pytest.mark.browser


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Presses Tab until the focus is on `selector`, and sees that each stop shows its focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none"
            return
    raise AssertionError(f"{selector} can't be reached with {most} tabs")


def test_the_first_tab_stop_skips_to_the_content(open_page: OpenPage):
    page = open_page("/findings")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_the_queue_and_a_decision_by_keyboard_alone(open_page: OpenPage):
    page = open_page("/findings?severity=notice")
    title = page.locator("a.row-link").first.inner_text()
    tab_to(page, "a.row-link")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)
    tab_to(page, "input[name=decision]")
    page.keyboard.press("ArrowDown")
    assert page.locator("input[value=query]").is_checked()
    tab_to(page, "#reason")
    page.keyboard.type("加藤: asked the broker for the paper.")
    tab_to(page, "button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The decision is on the record.")
    history = page.locator("section", has=page.get_by_role("heading", name="Decision history"))
    expect(history).to_contain_text("asked the broker for the paper")
    expect(history).to_contain_text("Importer asked")


def test_a_decision_without_a_reason_is_refused_with_what_to_do(open_page: OpenPage):
    page = open_page("/findings?severity=query")
    page.locator("a.row-link").first.click()
    page.get_by_label("Release").check()
    page.locator("#reason").fill("   ")
    page.get_by_role("button", name="Record the decision").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("State the reason: it goes on the record.")
    alert.get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "reason"
    assert page.locator("#reason").get_attribute("aria-invalid") == "true"
    assert page.locator("input[value=release]").is_checked()
    expect(page.get_by_text("Nobody has decided yet.")).to_be_visible()


def test_a_wrong_password_is_refused_and_leads_back_to_the_form(open_page: OpenPage, site: Site):
    page = open_page("/sign-in", signed_in=False)
    page.get_by_label("Account").fill(site.account)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Account and password do not belong together.")
    assert page.get_by_label("Account").input_value() == site.account
    assert page.get_by_label("Password").input_value() == ""


def test_any_spelling_of_a_number_leads_to_its_consignment(open_page: OpenPage):
    page = open_page("/")
    page.get_by_label("Any number you have").fill("bhln-hph 2603117")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("BHLNHPH2603117")
    expect(page.get_by_role("heading", name=re.compile("HSG-2026-0318"))).to_be_visible()


def test_pages_are_whole_without_scripts(open_page: OpenPage, addresses: dict[str, str]):
    page = open_page(addresses["finding"], scripts=False)
    expect(page.get_by_role("heading", name="Legal basis")).to_be_visible()
    page = open_page(addresses["consignment"], scripts=False)
    expect(page.get_by_role("heading", name="Timeline")).to_be_visible()
    assert page.locator(".event").count() >= 8
    page.locator("details summary").first.click()
    expect(page.locator("details[open]").first).to_contain_text("Anchored in block")


def test_the_language_switch_stays_on_the_page_and_is_remembered(
    open_page: OpenPage, addresses: dict[str, str]
):
    page = open_page(addresses["findings"], "ja", signed_in=True)
    expect(page.locator("h1")).to_have_text("指摘")
    page.get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_have_text("Findings")
    page.goto("/network")
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto("/network?lang=ja")
    assert page.locator("html").get_attribute("lang") == "ja"


def test_japanese_names_on_english_pages_are_marked_as_japanese(open_page: OpenPage):
    page = open_page("/network?lang=en")
    marked = page.locator("span[lang=ja]", has_text="港アパレル株式会社")
    expect(marked).to_be_visible()


def test_nothing_is_fetched_from_elsewhere_and_nothing_breaks_the_policy(
    open_page: OpenPage, addresses: dict[str, str], site: Site
):
    page = open_page("/")
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for name in ("findings", "finding", "consignment", "certificate", "network"):
        page.goto(addresses[name])
    assert asked and all(url.startswith(site.address) for url in asked)
    assert complaints == []


def test_new_findings_are_announced_while_the_queue_is_open(open_page: OpenPage, site: Site):
    page = open_page("/findings?lang=en")
    with page.expect_request("**/v1/findings/stream"):
        page.reload()
    with site.world.gateway.services.store.read() as connection:
        clean = versions_of(connection, "JP-10126034471")[-1].current
    again = clean.model_copy(update={"number": "10126999999", "functional_reference": None})
    importer = next(member for member in members() if member.slug == "minato-apparel")
    site.world.client_of(importer).lodge(again.model_dump(mode="json", exclude_none=True))
    expect(page.get_by_role("status")).to_contain_text("new finding", timeout=20_000)


def test_a_certificate_is_looked_up_without_scripts(open_page: OpenPage):
    page = open_page("/specimens", scripts=False)
    page.get_by_label("Number of the certificate").fill("VN-2026-000000")
    page.get_by_role("button", name="Look it up").click()
    expect(page.get_by_text("the number alone opens nothing")).to_be_visible()
    page.get_by_label("HS code").fill("620520")
    page.get_by_role("button", name="Look it up").click()
    expect(page.get_by_role("heading", name="No certificate matches")).to_be_visible()
    page.goto("/specimens/look-ups")
    expect(page.get_by_role("rowheader", name="VN-2026-000000")).to_be_visible()
