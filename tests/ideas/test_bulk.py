"""One act on many ideas: each stands alone, and what became of each is told."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.accounts.models import Person, Role
from portal.ideas.commands import bulk, votes
from portal.ideas.commands.settings import add
from portal.ideas.models import Idea, IdeaStatus, IdeaStatusChange, IdeaTag
from portal.kernel.db import db
from portal.kernel.errors import Forbidden
from portal.posting.models import Area, Tag


@pytest.fixture
def product(client_of, make):
    """Somebody who decides."""
    return client_of(make.staff(Role.PRODUCT))


@pytest.fixture
def status_of(rows):
    """The slug of the state an idea is in."""
    return lambda idea_id: {one.id: one.slug for one in rows(IdeaStatus)}[rows(Idea, id=idea_id)[0].status_id]


def act(browser, what, ideas, query="", **form):
    return browser.post(f"/console/ideas{query}", data={"act": what, "idea": ideas, **form})


def test_one_reason_for_all_that_were_ticked(product, idea_of, rows, status_of):
    ideas = [idea_of(), idea_of()]
    answer = act(product, "status", ideas, "?q=export", status="declined", reason="It contradicts the law.")
    assert answer.status_code == 303 and answer.location == "/console/ideas?q=export"
    assert [status_of(idea_id) for idea_id in ideas] == ["declined", "declined"]
    assert [row.reason for row in rows(IdeaStatusChange) if row.from_id] == ["It contradicts the law."] * 2
    assert "2 changed" in product.get("/console/ideas").text


def test_sent_again_nothing_changes(product, idea_of, rows):
    ideas = [idea_of(), idea_of()]
    for _time in range(2):
        act(product, "status", ideas, status="review")
    assert len([row for row in rows(IdeaStatusChange) if row.from_id]) == 2
    assert "2 were so already" in product.get("/console/ideas").text


def test_a_missing_reason_keeps_ticks_and_words_and_touches_nothing(product, idea_of, status_of):
    ideas = [idea_of(title="First one"), idea_of(title="Second one")]
    answer = act(product, "status", ideas[:1], status="declined", add_tags="half typed")
    assert answer.status_code == 422 and status_of(ideas[0]) == "new"
    assert answer.text.count(" checked>") == 1 and 'value="half typed"' in answer.text
    assert 'aria-invalid="true"' in answer.text and "everybody who wanted it" in answer.text


def test_nothing_ticked_is_said(product, idea_of):
    idea_of()
    assert act(product, "status", [], status="review").status_code == 422
    assert act(product, "dance", [idea_of()]).status_code == 422


def test_one_that_is_refused_leaves_the_others_done(product, idea_of, status_of):
    good = idea_of(title="Good one")
    answer = act(product, "status", [good, 999_999], status="review")
    assert answer.status_code == 409 and status_of(good) == "review"
    assert "1 changed" in answer.text and "1 refused" in answer.text and "#999999" in answer.text


def test_all_on_the_page_without_script(product, idea_of, status_of):
    ideas = [idea_of(), idea_of()]
    answer = product.post("/console/ideas", data={"act": "status", "status": "review", "all": "1", "shown": ideas})
    assert answer.status_code == 303 and [status_of(idea_id) for idea_id in ideas] == ["review", "review"]


def test_tags_are_put_on_and_taken_off(product, idea_of, rows):
    ideas = [idea_of(), idea_of()]
    assert act(product, "tags", ideas, add_tags="Mobile, 現場、mobile").status_code == 303
    assert sorted(tag.name for tag in rows(Tag)) == ["Mobile", "現場"] and len(rows(IdeaTag)) == 4
    assert act(product, "tags", ideas[:1], remove_tags="MOBILE").status_code == 303
    assert len(rows(IdeaTag)) == 3
    assert act(product, "tags", ideas, add_tags="x" * 200).status_code == 422
    assert act(product, "tags", ideas).status_code == 422


def test_the_area_and_its_counter_move_together(app, make, product, idea_of, rows):
    admin = make.staff(Role.ADMIN)
    with app.app_context():
        slug = add(db.session.get_one(Person, admin.id), Area, {"en": "Mobile", "ja": "モバイル"}).slug
        db.session.commit()
    ideas = [idea_of(), idea_of()]
    act(product, "area", ideas, area=slug)
    assert [area.ideas for area in rows(Area)] == [2]
    act(product, "area", ideas[:1], area="")
    assert [area.ideas for area in rows(Area)] == [1]
    assert act(product, "area", ideas, area="nowhere").status_code == 422


def test_the_ticked_are_merged_into_the_one_with_most_votes(app, make, product, idea_of, rows):
    ideas = [idea_of(), idea_of(), idea_of()]
    voter = make.person()
    with app.app_context():
        votes.cast_vote(db.session.get_one(Person, voter.id), ideas[1])
        db.session.commit()
    assert act(product, "merge", ideas[:1]).status_code == 422
    assert act(product, "merge", ideas).status_code == 303
    kept = {idea.id: idea.merged_into_id for idea in rows(Idea)}
    assert kept == {ideas[0]: ideas[1], ideas[1]: None, ideas[2]: ideas[1]}
    assert rows(Idea, id=ideas[1])[0].votes == 4


def test_only_who_decides_acts(app, make, idea_of, client_of):
    idea_id, member, cs = idea_of(), make.person(), make.staff(Role.CS)
    assert act(client_of(member), "status", [idea_id], status="review").status_code == 404
    assert act(client_of(cs), "status", [idea_id], status="review").status_code == 403
    with app.app_context():
        person = db.session.get_one(Person, cs.id)
        for refused in (
            lambda: bulk.change_area(person, idea_id, None),
            lambda: bulk.change_tags(person, idea_id, bulk.TagChange(["mobile"])),
            lambda: bulk.status_act("review", "")(person, idea_id),
        ):
            with pytest.raises(Forbidden):
                refused()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(IdeaTag)) == 0
