"""WCO Data Model declarations in HMRC's CDS dialect: originals, amendments and cancellations of imports.

Owns what their elements mean, and the convention by which an agreement and its proof are named in them.
"""
