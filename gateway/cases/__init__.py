"""Verification cases: what customs ask about origin, who answers, and by when.

Owns the payloads of cases, their way to the other side's gateway, encrypted to it alone, and what is due.
Never speaks for a member: each step is signed by its author. Never denies anything: a term that ran out is a
task for an officer.
"""
