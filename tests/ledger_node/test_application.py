from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.genesis import Genesis
from contracts.ids import BlockHeight, UnixTime
from ledger_node.application import Application
from ledger_node.blocks import Proposal
from ledger_node.directory import ConsortiumDirectory
from ledger_node.errors import BlockRejected, GenesisInvalid, StoreInvalid
from ledger_node.genesis import spec_of
from ledger_node.storage import Store
from ledger_node.transactions import decode_transaction
from tests.ledger_node.network import START, Wallet, make_genesis

NOW = UnixTime(START + 10)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path, sync=False)
    yield opened
    opened.close()


def open_application(store: Store, genesis: Genesis, reached: list[str] | None = None) -> Application:
    spec = spec_of(genesis)
    points: list[str] = [] if reached is None else reached
    return Application(store, spec, lambda state: ConsortiumDirectory(state, spec.contracts), points.append)


@pytest.fixture
def application(store: Store, genesis: Genesis) -> Application:
    return open_application(store, genesis)


def proposal(application: Application, *raws: bytes, time: int = NOW) -> Proposal:
    transactions = tuple(decode_transaction(raw, application.spec.chain_id) for raw in raws)
    return Proposal(BlockHeight(application.tip.height + 1), UnixTime(time), transactions)


def test_nothing_is_durable_before_commit(application: Application, store: Store) -> None:
    block = application.finalize(proposal(application, Wallet().anchor()))
    with store.snapshot() as snapshot:
        assert snapshot.height_of(block.hash) is None
        assert not any(snapshot.node(digest) for digest in block.nodes)
    application.commit(b"evidence")
    with store.snapshot() as snapshot:
        assert snapshot.height_of(block.hash) == 1
        assert snapshot.front(1) == b"evidence"
        assert snapshot.transaction(block.transactions[0].hash) == (1, 0)
        assert all(snapshot.node(digest) == node for digest, node in block.nodes.items())


def test_finalize_takes_what_process_has_executed(application: Application) -> None:
    offered = proposal(application, Wallet().anchor())
    processed = application.process(offered)
    assert application.finalize(offered) is processed


def test_several_candidates_of_a_height_do_not_disturb_each_other(application: Application) -> None:
    one = proposal(application, Wallet().anchor("one"))
    two = proposal(application, Wallet().anchor("two"))
    kept = application.process(one).hash
    assert application.process(two).hash != kept
    assert application.finalize(one).hash == kept
    application.commit()
    assert application.tip.hash == kept


def test_the_same_blocks_give_the_same_hashes_on_another_node(tmp_path: Path, genesis: Genesis) -> None:
    hashes = []
    for name in ("one", "two"):
        store = Store(tmp_path / name, sync=False)
        application, wallet = open_application(store, genesis), Wallet()
        for number in range(3):
            application.finalize(proposal(application, wallet.anchor(), wallet.anchor(), time=NOW + number))
            application.commit()
        hashes.append(application.tip.hash)
        store.close()
    assert hashes[0] == hashes[1]


def test_after_a_restart_the_next_block_is_the_one_it_would_have_been(store: Store, genesis: Genesis) -> None:
    application, wallet = open_application(store, genesis), Wallet()
    application.finalize(proposal(application, wallet.anchor()))
    application.commit()
    again = open_application(store, genesis)
    assert again.tip == application.tip
    raw = wallet.anchor()
    assert again.process(proposal(again, raw)).hash == application.process(proposal(application, raw)).hash


@pytest.mark.parametrize(("height", "time"), [(2, NOW), (0, NOW), (1, START - 1)])
def test_a_block_of_another_height_or_before_its_parent_is_rejected(
    application: Application, height: int, time: int
) -> None:
    with pytest.raises(BlockRejected):
        application.process(Proposal(BlockHeight(height), UnixTime(time), ()))


def test_commit_without_a_decided_block_is_refused(application: Application) -> None:
    with pytest.raises(BlockRejected):
        application.commit()


def test_a_proposal_is_never_before_its_parent(application: Application) -> None:
    assert application.propose([], UnixTime(5)).proposal.time == START


def test_the_points_where_a_crash_must_lose_nothing_are_passed_in_order(
    store: Store, genesis: Genesis
) -> None:
    reached: list[str] = []
    application = open_application(store, genesis, reached)
    application.finalize(proposal(application, Wallet().anchor()))
    application.commit()
    assert reached == ["finalized", "before_commit", "writing", "after_commit"]


def test_another_networks_store_is_refused(store: Store, genesis: Genesis) -> None:
    open_application(store, genesis)
    with pytest.raises(StoreInvalid, match="another network"):
        open_application(store, genesis.model_copy(update={"network_id": bytes(31) + b"\x01"}))


def test_a_usage_table_that_is_not_the_chains_is_found_at_start(store: Store, genesis: Genesis) -> None:
    application = open_application(store, genesis)
    application.finalize(proposal(application, Wallet().anchor()))
    application.commit()
    with store._environment.begin(write=True) as transaction:
        transaction.put(b"usage", bytes(8), db=store._tables["meta"])
    with pytest.raises(StoreInvalid, match="usage"):
        open_application(store, genesis)


def test_genesis_names_its_network_and_keeps_room_for_the_base_fee(store: Store) -> None:
    application = open_application(store, make_genesis())
    assert application.tip.header.extra_data == application.spec.network_id
    assert application.tip.header.timestamp == START


def test_a_bootstrap_call_that_reverts_stops_genesis(store: Store, genesis: Genesis) -> None:
    spec = spec_of(genesis)
    twice = type(spec)(
        **{name: getattr(spec, name) for name in spec.__slots__ if name != "bootstrap"},
        bootstrap=[*spec.bootstrap, spec.bootstrap[0]],
    )
    with pytest.raises(GenesisInvalid, match="bootstrap call"):
        Application(store, twice, lambda state: ConsortiumDirectory(state, spec.contracts))


@pytest.mark.parametrize(("table", "key"), [("headers", bytes(7) + b"\x01"), ("nodes", None)])
def test_a_damaged_head_is_found_at_start(store: Store, genesis: Genesis, table: str, key: bytes) -> None:
    application = open_application(store, genesis)
    application.finalize(proposal(application, Wallet().anchor()))
    application.commit()
    with store._environment.begin(write=True) as transaction:
        if key is None:
            transaction.delete(application.tip.header.state_root, db=store._tables[table])
        else:
            transaction.put(key, application.tip.header.encode()[:-1] + b"\x00", db=store._tables[table])
    with pytest.raises(StoreInvalid):
        open_application(store, genesis)


def test_a_place_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")
    with pytest.raises(StoreInvalid, match="directory to write to"):
        Store(tmp_path / "file" / "ledger")
