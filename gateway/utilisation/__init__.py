"""Utilisation: what declarations use of the lines of origin proofs is drawn on the ledger, and given back.

Owns the debits of this gateway's member: what reconciliation wants, what an officer decides, signed with the
customs' own key and handed to the outbox; and the balances that the blocks tell. Never decides what a proof
covers, and never lets a debit stand that the declaration no longer uses.
"""
