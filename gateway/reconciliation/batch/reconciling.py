"""A batch over a gateway's own database: an extract in one snapshot, then the run over it."""

import json
from pathlib import Path

from gateway.reconciliation.batch.extracting import extract_all
from gateway.reconciliation.batch.extracts import Extract
from gateway.reconciliation.batch.running import Progress, Summary, run
from gateway.reconciliation.loading import height_of
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
            with store.read() as connection:
                height = int(height_of(connection))
                extract_all(connection, folder)
        finally:
            store.close()
        done.write_text(json.dumps({"block_height": height}) + "\n", encoding="utf-8")
    height = json.loads(done.read_text(encoding="utf-8"))["block_height"]
    return run(Extract(folder), target, block_height=height, signer=signer, progress=progress)
