"""The published JSON Schemas are those of the code, and accept what the code accepts."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from contracts.errors import RecordInvalid
from contracts.records import KINDS, KindInfo, parse_record
from scripts.make_schemas import FOLDER, rendered, schemas

INPUTS = Path(__file__).parents[1] / "golden" / "inputs"
KINDS_BY_SLUG = [pytest.param(info, id=info.kind.slug) for info in KINDS.values()]


@pytest.mark.parametrize(
    ("path", "schema"), list(schemas()), ids=lambda v: v.stem if isinstance(v, Path) else ""
)
def test_the_published_schema_is_that_of_the_code(path: Path, schema: Any) -> None:
    assert path.read_text("utf-8") == rendered(schema), "run `python -m scripts.make_schemas`"


def test_nothing_else_is_published() -> None:
    assert sorted(FOLDER.glob("*.json")) == sorted(path for path, _ in schemas())


@pytest.mark.parametrize("info", KINDS_BY_SLUG)
def test_the_schema_accepts_the_golden_record(info: KindInfo) -> None:
    validator(info).validate(golden(info))


@pytest.mark.parametrize("info", KINDS_BY_SLUG)
def test_schema_and_code_refuse_an_unknown_field(info: KindInfo) -> None:
    record = {**golden(info), "colour": "red"}
    assert not validator(info).is_valid(record)
    with pytest.raises(RecordInvalid, match="colour"):
        parse_record(info.kind, record)


@pytest.mark.parametrize("info", KINDS_BY_SLUG)
def test_schema_and_code_refuse_a_missing_issuer(info: KindInfo) -> None:
    record = golden(info)
    del record["issuer"]
    assert not validator(info).is_valid(record)
    with pytest.raises(RecordInvalid, match="issuer"):
        parse_record(info.kind, record)


def golden(info: KindInfo) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((INPUTS / f"{info.kind.slug}.json").read_text("utf-8"))
    return record


def validator(info: KindInfo) -> Draft202012Validator:
    schema = json.loads((FOLDER / f"{info.kind.slug}.json").read_text("utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker())
