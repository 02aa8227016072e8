"""What keeps a node running and lets its operator see how: settings, the engine's process, health, backups.

Owns files in the data directory beside the ledger's store, and the engine as a child. Never decides what is
valid, and never speaks for a member.
"""
