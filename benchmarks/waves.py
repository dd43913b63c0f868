"""`python -m benchmarks.waves [--people 50000 --seconds 600]`: a wave to so many people, with every cause of leaving out.

On PostgreSQL, with real processes: what the page of the launch promises must be what the launch writes, cause by cause;
while the mails go out the worker's memory must stay flat, and list pages answer within 1.5 times what they took before.
`--seconds` bounds how long the sending is watched.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from benchmarks.running import Browser, Portal, cookie_of, hidden, write_items
from benchmarks.told import MOST_GROWTH, Memory
from benchmarks.world.filling import fill as fill_world
from benchmarks.world.sizes import World
from portal.accounts.models import Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.i18n import using
from portal.kernel.mail import Mail
from portal.kernel.mailing.models import BouncedAddress
from portal.notifications.models import Preference
from portal.surveys.labels import LEFT_OUT
from portal.surveys.models import Invitation, Survey, SurveyPause, Wave
from portal.surveys.queries.audience import written

PEOPLE, SECONDS = 50_000, 600
OF_COMPANY = 50  # people
EACH = 40  # one of so many people is left out for each cause
MOST_SLOWER = 1.5
PAGES = ("/console/nps/surveys", "/console/nps/surveys/1", "/console/customers", "/learn", "/community?tab=newest")
ASKED = 60  # requests for each page
DAY = timedelta(days=1)


class Seen(NamedTuple):
    """Seconds of the dry run and the launch; p95 of pages in milliseconds before and while; megabytes; mails."""

    looked: float
    launched: float
    before: dict[str, float]
    during: dict[str, float]
    small: float
    most: float
    mails: int
    sending: float


def fill(people: int) -> int:
    """People with every cause, two surveys and a draft; the number of somebody of customer success."""
    fill_world(World(organizations=people // OF_COMPANY, people=people, items=10))
    clerk = Person(email="cs@bench.example", display_name="CS", roles=Role.CS)
    db.session.add_all([clerk, Survey(name="Relationship"), Survey(name="Another")])
    db.session.flush()
    place = count(1)
    off = [{"person_id": n, "kind": "surveys", "mail": False, "digest": False} for n in _some(people, next(place))]
    db.session.execute(sa.insert(Preference), off)
    _set(Person, _some(people, next(place)), suspended_at=now())
    for company in range(1, people // OF_COMPANY, EACH):
        pause = {"until": now() + 9 * DAY, "reason": "Outage", "by_id": clerk.id}
        db.session.add(SurveyPause(organization_id=company, **pause))
    _set(Person, _some(people, next(place)), created_at=now() - DAY)
    _bounced(_some(people, next(place)))
    _asked(2, _some(people, next(place)), days=5)
    _asked(1, _some(people, next(place)), days=60)
    db.session.add(Wave(survey_id=1, number=2, starts_at=now(), closes_at=now() + 30 * DAY))
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    return clerk.id


def _some(people: int, place: int) -> list[int]:
    return list(range(place, people + 1, EACH))


def _set(model: Any, numbers: list[int], **values: Any) -> None:
    db.session.execute(sa.update(model).where(model.id.in_(numbers)).values(**values))


def _bounced(people: list[int]) -> None:
    at = now()
    row = sa.select(
        sa.func.lower(Person.email), sa.literal(at), sa.literal("No such user"), sa.literal([], sa.JSON), sa.literal(at)
    )
    columns = ("email", "since", "reason", "soft_days", "noted_at")
    db.session.execute(sa.insert(BouncedAddress).from_select(columns, row.where(Person.id.in_(people))))


def _asked(survey_id: int, people: list[int], days: int) -> None:
    at = now() - days * DAY
    wave = Wave(survey_id=survey_id, number=1, starts_at=at, closes_at=at, state="closed")
    db.session.add(wave)
    db.session.flush()
    facts = {"stage": "", "tier": "", "touch": "", "language": "en", "contract_value": 0, "left_out": ""}
    of = {"survey_id": survey_id, "wave_id": wave.id, "send_at": at, "sent_at": at, "expires_at": at, **facts}
    db.session.execute(sa.insert(Invitation), [{"person_id": person, **of} for person in people])


def promised(page: str) -> dict[str, int]:
    """What the page of the launch says: how many for which cause, "" for who is asked."""
    asked = re.search(r"Would reach ([\d,]+) p", page)
    found = {"": _plain(asked[1]) if asked else -1}
    with using("en"):
        names = {str(name): code for code, name in LEFT_OUT.items()}
    for name, number in re.findall(r'<th scope="row">([^<]+)</th><td class="num">([\d,]+)</td>', page):
        found[names[name]] = _plain(number)
    return found


def _plain(text: str) -> int:
    return int(text.replace(",", ""))


def p95(browser: Browser) -> dict[str, float]:
    """Milliseconds of each page, asked in turn."""
    times: dict[str, list[float]] = {path: [] for path in PAGES}
    for _ in range(ASKED):
        for path, taken in times.items():
            began = time.perf_counter()
            status, _body = browser.get(path)
            taken.append((time.perf_counter() - began) * 1000)
            if status != 200:
                raise RuntimeError(f"{path} was answered with {status}")
    return {path: sorted(taken)[int(len(taken) * 0.95) - 1] for path, taken in times.items()}


def drill(people: int = PEOPLE, seconds: float = SECONDS) -> dict[str, Any]:
    """Figures for `make drill`."""
    with tempfile.TemporaryDirectory() as folder:
        portal = Portal(Path(folder), "postgresql")
        try:
            write_items(portal.folder / "content", 0)
            portal.command("setup")
            app = portal.app()
            with app.app_context():
                clerk = fill(people)
                cookie = cookie_of(app, db.session.get_one(Person, clerk))
                db.session.remove()
            portal.start()
            promise, seen = _launch(portal, app, cookie, seconds)
            with app.app_context():
                real = written(_wave())
                db.session.remove()
                db.engine.dispose()
        finally:
            portal.stop()
    return _figures(people, promise, real.left_out | {"": real.asked}, seen)


def _wave() -> int:
    return db.session.scalars(sa.select(Wave.id).where(Wave.survey_id == 1, Wave.number == 2)).one()


def _launch(portal: Portal, app: Any, cookie: str, seconds: float) -> tuple[dict[str, int], Seen]:
    """Look, launch by the page's form, and watch the mails go out."""
    browser, memory = Browser(portal.port, cookie), Memory(portal)
    small = memory.settled()
    p95(browser)
    before = p95(browser)
    with app.app_context():
        at = f"/console/nps/surveys/waves/{_wave()}/launch"
        db.session.rollback()
    began = time.monotonic()
    page = browser.get(at)[1]
    looked, began = time.monotonic() - began, time.monotonic()
    memory.start()
    form = {name: hidden(page, name) for name in ("csrf_token", "version")}
    status, _body = browser.post(at, **form)
    launched, began = time.monotonic() - began, time.monotonic()
    if status != 303:
        raise RuntimeError(f"the launch was answered with {status}")
    during = p95(browser)
    mails = 0
    while (waiting := _waiting(app)) and time.monotonic() - began < seconds:
        time.sleep(1)
    sending = time.monotonic() - began
    with app.app_context():
        mails = db.session.scalar(sa.select(sa.func.count()).select_from(Mail)) or 0
        db.session.rollback()
    memory.done.set()
    memory.join()
    print(f"{mails} mails written, {waiting} still wait", flush=True)
    return promised(page), Seen(looked, launched, before, during, small, memory.most, mails, sending)


def _waiting(app: Any) -> int:
    with app.app_context():
        owed = sa.select(sa.func.count()).where(Invitation.sent_at.is_(None), Invitation.left_out == "")
        found: int = db.session.scalar(owed) or 0
        db.session.rollback()
        return found


def _figures(people: int, promise: dict[str, int], real: dict[str, int], seen: Seen) -> dict[str, Any]:
    print(f"{'':34}{'dry run':>9}{'launch':>9}")
    with using("en"):
        for code in ("", *LEFT_OUT):
            if code in promise or code in real:
                name = str(LEFT_OUT[code]) if code else "Asked"
                print(f"{name[:33]:34}{promise.get(code, 0):>9}{real.get(code, 0):>9}")
    print(f"{'page':34}{'before':>9}{'while':>9}  (p95, ms)")
    for path, taken in seen.before.items():
        print(f"{path:34}{taken:>9.1f}{seen.during[path]:>9.1f}")
    off = sum(abs(promise.get(code, 0) - real.get(code, 0)) for code in {*promise, *real})
    slower = max(seen.during[path] / taken for path, taken in seen.before.items())
    grown = seen.most - seen.small
    return {
        "people": people,
        "lost": off,
        "causes": len(real) - 1,
        "dry_run_s": f"{seen.looked:.2f}",
        "launch_s": f"{seen.launched:.2f}",
        "mails_per_s": f"{seen.mails / seen.sending:.0f}",
        "slower": f"{slower:.2f}",
        "worker_mb": f"{seen.most:.0f}",
        "grown_mb": f"{grown:.0f}",
        "too_slow": int(slower > MOST_SLOWER) + int(grown > MOST_GROWTH),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    asked = parser.parse_args()
    print(figures := drill(asked.people, asked.seconds))
    sys.exit(1 if figures["lost"] or figures["too_slow"] else 0)


if __name__ == "__main__":
    main()
