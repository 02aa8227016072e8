"""Journey 1, anchor: an exporter's file becomes a record, a signature, a place on the ledger, and a proof."""

from pathlib import Path

from clients.demo import Consignment
from tests.journeys.conftest import Network

CUSTOMS = 1


def file_of(consignment: Consignment, name: str) -> Path:
    return next(s.file for s in consignment.submissions if s.file.name == name)


def test_every_document_of_a_consignment_is_anchored_by_whom_it_is_theirs(
    garments_handed_in: dict[str, list[str]],
) -> None:
    assert {name: len(ids) for name, ids in garments_handed_in.items()} == {
        "invoice.xml": 1,
        "certificate.csv": 1,
        "bill-of-lading.xml": 1,
        "advance-filing.json": 1,
        "events.json": 5,
    }


def test_a_document_shows_what_it_becomes(network: Network, garments: Consignment) -> None:
    exporter = network.party("hoa-sen-garment")
    answer = exporter.run("convert", file_of(garments, "invoice.xml"))
    assert answer.code == 0, answer.err
    assert "HSG-2026-0318" in answer.out


def test_the_same_command_again_gives_the_same_records(
    network: Network, garments: Consignment, garments_handed_in: dict[str, list[str]]
) -> None:
    exporter = network.party("hoa-sen-garment")
    audience = tuple(network.party(slug).number for slug in garments.audience)
    again = exporter.submits(file_of(garments, "invoice.xml"), audience=audience)
    assert again == garments_handed_in["invoice.xml"]


def test_the_author_takes_a_proof_away(
    network: Network, garments_handed_in: dict[str, list[str]], tmp_path: Path
) -> None:
    (certificate,) = garments_handed_in["certificate.csv"]
    bundle = tmp_path / "certificate.tegata.json"
    answer = network.party("viet-nam-issuing-body").does("proof", certificate, "--to", bundle)
    assert answer["verdict"]["outcome"] == "valid"
    assert answer["verdict"]["id"] == certificate


def test_an_exporter_cannot_speak_for_the_issuing_body(network: Network, garments: Consignment) -> None:
    exporter = network.party("hoa-sen-garment")
    answer = exporter.run(
        *("submit", file_of(garments, "certificate.csv"), "--member", "11", "--audience", "1", "--json")
    )
    assert answer.code != 0
    assert '"state": "anchored"' not in answer.out


def test_a_document_that_is_none_is_refused_with_its_place(network: Network, tmp_path: Path) -> None:
    broken = tmp_path / "invoice.xml"
    broken.write_text("<Invoice><cbc:ID>", "utf-8")
    answer = network.party("hoa-sen-garment").run("submit", broken, "--member", "21")
    assert answer.code == 3
    assert "line 1" in answer.err or ":1" in answer.err
