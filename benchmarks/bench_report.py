"""What `make bench` prints: a table of speeds, costs and ratios, memory, and what more web processes bring."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median

from benchmarks.bench_rows import ROWS, SCALED, Row, Run
from benchmarks.layers import LAYERS, Cost
from benchmarks.load import Speed

LAST = Path("bench-last.json")


def show(runs: list[Run], cost: dict[str, Cost]) -> None:
    """The table; and keep the figures for the next time."""
    before = json.loads(LAST.read_text()) if LAST.exists() else {}
    layers = "".join(f"{layer:>9}" for layer in (*LAYERS, "all"))
    print(f"{'':<30}{'req/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'SQL':>5}{layers} µs  ratio (must, aim), last run")
    for row in ROWS:
        speed = _median(runs, row)
        spent = cost.get(row.name)
        parts = [*spent.layers.values(), spent.total] if spent else []
        told = f"{speed.rps:>8.0f}{speed.p50:>8.2f}{speed.p99:>8.2f}{spent.statements if spent else '':>5}"
        told += "".join(f"{part:>9.0f}" for part in parts) or " " * 9 * (len(LAYERS) + 1)
        last = f"{speed.rps / before[row.name]:.2f}x" if row.name in before else ""
        print(f"{row.name:<30}{told}     {_met(runs, row):<34}{last}".rstrip())
    LAST.write_text(json.dumps({row.name: _median(runs, row).rps for row in ROWS}, indent=1))


def _median(runs: list[Run], row: Row) -> Speed:
    found = [run.speeds[row.name] for run in runs]
    return Speed(*(median(values) for values in zip(*found, strict=True)))


def _met(runs: list[Run], row: Row) -> str:
    """The ratio, how far runs were apart, and whether it is what it must be."""
    if not row.yardstick:
        return ""
    ratios = [run.ratio(row) for run in runs]
    told = spread(ratios)
    if row.number is None:
        return told
    return f"{told} ({row.number.must}, {row.number.aim}) {'met' if median(ratios) >= row.number.must else 'MISSED'}"


def spread(values: list[float]) -> str:
    """The median, and the least and the most where there are several."""
    apart = f" [{min(values):.2f}–{max(values):.2f}]" if len(values) > 1 else ""
    return f"{median(values):.2f}{apart}"


def show_processes(runs: list[Run], more: dict[int, list[Run]]) -> None:
    """Memory, and what more web processes bring."""
    held = ["; ".join(f"{one.share:.0f} ({one.resident:.0f})" for one in run.memory) for run in runs]
    print(
        f"MB of each web process after the load, in brackets with all it shares: {', '.join(held)} (must 200, aim 150)"
    )
    for name in SCALED:
        for workers, others in more.items():
            speeds = [other.speeds[name].rps for other in others]
            gained = [rps / run.speeds[name].rps for rps, run in zip(speeds, runs, strict=True)]
            print(f"{name}: {workers} processes {median(speeds):.0f} req/s, {spread(gained)} of the first figure")
