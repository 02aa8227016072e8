"""A batch over a gateway's own database: an extract in one snapshot, then the run over it."""

import json
from pathlib import Path
from typing import Any

from gateway.reconciliation.batch.extracting import extract_all
from gateway.reconciliation.batch.extracts import Extract
from gateway.reconciliation.batch.offices import Ruling, Word
from gateway.reconciliation.batch.running import Progress, Summary, run
from gateway.reconciliation.facts import known_facts
from gateway.reconciliation.loading import height_of
from gateway.reconciliation.switching import EVERY_OFFICE, words_of_offices
from gateway.signing import GatewaySigner
from gateway.store import open_store


def reconcile_database(database: str, target: Path, signer: GatewaySigner, progress: Progress) -> Summary:
    """Every declaration of `database` (an SQLAlchemy URL), as of the block that it is indexed to.

    The extract is kept in `target`; where it is whole already it is used again, with its height.
    """
    folder = target / "extract"
    done = folder / "extract.json"
    if not done.exists():
        store = open_store(database)
        try:
            with store.read() as connection:  # one snapshot: the height is that of the rows
                height = int(height_of(connection))
                extract_all(connection, folder, lambda share: progress("extracting", share))
                words = words_of_offices(connection)
        finally:
            store.close()
        done.write_text(
            json.dumps({"block_height": height, "offices": _told(words)}) + "\n", encoding="utf-8"
        )
    kept = json.loads(done.read_text(encoding="utf-8"))
    words = _heard(kept["offices"])
    ruling = Ruling(known_facts(), words, words.pop(EVERY_OFFICE))
    height = kept["block_height"]
    return run(Extract(folder), target, block_height=height, ruling=ruling, signer=signer, progress=progress)


def _told(words: dict[str, Word]) -> dict[str, Any]:
    """The words of offices as JSON values."""
    return {name: [sorted(off), sorted(tuned)] for name, (off, tuned) in words.items()}


def _heard(told: dict[str, Any]) -> dict[str, Word]:
    return {
        name: (frozenset(off), frozenset((rule, key, value) for rule, key, value in tuned))
        for name, (off, tuned) in told.items()
    }
