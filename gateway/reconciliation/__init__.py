"""Declarations against records: what does not match, why, on which legal basis, and what would resolve it.

Owns the facts about agreements, the matching, the rules and their texts, and the stage that runs them. The
engine is pure: projections in, findings out, the same bytes whenever it is done again. Never decides about a
consignment, never reads a payload, and never takes absence from the ledger for a ground of denial.
"""
