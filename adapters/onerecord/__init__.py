"""IATA ONE Record: waybills and logistics events in JSON-LD, into drafts.

Owns what the members of the cargo ontology mean.
"""
