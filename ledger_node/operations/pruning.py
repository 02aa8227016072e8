"""Which of the engine's blocks may go: old ones, but none that a newcomer needs after a snapshot."""

from collections.abc import Sequence

KEEP_ALL = 0


def retain_height(height: int, retain_blocks: int, snapshots: Sequence[int]) -> int:
    """The lowest height of consensus whose block is kept, as ABCI's Commit answers it.

    `retain_blocks` of the last blocks stay, and all since the oldest of the `snapshots` that peers may have;
    without one all stay, for who begins from nothing needs every block.
    """
    if not retain_blocks or not snapshots:
        return KEEP_ALL
    return max(KEEP_ALL, min(height - retain_blocks, *snapshots))
