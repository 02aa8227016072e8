"""An observation as Prometheus reads it (its text format, version 0.0.4)."""

from collections.abc import Iterator

from ledger_node.operations.observing import Observation

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def render_metrics(seen: Observation) -> str:
    """Every figure with its help and its kind."""
    lines: list[str] = []
    for name, kind, text, value in (*_of_node(seen), *_of_engine(seen)):
        lines += [f"# HELP tegata_{name} {text}", f"# TYPE tegata_{name} {kind}", f"tegata_{name} {value}"]
    return "\n".join(lines) + "\n"


_Row = tuple[str, str, str, float]


def _of_node(seen: Observation) -> Iterator[_Row]:
    yield "block_height", "gauge", "Number of the last EVM block.", seen.block_height
    yield "block_time_seconds", "gauge", "Time of the last EVM block, since the Unix epoch.", seen.block_time
    yield "consensus_height", "gauge", "Last durable height of consensus.", seen.consensus_height
    yield "consensus_time_seconds", "gauge", "Time of that height, since the Unix epoch.", seen.consensus_time
    yield "executions_total", "counter", "Blocks executed, undecided proposals included.", seen.executions
    yield "misbehaviour_total", "counter", "Proved misbehaviour of validators in blocks.", seen.misdeeds
    yield "pool_transactions", "gauge", "Transactions that wait.", seen.waiting
    yield "pool_capacity", "gauge", "Transactions that may wait, at most.", seen.capacity
    yield "store_bytes", "gauge", "Bytes on disk of the ledger's store.", seen.store_bytes
    yield "disk_free_bytes", "gauge", "Bytes free on the disk of the data directory.", seen.disk_free
    yield "failed", "gauge", "1 when the node makes no more blocks.", int(seen.failure is not None)
    yield "engine_restarts_total", "counter", "Times the engine was started again.", seen.engine_restarts


def _of_engine(seen: Observation) -> Iterator[_Row]:
    engine = seen.engine
    yield "engine_up", "gauge", "1 when the consensus engine answers.", int(engine is not None)
    yield "peers_expected", "gauge", "Peers that the settings name.", len(seen.peers)
    if engine is None:
        return
    powers = {voter.address: voter.power for voter in engine.validators}
    yield "engine_height", "gauge", "Last height that the engine has.", engine.height
    yield (
        "engine_round",
        "gauge",
        "Round of consensus; above 0 somebody was late.",
        engine.round.number,
    )
    yield "engine_step", "gauge", "Step of that round; at 2 it waits for transactions.", engine.round.step
    yield "engine_catching_up", "gauge", "1 while missed blocks are fetched.", int(engine.catching_up)
    yield "engine_mempool_transactions", "gauge", "Transactions in the engine's mempool.", engine.mempool
    yield "peers", "gauge", "Peers that are connected.", len(engine.peers)
    yield (
        "voting_power",
        "gauge",
        "The node's own votes; 0 when it is no validator.",
        powers.get(seen.validator, 0),
    )
    yield "voting_power_total", "gauge", "All validators' votes.", sum(powers.values())
    if engine.clock_ahead is not None:
        yield "clock_ahead_seconds", "gauge", "Own clock against the others' median.", engine.clock_ahead
