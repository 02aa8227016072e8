"""How the API speaks, whatever it is about: problems, correlation ids, limits, pages, idempotency.

Owns what every route has in common (design §8, API habits). Knows no record, declaration or finding.
"""
