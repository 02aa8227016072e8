"""Records as their readers get them: payload, state, proof.

Owns reading a record by its id, its verification against the ledger, and its proof bundle. Never shows a
payload without the rule of gateway.access and a line in the audit log; what may not be seen does not exist.
"""
