# pragma version ==0.4.3
"""
@title Days and months of the calendar
@license Apache-2.0
@author Tegata
@notice When a term of a treaty ends. Days are those of UTC. The day on which
        a term starts is not counted, and it ends with its last day; a month
        ends on the day of the same number, or on its last day.
@dev The civil calendar from days since 1 March of the year 0, 146,097 days
     each 400 years. `contracts/terms.py` says the same in Python.
"""


DAY: constant(uint256) = 86400

# @dev Days from 1 March of the year 0 to 1 January 1970.
EPOCH: constant(uint256) = 719468


@internal
@pure
def _end_of_term(start: uint256, length: uint256, months: bool) -> uint256:
    """
    @notice The first second after a term.
    @param start When it starts, in seconds.
    @param length How many days or months it has.
    @param months Whether they are months.
    @return uint256 The end, exclusive.
    """
    first: uint256 = start // DAY
    if not months:
        return (first + length + 1) * DAY
    z: uint256 = first + EPOCH
    era: uint256 = z // 146097
    doe: uint256 = z % 146097
    yoe: uint256 = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy: uint256 = doe - (365 * yoe + yoe // 4 - yoe // 100)
    month: uint256 = (5 * doy + 2) // 153
    day: uint256 = doy - (153 * month + 2) // 5
    later: uint256 = 12 * (era * 400 + yoe) + month + length
    last: uint256 = self._first_of(later + 1) - 1
    return (min(self._first_of(later) + day, last) - EPOCH + 1) * DAY


@internal
@pure
def _first_of(month: uint256) -> uint256:
    """
    @dev The first day of a month; both counted from March of the year 0.
    """
    year: uint256 = month // 12
    return year * 365 + year // 4 - year // 100 + year // 400 + (153 * (month % 12) + 2) // 5
