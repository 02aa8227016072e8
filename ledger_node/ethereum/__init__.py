"""Ethereum's rules, fork by fork, for reading and running what is not the ledger's own.

Owns the forks and their schedule, headers with the fields of each, every kind of transaction, fees. The
ledger itself knows Prague and two kinds of transactions; a chain that a test imports, a development chain
and simulated calls know all of them. Never decides what the ledger lets in.
"""

from ledger_node.ethereum.forks import BLOB_SCHEDULES, BlobSchedule, Fork, Schedule
from ledger_node.ethereum.headers import BlockHeader, EthereumHeader, decode_header

__all__ = [
    "BLOB_SCHEDULES",
    "BlobSchedule",
    "BlockHeader",
    "EthereumHeader",
    "Fork",
    "Schedule",
    "decode_header",
]
