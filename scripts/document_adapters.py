"""Writes the tables of docs/adapters.md: what each format's documents become. A test holds the file to them.

Usage: python -m scripts.document_adapters
"""

from collections.abc import Iterator
from pathlib import Path

from adapters.coverage import Coverage, coverage, refused_everywhere

DOCUMENT = Path(__file__).parents[1] / "docs" / "adapters.md"
BEGIN = "<!-- tables: written by scripts/document_adapters.py -->"
END = "<!-- end of tables -->"


def with_tables(text: str) -> str:
    """`text` with what stands between the marks written anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{''.join(_sections())}{END}{after}"


def _sections() -> Iterator[str]:
    yield "\n### Every format\n\nRefused:\n"
    yield from (f"- {cause}\n" for cause in refused_everywhere())
    for covered in coverage():
        yield from _section(covered)


def _section(covered: Coverage) -> Iterator[str]:
    yield f"\n### {covered.format.title} (`{covered.format.id}`)\n\n"
    yield "| In the document | In the record |\n|---|---|\n"
    yield from (f"| `{source}` | `{target}` |\n" for source, target in covered.mapped)
    if covered.framing:
        yield "\nRead, but no field: "
        yield "; ".join(f"`{path}` ({what})" for path, what in covered.framing) + ".\n"
    yield "\nUnmapped, and listed as such:\n"
    yield from (f"- `{path}`: {why}\n" for path, why in covered.left)
    yield "\nRefused:\n"
    yield from (f"- {cause}\n" for cause in covered.refused)


def main() -> None:
    """Writes the file."""
    DOCUMENT.write_text(with_tables(DOCUMENT.read_text("utf-8")), "utf-8")
    print(f"{DOCUMENT.name}: {sum(len(each.mapped) for each in coverage())} fields of documents")


if __name__ == "__main__":
    main()
