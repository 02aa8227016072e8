"""Spreadsheet templates for those who have no trade system: to download, to fill in, to read back.

Owns their columns and how files of them are written. Never writes a formula, and reads none.
"""

from adapters.templates.columns import TEMPLATE_NAMES, Column, Template, template
from adapters.templates.writing import example_csv, write_csv, write_xlsx

__all__ = ["TEMPLATE_NAMES", "Column", "Template", "example_csv", "template", "write_csv", "write_xlsx"]
