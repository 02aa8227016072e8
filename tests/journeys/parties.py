"""Who takes part in the journeys: each a person with a folder of their own, running `tegata`."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PASSWORD = "correct horse battery staple"
RUN = "from clients.cli.main import main; main()"


@dataclass(frozen=True)
class Outcome:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Party:
    """A member's user: number on the ledger, folder, and where their gateway is."""

    number: int
    home: Path
    gateway: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "TEGATA_HOME": str(self.home),
            "TEGATA_PASSWORD": PASSWORD,
            "TEGATA_GATEWAY": self.gateway,
            **self.extra,
        }

    def run(self, *arguments: str | Path) -> Outcome:
        """`tegata` with these arguments, to its end."""
        command = [sys.executable, "-c", RUN, *map(str, arguments)]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    def does(self, *arguments: str | Path, code: int = 0) -> Any:
        """The JSON that the command answers, after it ended with `code`."""
        done = self.run(*arguments, "--json")
        assert done.code == code, f"{arguments}: exit {done.code}\n{done.out}\n{done.err}"
        return done.document

    def submits(self, *files: Path, audience: tuple[int, ...], record: str | None = None) -> list[str]:
        """The ids of the records in `files`, anchored."""
        options = [word for member in audience for word in ("--audience", str(member))]
        if record is not None:
            options += ["--record", record]
        options += ["--issuer", "Blue Heron Line"]
        answer = self.does("submit", *files, "--member", str(self.number), *options)
        assert {entry["state"] for entry in answer["records"]} == {"anchored"}
        assert not answer["refused"]
        return [entry["id"] for entry in answer["records"]]
