"""Code lists of the standards that adapters read, as dated tables with their source.

Owns what a code means. A list is loaded at its first use.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["offset_of_country", "table"]


@cache
def table(name: str) -> dict[str, Any]:
    """The table `name` of this folder."""
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))


def offset_of_country(country: str) -> str | None:
    """The offset from UTC of a country that has one, the same all year; None for every other country."""
    offset = table("offsets")["offsets"].get(country)
    return str(offset) if offset else None
