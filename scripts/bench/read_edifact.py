"""[read_edifact] a report of discharge with five thousand containers, from its bytes to as many milestones:
seconds of processor time.

CONTAINERS=500 reads fewer; the figure is always that of five thousand.
"""

import os
import time

from adapters import read
from scripts.bench.report import report

CONTAINERS = int(os.environ.get("CONTAINERS", "5000"))
_OF_THE_FIGURE = 5_000


def main() -> None:
    """Read it once."""
    data = interchange(CONTAINERS)
    read(interchange(1))
    start = time.process_time()
    drafts = read(data)
    spent = time.process_time() - start
    if len(list(drafts)) != CONTAINERS:
        raise SystemExit(f"{len(list(drafts))} milestones of {CONTAINERS} containers")
    report("read_edifact", spent * _OF_THE_FIGURE / CONTAINERS)


def interchange(containers: int) -> bytes:
    """A COARRI (D.95B) of so many containers, each with its time, place, weight and seal."""
    segments = [
        "UNH+1+COARRI:D:95B:UN:ITG14",
        "BGM+44+1+9",
        "DTM+137:202603010800:203",
        "TDT+20+123W+1++ABC:172:20+++9387425:146::NORTHERN STAR",
        "LOC+11+JPTYO:139:6",
        "NAD+CA+ABC:172:20",
    ]
    for number in range(containers):
        segments += [
            f"EQD+CN+TGHU{number:06d}0+45G1:102:5+++5",
            f"RFF+BN:BK{number}",
            f"DTM+203:2026030108{number % 60:02d}:203",
            "LOC+11+JPTYO:139:6",
            "MEA+AAE+G+KGM:12000",
            f"SEL+S{number}+CA",
        ]
    segments += [f"CNT+16:{containers}"]
    trailer = f"UNT+{len(segments) + 1}+1"
    whole = ["UNB+UNOA:2+A+B+260301:0800+REF", *segments, trailer, "UNZ+1+REF"]
    return "".join(f"{segment}'" for segment in whole).encode("ascii")


if __name__ == "__main__":
    main()
