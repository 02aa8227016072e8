"""Balances on a certificate's page."""

from gateway.portal.language import language
from gateway.portal.views.balances import Balance, balances


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
