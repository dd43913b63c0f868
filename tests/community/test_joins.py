"""Where the community meets ideas and learning: a question becomes an idea, an answer a lesson; items show questions."""

from __future__ import annotations

import pytest

from portal.accounts.models import Role
from portal.community.commands import following, wanting
from portal.ideas.commands.statuses import ensure_statuses
from portal.ideas.models import Idea, IdeaFollow, IdeaVote
from portal.kernel.db import db
from portal.learning.models import Draft
from tests.learning.conftest import Content


@pytest.fixture
def board(app):
    with app.app_context():
        ensure_statuses()
        db.session.commit()


@pytest.fixture
def content(app, tmp_path):
    return Content(app, tmp_path / "content")


def test_a_question_becomes_an_idea_with_a_vote_for_everybody_who_has_it(
    board, client, client_of, make, ask, act, rows, the, event_names
):
    ann, bob, fay, rob = make.person(), make.person(), make.person(), make.person()
    number = ask(ann, title="Can photos wait for Wi-Fi?")
    act(bob, wanting.want, number, wanted=True)
    act(fay, following.choose, "question", number, want=True)
    act(rob, wanting.want, number, wanted=True)
    act(rob, following.choose, "question", number, want=False)
    browser = client_of(make.staff(Role.PRODUCT))
    form = browser.get(f"/console/community/questions/{number}/idea").text
    assert "Can photos wait for Wi-Fi?" in form and "We lose a day to it." in form
    wish = {"title": "Send photos later", "text": "They wait for Wi-Fi."}
    assert browser.post(f"/console/community/questions/{number}/idea", data=wish).status_code == 303
    [idea] = rows(Idea)
    assert (idea.author_id, idea.votes, idea.companies) == (ann.id, 3, 3) and the(number).idea_id == idea.id
    assert {(vote.person_id, vote.source, vote.added_by_id is not None) for vote in rows(IdeaVote)} == {
        (one.id, "question", True) for one in (ann, bob, rob)
    }
    assert {row.person_id for row in rows(IdeaFollow) if row.wanted} == {ann.id, bob.id, fay.id}
    assert "question.became_idea" in event_names()
    page = client.get(the(number).url).text
    assert "This became an idea: “Send photos later”" in page and idea.url in page
    again = browser.post(f"/console/community/questions/{number}/idea", data=wish)
    assert again.status_code == 409 and "became an idea already" in again.text and len(rows(Idea)) == 1


def test_what_is_secret_or_not_shown_becomes_no_idea_and_customers_make_none(
    board, client_of, make, ask, act, group, rows
):
    ann = make.person()
    secret = ask(ann, group=group(ann, access="closed").slug)
    url, wish = f"/console/community/questions/{secret}/idea", {"title": "T", "text": "W"}
    assert client_of(make.staff(Role.CS)).post(url, data=wish).status_code == 409
    assert client_of(ann).post(url, data=wish).status_code == 404 and rows(Idea) == []


def test_an_accepted_answer_becomes_a_draft_that_names_who_wrote_it(
    client_of, make, ask, answer, accept, rows, content
):
    content.write("en/onboarding/open.md", "Words\n", title="Open", audience="public")
    content.sync()
    ann = make.person()
    writer = make.person(display_name="Berta", organization=make.organization(name="Harbour Co", may_be_named=True))
    number = ask(ann, title="How do you close the month?")
    given = answer(writer, number, "**Lock** the day first.")
    browser = client_of(make.staff(Role.CS))
    assert browser.post(f"/console/community/answers/{given}/lesson").status_code == 409
    accept(ann, given)
    made = browser.post(f"/console/community/answers/{given}/lesson")
    [draft] = rows(Draft)
    assert made.location == f"/console/content/{draft.slug}" and draft.slug == "how-do-you-close-the-month"
    text = draft.texts["en"]
    assert "title: How do you close the month?" in text and "**Lock** the day first." in text
    assert "Berta, Harbour Co" in text and f"/community/questions/{number}" in text
    browser.post(f"/console/community/answers/{given}/lesson")
    assert {row.slug for row in rows(Draft)} == {"how-do-you-close-the-month", f"how-do-you-close-the-month-{number}"}
    assert client_of(make.staff(Role.PRODUCT)).post(f"/console/community/answers/{given}/lesson").status_code == 403
    assert client_of(writer).post(f"/console/community/answers/{given}/lesson").status_code == 404


def test_an_item_shows_what_was_asked_about_it_and_leads_to_asking(client, client_of, make, content, rows, group, ask):
    from portal.community.models import Question
    from portal.learning.models import Item

    content.write("en/onboarding/photos.md", "Words\n", title="Photos", audience="public")
    content.sync()
    [item] = rows(Item)
    ann = make.person()
    page = client_of(ann).get("/learn/photos").text
    assert f"/community/questions/new?item={item.id}" in page and "Nobody has asked about it yet." in page
    form = client_of(ann).get(f"/community/questions/new?item={item.id}").text
    assert "About “Photos”" in form
    asked = {"title": "Which photos count?", "text": "We have many.", "item": str(item.id)}
    client_of(ann).post("/community/questions/new", data=asked)
    secret = {"title": "Only for us", "text": "Words", "item": str(item.id), "group": group(ann, access="closed").slug}
    client_of(ann).post("/community/questions/new", data=secret)
    assert [row.item_id for row in rows(Question)] == [item.id] * 2
    shown = client.get("/learn/photos").text
    assert "Which photos count?" in shown and "Only for us" not in shown
    assert "About “Photos”" in client.get(rows(Question)[0].url).text
    client_of(ann).post("/community/questions/new", data=asked | {"item": "999", "title": "Of nothing"})
    assert rows(Question, title="Of nothing")[0].item_id is None
