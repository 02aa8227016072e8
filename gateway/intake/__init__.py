"""Intake: what a member hands in is checked whole, made durable together with its way to the ledger, and
receipted.

Owns validation, the author's signature, payloads and receipts, for batches, resumable uploads and acts on
status.
Never anchors, never speaks for an author, and never acknowledges what is not on disk.
"""
