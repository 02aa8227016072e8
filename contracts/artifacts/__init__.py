"""The compiled contracts, as they stand on the consortium's chain: code, interface and layout.

Owns the committed outputs of the compiler and reads them. Never compiles:
`scripts/compile_contracts.py` does, and a test recompiles and compares.
"""

from contracts.artifacts.loading import PREDEPLOYED, Artifact, artifact

__all__ = ["PREDEPLOYED", "Artifact", "artifact"]
