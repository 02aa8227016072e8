"""`tegata submit` of a document that lacks what its record needs: all is named, or a companion has it."""

import json
from pathlib import Path
from typing import Any

import pytest

from clients.cli.documents import Context, completing_of, records_of
from contracts.errors import RecordInvalid, TegataError
from tests.adapters.conftest import DOCUMENTS


@pytest.fixture
def silent(tmp_path: Path) -> Path:
    """A credential of a certificate, which names no agreement: its vocabulary has no word for one."""
    file = tmp_path / "certificate.json"
    file.write_bytes((DOCUMENTS / "vc-certificate.json").read_bytes())
    return file


def companion(folder: Path, content: Any) -> Path:
    file = folder / "more.json"
    file.write_text(json.dumps(content))
    return file


def needed(file: Path) -> list[str]:
    with pytest.raises(TegataError) as refused:
        records_of(file, Context(21))
    assert refused.value.code == "document.incomplete"
    assert "--complete" in refused.value.remedy
    return refused.value.expected.split(", ")


SUPPLIED = {"agreement": "RCEP", "usage": {"type": "single_importation"}}


def test_every_missing_field_is_named_at_once(silent: Path) -> None:
    missing = needed(silent)
    assert len(missing) > 1
    assert "agreement" in missing


def test_a_companion_supplies_what_is_missing_and_changes_nothing_else(silent: Path, tmp_path: Path) -> None:
    supplied = {**SUPPLIED, "number": "ANOTHER"}
    context = Context(21, completing=completing_of(companion(tmp_path, supplied)))
    (origin,) = records_of(silent, context)
    said = origin.record.model_dump(mode="json")
    assert said["agreement"] == "RCEP"
    assert said["number"] == json.loads(silent.read_text())["credentialSubject"]["certificateNumber"]


def test_half_a_companion_leaves_the_rest_named(silent: Path, tmp_path: Path) -> None:
    with pytest.raises(TegataError) as refused:
        records_of(silent, Context(21, completing=completing_of(companion(tmp_path, {"agreement": "RCEP"}))))
    assert "agreement" not in refused.value.expected.split(", ")
    assert "usage" in refused.value.expected.split(", ")


@pytest.mark.parametrize("content", [3, ["text"], [{}, 1]])
def test_a_companion_of_another_shape_is_refused(tmp_path: Path, content: Any) -> None:
    with pytest.raises(RecordInvalid, match="a JSON object"):
        completing_of(companion(tmp_path, content))


def test_a_list_has_an_object_for_each_record() -> None:
    events = DOCUMENTS / "epcis.jsonld"
    count = len(records_of(events, Context(21)))
    assert len(records_of(events, Context(21, completing=({},) * count))) == count > 2
    with pytest.raises(RecordInvalid, match="an object for each record"):
        records_of(events, Context(21, completing=({}, {})))
