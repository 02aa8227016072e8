"""Checking an archive by itself: everything that can be derived from it is derived, and compared.

Owns the derivations and the report of every difference. Opens no socket, asks no gateway, and changes nothing
in the folder; what only the gateway's signature covers it says so of.
"""

from gateway.archive.checking.check import check_archive
from gateway.archive.checking.report import Difference, Report

__all__ = ["Difference", "Report", "check_archive"]
