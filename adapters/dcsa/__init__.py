"""DCSA Track & Trace 2.2.0 and 3.0.0: actual events become milestones, all others stay expectations.

Owns what their members mean. The version is told by an event's shape, never by what a message says of itself.
"""
