"""docs/json-rpc.md lists the methods that there are."""

from scripts.document_json_rpc import PAGE, page


def test_the_table_of_methods_is_as_the_methods_say() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text), "run python -m scripts.document_json_rpc"
    assert text.count("| `eth_") > 50
