"""A validator's node in a process of its own whose application is at fault: run by test_liars."""

import sys
import threading
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

from contracts.genesis import parse
from ledger_node import open_node
from ledger_node.fronts.cometbft import Consensus
from ledger_node.fronts.cometbft.parts import Verdict
from ledger_node.fronts.cometbft.requests import (
    RequestFinalizeBlock,
    RequestPrepareProposal,
    RequestProcessProposal,
)
from ledger_node.fronts.cometbft.responses import (
    ResponseFinalizeBlock,
    ResponsePrepareProposal,
    ResponseProcessProposal,
)
from ledger_node.operations import driving
from ledger_node.operations.settings import read_settings

NO_TRANSACTION = b"no transaction"


class ProposesTwice(Consensus):
    """Proposes blocks in which the first transaction stands twice, and finds every block good."""

    def prepare(self, request: RequestPrepareProposal) -> ResponsePrepareProposal:
        """A block that no honest node accepts."""
        honest = super().prepare(request).txs
        return ResponsePrepareProposal((*honest, *(honest[:1] or (NO_TRANSACTION,))))

    def process(self, request: RequestProcessProposal) -> ResponseProcessProposal:
        """Always yes."""
        return ResponseProcessProposal(Verdict.ACCEPT)


class ReportsAnotherHash(Consensus):
    """Executes as it should, and reports another app hash."""

    def finalize(self, request: RequestFinalizeBlock) -> ResponseFinalizeBlock:
        """A response with a hash of its own."""
        honest = super().finalize(request)
        return replace(honest, app_hash=sha256(honest.app_hash).digest())


FAULTS: dict[str, type[Consensus]] = {
    "invalid-blocks": ProposesTwice,
    "another-app-hash": ReportsAnotherHash,
}


def main() -> None:
    """Serve the node in a folder with the fault that is named."""
    folder, fault = Path(sys.argv[1]), FAULTS[sys.argv[2]]
    with patch.object(driving, "Consensus", fault):
        node = open_node(folder, parse((folder / "genesis.json").read_bytes()))
    place = read_settings(folder).json_rpc
    print(node.serve(place.host, place.port).url, flush=True)
    threading.Event().wait()
