"""The whole demonstration in a process of its own: its outcome is exactly what its stories tell."""

import json
import subprocess
import sys
from typing import Any

import pytest

from clients.demo import consignments
from tests.journeys.parties import RUN


@pytest.fixture(scope="module")
def summary() -> Any:
    command = [sys.executable, "-c", RUN, "demo", "--once", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=540, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_consignment_is_told(summary: Any) -> None:
    assert summary["consignments"] == len(consignments())
    assert summary["declarations"] == sum(len(consignment.declarations) for consignment in consignments())


def test_the_findings_are_those_that_the_stories_tell(summary: Any) -> None:
    found = sorted((f["declaration"], f["rule"], f["severity"]) for f in summary["findings"])
    assert found == sorted(
        (f.declaration, f.rule, f.severity) for consignment in consignments() for f in consignment.expected
    )


def test_every_record_is_proved_offline(summary: Any) -> None:
    assert summary["bundles_verified"] == summary["records_anchored"] > 100
