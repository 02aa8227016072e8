"""What a node refuses, and what stops it: each with a stable code and a sentence that says what to do."""

from contracts.errors import TegataError


class TransactionRefused(TegataError):
    """A transaction that the admission rule (formats §4) or the pool does not let in."""

    code = "transaction.refused"


class TransactionMalformed(TransactionRefused):
    """Bytes that are not a signed transaction of type 0, 1 or 2."""

    code = "transaction.malformed"


class ChainMismatch(TransactionRefused):
    """A transaction without a chain id, or with another chain's."""

    code = "transaction.chain"
    default_remedy = "Sign the transaction with this network's chain id (eth_chainId)."


class SenderRefused(TransactionRefused):
    """The sender is not an active relay key of an active member."""

    code = "transaction.sender"
    default_remedy = "Send from a key that the consortium lists with the relay purpose, of an active member."


class TargetRefused(TransactionRefused):
    """The transaction calls something other than a contract of the consortium, or makes one."""

    code = "transaction.target"
    default_remedy = "Call one of the consortium's contracts."


class GasRefused(TransactionRefused):
    """The gas limit is above the cap for one transaction, or below what the transaction surely costs."""

    code = "transaction.gas"
    default_remedy = "Set the gas limit from eth_estimateGas, and split a call that needs more than the cap."


class FeeRefused(TransactionRefused):
    """The transaction offers a fee or carries value; this ledger has neither."""

    code = "transaction.fee"
    default_remedy = "Set every fee and the value to 0."


class NonceRefused(TransactionRefused):
    """The nonce was used, is taken by a waiting transaction, or is too far ahead."""

    code = "transaction.nonce"
    default_remedy = "Use eth_getTransactionCount at 'pending'; a waiting transaction can't be replaced."


class BudgetExhausted(TransactionRefused):
    """The member has used its gas, new storage or reverts of this period (formats §4)."""

    code = "transaction.budget"
    default_remedy = "Wait for the next period, or ask the consortium for a larger budget."


class TransactionKnown(TransactionRefused):
    """The same transaction is waiting already."""

    code = "transaction.known"
    default_remedy = "Wait for its receipt."


class PoolFull(TransactionRefused):
    """Too many transactions wait, in all or of this member."""

    code = "pool.full"
    default_remedy = "Wait until some of them are in a block, then send again."


class VersionUnknown(TegataError):
    """The consortium has decided on rules of execution that this software does not know."""

    code = "node.version"
    default_remedy = "Install the version of Tegata that the consortium decided on, and start the node again."


class BlockRejected(TegataError):
    """A proposed block that breaks the admission rule or the protocol."""

    code = "block.rejected"
    default_remedy = "Do not sign it; report the proposer."


class StoreInvalid(TegataError):
    """The node's database is of another network, another format, or damaged."""

    code = "node.store"
    default_remedy = "Restore the data directory from a backup, or start from an empty one."


class StoreDamaged(StoreInvalid):
    """The disk gave back something else than was written, or lacks it."""

    code = "node.store.damaged"
    default_remedy = (
        "Stop the node, look with `tegata node check`, and replace the disk; then restore the node from a "
        "backup, or join anew from a snapshot."
    )


class StoreFull(StoreInvalid):
    """There is no room for the next block, on the disk or in the address space of the store."""

    code = "node.store.full"
    default_remedy = "Make room on that disk, and start the node again: no block that it had is lost."


class StoreUnwritable(StoreInvalid):
    """The node's database can't be written to."""

    code = "node.store.unwritable"
    default_remedy = (
        "See that the disk is mounted for writing, is sound and lets the node's user write; then start the "
        "node again: no block that it had is lost."
    )


class StoreBusy(TegataError):
    """Another process has the node's database open for writing."""

    code = "node.store.busy"
    default_remedy = "Stop the other process; a data directory serves one node."


class GenesisInvalid(TegataError):
    """The genesis can't be made into a first block."""

    code = "node.genesis"
    default_remedy = "Correct the genesis file; every member needs the same one."


class SequencerKeyInvalid(TegataError):
    """The key at hand is not the sequencer key that genesis names."""

    code = "node.sequencer_key"
    default_remedy = "Point the node at the sequencer key whose public half stands in genesis."


class NodeStopped(TegataError):
    """The node has stopped making blocks and takes no more transactions."""

    code = "node.stopped"
    default_remedy = "Read the node's log for the cause, then start it again."


class ServingRefused(TegataError):
    """JSON-RPC can't be served where it was asked to be."""

    code = "node.serving"
    default_remedy = "Serve on 127.0.0.1, or give a token and a free port."
