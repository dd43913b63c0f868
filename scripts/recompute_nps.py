"""Reckons the figures of the NPS panel again, from its CSV files and nothing else: the standard library, no portal.

    python scripts/recompute_nps.py wave-5.csv wave-6.csv > figures.json

Each file is what *Console > NPS > Export as CSV* writes: one row for each invitation. Give all waves whose change is
asked for; files of several surveys may be mixed. What comes out is a list of waves with, for the whole and by stage,
tier and language: answers, score, 95 % interval, change since the wave before, response rate, non-response by cause,
coverage of companies and of contract value, and the share of detractors whose follow-up is done.

Sources: NPS = 100 (P - D) / N. Interval: adjusted Wald (Rocks 2016), 0.75 promoters, 1.5 passives and 0.75 detractors
added, variance of one answer p + d - (p - d)^2. Change: interval of the difference of two independent samples.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

QUANTILE = 1.959964  # of the normal distribution, for 95 %
LEAST = 5  # answers; with fewer there is no interval and no comparison
DIVISIONS = ("stage", "tier", "language")
NOBODY_ASKED = "imported"  # kind of a wave of which only the answers are known

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    """The rows of one file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def counted(row: Row) -> bool:
    """Whether the row has an answer that counts."""
    return row["score"] != "" and row["suspected"] == "0"


def score_of(rows: Iterable[Row]) -> dict[str, Any]:
    """Answers by group, the plain score, and its interval."""
    values = [1 if int(row["score"]) > 8 else -1 if int(row["score"]) < 7 else 0 for row in rows if counted(row)]
    groups = Counter(values)
    found: dict[str, Any] = {"answers": len(values), "promoters": groups[1], "passives": groups[0]}
    found |= {"detractors": groups[-1], "score": None, "interval": None}
    if values:
        found["score"] = float(Fraction(100 * sum(values), len(values)))
    if len(values) >= LEAST:
        middle, error = adjusted(groups)
        found["interval"] = clipped(middle, error, 100)
    return found


def adjusted(groups: Counter[int]) -> tuple[float, float]:
    """Middle of the interval and standard error, as shares, with the imagined answers added."""
    up, down = groups[1] + 0.75, groups[-1] + 0.75
    n = up + groups[0] + 1.5 + down
    middle = (up - down) / n
    return middle, math.sqrt((up / n + down / n - middle * middle) / n)


def clipped(middle: float, error: float, most: int) -> list[float]:
    """Both ends in points, within what is possible."""
    low, high = (100 * (middle + sign * QUANTILE * error) for sign in (-1, 1))
    return [max(low, -most), min(high, most)]


def change(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any] | None:
    """The interval of the difference; None where one side has too few answers."""
    if before["answers"] < LEAST or after["answers"] < LEAST:
        return None
    sides = [
        adjusted(Counter({1: one["promoters"], 0: one["passives"], -1: one["detractors"]})) for one in (before, after)
    ]
    ends = clipped(sides[1][0] - sides[0][0], math.hypot(sides[0][1], sides[1][1]), 200)
    return {"interval": ends, "clear": not ends[0] <= 0 <= ends[1]}


CAUSES: Sequence[tuple[str, Callable[[Row], bool]]] = (  # of those delivered; the first that holds
    ("after_reminder", lambda row: bool(row["answered_at"] and row["reminded_at"]) and not_after(row)),
    ("answered", lambda row: bool(row["answered_at"])),
    ("machine", lambda row: row["suspected"] == "1"),
    ("turned_off", lambda row: bool(row["opted_out_at"])),
    ("not_opened", lambda row: row["opened"] == "0"),
    ("not_sent", lambda row: True),
)


def not_after(row: Row) -> bool:
    """Whether the reminder came before the answer; times are written alike, so that their texts sort."""
    return row["reminded_at"] <= row["answered_at"]


def response_of(rows: Sequence[Row]) -> dict[str, Any]:
    """What became of each invitation, and answered divided by delivered."""
    left_out = Counter(row["left_out"] for row in rows if row["left_out"])
    asked = [row for row in rows if not row["left_out"]]
    sent = [row for row in asked if row["sent_at"]]
    delivered = [row for row in sent if not row["bounced_at"]]
    causes = Counter(next(name for name, holds in CAUSES if holds(row)) for row in delivered)
    answered = causes["answered"] + causes["after_reminder"]
    return {
        "all": len(rows),
        "left_out": dict(sorted(left_out.items())),
        "asked": len(asked),
        "waiting": len(asked) - len(sent),
        "came_back": len(sent) - len(delivered),
        "delivered": len(delivered),
        "causes": {name: causes[name] for name, _holds in CAUSES if causes[name]},
        "suspected": sum(row["suspected"] == "1" for row in rows),
        "rate": float(Fraction(100 * answered, len(delivered))) if delivered else None,
    }


def coverage_of(rows: Iterable[Row]) -> dict[str, Any]:
    """Companies that were sent the question, those with an answer, and what both are worth; each company once."""
    worth: dict[str, Decimal] = {}
    heard = set()
    for row in rows:
        company = row["organization"]
        if company and row["sent_at"]:
            worth[company] = max(worth.get(company, Decimal(0)), Decimal(row["contract_value"]))
            if row["answered_at"]:
                heard.add(company)
    whole, part = sum(worth.values(), Decimal(0)), sum((worth[company] for company in heard), Decimal(0))
    return {
        "companies": len(worth),
        "answered": len(heard),
        "share": float(Fraction(100 * len(heard), len(worth))) if worth else None,
        "value": str(whole),
        "reached": str(part),
        "share_of_value": float(100 * Fraction(part) / Fraction(whole)) if whole else None,
    }


def loop_of(rows: Iterable[Row]) -> dict[str, Any]:
    """Detractors whose company is known, and those of them with a follow-up that is done."""
    states = [row["follow_up"] for row in rows if counted(row) and int(row["score"]) < 7 and row["organization"]]
    done = states.count("done")
    return {"asked": len(states), "done": done, "share": float(Fraction(100 * done, len(states))) if states else None}


def figures_of(rows: Sequence[Row]) -> dict[str, Any]:
    """Everything that can be said of one wave alone."""
    imported = bool(rows) and rows[0]["kind"] == NOBODY_ASKED
    found: dict[str, Any] = score_of(rows)
    found["response"] = None if imported else response_of(rows)
    found["coverage"] = None if imported else coverage_of(rows)
    found["loop"] = loop_of(rows)
    found["about"] = {
        about: score_of(row for row in rows if row["about"] == about)
        for about in sorted({row["about"] for row in rows if counted(row)})
    }
    for by in DIVISIONS:
        found[by] = {}
        for value in sorted({row[by] for row in rows}):
            part = [row for row in rows if row[by] == value]
            found[by][value] = score_of(part) | {"response": None if imported else response_of(part)}
    return found


def recompute(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The waves of all rows by survey and number, each with its change since the wave before it that is here."""
    waves: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        waves[row["survey"], int(row["wave"])].append(row)
    found: list[dict[str, Any]] = []
    for (survey, number), of_wave in sorted(waves.items()):
        figures = {"survey": survey, "wave": number} | figures_of(of_wave)
        before = found[-1] if found and found[-1]["survey"] == survey else None
        figures["change"] = change(before, figures) if before else None
        figures["since"] = before["wave"] if before else None
        found.append(figures)
    return found


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: recompute_nps.py FILE.csv [FILE.csv ...]")
    everything = [row for name in sys.argv[1:] for row in read(Path(name))]
    json.dump(recompute(everything), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
