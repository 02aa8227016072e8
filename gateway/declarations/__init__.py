"""Import declarations: taking them in, keeping every version, and telling how each stands.

Owns what a message does to a declaration and which day the law tests proofs on. Never puts a declaration on
the ledger, never changes a version that was stored, and never reconciles: that is told to the feed.
"""
