"""A survey with three waves, whom each asked, and what they answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import NamedTuple

import sqlalchemy as sa

from benchmarks.world.corpus import post
from benchmarks.world.people import CS, company_of, customer, facts_of, language_of
from benchmarks.world.sizes import EPOCH, World
from benchmarks.world.writing import Row, at_once, load
from portal.accounts.models import Organization
from portal.kernel.db import db
from portal.surveys.models import Invitation, Opening, Response, ResponseChange, ResponseCount, Survey, Wave
from portal.surveys.policy import ABOUT, LINK_LASTS

WAVES = 3
APART = timedelta(days=90)
ANSWERING = 3  # one of so many answers
SCORES = (10, 9, 9, 8, 7, 10, 6, 3, 9, 8, 10, 5, 0)


class Asked(NamedTuple):
    """One person in a wave, and their score, if they gave one."""

    number: int
    wave: int
    person: int
    at: datetime
    score: int | None
    suspected: bool


def fill(world: World) -> None:
    """Write them and commit."""
    if not world.invitations:
        return
    with at_once((Survey, Wave, Invitation, Opening, Response, ResponseChange, ResponseCount)):
        load(Survey, [_survey()])
        load(Wave, (_wave(n) for n in range(1, WAVES + 1)))
        load(Invitation, (_invitation(asked, world) for asked in asked_people(world)))
        load(Opening, _openings(world))
        load(Response, (_response(asked, world) for asked in _answers(world)))
        load(ResponseChange, (_change(asked) for asked in _answers(world)))
        load(ResponseCount, _counts(world))
        last = [{"number": company, "score": score, "at": at} for company, (score, at) in _last(world).items()]
        stands = sa.update(Organization.__table__).where(Organization.id == sa.bindparam("number"))
        db.session.execute(stands.values(nps_score=sa.bindparam("score"), nps_at=sa.bindparam("at")), last)


def scores_of(world: World) -> dict[int, int]:
    """The last score of each company that counts."""
    return {company: score for company, (score, _at) in _last(world).items()}


def asked_people(world: World) -> Iterator[Asked]:
    """All of them, wave after wave; nobody twice in one wave, as long as there are people enough."""
    each = world.invitations // WAVES
    for number in range(1, each * WAVES + 1):
        wave, place = 1 + (number - 1) // each, (number - 1) % each
        at = _began(wave) + timedelta(minutes=place % 10_000)
        score = SCORES[number * 7 % len(SCORES)] if number % ANSWERING == 1 else None
        yield Asked(number, wave, customer(wave * 5 + place, world), at, score, number % 100 == 1)


def _answers(world: World) -> Iterator[Asked]:
    return (asked for asked in asked_people(world) if asked.score is not None)


def _last(world: World) -> dict[int, tuple[int, datetime]]:
    found: dict[int, tuple[int, datetime]] = {}
    for asked in _answers(world):
        company = company_of(asked.person, world)
        counts = company and asked.score is not None and not asked.suspected
        if counts and (company not in found or found[company][1] <= asked.at):
            found[company] = (asked.score, asked.at)
    return found


def _survey() -> Row:
    return {
        "id": 1, "name": "Relationship", "by": "hand", "every_days": 180, "trigger": "", "delay_days": 1, "segment": {},
        "drip_days": 1, "state": "live", "version": 1, "at": EPOCH,
    }  # fmt: skip


def _began(wave: int) -> datetime:
    return EPOCH + (wave - 1) * APART


def _wave(n: int) -> Row:
    return {
        "id": n, "survey_id": 1, "number": n, "kind": "sent", "segment": {}, "drip_days": 1, "starts_at": _began(n),
        "closes_at": _began(n) + LINK_LASTS, "state": "closed", "launched_at": _began(n), "launched_by_id": CS,
        "version": 1, "at": _began(n),
    }  # fmt: skip


def _facts(asked: Asked, world: World) -> Row:
    company = company_of(asked.person, world)
    return facts_of(company or 1) | {"language": language_of(asked.person)}


def _invitation(asked: Asked, world: World) -> Row:
    """One in fifty is left out: it was opted out of."""
    out = asked.score is None and asked.number % 50 == 0
    sent = None if out else asked.at
    return {
        "id": asked.number, "survey_id": 1, "wave_id": asked.wave, "person_id": asked.person,
        "organization_id": company_of(asked.person, world), **_facts(asked, world),
        "left_out": "opted_out" if out else "", "send_at": sent, "sent_at": sent,
        "expires_at": sent + LINK_LASTS if sent else None,
        "answered_at": asked.at if asked.score is not None and not asked.suspected else None,
    }  # fmt: skip


def _openings(world: World) -> Iterator[Row]:
    """Who answered, and one more in six."""
    number = count(1)
    for asked in asked_people(world):
        if asked.score is not None or asked.number % 6 == 2:
            yield {
                "id": next(number),
                "invitation_id": asked.number,
                "score": asked.score,
                "method": "GET",
                "at": asked.at,
            }


def _response(asked: Asked, world: World) -> Row:
    words = post(asked.number).body[:160] if asked.number // ANSWERING % 2 else ""
    return {
        "id": asked.number, "invitation_id": asked.number, "wave_id": asked.wave, "person_id": asked.person,
        "organization_id": company_of(asked.person, world), "score": asked.score, "source": "mail",
        "suspected": asked.suspected, "words": words, "about": ABOUT[asked.number % len(ABOUT)] if words else "",
        "language": post(asked.number).language, "contact": "", "version": 1, "at": asked.at, "changed_at": asked.at,
    }  # fmt: skip


def _change(asked: Asked) -> Row:
    return {
        "id": asked.number, "response_id": asked.number, "score": asked.score,
        "signal": "none" if asked.suspected else "button", "suspected": asked.suspected, "at": asked.at,
    }  # fmt: skip


def _counts(world: World) -> Iterator[Row]:
    keys = ("wave_id", "tier", "stage", "language", "score")
    found = Counter[tuple[int, str, str, str, int | None]]()
    for asked in _answers(world):
        if not asked.suspected:
            facts = _facts(asked, world)
            found[asked.wave, facts["tier"], facts["stage"], facts["language"], asked.score] += 1
    for number, (key, n) in enumerate(sorted(found.items()), 1):
        yield {"id": number, **dict(zip(keys, key, strict=True)), "n": n}
