"""What serving processes write: lines of JSON where asked for, and a cause that repeats once a minute."""

import io
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clients.cli.logs import JSON, REPEAT_SECONDS, TEXT, JsonLines, OnceAMinute, log_handler
from contracts.genesis import render
from ledger_node import load_or_create_key
from tests.ledger_node.network import make_genesis, secret, wait_for

ROOT = Path(__file__).resolve().parents[3]
LOG = logging.getLogger("tegata.test")


@pytest.fixture
def written() -> Iterator[Callable[[str], io.StringIO]]:
    """Begins to write what is logged to a stream."""
    begun: list[logging.Handler] = []

    def begin(log_format: str) -> io.StringIO:
        stream = io.StringIO()
        begun.append(log_handler(log_format, stream))
        LOG.addHandler(begun[-1])
        return stream

    yield begin
    for handler in begun:
        LOG.removeHandler(handler)


def failing(how: int = 0) -> None:
    try:
        if how:
            raise OSError("no room")
        raise ValueError("no number")
    except (OSError, ValueError):
        LOG.exception("%s failed", f"request {how}")


def test_a_line_of_json_holds_time_level_message_and_cause(written: Callable[[str], io.StringIO]) -> None:
    stream = written(JSON)
    LOG.warning("dropped %s:\n%s", "0x11", 'a "reason"')
    failing()
    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (first["level"], first["logger"]) == ("warning", "tegata.test")
    assert first["message"] == 'dropped 0x11:\na "reason"'
    assert first["process"] == os.getpid() and "cause" not in first
    assert second["cause"].endswith("ValueError: no number")


def test_lines_to_read_stay_as_they_were(written: Callable[[str], io.StringIO]) -> None:
    stream = written(TEXT)
    LOG.error("what stops %s", "it")
    assert stream.getvalue().endswith(" ERROR tegata.test what stops it\n")


def test_a_cause_that_repeats_is_written_once_and_another_beside_it(
    written: Callable[[str], io.StringIO],
) -> None:
    stream = written(TEXT)
    for how in (0, 0, 0, 1, 0, 1):
        failing(how)
    for _ in range(2):
        LOG.error("a sentence without a cause")
    text = stream.getvalue()
    assert (text.count("Traceback"), text.count("no number"), text.count("no room")) == (2, 2, 2)
    assert text.count("a sentence") == 2


def test_after_a_minute_it_is_written_again_with_how_often_it_came() -> None:
    once = OnceAMinute()
    times = [0.0, 1.0, 2.0, REPEAT_SECONDS, REPEAT_SECONDS + 1, 3 * REPEAT_SECONDS]
    records = [record(1_790_000_000 + seconds) for seconds in times]
    assert [once.filter(each) for each in records] == [True, False, False, True, False, True]
    assert [getattr(each, "repeated", 0) for each in records] == [0, 0, 0, 2, 0, 1]
    line: dict[str, Any] = json.loads(JsonLines().format(records[3]))
    assert (line["time"], line["repeated"]) == ("2026-09-21T14:14:20.000Z", 2)


def record(created: float) -> logging.LogRecord:
    try:
        raise ValueError
    except ValueError:
        made = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    made.created, made.msecs = created, 0.0
    return made


def test_a_node_that_is_told_to_writes_json(tmp_path: Path) -> None:
    (tmp_path / "genesis.json").write_text(render(make_genesis()), encoding="utf-8")
    load_or_create_key(tmp_path / "sequencer.key", secret("sequencer"))
    words = ["node", "run", "--data", str(tmp_path), "--port", "0", "--json"]
    with (tmp_path / "log").open("wb") as log:
        node = subprocess.Popen(
            [sys.executable, "-c", "from clients.cli.main import main; main()", *words],
            stdout=subprocess.PIPE,
            stderr=log,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TEGATA_LOG_FORMAT": JSON},
        )
    assert node.stdout is not None
    assert any(b'"url"' in line for line in iter(node.stdout.readline, b"}\n"))
    (supervisor,) = wait_for(lambda: children(node.pid), 60)
    (reader,) = wait_for(lambda: children(supervisor), 60)
    os.kill(reader, signal.SIGKILL)
    lines = wait_for(lambda: (tmp_path / "log").read_text("utf-8").splitlines(), 60)
    node.terminate()
    node.wait(60)
    node.stdout.close()
    line = json.loads(lines[0])
    assert (line["level"], line["logger"]) == ("error", "tegata.node.readers")
    assert line["message"] == "a reader ended with -9, and is started again"


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
