"""Journey 2, verify: foreign customs checks a proof offline: genuine, authorised, not revoked."""

import json
from pathlib import Path

import pytest

from clients.demo import Consignment
from tests.journeys.conftest import Network
from tests.journeys.parties import Party


@pytest.fixture(scope="module")
def foreign_customs(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Party:
    """Somebody without keys and without a network, who was given a trust file."""
    home = tmp_path_factory.mktemp("foreign-customs")
    trust = network.party("japan-customs").home / "trust.json"
    (home / "trust.json").write_bytes(trust.read_bytes())
    return Party(0, home, gateway="http://127.0.0.1:9")


@pytest.fixture
def bundle(network: Network, garments_handed_in: dict[str, list[str]], tmp_path: Path) -> Path:
    path = tmp_path / "certificate.tegata.json"
    network.party("viet-nam-issuing-body").does(
        "proof", garments_handed_in["certificate.csv"][0], "--to", path
    )
    return path


def test_a_certificate_is_verified_without_the_network(foreign_customs: Party, bundle: Path) -> None:
    verdict = foreign_customs.does("verify", bundle)
    assert verdict["outcome"] == "valid"
    assert {claim["claim"]: claim["shown"] for claim in verdict["claims"]} == {
        "genuine": "proved",
        "authorised_at_anchoring": "proved",
        "status": "proved",
        "author": "proved",
        "identity": "proved",
        "fields": "proved",
        "completeness": "proved",
        "freshness": "proved",
    }
    assert verdict["fields"]["number"] == "VN-RCEP-26-0311842"


def test_a_changed_field_refuses_the_whole(foreign_customs: Party, bundle: Path) -> None:
    document = json.loads(bundle.read_text("utf-8"))
    field = next(field for field in document["records"][0]["fields"] if field[1] == "number")
    field[3] = "VN-RCEP-26-0311843"
    bundle.write_text(json.dumps(document), "utf-8")
    verdict = foreign_customs.does("verify", bundle, code=13)
    assert verdict["outcome"] == "refused"
    assert verdict["refusal"]["fault"] == "record.commitment"


def test_fields_can_be_hidden_and_the_rest_stays_proved(
    foreign_customs: Party, bundle: Path, tmp_path: Path
) -> None:
    shown = tmp_path / "shown.json"
    foreign_customs.does("disclose", bundle, "--fields", "number,lines/*/quantity", "--to", shown)
    verdict = foreign_customs.does("verify", shown)
    assert verdict["outcome"] == "valid"
    assert set(verdict["fields"]) == {"", "#", "number", "lines/0/quantity", "lines/1/quantity"}
    assert "Hoa Sen" not in shown.read_text("utf-8")


def test_an_old_proof_is_genuine_and_stale(foreign_customs: Party, bundle: Path) -> None:
    assert foreign_customs.does("verify", bundle, "--at", "2000000000", code=12)["outcome"] == "stale"


def test_another_networks_trust_file_refuses_it(foreign_customs: Party, bundle: Path, tmp_path: Path) -> None:
    trust = json.loads((foreign_customs.home / "trust.json").read_text("utf-8"))
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**trust, "network": "0x" + "ab" * 32}), "utf-8")
    verdict = foreign_customs.does("verify", bundle, "--trust", other, code=13)
    assert verdict["refusal"]["fault"] == "network.other"


def test_after_a_revocation_a_new_proof_says_so(
    network: Network, foreign_customs: Party, garments: Consignment, tmp_path: Path
) -> None:
    issuer = network.party("viet-nam-issuing-body")
    certificate = tmp_path / "certificate.csv"
    source = next(s.file for s in garments.submissions if s.file.name == "certificate.csv")
    certificate.write_text(source.read_text("utf-8-sig").replace("0311842", "0399999"), "utf-8")
    (record,) = issuer.submits(certificate, audience=(1,))
    issuer.does("revoke", record, "--member", "11", "--reason", "issued_in_error")
    bundle = tmp_path / "revoked.json"
    issuer.does("proof", record, "--to", bundle, code=10)
    verdict = foreign_customs.does("verify", bundle, code=10)
    assert verdict["outcome"] == "ended"
    status = next(claim for claim in verdict["claims"] if claim["claim"] == "status")
    assert status["details"]["state"] == "revoked"
