"""Readers of syntax: XML, JSON, EDIFACT and tables, each into one kind of tree that remembers positions.

Owns limits, encodings and everything hostile in a file. Knows no standard's meaning.
"""
