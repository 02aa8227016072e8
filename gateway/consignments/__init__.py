"""The consignments stage: the graph of references, and one consignment's history by any of its numbers.

Owns the relation that makes records one consignment, its tables, the thread that keeps them, and the API
that reads them. Never changes a record, a declaration or a finding, and never shows a payload that its
reader may not read: the graph can be dropped and rebuilt from the store, and comes out identical.
"""
