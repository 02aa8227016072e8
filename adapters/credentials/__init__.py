"""Verifiable credentials: W3C, UN/CEFACT's UNTP, OpenAttestation (TradeTrust), TrustVC.

Owns how a credential is opened, how far its own proof can be checked without a network, and what its
claims mean. Never says more of a proof than was checked.
"""
