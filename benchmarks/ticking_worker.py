"""`portal worker` with one job more, which says each second that it runs: for drills that count how often."""

from __future__ import annotations

import signal

from portal.app import create_app
from portal.cli.serve import end_with_parent
from portal.kernel.jobs import every
from portal.kernel.worker import run_worker

TICK = "drill.tick"


def tick() -> None:
    print("tick ", flush=True)


if __name__ == "__main__":
    every(1, TICK)(tick)
    end_with_parent(signal.SIGINT)
    run_worker(create_app())
