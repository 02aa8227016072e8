"""Where in which document a value stood: XPath, JSON pointer, segment and element, or cell, for every field.

Owns what members tell of their records' documents, and what this gateway read of declarations itself. It is
no evidence of its own: the record is what its author signed, and this says where to look. Changes neither.
"""

from gateway.provenance.model import Document, FieldSource
from gateway.provenance.reading import of_declaration, of_records
from gateway.provenance.storing import keep_declaration_source, keep_record_sources

__all__ = [
    "Document",
    "FieldSource",
    "keep_declaration_source",
    "keep_record_sources",
    "of_declaration",
    "of_records",
]
