"""`docs/dependencies.md` and `pyproject.toml` name the same packages; nothing copyleft is linked."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"^[A-Za-z0-9_.-]+")


def declared() -> dict[str, set[str]]:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = {
        "Base": data["project"]["dependencies"],
        "Extra `node`": data["project"]["optional-dependencies"]["node"],
        "Extra `gateway`": data["project"]["optional-dependencies"]["gateway"],
        "Development": data["dependency-groups"]["dev"],
    }
    return {group: {name(entry) for entry in entries} for group, entries in groups.items()}


def name(requirement: str) -> str:
    found = NAME.match(requirement)
    assert found, requirement
    return found[0].lower()


def documented() -> dict[str, set[str]]:
    sections = re.split(r"^## ", (ROOT / "docs" / "dependencies.md").read_text("utf-8"), flags=re.MULTILINE)[
        1:
    ]
    return {
        section.splitlines()[0].split(":")[0]: set(re.findall(r"^\| ([a-z0-9-]+) \|", section, re.MULTILINE))
        - {"package"}
        for section in sections
    }


def test_every_dependency_earns_its_line() -> None:
    assert documented() == declared()


def test_lock_files_name_no_address_and_hash_everything() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text("utf-8")
        assert "://" not in text, lock.name
        pins = re.findall(r"^[a-z0-9][^ ]*==", text, re.MULTILINE)
        hashed = re.findall(r"^[a-z0-9][^\n]*\\\n    --hash=sha256:", text, re.MULTILINE)
        assert len(pins) == len(hashed) > 0, lock.name


def test_py_evm_is_the_only_pre_release() -> None:
    text = (ROOT / "requirements-dev.lock").read_text("utf-8")
    versions = re.findall(r"^([a-z0-9._-]+)==([^ \\]+)", text, re.MULTILINE)
    assert [n for n, version in versions if re.search(r"\d(a|b|rc|\.dev)\d", version)] == ["py-evm"]


def test_nothing_under_gpl_or_agpl_is_installed() -> None:
    for distribution in distributions():
        metadata = distribution.metadata
        licences = [
            metadata.get("License-Expression") or "",
            *(c for c in metadata.get_all("Classifier") or [] if c.startswith("License")),
        ]
        for licence in licences:
            strong = re.search(r"\b(A?GPL)", licence.replace("LGPL", "")) or "General Public" in licence
            assert not strong or "Lesser" in licence, (metadata["Name"], licence)
