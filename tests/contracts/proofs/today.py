"""Certificates that are valid on the day the tests run, for commands that ask the clock."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from tests.contracts.proofs.authority import YEAR, Held, certified, root


def _window() -> tuple[datetime, datetime]:
    today = datetime.now(UTC).replace(microsecond=0)
    return today - timedelta(days=1), today + YEAR


def root_today(name: str, seed: int) -> Held:
    return root(name, seed, window=_window())


def certified_today(name: str, private: ec.EllipticCurvePrivateKey, by: Held, **options: Any) -> Held:
    return certified(name, private, by, window=_window(), **options)
