"""How a declaration line stands on the ledger."""

import pytest

from contracts.draws import declaration_line, line_salt
from contracts.errors import RecordInvalid
from tests.contracts.vyper.harness import secret


def test_a_declaration_line_looks_the_same_from_every_office_and_like_nothing_to_others() -> None:
    ours, theirs = secret("our administration"), secret("theirs")

    def hidden(key: bytes, declaration: str, line: int) -> bytes:
        return declaration_line(line_salt(key, declaration, line), declaration, line)

    assert hidden(ours, "JP-1", 2) == hidden(ours, "JP-1", 2)
    assert (
        len({hidden(key, name, n) for key in (ours, theirs) for name in ("JP-1", "JP-2") for n in (1, 2)})
        == 8
    )
    with pytest.raises(RecordInvalid, match="32 random bytes"):
        line_salt(b"short", "JP-1", 2)
