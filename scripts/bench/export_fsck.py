"""[export_fsck] export 100,000 records from a gateway, then derive all of it anew: seconds together.

RECORDS=10000 measures fewer. What each takes is printed besides.
"""

import os
import tempfile
import time
from pathlib import Path

from clients.sdk import Client
from scripts.bench.anchoring import Options, anchored_in, prepare, running, secret
from scripts.bench.report import report

RECORDS = int(os.environ.get("RECORDS", "100000"))
BATCH = 1_000
CLIENTS = 2
DOMAIN = "localhost:8700"
"""The address that the measured gateway believes to have: a sign-in is bound to it."""


def main() -> None:
    """Anchor, export, check."""
    from gateway.archive.checking import check_archive

    batches = prepare(RECORDS // BATCH, BATCH)
    with tempfile.TemporaryDirectory() as scratch, running(Options()) as url:
        anchored_in(url, batches, CLIENTS)
        folder = Path(scratch) / "export"
        with Client(url) as client:
            client.session.domain = DOMAIN
            client.sign_in(secret("access"))
            start = time.perf_counter()
            client.export(folder)
        exported = time.perf_counter() - start
        found = check_archive(folder)
        total = time.perf_counter() - start
    if not found.clean or found.counted["records"] != RECORDS:
        raise SystemExit(f"the export differs: {found.differences[:3]}, {found.counted}")
    print(f"export {exported:.1f} s, fsck {total - exported:.1f} s, {RECORDS} records")
    report("export_fsck", total * 100_000 / RECORDS)


if __name__ == "__main__":
    main()
