"""Realistic trade with labels: what was injected into it, and what of it is lawful.

Owns the generator, seeded, and the measure of how well the rules find what was injected. Never reads a rule's
comparison, and no rule reads a label: the engine is given records and declarations, as a gateway has them.
"""
