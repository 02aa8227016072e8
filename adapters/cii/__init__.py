"""UN/CEFACT Cross Industry Invoice (D16B to D22B), bare or inside a Factur-X or ZUGFeRD PDF, into drafts.

Owns what its elements mean. Knows no other format.
"""
