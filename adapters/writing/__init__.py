"""Records back into the trade's own formats.

Owns what each format can say of a record. What it can't is told, path by path: a document is read back by the
readers of this package, and compared, before it is handed out.
"""

from adapters.writing.documents import Written, formats_for, write

__all__ = ["Written", "formats_for", "write"]
