"""Writes the JSON Schemas of all kinds of records, and of the import declaration, to `docs/schemas/`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contracts.declarations import ImportDeclaration
from contracts.records import KINDS

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every file with its schema; a record's schema id is its `$id`."""
    for info in KINDS.values():
        schema = info.model.model_json_schema()
        yield FOLDER / f"{info.kind.slug}.json", {"$schema": DIALECT, "$id": info.schema_id, **schema}
    declaration = ImportDeclaration.model_json_schema()
    yield (
        FOLDER / "import-declaration.json",
        {"$schema": DIALECT, "$id": "tegata/import-declaration/1", **declaration},
    )


def rendered(schema: dict[str, Any]) -> str:
    """`schema` as these files spell it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, schema in schemas():
        path.write_text(rendered(schema), "utf-8")
        print(path.relative_to(FOLDER.parents[1]))


if __name__ == "__main__":
    main()
