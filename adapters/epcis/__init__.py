"""EPCIS 2.0 (GS1), JSON-LD and XML, and the events of UNTP's traceability credentials, into milestones.

Owns what events mean for a shipment. What they say of single products stays unmapped.
"""
