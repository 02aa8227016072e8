"""Blocks of the engine that may go, and those that a newcomer needs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_node.operations.pruning import KEEP_ALL, retain_height
from ledger_node.operations.settings import FILE, SettingsInvalid, read_settings, render_settings


@pytest.mark.parametrize(
    ("height", "blocks", "snapshots", "lowest"),
    [
        (100, 0, [50], KEEP_ALL),
        (100, 10, [], KEEP_ALL),
        (100, 10, [50, 80], 50),
        (100, 10, [95, 99], 90),
        (100, 200, [50], KEEP_ALL),
    ],
    ids=["all are kept", "no snapshot yet", "since a snapshot", "the last ten", "fewer than are kept"],
)
def test_old_blocks_go_but_none_since_a_snapshot(
    height: int, blocks: int, snapshots: list[int], lowest: int
) -> None:
    assert retain_height(height, blocks, snapshots) == lowest


@given(st.integers(1, 10**6), st.integers(0, 10**4), st.lists(st.integers(1, 10**6), max_size=3))
def test_what_a_newcomer_needs_is_never_dropped(height: int, blocks: int, snapshots: list[int]) -> None:
    lowest = retain_height(height, blocks, snapshots)
    assert 0 <= lowest <= max(0, height - blocks)
    assert all(lowest <= each for each in snapshots)
    assert snapshots or lowest == KEEP_ALL


def test_pruning_without_snapshots_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("node")
    places = "".join(
        f'[{name}]\nhost = "127.0.0.1"\nport = {port}\n'
        for port, name in enumerate(("json_rpc", "health", "engine.listen", "engine.rpc"), start=9_000)
    )
    text = f'name = "one"\n{places}[engine]\nretain_blocks = 100\nsnapshot_blocks = '
    (folder / FILE).write_text(f"{text}1000\n", encoding="utf-8")
    assert read_settings(folder).engine.retain_blocks == 100
    assert "retain_blocks = 100" in render_settings(read_settings(folder))
    (folder / FILE).write_text(f"{text}0\n", encoding="utf-8")
    with pytest.raises(SettingsInvalid, match="nobody could join"):
        read_settings(folder)
