# pragma version ==0.4.3
"""
@title How a statement stands
@license Apache-2.0
@author Tegata
@notice An unwritten slot reads as active; every other state is terminal.
"""


ACTIVE: constant(uint8) = 0
REVOKED: constant(uint8) = 1
SUPERSEDED: constant(uint8) = 2
WITHDRAWN: constant(uint8) = 3
