"""Pieces screened in this process, or in one for each core: Polars keeps a core busy much of the time, seldom
two. What a process of its own works on comes to it as Arrow files.
"""

import gc
import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread

import polars as pl

from gateway.reconciliation.batch.offices import Ruling
from gateway.reconciliation.batch.pieces import Pieces
from gateway.reconciliation.batch.screening import screen
from gateway.reconciliation.batch.tables import Tables

_THREADS = "POLARS_MAX_THREADS"


def screened_here(pieces: Pieces, todo: Sequence[int], work: Path, ruling: Ruling) -> Iterator[int]:
    """Screens pieces one after the other into files of `work`; the number of each once it is done."""
    for index in todo:
        _screen(index, pieces.cut(index), work, ruling)
        yield index


def screened_apart(
    pool: Executor, pieces: Pieces, todo: Sequence[int], work: Path, ruling: Ruling
) -> Iterator[int]:
    """The same in processes of their own; no more pieces are on disk than these work on."""
    waiting: list[Future[int]] = []
    for index in todo:
        folder = keep_frames(pieces.cut(index), work / f"piece-{index}")
        waiting.append(pool.submit(_screen_kept, index, folder, work, ruling))
        if len(waiting) > cores():
            yield waiting.pop(0).result()
    for future in waiting:
        yield future.result()


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


@contextmanager
def processes() -> Iterator[Executor]:
    """A process for each core, in which Polars has one thread. They are new ones: a copy of this process
    would hold the locks of its threads. They end with this process, however it ends.
    """
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"
    try:
        with ProcessPoolExecutor(cores(), get_context("spawn"), _begin) as pool:
            yield pool
    finally:
        del os.environ[_THREADS]
        os.environ.update({} if before is None else {_THREADS: before})


def _begin() -> None:
    """Nothing looks for cycles here: rows hold none, and looking for some among so many takes a tenth of the
    time.
    """
    gc.disable()
    Thread(target=_end_with, args=[parent_process()], daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    """A pool's process waits for its next work for ever where who gives it was killed."""
    parent.join()
    os._exit(1)


def keep_frames(frames: Tables, folder: Path) -> Path:
    """Writes frames as Arrow files."""
    folder.mkdir(exist_ok=True)
    for name, frame in frames.items():
        frame.write_ipc(folder / f"{name}.arrow")
    return folder


def kept_frames(folder: Path) -> dict[str, pl.DataFrame]:
    """Frames that were kept, mapped."""
    return {file.stem: pl.read_ipc(file) for file in folder.glob("*.arrow")}


def write_whole(frame: pl.DataFrame, path: Path) -> None:
    """Writes a file that is either whole or not there."""
    part = path.with_suffix(".part")
    frame.write_parquet(part, compression="zstd", compression_level=1)
    part.replace(path)


def _screen_kept(index: int, folder: Path, work: Path, ruling: Ruling) -> int:
    _screen(index, kept_frames(folder), work, ruling)
    shutil.rmtree(folder)
    return index


def _screen(index: int, tables: Tables, work: Path, ruling: Ruling) -> None:
    found = screen(tables, ruling)
    write_whole(found.missing, work / f"missing-{index}.parquet")
    write_whole(found.flagged, work / f"flagged-{index}.parquet")
