"""A comment becomes an idea of its own: in its writer's name, once, with both pages leading to each other."""

from __future__ import annotations

import pytest

from portal.accounts.models import Person, Role
from portal.ideas.commands import talk
from portal.ideas.commands.merging import merge
from portal.ideas.commands.votes import cast_vote, withdraw_vote
from portal.ideas.models import Idea, IdeaComment, IdeaFollow, IdeaVote
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.notifications.models import Notification

WISH = {"title": "Export the list as a calendar", "text": "Our planners live in calendars.", "area": ""}


@pytest.fixture
def product(make):
    return make.staff(Role.PRODUCT)


@pytest.fixture
def writer(make):
    return make.person(display_name="Wilma")


@pytest.fixture
def act(app):
    def acted(person, command, *args, **named):
        with app.app_context():
            found = command(db.session.get_one(Person, person.id), *args, **named)
            db.session.commit()
            return found.id

    return acted


@pytest.fixture
def said(idea_of, act, writer):
    """The idea and the comment on it that wishes for something else."""
    idea_id = idea_of(title="Export as a table")
    return idea_id, act(writer, talk.comment, idea_id, "A **calendar** would help more.")


def path(comment_id):
    return f"/console/ideas/comments/{comment_id}/idea"


def test_product_finds_the_way_at_the_comment_and_the_form_holds_its_words(client_of, make, product, said, writer):
    idea_id, comment_id = said
    assert path(comment_id) in client_of(product).get(f"/ideas/{idea_id}", follow_redirects=True).text
    for other in (writer, make.person(), make.staff(Role.CS)):
        assert path(comment_id) not in client_of(other).get(f"/ideas/{idea_id}", follow_redirects=True).text
    page = client_of(product).get(path(comment_id)).text
    assert "A **calendar** would help more.</textarea>" in page and "Wilma" in page


def test_the_idea_stands_in_the_writers_name_with_a_vote_on_their_behalf(
    client, client_of, product, said, writer, rows
):
    idea_id, comment_id = said
    answer = client_of(product).post(path(comment_id), data=WISH)
    [made] = rows(Idea, title=WISH["title"])
    assert answer.status_code == 303 and answer.location.startswith(f"/console/ideas/{made.id}")
    assert (made.author_id, made.organization_id, made.votes, made.companies) == (
        writer.id,
        writer.organization_id,
        1,
        1,
    )
    [vote] = rows(IdeaVote, idea_id=made.id)
    assert (vote.person_id, vote.added_by_id, vote.source) == (writer.id, product.id, "comment")
    assert rows(IdeaFollow, idea_id=made.id) == []
    assert rows(IdeaComment)[0].became_id == made.id
    old, new = client.get(f"/ideas/{idea_id}", follow_redirects=True), client.get(made.url)
    assert made.url in old.text and f"#comment-{comment_id}" in new.text
    assert "In a comment" in client_of(product).get(f"/console/ideas/{made.id}").text


def test_the_writer_is_told_once_and_can_drop_the_vote(client_of, product, said, writer, act, drain, rows):
    client_of(product).post(path(said[1]), data=WISH)
    for _time in range(2):
        drain()
    [notice] = rows(Notification, person_id=writer.id)
    assert notice.kind == "idea-splits"
    assert "Your comment is an idea of its own now" in client_of(writer).get("/notifications").text
    [made] = rows(Idea, title=WISH["title"])
    act(writer, withdraw_vote, made.id)
    assert rows(Idea, id=made.id)[0].votes == 0
    act(writer, cast_vote, made.id)
    assert rows(IdeaVote, idea_id=made.id)[0].added_by_id is None


def test_a_comment_becomes_an_idea_once(client_of, product, said, rows):
    client_of(product).post(path(said[1]), data=WISH)
    again = client_of(product).post(path(said[1]), data=WISH | {"title": "Another"})
    assert again.status_code == 409 and "became an idea already" in again.text and "Another" in again.text
    assert rows(Idea, title="Another") == []


def test_what_is_wrong_is_said_and_what_was_typed_stays(client_of, product, said, rows):
    answer = client_of(product).post(path(said[1]), data=WISH | {"title": ""})
    assert answer.status_code == 422 and "Our planners live in calendars." in answer.text
    assert len(rows(Idea)) == 1


@pytest.mark.parametrize("mark", ["hidden_at", "held_at"])
def test_what_customers_do_not_see_becomes_no_idea(app, client_of, product, said, rows, mark):
    with app.app_context():
        setattr(db.session.get_one(IdeaComment, said[1]), mark, now())
        db.session.commit()
    assert client_of(product).post(path(said[1]), data=WISH).status_code == 409
    assert len(rows(Idea)) == 1


def test_a_hidden_idea_or_comment_is_not_named_by_the_other(app, client, client_of, product, said, rows):
    client_of(product).post(path(said[1]), data=WISH)
    [made] = rows(Idea, title=WISH["title"])
    with app.app_context():
        db.session.get_one(IdeaComment, said[1]).hidden_at = now()
        db.session.commit()
    assert "It began as a comment" not in client.get(made.url).text
    with app.app_context():
        db.session.get_one(IdeaComment, said[1]).hidden_at = None
        db.session.get_one(Idea, made.id).hidden_at = now()
        db.session.commit()
    assert WISH["title"] not in client.get(f"/ideas/{said[0]}", follow_redirects=True).text


def test_the_way_back_leads_to_the_kept_idea(client, client_of, product, said, act, idea_of, rows):
    client_of(product).post(path(said[1]), data=WISH)
    kept = idea_of(title="Everything as a file")
    act(product, merge, said[0], kept)
    [made] = rows(Idea, title=WISH["title"])
    page = client.get(made.url).text
    assert f"/ideas/{kept}-everything-as-a-file?" in page and "a comment on “Everything as a file”</a>" in page


def test_customer_success_and_customers_make_none(client_of, make, said, rows, writer):
    assert client_of(make.staff(Role.CS)).post(path(said[1]), data=WISH).status_code == 403
    assert client_of(writer).post(path(said[1]), data=WISH).status_code == 404
    assert len(rows(Idea)) == 1
