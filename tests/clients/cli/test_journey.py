"""An exporter's and a customs officer's day on the command line, against a node and a gateway on a socket."""

import json
from pathlib import Path

import pytest

from clients.cli.exit_codes import ExitCode
from clients.demo import consignments, members
from clients.demo.world import OFFICER, World
from tests.clients.cli.conftest import Tegata

STORY = next(c for c in consignments() if c.slug == "viet-nam-garments")
BY_SLUG = {member.slug: member for member in members()}


@pytest.fixture
def at(network: World, home: Path, tegata: Tegata, monkeypatch: pytest.MonkeyPatch) -> World:
    """A user with the gateway's trust file."""
    monkeypatch.setenv("TEGATA_GATEWAY", network.url)
    assert tegata("trust", "init").code == 0
    return network


def import_key(tegata: Tegata, world: World, slug: str, tmp_path: Path) -> int:
    """The member's number, its key in the user's keystore."""
    number = BY_SLUG[slug].number
    secret = tmp_path / f"{slug}.hex"
    secret.write_text(world.secrets.key_of(number).hex())
    assert tegata("keys", "import", slug, "--secret-file", secret).code == 0
    return number


def test_from_a_file_to_a_proof_that_needs_nobody(at: World, tegata: Tegata, tmp_path: Path) -> None:
    invoice = next(s for s in STORY.submissions if s.file.name.startswith("invoice"))
    number = import_key(tegata, at, invoice.member, tmp_path)
    submitted = tegata("submit", invoice.file, "--member", number, "--audience", 1, "--json")
    assert submitted.code == ExitCode.OK, submitted.err
    (record,) = submitted.document["records"]
    assert record["state"] == "anchored"
    assert submitted.document["places"] == {"told": 1}
    again = tegata("submit", invoice.file, "--member", number, "--audience", 1, "--json")
    assert again.document["records"] == [record]
    assert again.document["places"] == {"told": 0}

    whole, shown = tmp_path / "whole.json", tmp_path / "shown.json"
    assert tegata("proof", record["id"], "--to", whole).code == ExitCode.OK
    assert tegata("verify", whole).code == ExitCode.OK
    assert tegata("disclose", whole, "--fields", "number,lines/**", "--to", shown).code == ExitCode.OK
    verdict = tegata("verify", shown, "--json").document
    assert verdict["outcome"] == "valid"
    assert "seller/name" not in verdict["fields"]
    assert "number" in verdict["fields"]

    ended = tegata("revoke", record["id"], "--member", number, "--reason", "issued_in_error", "--json")
    assert ended.document["state"] == "anchored"
    assert tegata("proof", record["id"], "--to", whole).code == ExitCode.ENDED
    assert tegata("verify", whole).code == ExitCode.ENDED


def test_places_that_the_gateway_does_not_take_are_told_and_fail_nothing(
    at: World, tegata: Tegata, tmp_path: Path
) -> None:
    invoice = next(s for s in STORY.submissions if s.file.name.startswith("invoice"))
    number = import_key(tegata, at, invoice.member, tmp_path)
    stranger = tmp_path / "stranger.hex"
    stranger.write_text("77" * 32)
    assert tegata("keys", "import", "stranger", "--secret-file", stranger).code == ExitCode.OK
    options = ("--member", number, "--key", invoice.member, "--access-key", "stranger", "--audience", 1)
    ran = tegata("submit", invoice.file, *options, "--json")
    assert ran.code == ExitCode.OK, ran.err
    assert ran.document["places"]["told"] == 0
    assert ran.document["places"]["refused"]["message"]
    kept = tegata("submit", invoice.file, *options, "--no-places", "--json")
    assert kept.document["places"] == {"told": 0}


def test_records_that_are_refused_are_named_and_the_others_go_through(
    at: World, tegata: Tegata, tmp_path: Path
) -> None:
    number = import_key(tegata, at, "blue-heron-line", tmp_path)
    milestone = {
        "issuer": {"name": "Blue Heron Line"},
        "event": "LOAD",
        "scheme": "DCSA-TNT-2",
        "meaning": "loaded",
        "occurred": "2026-03-04T21:15:00+07:00",
    }
    poison = {**milestone, "references": [{"type": "BL", "number": "9" * 3_900} for _ in range(80)]}
    items = [{**milestone, "remarks": f"box {n}"} for n in range(5)]
    items[3] = poison
    file = tmp_path / "milestones.json"
    file.write_text(json.dumps(items))
    ran = tegata("submit", file, "--record", "milestone", "--member", number, "--json")
    assert ran.code == ExitCode.PARTLY, ran.err
    assert len(ran.document["records"]) == 4
    assert [item["place"] for item in ran.document["refused"]] == [f"{file}/3"]
    assert ran.document["refused"][0]["code"] == "record.too_large"


def test_a_document_that_no_adapter_reads_is_refused_with_its_place(
    at: World, tegata: Tegata, tmp_path: Path
) -> None:
    number = import_key(tegata, at, "blue-heron-line", tmp_path)
    file = tmp_path / "broken.xml"
    file.write_text("<Invoice><cut>")
    ran = tegata("submit", file, "--member", number)
    assert ran.code == ExitCode.INPUT
    assert "expected" in ran.err


def test_someone_elses_number_is_refused_by_the_gateway(at: World, tegata: Tegata, tmp_path: Path) -> None:
    import_key(tegata, at, "blue-heron-line", tmp_path)
    invoice = next(s for s in STORY.submissions if s.file.name.startswith("invoice"))
    ran = tegata("submit", invoice.file, "--member", BY_SLUG[invoice.member].number, "--json")
    assert ran.code == ExitCode.REFUSED
    assert "error" in json.loads(ran.err)


def test_a_declaration_is_reconciled_and_its_findings_shown(
    at: World, tegata: Tegata, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEGATA_PASSWORD", at.secrets.password)
    ran = tegata("reconcile", STORY.declarations[0], "--country", "JP", "--officer", OFFICER, "--json")
    assert ran.code in (ExitCode.OK, ExitCode.FINDINGS), ran.err
    (result,) = ran.document
    assert result["version"] == 1
    assert all({"rule", "severity"} <= finding.keys() for finding in result["findings"])


def test_a_plan_is_checked_and_nothing_of_it_is_kept(
    at: World, tegata: Tegata, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEGATA_PASSWORD", at.secrets.password)
    other = next(c for c in consignments() if c.slug != STORY.slug and c.declarations)
    ran = tegata(
        "reconcile", other.declarations[0], "--country", "JP", "--check", "--officer", OFFICER, "--json"
    )
    assert ran.code in (ExitCode.OK, ExitCode.FINDINGS), ran.err
    planned = ran.document[0]
    assert (planned["version"], "missing" in planned) == (0, True)
    with at.officer() as client:
        assert planned["declaration"] not in {one["declaration"] for one in client.declarations()}


def test_findings_are_made_again_under_the_rules_they_were_made_under(
    at: World, tegata: Tegata, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEGATA_PASSWORD", at.secrets.password)
    lodged = tegata("reconcile", STORY.declarations[0], "--country", "JP", "--officer", OFFICER, "--json")
    (result,) = lodged.document
    with at.officer() as client:
        version = client.declaration(result["declaration"])["result"]["rule_set"]
    options = ("--declaration", result["declaration"], "--officer", OFFICER, "--json")
    again = tegata("reconcile", "--rules", version, *options)
    assert again.code == lodged.code, again.err
    (found,) = again.document
    assert {f["id"] for f in found["findings"]} == {f["id"] for f in result["findings"]}
    assert found["same_code"]
    assert tegata("reconcile", "--rules", "1+never", *options).code == ExitCode.REFUSED
    assert tegata("reconcile", "--rules", version).code == ExitCode.USAGE


def test_history_finds_a_consignment_by_any_of_its_numbers(at: World, tegata: Tegata, tmp_path: Path) -> None:
    bill = next(s for s in STORY.submissions if "bill" in s.file.name)
    number = import_key(tegata, at, bill.member, tmp_path)
    submitted = tegata("submit", bill.file, "--member", number, "--audience", 1, "--json").document
    converted = tegata("convert", bill.file, "--json").document
    ran = tegata("history", converted[0]["data"]["number"], "--json")
    assert ran.code == ExitCode.OK, ran.err
    assert submitted["records"][0]["id"] in ran.out
    assert tegata("history", converted[0]["data"]["number"]).code == ExitCode.OK
    assert tegata("history", "NOSUCHNUMBER", "--json").document == []


def test_the_doctor_finds_this_gateway_well(at: World, tegata: Tegata) -> None:
    ran = tegata("doctor", "--json")
    assert ran.code == ExitCode.OK, ran.out
    states = {item["check"]: item["state"] for item in ran.document}
    assert states["gateway"] == states["trust file"] == states["gateway's trust file"] == "ok"


def test_a_trust_file_is_not_written_over(at: World, tegata: Tegata) -> None:
    ran = tegata("trust", "init")
    assert ran.code == ExitCode.INPUT
    assert "--replace" in ran.err
    shown = tegata("trust", "show", "--json").document
    assert tegata("trust", "init", "--replace", "--json").document["fingerprint"] == shown["fingerprint"]


def test_a_gateway_that_is_not_there_is_said_so(
    home: Path, tegata: Tegata, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clients.sdk.plans.PAUSES", ())
    ran = tegata("trust", "init", "--gateway", "http://127.0.0.1:9")
    assert ran.code == ExitCode.UNREACHABLE
    assert "127.0.0.1:9" in ran.err


def test_many_end_at_once_and_the_past_is_still_told(at: World, tegata: Tegata, tmp_path: Path) -> None:
    number = import_key(tegata, at, "blue-heron-line", tmp_path)
    milestone = {
        "issuer": {"name": "Blue Heron Line"},
        "event": "LOAD",
        "scheme": "DCSA-TNT-2",
        "meaning": "loaded",
        "occurred": "2026-03-05T21:15:00+07:00",
    }
    file = tmp_path / "milestones.json"
    file.write_text(json.dumps([{**milestone, "remarks": f"bulk {n}"} for n in range(3)]))
    submitted = tegata("submit", file, "--record", "milestone", "--member", number, "--json")
    first, second, third = (record["id"] for record in submitted.document["records"])
    before = tegata("status", third, "--json")
    assert before.code == ExitCode.OK
    block = before.document["chain"][0]["as_of"]["block"]

    listed = tmp_path / "ids.txt"
    listed.write_text(f"{second}\n{'0x' + '11' * 32}\n")
    ran = tegata("revoke", first, "--from", listed, "--member", number, "--json")
    assert ran.code == ExitCode.PARTLY, ran.err
    assert [act["state"] for act in ran.document["acts"]] == ["anchored", "anchored", "refused"]

    superseded = tegata("supersede", third, third, "--member", number)
    assert superseded.code == ExitCode.REFUSED
    whole = tegata("withdraw", third, "--whole-batch", "--member", number, "--json")
    assert whole.document["state"] == "anchored", whole.err
    ended = tegata("status", third, "--json")
    assert ended.code == ExitCode.ENDED
    assert ended.document["chain"][0]["ending"]["whole_batch"]
    then = tegata("status", third, "--block", block, "--json")
    assert then.code == ExitCode.OK
    assert then.document["chain"][0]["ending"] is None
    assert tegata("status", third, "--block", 10**9).code == ExitCode.REFUSED
