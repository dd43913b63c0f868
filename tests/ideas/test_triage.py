"""The list product works through: overdue promises first, then the order asked for, with who asks beside each idea."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.bands import BANDS
from portal.accounts.models import Person, Role
from portal.ideas.commands import answering, votes
from portal.ideas.commands.settings import add
from portal.ideas.models import Idea, IdeaStatus
from portal.ideas.pledge_clock import Clock, PledgeClock
from portal.ideas.queries import triage as queries
from portal.kernel import scanning
from portal.kernel.calendar import now, pretend
from portal.kernel.db import db
from portal.posting.models import Area

BAND = re.compile(r'class="bands"><span>(.*?)</span></td>\n', re.DOTALL)
TITLE = re.compile(r'class="title-link" href="/console/ideas/(\d+)"')


@pytest.fixture
def product(client_of, make):
    """Somebody who decides."""
    return client_of(make.staff(Role.PRODUCT))


@pytest.fixture
def wanted(app, make, idea_of):
    """Submit an idea and let people of so many further companies, each worth `value`, vote for it."""

    def made(companies=0, value=0, tier="low", stage="onboarding", nps=None, **facts):
        idea_id = idea_of(**facts)
        for _company in range(companies):
            company = make.organization(contract_value=value, tier=tier, stage=stage, nps_score=nps)
            voter = make.person(organization=company)
            with app.app_context():
                votes.cast_vote(db.session.get_one(Person, voter.id), idea_id)
                db.session.commit()
        return idea_id

    return made


@pytest.fixture
def change(app):
    """Set columns of an idea."""

    def changed(idea_id, **values):
        with app.app_context():
            db.session.execute(sa.update(Idea).where(Idea.id == idea_id).values(**values))
            db.session.commit()

    return changed


def listed(browser, query=""):
    answer = browser.get("/console/ideas" + query)
    assert answer.status_code == 200
    return [int(number) for number in TITLE.findall(answer.text)]


def test_overdue_promises_head_the_list_then_the_most_contract_value(product, wanted, change):
    rich, poor, late = wanted(2, value=900_000), wanted(1, value=100), wanted()
    change(late, pledged_for=now() - timedelta(days=3))
    assert listed(product) == [late, rich, poor]
    assert listed(product, "?pledge=overdue") == [late]
    assert "overdue" in product.get("/console/ideas").text


def test_an_answer_takes_it_from_the_head(app, make, product, wanted, change):
    rich, late = wanted(2, value=900_000), wanted()
    change(late, pledged_for=now() - timedelta(days=3))
    staff = make.staff(Role.PRODUCT)
    with app.app_context():
        answering.answer(db.session.get_one(Person, staff.id), late, "We will do it.")
        db.session.commit()
    assert listed(product) == [rich, late]
    assert listed(product, "?pledge=unanswered") == [rich] and listed(product, "?pledge=overdue") == []


@pytest.mark.parametrize("sort", ["demand", "companies", "votes", "age", "answer"])
def test_each_order(product, wanted, change, sort):
    many, worth = wanted(3, value=1), wanted(1, value=500)
    change(worth, at=now() - timedelta(days=9), heard_at=now() - timedelta(days=9))
    assert listed(product, f"?sort={sort}") == ([many, worth] if sort in ("companies", "votes") else [worth, many])


def test_filters_narrow_the_list_and_what_is_unknown_narrows_nothing(app, product, wanted, make, rows):
    admin = make.staff(Role.ADMIN)
    with app.app_context():
        area = add(db.session.get_one(Person, admin.id), Area, {"en": "Mobile", "ja": "モバイル"}).slug
        db.session.commit()
    high = wanted(1, tier="high", stage="growth", title="現場写真を圏外でもためておきたい")
    other = wanted(1, area=area)
    assert listed(product, "?tier=high") == [high] and listed(product, "?stage=growth") == [high]
    assert listed(product, "?q=圏外") == [high] and listed(product, "?q=EXPORT") == [other]
    assert listed(product, f"?area={area}&sort=votes") == [other]
    assert listed(product, "?status=review") == [] and set(listed(product, "?status=nonsense")) == {high, other}
    assert set(listed(product, "?status=new&sort=votes")) == {high, other}


def test_a_percent_sign_is_no_wildcard(product, wanted):
    wanted(title="Ten of a hundred")
    assert listed(product, "?q=%25") == []


def test_pages_follow_each_other_without_a_gap(product, wanted, monkeypatch):
    made = {wanted(title=f"Idea {number}") for number in range(23)}
    first = product.get("/console/ideas?q=idea").text
    [onward] = re.findall(r'rel="next" href="([^"]+)"', first)
    second = product.get(onward.replace("&amp;", "&")).text
    seen = [int(number) for number in TITLE.findall(first) + TITLE.findall(second)]
    assert len(seen) == 23 and set(seen) == made and 'rel="prev"' in second


def test_a_page_that_was_cut_short_says_so_and_leads_on(product, wanted, change, monkeypatch):
    monkeypatch.setitem(scanning.scan_of.__kwdefaults__, "most", 2)
    first, *_others = [wanted(title=f"Idea {number}") for number in range(3)]
    change(first, title="The one looked for", demand=-1)
    page = product.get("/console/ideas?q=looked").text
    assert TITLE.findall(page) == [] and "looked through" in page
    [onward] = re.findall(r'rel="next" href="([^"]+)"', page)
    assert TITLE.findall(product.get(onward.replace("&amp;", "&")).text) == [str(first)]


def test_weeks_count_each_person_of_a_family_once(app, make, wanted):
    idea_id = wanted(2)
    with app.app_context():
        at = now()
        assert queries.wanting([idea_id], at + timedelta(seconds=1)).weeks[idea_id] == [0] * 7 + [3]
        assert queries.wanting([idea_id], at + timedelta(days=8)).weeks[idea_id] == [0] * 6 + [3, 0]
        assert queries.wanting([idea_id], at + timedelta(days=70)).weeks == {}


def test_segments_count_companies_not_people(app, make, wanted):
    idea_id = wanted(2, tier="high", stage="growth")
    with app.app_context():
        none = BANDS.index("none")
        assert sorted(queries.segments([idea_id])[idea_id]) == [
            ("high", "growth", none, 2),
            ("low", "onboarding", none, 1),
        ]


def test_an_idea_shows_how_many_companies_of_each_band_want_it_once_each(make, app, product, wanted):
    idea_id = wanted(2, nps=6)
    for score in (7, 8, 9):
        company = make.organization(nps_score=score)
        for _person in range(3):
            voter = make.person(organization=company)
            with app.app_context():
                votes.cast_vote(db.session.get_one(Person, voter.id), idea_id)
                db.session.commit()
    said = [re.sub(r"<[^>]+>", "", cell) for cell in BAND.findall(product.get("/console/ideas").text)]
    assert said == ["Promoters 1, Passives 2, Detractors 2, No answer yet 1"]


def test_a_band_filters_and_the_most_detractors_come_first(product, wanted):
    low, some, high = wanted(2, nps=0), wanted(3, nps=8), wanted(1, nps=10)
    assert listed(product, "?sort=detractors")[0] == low
    assert listed(product, "?nps=detractor") == [low] and listed(product, "?nps=promoter") == [high]
    assert listed(product, "?nps=passive") == [some] and set(listed(product, "?nps=none")) == {low, some, high}
    assert set(listed(product, "?nps=nonsense")) == {low, some, high}


def test_one_company_has_to_be_all_that_is_asked_for(product, wanted):
    both, apart = wanted(1, nps=3, tier="high"), wanted(1, nps=3, tier="low")
    assert listed(product, "?nps=detractor&tier=high") == [both] and apart in listed(product, "?nps=detractor&tier=low")


def test_the_clock_counts_working_days(app):
    with app.app_context(), pretend(datetime(2026, 11, 25, 3, tzinfo=UTC)):  # a Wednesday
        clock = PledgeClock()
        read = {
            days: clock.of(Idea(pledged_for=datetime(2026, 11, 25, 15, tzinfo=UTC) + timedelta(days=days)))
            for days in (-8, -1, 0, 5)
        }
        assert [found and found.over for found in read.values()] == [True, True, False, False]
        assert read[0] and read[0].left in (0, 1) and read[5] and read[5].left >= 3
        assert clock.of(Idea()) is None and clock.of(Idea(pledged_for=now(), answered_at=now())) is None


def test_the_clock_speaks(app):
    with app.test_request_context():
        assert [Clock(left, over).text for left, over in ((3, False), (1, False), (0, False), (-2, True), (0, True))] == [
            "3 working days left", "1 working day left", "Due today", "2 working days over", "Over",
        ]  # fmt: skip


def test_customer_success_reads_and_has_no_boxes(client_of, make, wanted):
    wanted()
    browser = client_of(make.staff(Role.CS))
    page = browser.get("/console/ideas").text
    assert TITLE.search(page) and 'name="act"' not in page and "/console/ideas/settings" not in page
    assert browser.post("/console/ideas", data={"act": "area"}).status_code == 403


def test_an_empty_board_and_an_empty_search_say_so(product, board, wanted):
    assert "No ideas yet" in product.get("/console/ideas").text
    wanted()
    assert "No idea matches" in product.get("/console/ideas?q=zzz").text


def test_what_is_hidden_held_or_merged_is_not_listed(product, wanted, change, rows):
    kept, hidden, held, merged = (wanted() for _n in range(4))
    change(hidden, hidden_at=now())
    change(held, held_at=now())
    change(merged, merged_into_id=kept)
    assert listed(product) == [kept] and rows(IdeaStatus, slug="new")
