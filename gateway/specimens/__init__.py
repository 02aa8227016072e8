"""The specimen page of an issuing body (RCEP Agreement Art. 3.17(7)): customs look a certificate up there.

Owns the look-up by number and one more field, the proof that answers it, and the issuer's signed statement
that nothing matches. Never tells which of the two did not match, nor lists anything.
"""
