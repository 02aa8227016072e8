"""Consensus fronts: what drives the application, and says which block is final.

A front owns its threads, its key and its finality evidence. It never executes, never decides what is
admissible, and leaves no mark in a header: the same blocks have the same hashes on every front.
"""
