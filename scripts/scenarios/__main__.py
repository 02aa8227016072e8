"""`make detection`: precision and recall of each rule over seeded trade, and the confusion between rules.

Usage: python -m scripts.scenarios [--seed N] [--rounds N]
"""

import argparse
import sys

from gateway.reconciliation.rules.definition import rules
from scripts.scenarios.detection import Figures, cases, measured, uncovered

RECALL, PRECISION = 0.99, 0.98
"""The goals of each rule."""


def main() -> int:
    """Print the figures; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20260401)
    parser.add_argument("--rounds", type=int, default=40, help="of every injection and every oddity")
    arguments = parser.parse_args()
    figures = measured(cases(arguments.seed, arguments.rounds))
    failed = _print_rules(figures)
    _print_confusion(figures)
    read = ", ".join(f"{number} {name}" for name, number in sorted(figures.read_as.items()))
    print(f"\ndocuments written and read again: {read}")
    stops = sum(figures.stopped.values())
    print(f"\nfalse findings above a notice on lawful oddities: {stops}")
    if uncovered():
        print(f"rules that nothing is injected for: {', '.join(uncovered())}")
    return 1 if failed or stops or uncovered() else 0


def _print_rules(figures: Figures) -> bool:
    failed = False
    print(f"{'rule':34}{'injected':>9}{'found':>7}{'extra':>7}{'recall':>8}{'precision':>10}")
    for rule in rules():
        recall, precision = figures.recall(rule), figures.precision(rule)
        missed = recall < RECALL or precision < PRECISION
        failed |= missed
        injected = figures.hits[rule] + figures.misses[rule]
        print(
            f"{rule:34}{injected:9}{figures.hits[rule]:7}{figures.extra[rule]:7}{recall:8.3f}{precision:10.3f}"
            f"{'  below the goal' if missed else ''}"
        )
    return failed


def _print_confusion(figures: Figures) -> None:
    print("\nmistaken (what the case is → what was found in it besides):")
    for (case, rule), times in sorted(figures.confusion.items()):
        print(f"  {case} → {rule}: {times}")
    if not figures.confusion:
        print("  nothing")


if __name__ == "__main__":
    sys.exit(main())
