"""Documents of the tests: samples written by others where they are at hand, and our own small ones."""

import os
from pathlib import Path

import pytest

DOCUMENTS = Path(__file__).parent / "documents"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of samples; tests that need it are skipped where it is not at hand."""
    root = Path(__file__).parents[2]
    folder = Path(os.environ.get("TEGATA_SAMPLES", root.parent / "shared" / "samples"))
    if not folder.is_dir():
        pytest.skip("no samples: set TEGATA_SAMPLES to their folder")
    return folder


@pytest.fixture(scope="session")
def documents() -> dict[str, bytes]:
    """Our own documents, by file name: one small but whole one for every format."""
    return {path.name: path.read_bytes() for path in sorted(DOCUMENTS.iterdir())}
