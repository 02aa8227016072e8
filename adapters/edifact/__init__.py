"""EDIFACT messages: their segment groups as data, and what the segments of IFTSTA mean.

Owns the meaning of segments and qualifiers. Syntax, counts and character sets are the source reader's.
"""
