"""Every mitigation in the threat model names a test, and the test is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`([a-z_/]+(?:\.py)?/?)(?:::(test_\w+))?`")


def test_every_test_named_in_the_threat_model_exists() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    named = [match for match in NAMED.findall(text) if "/" in match[0]]
    assert len(named) > 25
    missing = [
        f"{path}::{test}"
        for path, test in named
        if not (ROOT / "tests" / path).exists()
        or (test and f"def {test}(" not in (ROOT / "tests" / path).read_text("utf-8"))
    ]
    assert missing == []
