"""What all members of the ledger must agree on: records, signatures, on-chain rules and proofs.

Owns the wire: how a record becomes an id, how an act is signed, where a contract keeps a fact, what a
proof must hold. Everything here is pure; nothing reads a disk, a socket or a clock, except the package's
own artefacts. Changing a byte of it after launch is an upgrade that every member takes at once.
"""
