"""[node_overhead] A block of anchorings, executed and committed, beside py-evm's `import_block` of it.

The node's side is `finalize` and `commit` of its application: the admission rule, every root, one synced LMDB
transaction. py-evm's side has the transactions decoded, their senders known, and a dictionary for a disk.
"""

import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

from eth.chains.base import Chain
from eth.db.atomic import AtomicDB
from eth.db.chain import ChainDB
from eth.vm.forks.prague.blocks import PragueBlock, PragueBlockHeader

from contracts import calls
from contracts.acts import Batch, Domain, address_of, sign, sign_digest
from contracts.addresses import REGISTRY
from contracts.genesis import EmbeddedFront, Genesis, GenesisKey, GenesisMember
from contracts.ids import BatchRoot, MemberId, NetworkId, UnixTime
from contracts.keccak import keccak
from ledger_node import rlp
from ledger_node.application import Application
from ledger_node.blocks import ExecutedBlock, encode_block
from ledger_node.directory import ConsortiumDirectory
from ledger_node.genesis import ChainSpec, make_genesis, spec_of
from ledger_node.rules import ProtocolVM
from ledger_node.storage import Store
from ledger_node.transactions import Transaction, decode_transaction
from scripts.bench.report import Figure, report

BLOCKS = 12
ANCHORINGS = 40
"""To a block: some 2.5 million gas, a fifth of what admission lets in."""

START = UnixTime(1_790_000_000)
RELAY, AUTHOR = (sha256(name).digest() for name in (b"relay", b"author"))


def main() -> Figure:
    """Measure, print, and return the figure: the node's time divided by py-evm's."""
    spec = spec_of(genesis())
    transactions = [anchoring(spec, nonce) for nonce in range((BLOCKS + 1) * ANCHORINGS)]
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        store = Store(Path(folder))
        application = Application(store, spec, lambda state: ConsortiumDirectory(state, spec.contracts))
        peer = _peer_chain(spec, store)
        own, peers = 0.0, 0.0
        for index in range(BLOCKS + 1):
            chosen = transactions[index * ANCHORINGS : (index + 1) * ANCHORINGS]
            own_time, block = _build(application, chosen)
            peer_time = _import(peer, block)
            if index:  # the first block fills the caches of both
                own += own_time
                peers += peer_time
        store.close()
    per_block = 1_000 / BLOCKS
    print(f"node {own * per_block:.1f} ms, import_block {peers * per_block:.1f} ms a block of {ANCHORINGS}")
    return report("node_overhead", own / peers, peer="py-evm import_block", peer_value=1.0)


def _build(application: Application, transactions: list[Transaction]) -> tuple[float, ExecutedBlock]:
    proposal = application.propose(transactions, UnixTime(START + 10)).proposal
    started = time.perf_counter()
    block = application.finalize(proposal)
    application.commit()
    return time.perf_counter() - started, block


def _import(chain: Chain, block: ExecutedBlock) -> float:
    raw = encode_block(block.encoded, [transaction.raw for transaction in block.transactions])
    decoded: Any = PragueBlock.deserialize(rlp.decode(raw, "block"))
    for transaction in decoded.transactions:
        transaction.sender  # noqa: B018 - recovers it, once and for all
    started = time.perf_counter()
    imported = chain.import_block(decoded).imported_block
    elapsed = time.perf_counter() - started
    assert imported.hash == block.hash, "py-evm makes the same block"
    return elapsed


def _peer_chain(spec: ChainSpec, store: Store) -> Chain:
    """py-evm's chain with its own state, from the same genesis."""
    with store.snapshot() as snapshot:
        genesis = make_genesis(spec, snapshot)
    database = AtomicDB()
    for digest, node in genesis.nodes.items():
        database[digest] = node
    ChainDB(database).persist_header(PragueBlockHeader.deserialize(rlp.decode_list(genesis.encoded)))

    class PeerChain(Chain):
        chain_id = spec.chain_id
        vm_configuration = ((0, ProtocolVM),)  # type: ignore[assignment] # py-evm's own spelling of a height

    return PeerChain(database)


def genesis() -> Genesis:
    """A network of one member, which relays and signs for itself."""
    member = GenesisMember(
        number=1,
        name="Tan Long Garment JSC",
        country="VN",
        roles=("exporter",),
        keys=(
            GenesisKey(address=address_of(RELAY), purposes=("relay",)),
            GenesisKey(address=address_of(AUTHOR), purposes=("author",)),
        ),
    )
    return Genesis(
        network_id=sha256(b"network").digest(),
        chain_id=743_001,
        time=START,
        front=EmbeddedFront(sequencer=sha256(b"sequencer").digest()),
        members=(member,),
    )


def anchoring(spec: ChainSpec, nonce: int) -> Transaction:
    """A signed transaction that anchors a batch of its own."""
    domain = Domain(spec.chain_id, REGISTRY, NetworkId(spec.network_id))
    root = BatchRoot(sha256(nonce.to_bytes(4, "big")).digest())
    batch = Batch(root, count=1, kind=3, scope=0, member=MemberId(1), valid_until=UnixTime(START + 10**8))
    data = calls.anchor(calls.SignedBatch(batch, sign(batch, domain, AUTHOR)))
    numbers = [rlp.encode_uint(number) for number in (spec.chain_id, nonce, 0, 0, 200_000)]
    fields: list[rlp.Item] = [*numbers, REGISTRY, b"", data, []]
    signature = sign_digest(keccak(b"\x02" + rlp.encode(fields)), RELAY)
    parts = (
        signature[64] - 27,
        int.from_bytes(signature[:32], "big"),
        int.from_bytes(signature[32:64], "big"),
    )
    signed = [*fields, *(rlp.encode_uint(part) for part in parts)]
    return decode_transaction(b"\x02" + rlp.encode(signed), spec.chain_id)


if __name__ == "__main__":
    main()
