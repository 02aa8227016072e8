"""A gateway in a process of its own, to be killed: `python -m tests.gateway.gateway_process FOLDER NODE_URL
TIME`."""

import sys
import threading
from pathlib import Path

from gateway import Gateway, HttpTransport
from tests.gateway.network import make_genesis, make_settings


def main(folder: str, node_url: str, genesis_time: str) -> None:
    settings = make_settings(Path(folder), make_genesis(int(genesis_time)), resend_after_seconds=1)
    print(Gateway(settings, HttpTransport(node_url)).serve(), flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
