"""What rules look at, one frame per subject: a claim, an unclaimed proof, an invoice, a carriage, a
container, a route.

Owns the matching: which record a declaration's numbers lead to, and saying so where they lead to several.
Never decides whether a difference matters.
"""
