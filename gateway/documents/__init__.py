"""Documents of the trade: what a file would become as records, and templates to fill in.

Owns the way to the adapters' front door over HTTP. Keeps nothing: a document that is only converted is not
stored, and signing what it becomes is its author's business.
"""
