"""A faster way through contract code than py-evm's loop, to the same end to the last gas.

Owns how the frequent, simple instructions are carried out, over code that is analysed once. Every other one,
and everything between frames, stays py-evm's. A test runs random programs through both.
"""

from ledger_node.interpreter.computation import LedgerComputation

__all__ = ["LedgerComputation"]
