"""Archives: everything that a member may see, taken out as files, and checked without any server.

Owns the format `tegata/export/1` (docs/export.md), what stands in it for whom, and the check that derives it
anew. Never shows more than the API shows the same principal, and never decides what is right: where files and
ledger differ, it names both.
"""
