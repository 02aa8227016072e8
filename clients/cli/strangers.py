"""Other people's packages under our names: PyPI has `adapters`, `clients`, `contracts`, and others."""

import sys
from importlib.machinery import PathFinder
from pathlib import Path

from contracts.errors import TegataError

OURS = ("contracts", "adapters", "ledger_node", "gateway", "clients")


class StrangerFound(TegataError):
    """A package of one of our names is someone else's, and Python would import that instead of ours."""

    code = "installation.stranger"


def check_packages(home: Path | None = None, search: list[str] | None = None) -> None:
    """StrangerFound if one of our packages would be imported from anywhere else than beside this one.

    `home` is the folder that holds our packages, `search` the import path; both default to this process's.
    """
    home = home or Path(__file__).resolve().parents[2]
    for name in OURS:
        spec = PathFinder.find_spec(name, search if search is not None else sys.path)
        places = (
            [] if spec is None else [Path(place).resolve() for place in spec.submodule_search_locations or ()]
        )
        if spec is not None and not places and spec.origin:
            places = [Path(spec.origin).resolve()]
        if spec is not None and home / name not in places[:1]:
            raise StrangerFound(
                f"package {name}",
                expected=f"Tegata's own, in {home / name}",
                found=f"another in {places[0] if places else spec.origin}",
                remedy=f"Install Tegata in a virtual environment of its own, or `pip uninstall {name}`.",
            )
