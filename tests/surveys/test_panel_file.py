"""The file of a wave holds all that its figures are made of: reckoned again from it alone, they are the same."""

from __future__ import annotations

import csv
import io
import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from portal.accounts.commands import erasing
from portal.accounts.models import Organization, Person
from portal.accounts.money import money_text
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.notifications.models import Preference
from portal.success.commands import working
from portal.success.models import FollowUp
from portal.surveys.console.exporting import HEADER
from portal.surveys.maths import Tally, change, tally
from portal.surveys.models import Wave
from portal.surveys.policy import IMPORTED, LEFT_OUT
from portal.surveys.queries.panel import coverage, exporting, fates, handling, scores
from portal.surveys.queries.panel.choice import Segment
from portal.surveys.queries.panel.fates import DELIVERED, Fates
from portal.surveys.queries.panel.scores import PARTS
from portal.surveys.queries.panel.wholes import wholes
from scripts import recompute_nps
from tests.surveys.worlds import Surveyed


def lines(page: Any) -> list[dict[str, str]]:
    """The rows of a file, as its reader gets them."""
    assert page.status_code == 200 and page.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(page.data.decode("utf-8-sig"), newline="")))


def test_each_invitation_has_a_row_those_left_out_too(surveyed, make, client_of):
    company = make.organization(name="Aoba", tier="high", touch="low", stage="growth", contract_value=123_456)
    person, silent = surveyed.person(company, language="ja"), surveyed.person(company)
    new = make.person(organization=company, created_at=now() - timedelta(days=6))
    wave = surveyed.wave(surveyed.survey("Relation"), now() - timedelta(days=5))
    surveyed.open(wave, person, 9)
    number = surveyed.answer(wave, person, 3, words="Slow", about="service", contact="mail")
    page = client_of(surveyed.cs).get(f"/console/nps/waves/{wave}.csv")
    assert page.headers["Content-Disposition"] == f'attachment; filename="nps-{surveyed_id(surveyed, wave)}-wave-1.csv"'
    assert page.headers["Cache-Control"] == "private, no-store"
    rows = {int(row["person"]): row for row in lines(page)}
    assert set(rows) == {person.id, silent.id, new.id}
    row, answer = rows[person.id], surveyed.response(number)
    assert tuple(row) == HEADER
    assert row | {
        "survey": "Relation", "wave": "1", "kind": "sent", "name": person.display_name, "e_mail": person.email,
        "organization": str(company.id), "company": "Aoba", "stage": "growth", "tier": "high", "touch": "low",
        "language": "ja", "contract_value": "1234.56", "currency": "EUR", "left_out": "", "opened": "1", "score": "3",
        "suspected": "0", "about": "service", "words": "Slow", "contact": "mail", "source": "mail",
        "changed_at": answer.changed_at.isoformat(), "follow_up": "open", "bounced_at": "", "opted_out_at": "",
    } == row  # fmt: skip
    assert row["sent_at"] and row["answered_at"] == answer.at.isoformat()
    assert (rows[silent.id]["score"], rows[silent.id]["opened"]) == ("", "0")
    assert (rows[new.id]["left_out"], rows[new.id]["sent_at"]) == ("too_new", "")


def surveyed_id(surveyed: Surveyed, wave_id: int) -> int:
    with surveyed.app.app_context():
        return db.session.get_one(Wave, wave_id).survey_id


def test_the_segment_of_the_panel_narrows_the_file(surveyed, make, client_of):
    for tier in ("high", "low", "low"):
        surveyed.person(make.organization(tier=tier))
    wave = surveyed.wave(surveyed.survey())
    browser = client_of(surveyed.cs)
    assert [row["tier"] for row in lines(browser.get(f"/console/nps/waves/{wave}.csv?tier=low"))] == ["low"] * 2
    assert len(lines(browser.get(f"/console/nps/waves/{wave}.csv"))) == 3


def test_no_cell_is_run_as_a_formula(surveyed, make, client_of):
    person = surveyed.person(make.organization(name="=1+1"), display_name="@SUM(A1)")
    wave = surveyed.wave(surveyed.survey("+3"), now() - timedelta(days=5))
    surveyed.answer(wave, person, 9, words='=HYPERLINK("https://x.example")')
    [row] = lines(client_of(surveyed.cs).get(f"/console/nps/waves/{wave}.csv"))
    assert [row[name][0] for name in ("survey", "name", "company", "words")] == ["'"] * 4


def test_a_long_file_comes_in_pages_and_misses_nobody(surveyed, client_of, count_queries, monkeypatch):
    people = [surveyed.person().id for _n in range(23)]
    wave = surveyed.wave(surveyed.survey())
    monkeypatch.setattr(exporting, "CHUNK", 5)
    browser = client_of(surveyed.cs)
    with count_queries() as number:
        found = [int(row["person"]) for row in lines(browser.get(f"/console/nps/waves/{wave}.csv"))]
    assert found == sorted(people)
    assert number() <= 4 + 6  # a statement for each page and one that finds no more


def figures(app: Flask, wave_id: int, before_id: int | None, segment: Segment) -> dict[str, Any]:
    """What the panel reckons with for one wave, in the words of the script."""
    with app.app_context():
        wave, everything = db.session.get_one(Wave, wave_id), [wave_id] + ([before_id] if before_id else [])
        by_wave, parts = scores.scores(everything, wave_id, segment)
        whole, story = tally(by_wave.get(wave_id, {})), fates.stories(everything, segment)[wave_id]
        numbers = wholes(wave_id, wave_id, segment)
        told = wave.kind != IMPORTED
        moved = change(tally(by_wave.get(before_id, {})), whole) if before_id else None
        found: dict[str, Any] = of_tally(whole) | {
            "wave": wave.number,
            "change": moved and {"interval": [moved.low, moved.high], "clear": not moved.holds_zero},
            "response": of_fates(story.whole) if told else None,
            "coverage": of_coverage(numbers.coverage) if told else None,
            "loop": of_loop(numbers.loop),
            "about": {about: of_tally(one) for about, one in numbers.reasons.items()},
        }
        for by in PARTS:
            found[by] = {
                part.value: of_tally(parts.get(part, Tally())) | {"response": of_fates(one) if told else None}
                for part, one in story.parts.items()
                if part.by == by
            }
        return found


def of_tally(found: Tally) -> dict[str, Any]:
    band = found.interval
    return {
        "answers": found.n,
        "promoters": found.promoters,
        "passives": found.passives,
        "detractors": found.detractors,
        "score": found.score,
        "interval": [band.low, band.high] if band else None,
    }


def of_fates(found: Fates) -> dict[str, Any]:
    return {
        "all": found.all,
        "left_out": {code: found[code] for code in LEFT_OUT if found[code]},
        "asked": found.asked,
        "waiting": found["waiting"],
        "came_back": found["came_back"],
        "delivered": found.delivered,
        "causes": {name: found[name] for name in DELIVERED if found[name]},
        "suspected": found.machines,
        "rate": found.rate,
    }


def of_coverage(found: coverage.Coverage) -> dict[str, Any]:
    return {
        "companies": found.companies,
        "answered": found.answered,
        "share": found.share,
        "value": Decimal(money_text(found.value, "EUR")),
        "reached": Decimal(money_text(found.reached, "EUR")),
        "share_of_value": found.share_of_value,
    }


def of_loop(found: handling.Loop) -> dict[str, Any]:
    return {"asked": found.asked, "done": found.done, "share": found.share}


def same(left: Any, right: Any) -> Any:
    """`right`, with its floats as near to those of `left` as arithmetic in another order brings them."""
    if isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys():
        return {name: same(left[name], right[name]) for name in right}
    if isinstance(left, list) and isinstance(right, list):
        return [same(one, other) for one, other in zip(left, right, strict=True)]
    if isinstance(right, float):
        return pytest.approx(right, rel=0, abs=1e-9)
    return Decimal(right) if isinstance(left, Decimal) else right


def in_disorder(surveyed: Surveyed, seed: int) -> list[int]:
    """Waves of one survey whose people do whatever people do; the last is an imported one. Their numbers."""
    dice, make = random.Random(seed), surveyed.make
    companies = [
        make.organization(
            tier=dice.choice(["high", "middle", "low"]),
            stage=dice.choice(["onboarding", "adoption"]),
            contract_value=dice.choice([0, 100_001, 5_000_000, 77_777_777]),
        )
        for _n in range(8)
    ]
    people = [surveyed.person(dice.choice(companies), language=dice.choice(["en", "ja"])) for _n in range(26)]
    make.person(organization=companies[0])  # too new
    make.add(Preference(person_id=people[0].id, kind="surveys", mail=False))
    survey, waves = surveyed.survey(), list[int]()
    for days in (400, 210, 20):
        waves.append(surveyed.wave(survey, now() - timedelta(days=days)))
        act(surveyed, waves[-1], dice)
        settle(surveyed, dice)
        leave(surveyed, people, companies, dice)
    few = [(person, dice.randrange(11)) for person in people[5:12] if is_there(surveyed, person)]
    return [*waves, surveyed.imported(survey, now() - timedelta(days=10), few)]


def act(surveyed: Surveyed, wave: int, dice: random.Random) -> None:
    """What happens to a wave: reminders in its middle."""
    asked = surveyed.asked(wave)
    dice.shuffle(asked)
    for at, person in enumerate(asked):
        if at == len(asked) // 2 + 1:
            surveyed.remind(wave)
        deed = dice.choice([answers, answers, answers, changes, machines, opens, comes_back, turns_off, nothing])
        deed(surveyed, wave, person, 7 if at > len(asked) // 2 else 1, dice)


def answers(surveyed: Surveyed, wave: int, person: int, days: float, dice: random.Random) -> None:
    about = dice.choice(["", "howto", "missing", "service", "other"])
    surveyed.answer(wave, person, dice.randrange(11), about=about, days=days)


def changes(surveyed: Surveyed, wave: int, person: int, days: float, dice: random.Random) -> None:
    surveyed.answer(wave, person, 2, days=days)
    surveyed.answer(wave, person, dice.randrange(11), days=days + 0.5)


def machines(surveyed: Surveyed, wave: int, person: int, days: float, dice: random.Random) -> None:
    surveyed.answer(wave, person, dice.randrange(11), signal="none", days=days)
    if dice.random() < 0.4:
        surveyed.answer(wave, person, 10, days=days + 0.1)


def opens(surveyed: Surveyed, wave: int, person: int, _days: float, dice: random.Random) -> None:
    surveyed.open(wave, person, 5, method=dice.choice(["GET", "HEAD"]))


def comes_back(surveyed: Surveyed, wave: int, person: int, days: float, dice: random.Random) -> None:
    surveyed.note(wave, [person], bounced_at=now())
    if dice.random() < 0.5:
        surveyed.answer(wave, person, 9, source="card", days=days)


def turns_off(surveyed: Surveyed, wave: int, person: int, _days: float, _dice: random.Random) -> None:
    surveyed.note(wave, [person], opted_out_at=now())


def nothing(*_given: Any) -> None:
    pass


def settle(surveyed: Surveyed, dice: random.Random) -> None:
    """Some of what is open is done, some is dropped."""
    with surveyed.app.app_context():
        cs = db.session.merge(surveyed.cs)
        for found in db.session.query(FollowUp).filter_by(closed_at=None).order_by(FollowUp.id).all():
            if dice.random() < 0.5:
                working.finish(cs, found.id, found.version, "solved", "Called.")
            elif dice.random() < 0.5:
                working.drop(cs, found.id, found.version, "Twice.")
        db.session.commit()


def leave(surveyed: Surveyed, people: list[Person], companies: list[Organization], dice: random.Random) -> None:
    """One person moves to another company, one is erased, and a company changes its tier and its worth."""
    with surveyed.app.app_context():
        db.session.get_one(Person, dice.choice(people[20:]).id).organization_id = dice.choice(companies).id
        gone = dice.choice(people[12:20])
        if db.session.get_one(Person, gone.id).erased_at is None:
            erasing.erase(db.session.merge(surveyed.cs), gone.id, "asked")
        changed = db.session.get_one(Organization, dice.choice(companies).id)
        changed.tier, changed.contract_value = "middle", 1_234_567
        db.session.commit()


def is_there(surveyed: Surveyed, person: Person) -> bool:
    with surveyed.app.app_context():
        return db.session.get_one(Person, person.id).erased_at is None


@pytest.mark.parametrize("seed", [1, 2])
def test_every_figure_can_be_reckoned_again_from_the_files(seed, surveyed, client_of, app):
    waves = in_disorder(surveyed, seed)
    browser = client_of(surveyed.cs)
    for query, segment in (
        ("", Segment()),
        ("?tier=low", Segment(tier="low")),
        ("?language=ja", Segment(language="ja")),
    ):
        rows = [row for wave in waves for row in lines(browser.get(f"/console/nps/waves/{wave}.csv{query}"))]
        again = {one["wave"]: one for one in recompute_nps.recompute(rows)}
        assert rows and len(again) == (4 if segment == Segment() else len(again))
        for at, wave in enumerate(waves):
            if at + 1 not in again:  # nobody of the segment was in it
                continue
            before = next((waves[earlier] for earlier in range(at - 1, -1, -1) if earlier + 1 in again), None)
            found, other = figures(app, wave, before, segment), again[at + 1]
            other = {name: other[name] for name in found}
            assert found == same(found, other), (query, at + 1)
    everything = {cause for one in again.values() if one["response"] for cause in one["response"]["causes"]}
    assert everything >= {"answered", "not_opened"}


def test_the_script_reads_files_and_writes_json(surveyed, client_of, tmp_path):
    import json
    import subprocess
    import sys

    people = [surveyed.person() for _n in range(6)]
    wave = surveyed.wave(surveyed.survey(), now() - timedelta(days=5))
    surveyed.scores(wave, people, [9, 9, 9, 9, 8, 2])
    path = tmp_path / "wave.csv"
    path.write_bytes(client_of(surveyed.cs).get(f"/console/nps/waves/{wave}.csv").data)
    script = [sys.executable, "-I", recompute_nps.__file__, str(path)]  # -I: nothing of the portal can be imported
    [found] = json.loads(subprocess.run(script, capture_output=True, check=True, text=True).stdout)
    assert (found["score"], found["answers"], found["response"]["rate"]) == (50.0, 6, 100.0)
    assert found["coverage"]["companies"] == 6
