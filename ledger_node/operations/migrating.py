"""From one sequencer to validators: the same ledger goes on, its network id, its blocks and their numbers."""

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import lmdb

from contracts.genesis import CometBftFront, Genesis, GenesisHandover, parse, render
from ledger_node.errors import SequencerKeyInvalid, StoreInvalid
from ledger_node.fronts.embedded import SequencerKey
from ledger_node.operations.founding import (
    GENESIS_FILE,
    Plan,
    make_founders,
    refuse_what_is_there,
    write_folder,
)
from ledger_node.storage import Head, Store, open_reader
from ledger_node.storage.lock import DirectoryLock

LEDGER = "ledger"


def migrate(
    source: Path,
    genesis: Genesis,
    key: SequencerKey,
    folder: Path,
    plan: Plan,
    members: Sequence[int],
    random: Callable[[int], bytes] = os.urandom,
) -> Genesis:
    """Make `folder` with a validator's folder for each of `members`, each with the whole ledger of `source`.

    The sequencer signs where its ledger ends and who follows; it must not be started again. Raises StoreBusy
    while it runs, SequencerKeyInvalid, PlaceTaken, GenesisInvalid.
    """
    if key.public != genesis.sequencer:
        raise SequencerKeyInvalid("sequencer key", expected=genesis.sequencer.hex(), found=key.public.hex())
    refuse_what_is_there(folder)
    lock = DirectoryLock(source / LEDGER)
    with ExitStack() as always, ExitStack() as undo:
        always.callback(lock.release)
        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        with open_reader(source / LEDGER) as snapshot:
            head = snapshot.head()
        if head is None:
            raise StoreInvalid(str(source), expected="a ledger", found="an empty store")
        founders = make_founders(plan, members, random)
        front = CometBftFront(validators=tuple(each.validator for each in founders))
        successor = genesis.model_copy(update={"front": _handed_over(front, genesis, key, head)})
        successor = parse(render(successor))
        for founder in founders:
            own = write_folder(folder, founder, founders, successor)
            _copy(source / LEDGER, own / LEDGER, successor.digest())
        undo.pop_all()
    (folder / GENESIS_FILE).write_text(render(successor), encoding="utf-8")
    return successor


def _handed_over(front: CometBftFront, genesis: Genesis, key: SequencerKey, head: Head) -> CometBftFront:
    signature = key.sign(front.handover_message(genesis.network_id, head.height, head.hash))
    handover = GenesisHandover(sequencer=key.public, number=head.height, hash=head.hash, signature=signature)
    return front.model_copy(update={"handover": handover})


def _copy(source: Path, target: Path, identity: bytes) -> None:
    target.mkdir(mode=0o700)
    with lmdb.open(str(source), readonly=True, lock=False, max_dbs=16) as environment:
        environment.copy(str(target), compact=True)
    store = Store(target)
    try:
        store.rebind(identity)
    finally:
        store.close()
