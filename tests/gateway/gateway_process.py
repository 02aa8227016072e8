"""A gateway in a process of its own, to be killed: `python -m tests.gateway.gateway_process FOLDER NODE_URL
TIME`."""

import sys
import threading
from pathlib import Path

from pydantic import SecretBytes

from gateway import Gateway, HttpTransport
from tests.gateway.network import CUSTOMS, author_key, make_genesis, make_settings, secret

DRAWING = {
    "debit_key": SecretBytes(author_key(CUSTOMS)),
    "debit_secret": SecretBytes(secret("secret of the administration")),
}
"""What this gateway draws on proofs with."""


def main(folder: str, node_url: str, genesis_time: str) -> None:
    genesis = make_genesis(int(genesis_time))
    settings = make_settings(Path(folder), genesis, resend_after_seconds=1, **DRAWING)
    print(Gateway(settings, HttpTransport(node_url)).serve(), flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
