"""Journeys 2, 6 and 7 over real processes: four validators, and the gateways of two countries."""

import json
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from clients.demo import Consignment
from tests.journeys.countries import EXPORTER, JAPAN, VIET_NAM, Countries, at
from tests.journeys.parties import Outcome, Party

pytestmark = pytest.mark.long  # four validators, two gateways, and a command of its own for each step

LINE = 14_400
"""Pieces on the certificate's first line."""


@pytest.fixture(scope="module")
def stranger(countries: Countries, tmp_path_factory: pytest.TempPathFactory) -> Party:
    """Somebody who was given Japan's trust file, and has no network."""
    home = tmp_path_factory.mktemp("stranger")
    shutil.copy(countries.japan.home / "trust.json", home)
    return Party(0, home, gateway="http://127.0.0.1:9")


def issued(countries: Countries, garments: Consignment, folder: Path, number: str) -> str:
    """A certificate under this number, handed in by Viet Nam at its own gateway and at Japan's."""
    source = next(each.file for each in garments.submissions if each.file.name == "certificate.csv")
    certificate = folder / f"{number}.csv"
    certificate.write_text(source.read_text("utf-8-sig").replace("0311842", number), "utf-8")
    both = (JAPAN, VIET_NAM)
    (own,) = countries.viet_nam.submits(certificate, audience=both)
    (abroad,) = at(countries.viet_nam, countries.japan).submits(certificate, audience=both)
    assert own == abroad, "it is one record on the ledger"
    return own


def proved(party: Party, record: str, file: Path, code: int = 0) -> Path:
    party.does("proof", record, "--to", file, code=code)
    return file


def test_a_proof_from_one_country_is_verified_in_the_other_without_a_network(
    countries: Countries, garments: Consignment, stranger: Party, tmp_path: Path
) -> None:
    record = issued(countries, garments, tmp_path, "0410001")
    for name, party in (("japan", countries.japan), ("viet-nam", countries.viet_nam)):
        bundle = proved(party, record, tmp_path / f"{name}.json")
        assert stranger.does("verify", bundle)["outcome"] == "valid"
    text = bundle.read_text("utf-8")
    bundle.write_text(text.replace("0410001", "0410002"), "utf-8")
    assert stranger.does("verify", bundle, code=13)["outcome"] == "refused"
    countries.viet_nam.does("revoke", record, "--member", str(VIET_NAM), "--reason", "issued_in_error")
    ended = eventually(lambda: ended_bundle(countries.japan, record, tmp_path / "ended.json"))
    assert stranger.does("verify", ended, code=10)["outcome"] == "ended"


def ended_bundle(party: Party, record: str, file: Path) -> Path | None:
    """The proof that the record ended, once this party's gateway has seen it."""
    return file if party.run("proof", record, "--to", file).code == 10 else None


def test_a_certificate_is_drawn_down_once_whichever_country_tries(
    countries: Countries, garments: Consignment, stranger: Party, tmp_path: Path
) -> None:
    record = issued(countries, garments, tmp_path, "0410003")
    most, rest = LINE * 2 // 3, LINE - LINE * 2 // 3
    tries = [(countries.japan, "JP-26112300001"), (countries.viet_nam, "VN-26112300001")]
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda each: drawn(each[0], each[1], record, most), tries))
    states = [settled(party, record)[0]["state"] for party, _ in tries]
    assert sorted(states) == ["refused", "written"]
    for party, _ in tries:
        line = eventually(lambda party=party: first_line(party, record))
        assert (line["used"], line["left"]) == (str(most), str(rest))
    loser, declaration = tries[states.index("refused")]
    evidence = tmp_path / "conflict.json"
    loser.does("debit", record, "--declaration", declaration, "--conflict-to", evidence)
    assert stranger.does("verify", evidence)
    changed = json.loads(evidence.read_text("utf-8"))
    changed["refused"]["act"]["quantity"] = "1"
    evidence.write_text(json.dumps(changed), "utf-8")
    assert stranger.run("verify", evidence).code == 13
    drawn(loser, declaration, record, rest)
    assert eventually(lambda: all(first_line(party, record)["left"] == "0" for party, _ in tries))


def drawn(party: Party, declaration: str, record: str, quantity: int) -> Outcome:
    return party.run(
        *("debit", record, "--declaration", declaration, "--quantity", str(quantity)),
        *("--reason", "as weighed on arrival", "--json"),
    )


def settled(party: Party, record: str) -> list[dict[str, Any]]:
    """What this party asked to draw, once the ledger has decided on it."""

    def decided() -> list[dict[str, Any]]:
        draws: list[dict[str, Any]] = party.does("debit", record)["draws"]
        return draws if draws and all(each["state"] in ("written", "refused") for each in draws) else []

    return eventually(decided)  # type: ignore[no-any-return] # what `decided` returns


def first_line(party: Party, record: str) -> dict[str, Any]:
    lines: list[dict[str, Any]] = party.does("debit", record)["lines"]
    return lines[0] if lines else {}


def test_a_member_leaves_with_everything_and_checks_it_alone(
    countries: Countries, garments: Consignment, stranger: Party, tmp_path: Path
) -> None:
    issued(countries, garments, tmp_path, "0410004")
    invoice = next(each for each in garments.submissions if each.file.name == "invoice.xml")
    countries.parties[EXPORTER].submits(invoice.file, audience=(VIET_NAM,), record=invoice.record)
    countries.viet_nam.does("export", tmp_path / "archive")
    stranger.does("fsck", tmp_path / "archive", "--trust", stranger.home / "trust.json")
    table = tmp_path / "archive" / "tables" / "records.parquet"
    pl.read_parquet(table).with_columns(position=pl.col("position") + 1).write_parquet(table)
    assert stranger.run("fsck", tmp_path / "archive", "--trust", stranger.home / "trust.json").code == 8


def eventually(condition: Any, seconds: float = 120) -> Any:
    """What `condition` answers once it is true."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.2)
    return found
