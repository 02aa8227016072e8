"""A million declarations at once: frames find which declarations have something to say, rows say it.

Every rule is screened in Polars over columns built here; what fires, and what the columns cannot tell exactly
(a number that leads to several records, a copy of a proof), is reconciled by the engine row by row. So the
findings are the engine's own, to the byte. Never decides, and never says more than the engine would.
"""
