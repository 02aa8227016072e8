"""Benchmarks: one module each, named for what it measures, run by `make bench` and never by a test.

Each prints one line and writes `build/bench/<name>.json` through `scripts.bench.report`.
"""
