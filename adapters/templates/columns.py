"""The templates' columns, as data: a file for each template, groups that several share in `parts.toml`."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

TEMPLATE_NAMES: Final = (
    "origin-certificate", "origin-declaration", "invoice", "import-declaration", "export-declaration",
    "parcel",
)  # fmt: skip
"""Names as addresses and commands use them."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in the header, the field it fills, how its value is converted, and its explanation.

    `also` names what the value fills besides: a type of reference, or the party `issuer`. `line` tells
    whether the field belongs to the row's line or to the whole document.
    """

    key: str
    target: str
    value: str
    en: str
    ja: str
    required: bool = False
    example: str = ""
    choices: tuple[str, ...] = ()
    also: str | None = None
    line: bool = False
    party: str | None = None
    """The party that the column belongs to, as a field of the record."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template: the kind it makes, titles in English and Japanese, columns in order."""

    name: str
    kind: str
    title_en: str
    title_ja: str
    columns: tuple[Column, ...]
    lines: str = "lines"
    """The record's list that a row is an item of."""

    @property
    def required(self) -> frozenset[str]:
        """Keys that a header must hold."""
        return frozenset(column.key for column in self.columns if column.required)

    @property
    def by_key(self) -> dict[str, Column]:
        """The columns by their keys."""
        return {column.key: column for column in self.columns}


@cache
def template(name: str) -> Template:
    """The template of that name; KeyError for any other."""
    if name not in TEMPLATE_NAMES:
        raise KeyError(name)
    data = _file(name)
    columns = tuple(column for group in data["columns"] for column in _columns(group))
    return Template(
        name, data["kind"], data["title_en"], data["title_ja"], columns, data.get("lines", "lines")
    )


@cache
def _file(name: str) -> dict[str, Any]:
    path = files(__package__) / "columns" / f"{name}.toml"
    return tomllib.loads(path.read_text("utf-8"))


def _columns(group: Mapping[str, Any]) -> Iterator[Column]:
    if "party" in group:
        yield from _party(group)
        return
    line = group.get("lines", False)
    columns = group["columns"] if "columns" in group else _file("parts")[group["group"]]["columns"]
    for column in columns:
        yield _column(column, line=line)


def _column(data: Mapping[str, Any], *, line: bool) -> Column:
    return Column(
        key=data["key"],
        target=data["target"],
        value=data.get("value", "text"),
        en=data["en"],
        ja=data["ja"],
        required=data.get("required", False),
        example=data.get("example", ""),
        choices=tuple(data.get("choices", ())),
        also=data.get("also"),
        line=line,
    )


def _party(group: Mapping[str, Any]) -> Iterator[Column]:
    required, example = group.get("required", ()), group.get("example", {})
    for part in _file("parts")["party"]["columns"]:
        key = part["key"]
        yield Column(
            key=f"{group['party']}_{key}",
            target=f"{group['target']}/{part['target']}",
            value=part.get("value", "text"),
            en=f"{group['en']}: {part['en'][0].lower()}{part['en'][1:]}",
            ja=f"{group['ja']}：{part['ja']}",
            required=key in required,
            example=example.get(key, ""),
            also=group.get("also"),
            party=group["target"],
        )
