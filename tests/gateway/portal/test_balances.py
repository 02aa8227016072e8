"""Balances on a certificate's page."""

from gateway.portal.language import language
from gateway.portal.views.balances import Balance, balances, drawn
from gateway.portal.views.parties import Names


def test_a_line_tells_what_it_covers_what_is_used_and_what_is_left() -> None:
    line = {"line": 0, "unit": "KGM", "quantity": "100", "used": "40.5", "left": "59.5", "whole": False}
    assert balances({"lines": [line]}, language("en")) == (Balance("1", "100 KGM", "40.5 KGM", "59.5 KGM"),)


def test_a_line_that_was_drawn_whole_tells_no_quantity() -> None:
    line = {"line": 1, "unit": None, "quantity": "0", "used": "0", "left": "0", "whole": True}
    (one,) = balances({"lines": [line]}, language("ja"))
    assert (one.line, one.covered) == ("2", "–")
    assert one.used != "the whole line"
    assert balances({"lines": []}, language("en")) == ()


def test_a_line_that_was_never_opened_has_no_figures() -> None:
    line = {"line": 0, "unit": None, "quantity": None, "used": "0", "left": None, "whole": False}
    assert balances({"lines": [line]}, language("en")) == (Balance("1", "–", "–", "–"),)


def test_every_debit_tells_who_drew_when_and_at_which_block() -> None:
    debit = {"member": 9, "state": "confirmed", "whole": False, "quantity": "3", "expires": None}
    debit |= {"time": 1_772_600_000, "block": 1041, "declaration": None}
    mine = debit | {
        "member": 1,
        "state": "reserved",
        "expires": 1_780_000_000,
        "declaration": "JP-26000000001",
    }
    given_back = debit | {"state": "released", "quantity": "0", "block": 1044}
    line = {"line": 0, "unit": "C62", "debits": [debit, mine, given_back]}
    abroad, own, released = drawn({"lines": [line]}, Names({}), language("en"))
    assert (abroad.line, abroad.who, abroad.quantity, abroad.state) == ("1", "Member 9", "3 C62", "confirmed")
    assert (abroad.block, abroad.declaration, abroad.href) == ("1,041", "", "")
    assert own.state.startswith("reserved until ")
    assert own.href == "/declarations/JP-26000000001"
    assert (released.quantity, released.state) == ("–", "given back")
