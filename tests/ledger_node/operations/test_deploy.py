"""The files under scripts/deploy name commands, figures and versions that exist."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from clients.cli.main import tegata
from ledger_node.operations.engine_process import VERSION
from ledger_node.operations.founding import BASE_PORT
from ledger_node.operations.health import HealthServer
from ledger_node.operations.metrics import render_metrics
from ledger_node.operations.settings import Address
from tests.ledger_node.operations.test_doctor import WELL

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "scripts" / "deploy"


def test_the_dashboard_shows_figures_that_a_node_has() -> None:
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text("utf-8"))
    shown = set(re.findall(r"tegata_[a-z_]+", json.dumps(dashboard["panels"])))
    had = {line.split()[0] for line in render_metrics(WELL).splitlines() if not line.startswith("#")}
    assert shown and shown <= had


def test_the_same_engine_is_built_everywhere() -> None:
    named = [DEPLOY / "Dockerfile", ROOT / "scripts" / "build_cometbft.sh"]
    for path in named:
        assert VERSION in path.read_text("utf-8"), path.name
    assert f"v{VERSION}" in (ROOT / "docs" / "guides" / "network.md").read_text("utf-8")


def test_systemd_has_nothing_to_say_about_the_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        if os.environ.get("CI"):
            raise AssertionError("systemd-analyze is not installed")
        pytest.skip("systemd-analyze is not installed")
    unit = (DEPLOY / "tegata-node.service").read_text("utf-8")
    (tmp_path / "tegata-node.service").write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", unit))
    command = ["systemd-analyze", "verify", str(tmp_path / "tegata-node.service")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_compose_file_names_what_there_is() -> None:
    compose = (DEPLOY / "compose.yaml").read_text("utf-8")
    (context, dockerfile) = re.findall(r"build: \{context: (\S+), dockerfile: (\S+)\}", compose)[0]
    assert (DEPLOY / context / dockerfile).resolve() == DEPLOY / "Dockerfile"
    members = re.findall(r"^  (member-\d):", compose, re.MULTILINE)
    assert members == re.findall(r"--host, (member-\d)", compose)
    assert re.findall(r"\./net/(member-\d):/data", compose) == members
    assert len(members) >= 4
    published = re.findall(r'"127\.0\.0\.1:(\d+):(\d+)"', compose)
    assert published == [(str(BASE_PORT + 2),) * 2], "member 1's JSON-RPC, on loopback only"


def test_the_containers_are_well_for_as_long_as_the_node_is_alive() -> None:
    compose = (DEPLOY / "compose.yaml").read_text("utf-8")
    ((test, port, page),) = re.findall(r'-c, "(.*127\.0\.0\.1:(\d+)/(\w+).*)"\]', compose)
    assert (int(port), page) == (BASE_PORT + 3, "livez"), "a lost quorum is no reason to start a node again"
    for alive, code in ((True, 0), (False, 1)):
        health = HealthServer(Address(port=0), lambda: WELL, lambda alive=alive: alive)
        health.start()
        command = [sys.executable, "-c", test.replace(port, str(health.port))]
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
        health.stop()
        assert done.returncode == code, done.stderr


def test_units_start_commands_that_exist() -> None:
    unit = (DEPLOY / "tegata-node.service").read_text("utf-8")
    (line,) = re.findall(r"^ExecStart=\S*/tegata (.+)$", unit, re.MULTILINE)
    compose = (DEPLOY / "compose.yaml").read_text("utf-8")
    commands = [re.split(r",\s*|\s+", words) for words in re.findall(r"command: \[(.+)\]", compose)]
    for words in (line.split(), *commands):
        context = tegata.make_context("tegata", [word.strip('"') for word in words], resilient_parsing=True)
        command = tegata.get_command(context, words[0])
        assert command is not None
        assert words[1] in command.commands  # type: ignore[attr-defined]  # both are groups
