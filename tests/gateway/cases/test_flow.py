"""A question about origin, from customs of one country to an issuing body of another, over two gateways."""

import json
import time
from collections.abc import Iterator

import pytest

from contracts.acts import StepKind
from contracts.commitment import commit
from contracts.ids import CaseId, UnixTime, hex0x
from contracts.proofs.dossier import dossier_from_json, verify_dossier
from contracts.proofs.faults import EvidenceRefused
from contracts.records import parse_record
from gateway.access.officers import create_officer
from gateway.cases.submitting import questions_domain
from gateway.network.trust import trust_of
from tests.gateway.cases.two import (
    QUESTIONS,
    Two,
    question,
    request_of,
    step_of,
    two_gateways,
)
from tests.gateway.network import CUSTOMS, EXPORTER, IMPORTER, ISSUER, author_key, certificate, secret
from tests.gateway.world import eventually


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    with two_gateways(tmp_path_factory.mktemp("two")) as made:
        yield made


def ask(two: Two, **changed: object) -> CaseId:
    said, salt = question(**changed)
    return two.take(request_of(said, salt), said, salt)


def test_from_request_to_outcome(two: Two) -> None:
    case = ask(two, certificate="VN-1")
    assert questions_domain(two.services[CUSTOMS]) == QUESTIONS
    assert two.read_by(ISSUER, case, 0)["questions"] == ["Which producer made the goods?"]
    assert all("producer made" not in json.dumps(post) for post in two.posts)  # sealed on its way

    two.take(*step_of(case, StepKind.ACKNOWLEDGED, 1))
    body = certificate("VN-1")
    seed = secret("seed of the evidence")
    shown = {"kind": 1, "record": body, "seed": hex0x(seed)}
    shown["id"] = hex0x(commit(parse_record(1, body), seed).id)
    two.take(*step_of(case, StepKind.FULLY_ANSWERED, 2, answers=["Tan Long, plant 2."], records=[shown]))
    assert two.read_by(CUSTOMS, case, 2)["answers"] == ["Tan Long, plant 2."]
    mine = two.case(CUSTOMS, case)
    assert (mine["state"], mine["agreement"], mine["tasks"]) == ("answered", "RCEP", ["tell_outcome"])
    assert mine["legal_basis"]["source"].startswith("RCEP Agreement Art. 3.24")

    outcome = {"result": "given", "legal_basis": "RCEP Art. 3.24"}
    two.take(*step_of(case, StepKind.OUTCOME_TOLD, 3, **outcome))
    assert two.read_by(ISSUER, case, 3)["result"] == "given"
    theirs = two.case(ISSUER, case)
    assert [step["kind"] for step in theirs["steps"]] == [
        "request",
        "acknowledged",
        "fully_answered",
        "outcome_told",
    ]
    delivered = eventually(
        lambda: [s["receipt"] for s in two.case(CUSTOMS, case)["steps"] if s["delivery"] == "done"], 60
    )
    assert delivered[0]["status"] in ("received", "duplicate")
    check_dossier(two, case)


def check_dossier(two: Two, case: CaseId) -> None:
    trust, now = trust_of(two.services[CUSTOMS]), UnixTime(int(time.time()))
    document = two.get(ISSUER, f"/v1/cases/{hex0x(case)}/dossier")
    proved = verify_dossier(dossier_from_json(document), trust, now)
    assert (len(proved.steps), proved.said, proved.compromised) == (4, 4, ())

    def refused(change: object) -> str:
        tampered = json.loads(json.dumps(document))
        change(tampered)  # type: ignore[operator]  # each change is a function
        with pytest.raises(EvidenceRefused) as error:
            verify_dossier(dossier_from_json(tampered), trust, now)
        return error.value.fault.value

    assert refused(lambda d: d["steps"][2]["payload"].update(text="Another.")) == "case.payload"
    assert refused(lambda d: d["steps"].pop()) == "case.steps"
    assert refused(lambda d: d["steps"][1].update(time=d["steps"][1]["time"] + 1)) == "case.steps"
    assert refused(lambda d: d["steps"][1]["act"].update(kind=2)) == "case.steps"
    assert refused(lambda d: d["steps"].reverse()) == "case.steps"
    assert refused(lambda d: d.update(case="0x" + "11" * 32)).startswith(("case.", "state."))
    other = d_signature(document, 1)
    assert refused(lambda d: d["steps"][0].update(signature=other)) == "case.signature"
    assert refused(lambda d: d.update(more=1)) == "bundle.member"


def d_signature(document: dict[str, list[dict[str, str]]], place: int) -> str:
    return document["steps"][place]["signature"]


def test_a_case_is_for_its_parties_only(two: Two) -> None:
    case = ask(two)
    for member in (EXPORTER, IMPORTER):
        answer = two.customs.get(f"/v1/cases/{hex0x(case)}", headers=two.headers(member))
        assert answer.status_code == 404
        listed = two.customs.get("/v1/cases", headers=two.headers(member)).json()
        assert listed == {"cases": []}
    assert two.customs.get(f"/v1/cases/{hex0x(case)}").status_code == 401
    assert hex0x(case) in [one["case"] for one in two.get(CUSTOMS, "/v1/cases")["cases"]]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"member": EXPORTER}, "case.refused"),
        ({"respondent": EXPORTER}, "act.refused"),
        ({"respondent": IMPORTER, "addressee": 3}, "case.refused"),
        ({"reply": 29}, "case.refused"),
        ({"reply": 91, "extension": 0}, "case.refused"),
        ({"extension": 61}, "case.refused"),
        ({"start": 1}, "case.refused"),
        ({"months": 1, "reply": 3, "extension": 0}, "case.refused"),
        ({"scope": 16}, "case.refused"),
    ],
)
def test_what_the_agreement_gives_no_basis_for_is_refused(
    two: Two, changed: dict[str, int], code: str
) -> None:
    said, salt = question()
    answer = two.hand_in(request_of(said, salt, **changed), said, salt, key=author_key(CUSTOMS))
    assert answer.status_code in (400, 409, 422), answer.text
    found = answer.json()["code"]
    assert found == code or changed.get("member"), answer.text


def test_steps_that_are_refused(two: Two) -> None:
    case = ask(two)
    act, payload, salt = step_of(case, StepKind.FULLY_ANSWERED, 1)
    by_another = two.hand_in(act, payload, salt, key=author_key(EXPORTER))
    assert by_another.json()["refusal"] == "key_of_another_member"
    third = step_of(case, StepKind.FULLY_ANSWERED, 1, member=EXPORTER)
    assert two.hand_in(*third).json()["refusal"] == "not_a_party"
    elsewhere = {**payload, "case": "0x" + "22" * 32}
    assert two.hand_in(act, elsewhere, salt).json()["where"] == "payload/case"
    assert two.hand_in(act, {**payload, "text": "Other."}, salt).json()["where"] == "payload"
    early = step_of(case, StepKind.LAPSE_NOTED, 1)
    assert two.hand_in(*early).json()["refusal"] == "term_runs"
    longer = step_of(case, StepKind.EXTENDED, 1, due=2**39)
    assert two.hand_in(*longer).json()["refusal"] == "extension_without_basis"
    two.take(act, payload, salt)
    assert two.hand_in(*step_of(case, StepKind.FULLY_ANSWERED, 2)).json()["refusal"] == (
        "case_stands_otherwise"
    )
    forged = {"id": "0x" + "33" * 32, "kind": 1, "record": certificate("VN-2"), "seed": "0x" + "44" * 32}
    wrong = step_of(case, StepKind.COMMENTED, 2, records=[forged])
    assert two.hand_in(*wrong).json()["code"] == "record.field.invalid"


def test_a_gateway_that_is_away_is_waited_for(two: Two) -> None:
    two.cut = True
    case = ask(two)
    try:
        waiting = eventually(lambda: two.case(CUSTOMS, case)["steps"][0]["receipt"], 60)
        assert waiting["status"] == "unreachable"
        assert two.case(ISSUER, case)["steps"][0]["payload"] is None
    finally:
        two.cut = False
    assert two.read_by(ISSUER, case, 0)


def test_an_envelope_that_is_not_what_it_says_is_refused(two: Two) -> None:
    case = ask(two)
    two.read_by(ISSUER, case, 0)
    sent = next(post for post in reversed(two.posts) if post["case"] == hex0x(case))

    def answered(**changed: object) -> dict[str, object]:
        found: dict[str, object] = two.issuer.post("/v1/case-deliveries", json={**sent, **changed}).json()
        return found

    assert answered()["status"] == "duplicate"
    assert answered(step=1)["status"] == "bad_signature"
    assert answered(sender=ISSUER)["status"] == "bad_signature"
    assert answered(sealed=sent["sealed"][:-4] + "AAAA")["status"] == "bad_signature"
    assert answered(recipient=CUSTOMS)["code"] == "conflict"
    assert answered(format="x")["code"] == "envelope.invalid"


def test_an_officer_sees_the_case_with_its_time_left_in_both_languages(two: Two) -> None:
    case = ask(two, reason="Checked at <b>random</b>.")
    two.take(*step_of(case, StepKind.ACKNOWLEDGED, 1))
    services, password = two.services[CUSTOMS], "a password for tests"
    create_officer(services.store, "kato", "加藤", password)
    two.customs.follow_redirects = False
    asked = {"account": "kato", "password": password, "then": "/cases"}
    assert two.customs.post("/sign-in", data=asked, headers={"accept": "text/html"}).status_code == 303
    for tag, left in (("en", "days left"), ("ja", "残り")):
        listed = two.customs.get(f"/cases?lang={tag}", headers={"accept": "text/html"})
        assert listed.status_code == 200
        assert left in listed.text
        page = two.customs.get(f"/cases/{hex0x(case)}?lang={tag}", headers={"accept": "text/html"})
        assert page.status_code == 200
        assert "&lt;b&gt;random" in page.text
    assert two.customs.get(f"/cases/0x{'0' * 64}", headers={"accept": "text/html"}).status_code == 404
    two.customs.cookies.clear()


def test_an_agreement_without_a_clock_leaves_the_term_to_the_request(two: Two) -> None:
    client = two.customs
    asked = {"agreement": "JP-VN", "addressee": "authority"}
    found = client.get("/v1/case-terms", params=asked).json()
    assert (found["reply"], found["legal_basis"], found["verified"]) == (None, None, False)
    known = client.get("/v1/case-terms", params={"agreement": "RCEP"}).json()
    assert known["reply"] == 30 and known["legal_basis"]
    unknown = client.get("/v1/case-terms", params={"agreement": "JP-XX"})
    assert unknown.status_code == 404
