"""What a user runs: the Python SDK, the `tegata` command, the keystore, and the demonstration.

The SDK reaches gateway and node over HTTP only; of the commands, only `demo`, `node` and `gateway` start
them. Private keys are held here and nowhere else.
"""
