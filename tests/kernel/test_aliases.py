"""Aliases that all threads share: statements say what they say also for threads that meet at the first use."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from portal.community.models import Question
from portal.kernel.db import alias_of

THREADS, TRIES = 4, 60


@pytest.fixture
def crowded() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def statement(head: Any) -> str:
    kept = sa.select(head, Question.id).join(head, head.id == sa.func.coalesce(Question.merged_into_id, Question.id))
    return str(kept.where(head.hidden_at.is_(None)))


@pytest.mark.usefixtures("crowded")
def test_threads_that_meet_at_an_alias_all_get_the_same_statement_from_it() -> None:
    """One of SQLAlchemy alone is left pointing at the table itself in most of these tries, for good."""
    meeting = Barrier(THREADS)

    def met(head: Any) -> str:
        meeting.wait()
        return statement(head)

    with ThreadPoolExecutor(THREADS) as pool:
        for _try in range(TRIES):
            head = alias_of(Question)
            assert {*pool.map(met, [head] * THREADS), statement(head)} == {statement(alias_of(Question))}
