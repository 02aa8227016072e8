"""The tables, a module for each subject, all in one MetaData.

Owns column names and keys. Never a query: those stand with the stage that asks.
"""
