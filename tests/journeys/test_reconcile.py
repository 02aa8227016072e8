"""Journey 3, reconcile: a declaration against what the ledger holds; findings; a decision."""

import time
from pathlib import Path

import httpx
import pytest

from clients.demo import Consignment
from tests.journeys.conftest import OFFICER, Network
from tests.journeys.parties import PASSWORD


@pytest.fixture(scope="module")
def reconciled(
    network: Network,
    plywood: Consignment,
    plywood_handed_in: dict[str, list[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, object]:
    officer = network.officer(tmp_path_factory.mktemp("officer"))
    (answer,) = officer.does("reconcile", plywood.declarations[0], "--officer", OFFICER, code=7)
    found: dict[str, object] = answer
    return found


def findings_of(reconciled: dict[str, object]) -> list[dict[str, object]]:
    found = reconciled["findings"]
    assert isinstance(found, list)
    return found


def test_what_does_not_match_is_found_and_nothing_else(
    plywood: Consignment, reconciled: dict[str, object]
) -> None:
    assert sorted((f["rule"], f["severity"]) for f in findings_of(reconciled)) == sorted(
        (f.rule, f.severity) for f in plywood.expected
    )


def test_a_finding_explains_itself_in_two_languages(reconciled: dict[str, object]) -> None:
    for finding in findings_of(reconciled):
        for text in ("title", "explanation", "resolution"):
            assert set(finding[text]) == {"en", "ja"}
        assert finding["basis"]
        assert finding["declared"] and finding["found"]


def signed_in(officer: httpx.Client) -> dict[str, str]:
    """The headers of an officer's session: asked again where others used up the minute's sign-ins."""
    account = {"account": OFFICER, "password": PASSWORD}
    until = time.monotonic() + 120
    while (answer := officer.post("/v1/officers/sign-in", json=account)).status_code == 429:
        assert time.monotonic() < until
        time.sleep(int(answer.headers["retry-after"]))
    return {"Authorization": f"Bearer {answer.raise_for_status().json()['token']}"}


def test_an_officer_decides_with_a_reason(network: Network, reconciled: dict[str, object]) -> None:
    finding = findings_of(reconciled)[0]["id"]
    with httpx.Client(base_url=network.url) as officer:
        headers = signed_in(officer)
        wanted = {"decision": "inspect", "reason": "開披検査のうえ個数を確認する"}
        path = f"/v1/findings/{finding}"
        assert officer.post(f"{path}/decisions", json=wanted, headers=headers).status_code == 201
        decisions = officer.get(path, headers=headers).raise_for_status().json()["decisions"]
    assert [(d["decision"], d["reason"]) for d in decisions] == [("inspect", wanted["reason"])]


def test_nobody_decides_without_an_account(network: Network, reconciled: dict[str, object]) -> None:
    finding = findings_of(reconciled)[0]["id"]
    wanted = {"decision": "release", "reason": "none"}
    answer = httpx.post(f"{network.url}/v1/findings/{finding}/decisions", json=wanted)
    assert answer.status_code == 401


def test_a_clean_consignment_has_nothing_to_ask(
    network: Network,
    garments: Consignment,
    garments_handed_in: dict[str, list[str]],
    tmp_path: Path,
) -> None:
    officer = network.officer(tmp_path)
    (answer,) = officer.does("reconcile", garments.declarations[0], "--officer", OFFICER)
    assert answer["findings"] == []
