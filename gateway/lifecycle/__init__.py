"""What becomes of a statement: its earlier and later versions, what rested on it here, ending many at once.

Reads what the ledger and the declarations say. Never decides what an end means for a declaration: that
reconciliation finds, and an officer decides.
"""
