"""The numbers beside an idea equal a recount whatever its age, and whoever else acts at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Organization, Role
from portal.ideas.commands import answering, counters, merging, moderating, statuses, talk, votes
from portal.ideas.models import Idea, IdeaComment
from portal.ideas.queries import recounted
from portal.kernel.calendar import now, pretend
from portal.kernel.counters import all_drifts
from portal.kernel.db import db
from tests.ideas.conftest import numbers
from tests.ideas.deciding import by, merge, vote
from tests.learning.test_locks import both, pausing


@pytest.fixture
def product(make):
    return make.staff(Role.PRODUCT)


def drifts(app):
    with app.app_context():
        return [*counters.idea_drifts(), *counters.facet_drifts()]


def test_an_old_idea_ranks_as_before_once_a_vote_or_comment_is_gone_again(app, make, idea_of, rows):
    author, ann, cs = make.person(), make.person(), make.staff(Role.CS)
    for years in (1, 2, 3):
        with pretend(now() - timedelta(days=365 * years)):
            idea_id = idea_of(author)
        [before] = rows(Idea, id=idea_id)
        vote(app, idea_id, ann)
        by(app, ann, votes.withdraw_vote, idea_id)
        by(app, ann, talk.comment, idea_id, "We would use it daily.")
        by(app, ann, talk.delete, rows(IdeaComment)[-1].id)
        by(app, ann, talk.comment, idea_id, "We would use it daily.")
        by(app, cs, moderating.hide_comment, rows(IdeaComment)[-1].id, "An advertisement")
        [after] = rows(Idea, id=idea_id)
        assert abs(after.trending - before.trending) < 1e-9
    assert drifts(app) == []


def test_a_mover_takes_the_only_vote_of_an_old_idea_along(app, client_of, make, idea_of):
    with pretend(now() - timedelta(days=900)):
        idea_id = idea_of()
    mover, company = make.person(), make.organization()
    vote(app, idea_id, mover)
    client_of(make.staff(Role.ADMIN)).post(
        f"/console/people/{mover.public_id}/companies", data={"act": "move", "organization": company.name}
    )
    assert drifts(app) == []


def worth(app, company, value):
    """The contract value changes; the worker has not come yet."""
    with app.app_context():
        db.session.execute(sa.update(Organization).where(Organization.id == company.id).values(contract_value=value))
        db.session.commit()


def test_a_company_that_goes_takes_along_what_it_was_counted_for(app, make, idea_of, rows):
    company = make.organization(contract_value=100)
    idea_id, ann = idea_of(), make.person(organization=company)
    vote(app, idea_id, ann)
    worth(app, company, 700)
    by(app, ann, votes.withdraw_vote, idea_id)
    assert [numbers(idea) for idea in rows(Idea, id=idea_id)] == [(1, 1, 0)]
    assert drifts(app) == []


def test_a_key_person_takes_a_leaver_out_while_somebody_else_joins_the_company(
    app, client_of, make, idea_of, rows, monkeypatch
):
    company = make.organization(contract_value=100)
    lead = make.person(organization=company, roles=Role.MEMBER | Role.KEYPERSON)
    leaver, comer = make.person(organization=company), make.person()
    shared, new_to_them = idea_of(leaver), idea_of()
    vote(app, shared, comer)
    vote(app, new_to_them, comer)
    key, admin = client_of(lead), client_of(make.staff(Role.ADMIN))
    when = pausing(monkeypatch, votes, "hold_seen")  # with the company locked, the ideas not yet
    done = both(
        lambda: key.post("/account/company/remove", data={"person": leaver.public_id}),
        when,
        lambda: admin.post(
            f"/console/people/{comer.public_id}/companies", data={"act": "move", "organization": company.name}
        ),
    )
    assert done == [303, 303]
    assert [numbers(idea)[1:] for idea in rows(Idea)] == [(1, 100), (2, 100)]
    assert drifts(app) == []


def test_an_author_moves_while_their_idea_is_merged(app, client_of, make, product, idea_of, rows, monkeypatch):
    author, company = make.person(), make.organization(contract_value=100)
    idea_id, other_id = idea_of(author), idea_of(author)
    browser, admin = client_of(product), client_of(make.staff(Role.ADMIN))
    when = pausing(monkeypatch, votes, "hold_seen")  # with the author locked, the ideas not yet
    done = both(
        lambda: admin.post(
            f"/console/people/{author.public_id}/companies", data={"act": "move", "organization": company.name}
        ),
        when,
        lambda: browser.post(f"/console/ideas/{idea_id}/merge", data={"into": other_id}),
    )
    assert done == [303, 303]
    assert [numbers(idea) for idea in rows(Idea)] == [(0, 0, 0), (1, 1, 100)]
    assert drifts(app) == []


def test_a_check_sees_one_moment_while_people_vote(app, make, idea_of, monkeypatch):
    idea_id, ann, real = idea_of(), make.person(), recounted.numbers

    def with_a_vote_behind_it(ids):
        found = real(ids)
        with ThreadPoolExecutor(1) as threads:
            threads.submit(vote, app, idea_id, ann).result()
        return found

    monkeypatch.setattr(recounted, "numbers", with_a_vote_behind_it)
    with app.app_context():
        assert {name: list(off) for name, off in all_drifts() if name.startswith("idea")} == {
            "ideas": [],
            "idea facets": [],
        }
    with app.app_context():
        assert db.session.get_one(Idea, idea_id).votes == 2


def test_a_recount_of_some_ideas_reads_no_others(app, database, make, idea_of):
    idea_id = idea_of()
    seen = []
    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", keep := lambda *given: seen.append(given[2:4]))
        recounted.numbers([idea_id])
        sa.event.remove(db.engine, "before_cursor_execute", keep)
        if database == "postgresql":
            db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
        how = "EXPLAIN" if database == "postgresql" else "EXPLAIN QUERY PLAN"
        plans = [str(db.session.connection().exec_driver_sql(f"{how} {words}", given).all()) for words, given in seen]
    assert len(plans) == 5
    assert not any(whole in plan for plan in plans for whole in ("Seq Scan on idea", "SCAN idea"))


def test_of_ideas_that_are_closed_no_answer_is_promised(app, make, product, idea_of, rows):
    shipped, wanted = idea_of(), idea_of()
    vote(app, wanted, *(make.person() for _n in range(3)))
    by(app, product, statuses.set_status, shipped, "shipped", "", "https://v.example/notes")
    merge(app, product, wanted, shipped)
    by(app, product, merging.unmerge, wanted)
    vote(app, wanted, make.person())
    assert [idea.pledged_for is not None for idea in rows(Idea)] == [False, True]


def test_a_merge_does_not_put_off_what_was_promised(app, make, product, idea_of, rows):
    began = now() - timedelta(days=30)
    with pretend(began):
        late, fresh = idea_of(), idea_of()
        vote(app, late, *(make.person() for _n in range(4)))
    [promised, _fresh] = [idea.pledged_for for idea in rows(Idea)]
    merge(app, product, late, fresh)
    assert promised and [idea.pledged_for for idea in rows(Idea)] == [promised, promised]
    by(app, product, merging.unmerge, late)
    by(app, product, answering.answer, fresh, "We look at it.")
    merge(app, product, late, fresh)
    assert rows(Idea)[0].answered_at is None and rows(Idea)[1].answered_at is not None
