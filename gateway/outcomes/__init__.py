"""Outcomes of claims (kind 7): what customs decided about a preference, as a record of theirs.

Owns the record made of an officer's decision, its reversal by a later one, whom it is returned to, and the
statistics of use. Never decides: an officer does, with the legal basis; and never tells abroad what no legal
basis lets it.
"""
