"""A real network of validators on this machine, to be measured: its load, its growth, its memory.

Run by `make soak`, `make growth` and the benchmarks that begin with `network_`; never by a test.
"""
