"""Work that comes with the clock. Any number of workers may run: each slot of each job is leased once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model, db, insert_once

log = structlog.get_logger()


class JobLease(Model):
    """The proof that one run of a job, at one time, was taken."""

    __table_args__ = (UniqueConstraint("job", "slot"),)

    job: Mapped[str]
    slot: Mapped[int] = mapped_column(sa.BigInteger)  # which period since 1970
    taken_at: Mapped[datetime]


@dataclass(frozen=True)
class Job:
    """A function that commits its own work, every `seconds`."""

    name: str
    seconds: int
    run: Callable[[], None]


JOBS: dict[str, Job] = {}


def every(seconds: int, name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Run the function once in each period of `seconds`, counted from 1970 in UTC."""

    def register(run: Callable[[], None]) -> Callable[[], None]:
        JOBS[name] = Job(name, seconds, run)
        return run

    return register


def run_due(last_slots: dict[str, int]) -> None:
    """Run each job whose period this process has not looked at yet (`last_slots` remembers)."""
    for job in JOBS.values():
        slot = int(now().timestamp()) // job.seconds
        if last_slots.get(job.name) == slot:
            continue
        last_slots[job.name] = slot
        if insert_once(JobLease, job=job.name, slot=slot, taken_at=now()) is None:
            db.session.rollback()
            continue
        db.session.commit()
        try:
            job.run()
        except Exception as error:
            db.session.rollback()
            log.error("job.failed", job=job.name, exc_info=error)


@every(24 * 3600, "kernel.forget_leases")
def forget_leases() -> None:
    """Leases of past weeks prove nothing any more."""
    db.session.execute(sa.delete(JobLease).where(JobLease.taken_at < now() - timedelta(days=14)))
    db.session.commit()
