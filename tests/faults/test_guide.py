"""The guide to a network of four, followed to the letter."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ledger_node.operations.doctor import Finding
from tests.faults.cluster import ROOT, free_ports, require_engine

pytestmark = pytest.mark.xdist_group("validators")

GUIDES = ROOT / "docs" / "guides"
GUIDE = (GUIDES / "network.md").read_text("utf-8")
BLOCK = re.compile(r"^```(sh|python)([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)

NEXT_VERSION = """\
import sys
sys.path.insert(0, {root!r})
from ledger_node import rules
rules.APP_VERSION = 2
"""
"""What Python runs first once the next version is installed: only the number of its rules is another."""


def follow(guide: str, text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the snippets of a guide, in order; one marked "install" makes all that follow the next version."""
    require_engine()
    monkeypatch.chdir(folder)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "TEGATA_BASE_PORT": str(free_ports(50)),
    }
    names: dict[str, object] = {}
    try:
        for language, info, script in BLOCK.findall(text):
            if "no-run" in info:
                continue
            if "install" in info:
                environment["PYTHONPATH"] = install_next_version(folder)
            elif language == "python":
                exec(compile(script, guide, "exec"), names)
            else:
                stated = re.search(r"exit=(\d+)", info)
                done = run(script, environment)
                expected = int(stated[1]) if stated else 0
                assert done.returncode == expected, f"{script}\n{done.stdout}\n{done.stderr}\n{logs(folder)}"
    finally:
        run("tegata network down trial", environment)


def install_next_version(folder: Path) -> str:
    """The Python path of the next version of Tegata."""
    place = folder / "next"
    place.mkdir()
    (place / "sitecustomize.py").write_text(NEXT_VERSION.format(root=str(ROOT)), encoding="utf-8")
    return f"{place}{os.pathsep}{ROOT}"


def test_a_network_is_made_broken_and_mended_by_the_guide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, voting, _ = GUIDE.partition("\n## Add and remove a validator by vote\n")
    assert voting
    follow("network.md", before, tmp_path, monkeypatch)
    assert (tmp_path / "ledger.ndjson").read_text("utf-8").count("\n") == 5


@pytest.mark.long
def test_the_guide_is_followed_to_the_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    follow("network.md", GUIDE, tmp_path, monkeypatch)
    assert (tmp_path / "ledger.ndjson").read_text("utf-8").count("\n") == 5


@pytest.mark.long
def test_a_network_is_upgraded_by_the_guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    follow("upgrade.md", (GUIDES / "upgrade.md").read_text("utf-8"), tmp_path, monkeypatch)


def run(script: str, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def logs(folder: Path) -> str:
    return "\n".join(path.read_text("utf-8")[-1_500:] for path in sorted(folder.rglob("*.log")))


def test_every_finding_is_in_the_guide() -> None:
    sources = (ROOT / "ledger_node" / "operations").glob("*.py")
    text = "\n".join(path.read_text("utf-8") for path in sources)
    codes = set(re.findall(r'Finding\(\s*"([a-z_.]+)"', text)) | {"node.engine.missing", "node.engine.key"}
    assert len(codes) > 12
    for code in codes:
        assert f"`{code}`" in GUIDE, code
    assert Finding("x", "y", False).to_json() == {"code": "x", "sentence": "y", "stops": False}
