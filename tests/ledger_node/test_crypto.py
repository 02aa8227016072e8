import subprocess
import sys

LOOK = """
import ledger_node
from eth_hash.auto import keccak
from eth_keys import keys
keccak(b"")
print(keccak.hasher.__self__.__class__.__module__, keys.backend.__class__.__name__)
"""


def test_py_evm_hashes_and_recovers_keys_by_the_fast_libraries() -> None:
    found = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True).stdout
    assert found.split() == ["eth_hash.backends.pysha3", "CoinCurveECCBackend"]
