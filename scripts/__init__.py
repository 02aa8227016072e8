"""Development and operations: compiling contracts, golden vectors, benchmarks. No package imports it."""
