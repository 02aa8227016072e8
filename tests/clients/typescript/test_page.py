"""The page that verifies, in Chromium with the network cut: files in, verdict out."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import segno
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.demonstration import required
from tests.clients.typescript.test_verifier import EVIDENCE, GOLDEN

BUNDLE = next(case["bundle"] for case in GOLDEN["bundles"] if case["name"] == "narrowed")

SHOWN = {
    "tegata/state/1": ("412",),
    "tegata/conflict/1": ("2026-03-01",),
    "tegata/dossier/1": ("request", "fully answered"),
    "tegata/gateway-keys/1": ("0x70df9e22",),
}
"""Of each kind of evidence, words that stand on the page in either language."""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None and not required():
        pytest.skip("Chromium is not installed: `apt-get install chromium`, or set CI=true to require it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(params=["en-GB", "ja-JP"])
def opened(request: pytest.FixtureRequest, browser: Browser, page: Path) -> Iterator[Page]:
    """The page from a disk, without any network, at the time of the vectors."""
    with browser.new_context(
        locale=request.param, offline=True, viewport={"width": 390, "height": 844}
    ) as context:
        tab = context.new_page()
        asked: list[str] = []
        tab.on("request", lambda sent: asked.append(sent.url))
        tab.clock.set_fixed_time(datetime.fromtimestamp(GOLDEN["now"], UTC))
        tab.goto(page.as_uri())
        yield tab
        assert asked == [page.as_uri()]


def choose(tab: Page, field: str, name: str, content: bytes, kind: str = "application/json") -> None:
    tab.locator(f"#{field}").set_input_files([{"name": name, "mimeType": kind, "buffer": content}])


def give(tab: Page, bundle: Any) -> None:
    choose(tab, "trust", "trust.json", json.dumps(GOLDEN["trust"]).encode())
    choose(tab, "proof", "proof.json", json.dumps(bundle).encode())


def test_a_proof_is_valid(opened: Page) -> None:
    give(opened, BUNDLE)
    expect(opened.locator(".verdict.valid")).to_be_visible()
    expect(opened.get_by_text("VN-RCEP-2")).to_be_visible()
    found = Axe().run(opened).response["violations"]
    assert [each["id"] for each in found if each["impact"] in {"serious", "critical"}] == []


def test_a_changed_proof_is_refused_and_shows_no_field(opened: Page) -> None:
    changed = json.loads(json.dumps(BUNDLE))
    changed["records"][0]["fields"][2][3] = "VN-RCEP-9"
    give(opened, changed)
    expect(opened.locator(".verdict.refused")).to_contain_text("record.commitment")
    expect(opened.get_by_text("VN-RCEP-9")).to_have_count(0)


def test_what_is_no_trust_file_is_not_accepted(opened: Page) -> None:
    choose(opened, "trust", "trust.json", b"{}")
    expect(opened.locator("#trust-state")).to_contain_text("trust/format")
    choose(opened, "proof", "proof.json", json.dumps(BUNDLE).encode())
    expect(opened.locator(".verdict")).to_have_count(0)


@pytest.mark.parametrize("same", [True, False], ids=["of this record", "of another record"])
def test_the_code_on_a_paper_names_the_record_or_another(opened: Page, tmp_path: Path, same: bool) -> None:
    identity = BUNDLE["records"][0]["id"].removeprefix("0x") if same else "ab" * 32
    picture = tmp_path / "code.png"
    segno.make(f"https://gateway.example/verify/{identity}", error="m").save(str(picture), scale=6)
    choose(opened, "code", "code.png", picture.read_bytes(), "image/png")
    give(opened, BUNDLE)
    words = {"en": ["this very record", "another record"], "ja": ["この記録", "別の記録"]}
    wanted = words[opened.locator("html").get_attribute("lang") or "en"][not same]
    expect(opened.locator("#code-state")).to_contain_text(wanted)


def test_a_picture_without_a_code_says_so(opened: Page) -> None:
    choose(opened, "code", "blank.png", opened.screenshot(), "image/png")
    expect(opened.locator("#code-state")).to_contain_text("QR")


def test_other_evidence_is_shown_as_what_it_proves(opened: Page) -> None:
    checked = set[str]()
    for case in EVIDENCE["evidence"]:
        document, proved = case["document"], case["proved"]
        give(opened, document)
        expect(opened.locator(f".verdict.{proved['outcome']}")).to_have_count(1)
        shown = opened.locator("#result").inner_text()
        assert [word for word in SHOWN[document["format"]] if word not in shown] == []
        if document["format"] not in checked:
            checked.add(document["format"])
            found = Axe().run(opened).response["violations"]
            assert [each["id"] for each in found if each["impact"] in {"serious", "critical"}] == []


def test_changed_evidence_is_refused_and_shows_nothing_of_it(opened: Page) -> None:
    documents = {case["name"]: case["document"] for case in EVIDENCE["evidence"]}
    for name in ("a case", "more than is left", "a line's balance", "a gateway's signing keys"):
        give(opened, documents[name] | {"network": "0x" + "42" * 32})
        expect(opened.locator(".verdict.refused")).to_contain_text("network.other")
        expect(opened.locator("#result table")).to_have_count(0)
