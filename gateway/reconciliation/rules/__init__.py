"""The rules: what each says and on which law in TOML, what each compares in one expression.

Owns severity, audience, legal basis and texts of every finding, and when a rule applies, needs an input, and
fires. Never matches, never reads anything but a subject's columns, and never decides about goods.
"""
