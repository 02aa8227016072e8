"""Findings as people use them: the queue, its filters, officers' decisions, the stream of new ones.

Owns who sees a finding and what an officer decided about it. Never makes, changes or clears a finding:
reconciliation does; and never decides by itself.
"""
