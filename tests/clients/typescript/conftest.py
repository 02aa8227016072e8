"""The verifier in TypeScript, built once a run by the one worker that tries it."""

from pathlib import Path

import pytest

from tests.clients.typescript.building import FOLDER, node


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker runs these tests, which share what is built."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("typescript"))


@pytest.fixture(scope="package")
def node_js() -> str:
    return node()


@pytest.fixture(scope="package")
def page(node_js: str) -> Path:
    """The page that verifies, one file."""
    return FOLDER / "build" / "verify.html"
