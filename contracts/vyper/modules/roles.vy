# pragma version ==0.4.3
"""
@title Which role may author which kind of record
@license Apache-2.0
@author Tegata
@notice A member's roles are a bit set. A bit is wire format: it is never
        given to another role.
"""


ISSUING_BODY: constant(uint256) = 1
EXPORTER: constant(uint256) = 2
PRODUCER: constant(uint256) = 4
IMPORTER: constant(uint256) = 8
TRADER: constant(uint256) = 16
CARRIER: constant(uint256) = 32
FORWARDER: constant(uint256) = 64
TERMINAL: constant(uint256) = 128
BONDED_OPERATOR: constant(uint256) = 256
CUSTOMS: constant(uint256) = 512
POSTAL_OPERATOR: constant(uint256) = 1024
PLATFORM: constant(uint256) = 2048
ALL: constant(uint256) = 4095


# @dev The kinds of record that name an agreement.
ORIGIN_CERTIFICATE: constant(uint8) = 1
ORIGIN_DECLARATION: constant(uint8) = 2


# @dev Kind of record -> the roles that may author it, 16 bits a kind.
AUTHORS: constant(uint256) = (
    ISSUING_BODY * 2**16
    + (EXPORTER + PRODUCER + IMPORTER) * 2**32
    + (EXPORTER + TRADER) * 2**48
    + (CARRIER + FORWARDER) * 2**64
    + (CARRIER + FORWARDER + TERMINAL + BONDED_OPERATOR + CUSTOMS + POSTAL_OPERATOR) * 2**80
    + (EXPORTER + TRADER) * 2**96
    + CUSTOMS * 2**112
    + (PLATFORM + POSTAL_OPERATOR + CARRIER) * 2**128
    + CUSTOMS * 2**144
    + CUSTOMS * 2**160
    + (CUSTOMS + ISSUING_BODY) * 2**176
)
