"""What a serving process writes to its standard error: lines to read, or JSON lines for a log collector."""

import json
import logging
import sys
import time
from collections.abc import Callable
from typing import Any, TextIO, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

TEXT, JSON = "text", "json"
REPEAT_SECONDS = 60.0
"""How long the same cause is only counted after it was written."""

_KINDS = 1_000
"""Causes that are remembered, at most."""


def log_format_option(command: F) -> F:
    """`--log-format`: lines to read, or JSON."""
    return click.option(
        "--log-format",
        type=click.Choice([TEXT, JSON]),
        default=TEXT,
        show_default=True,
        envvar="TEGATA_LOG_FORMAT",
        show_envvar=True,
        help="How the log is written, on standard error.",
    )(command)


def begin_logging(log_format: str) -> None:
    """Write warnings and worse of the whole process to standard error."""
    logging.basicConfig(level=logging.WARNING, handlers=[log_handler(log_format, sys.stderr)])


def log_handler(log_format: str, stream: TextIO) -> logging.Handler:
    """What writes records to `stream`, each cause once a minute at most."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if log_format == JSON else _Lines())
    handler.addFilter(OnceAMinute())
    return handler


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time in UTC, level, logger, message, process, thread, and its cause."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line = {
            "time": _utc(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
            "thread": record.threadName,
            "correlation_id": getattr(record, "correlation_id", None),
            "repeated": getattr(record, "repeated", None),
            "cause": self.formatException(record.exc_info) if record.exc_info else None,
        }
        told = {name: value for name, value in line.items() if value is not None}
        return json.dumps(told, ensure_ascii=False)


class _Lines(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's name
        line = super().formatMessage(record)
        repeated = getattr(record, "repeated", 0)
        return f"{line} (and {repeated} times more since it was last written)" if repeated else line


class OnceAMinute(logging.Filter):
    """Lets a record with a cause through when that cause was not written for a minute; counts it otherwise.

    A client that asks a hundred times a second for what fails would fill the disk with one stack.
    """

    def __init__(self) -> None:
        super().__init__()
        self._written: dict[tuple[object, ...], tuple[float, int]] = {}
        """Cause → when it was last written, and how many came since."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written; called under the handler's lock only."""
        if not record.exc_info:
            return True
        cause = _cause(record)
        last, more = self._written.pop(cause, (float("-inf"), 0))
        due = not last <= record.created < last + REPEAT_SECONDS
        self._written[cause] = (record.created, 0) if due else (last, more + 1)
        if len(self._written) > _KINDS:
            self._written.pop(next(iter(self._written)))
        if due and more:
            record.repeated = more
        return due


def _cause(record: logging.LogRecord) -> tuple[object, ...]:
    """Who logs, what, and where the error was raised."""
    kind, _, trace = record.exc_info or (None, None, None)
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else None
    return record.name, record.msg, kind, place


def _utc(record: logging.LogRecord) -> str:
    seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
    return f"{seconds}.{int(record.msecs):03d}Z"
