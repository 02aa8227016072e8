"""Journey 5, query origin: customs ask an issuing body abroad, over two gateways and four validators."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clients.demo import Consignment
from tests.journeys.countries import EXPORTER, JAPAN, VIET_NAM, Countries
from tests.journeys.parties import Party

pytestmark = pytest.mark.long  # four validators, two gateways, and a command of its own for each step

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
SNIPPET = re.compile(r"^```sh([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_guide_for_foreign_customs(countries: Countries, garments: Consignment, tmp_path: Path) -> None:
    customs, body = countries.japan, countries.viet_nam
    text = (GUIDES / "foreign-customs.md").read_text("utf-8")
    source = next(s.file for s in garments.submissions if s.file.name == "certificate.csv")
    certificate = source.read_text("utf-8").replace("VN-RCEP-26-0311842", "VN-RCEP-26-0999002")
    (tmp_path / "certificate.csv").write_text(certificate, "utf-8")
    body.submits(tmp_path / "certificate.csv", audience=(JAPAN,))
    ran = 0
    for info, script in SNIPPET.findall(text):
        party = body if "as=body" in info else customs
        stated = re.search(r"exit=(\d+)", info)
        if "dossier" in script:
            said_everywhere(party, tmp_path)
        done = run(party, script, tmp_path, BODY_GATEWAY=body.gateway)
        assert done.returncode == (int(stated[1]) if stated else 0), f"{script}\n{done.stdout}\n{done.stderr}"
        ran += 1
    assert ran == 17


def said_everywhere(party: Party, folder: Path) -> None:
    """Waits until this side's gateway holds what was said in every step."""
    case = json.loads((folder / "case.json").read_text("utf-8"))["case"]
    until = time.monotonic() + 120
    while any(step["payload"] is None for step in party.does("case", "show", case)["steps"]):
        assert time.monotonic() < until, "what the other side said did not come"


def run(party: Party, script: str, folder: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """A snippet of the guide, by one side."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {
        **party.environment,
        "PATH": path,
        "BODY": str(VIET_NAM),
        "EXPORTER": str(EXPORTER),
        **more,
    }
    command = ["bash", "-euo", "pipefail", "-c", script]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
