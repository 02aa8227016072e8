"""As anchor_batch, with two processes that verify batches beside the gateway's own."""

from scripts.bench.anchor_batch import measure
from scripts.bench.anchoring import Options

if __name__ == "__main__":
    measure("anchor_batch_workers", Options(verify_workers=2))
