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

GUIDE = (ROOT / "docs" / "guides" / "network.md").read_text("utf-8")
BLOCK = re.compile(r"^```(sh|python)([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_guide_is_followed_to_the_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_engine()
    monkeypatch.chdir(tmp_path)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {
        **os.environ,
        "PATH": path,
        "PYTHONPATH": str(ROOT),
        "TEGATA_BASE_PORT": str(free_ports(50)),
    }
    names: dict[str, object] = {}
    try:
        for language, info, script in BLOCK.findall(GUIDE):
            if "no-run" in info:
                continue
            if language == "python":
                exec(compile(script, "network.md", "exec"), names)
                continue
            stated = re.search(r"exit=(\d+)", info)
            done = run(script, environment)
            expected = int(stated[1]) if stated else 0
            assert done.returncode == expected, f"{script}\n{done.stdout}\n{done.stderr}\n{logs(tmp_path)}"
    finally:
        run("tegata network down trial", environment)
    assert (tmp_path / "ledger.ndjson").read_text("utf-8").count("\n") == 5


def run(script: str, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=150,
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
