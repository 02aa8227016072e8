"""UBL 2.0 to 2.4 (OASIS; namespaces ending in "-2"): Invoice, Waybill and CertificateOfOrigin.

Owns what their elements mean. One adapter serves every minor version, since they share their namespaces.
"""
