"""Who hears of comments and mentions: once each, in their language, and nothing that is off the page."""

from __future__ import annotations

import pytest

from portal.accounts.models import Person, Role
from portal.ideas.commands import following, talk
from portal.ideas.commands.merging import merge
from portal.ideas.models import Idea, IdeaComment
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.notifications.models import Notification, Preference


@pytest.fixture
def act(app):
    def acted(person, command, *args, **named):
        with app.app_context():
            found = command(db.session.get_one(Person, person.id), *args, **named)
            db.session.commit()
            return found.id

    return acted


@pytest.fixture
def told(rows):
    """Who has which notification, as (person, kind)."""

    def of(*people):
        ids = {one.id for one in people}
        return sorted((row.person_id, row.kind) for row in rows(Notification) if row.person_id in ids)

    return of


def test_followers_hear_once_and_the_writer_not(make, idea_of, act, drain, told, rows, client_of):
    author, follower, writer, other = (make.person(display_name=name) for name in ("Ida", "Fay", "Will", "Otto"))
    idea_id = idea_of(author, title="Keep photos")
    act(follower, following.choose, idea_id, want=True)
    number = act(writer, talk.comment, idea_id, "It would *help* us.")
    for _time in range(2):
        drain()
    assert told(author, follower, writer, other) == sorted(
        [(author.id, "idea-comments"), (follower.id, "idea-comments")]
    )
    text = client_of(follower).get("/notifications").text
    assert "Will commented on “Keep photos”" in text and "It would help us." in text
    [notice] = rows(Notification, person_id=follower.id)
    answer = client_of(follower).post(f"/notifications/{notice.id}/open")
    page = client_of(follower).get(answer.location)
    assert page.status_code == 200 and f'id="comment-{number}"' in page.text


def test_followers_of_what_was_merged_hear_too_unless_they_refused(make, idea_of, act, drain, told, app):
    kept, other, product = idea_of(), idea_of(), make.staff(Role.PRODUCT)
    fay, both, rob = make.person(), make.person(), make.person()
    for person, where, want in ((fay, other, True), (both, other, True), (both, kept, True), (rob, other, True), (rob, kept, False)):  # fmt: skip
        act(person, following.choose, where, want=want)
    act(product, merge, other, kept)
    drain()
    before = told(fay, both, rob)
    act(make.person(), talk.comment, kept, "Words")
    drain()
    new = [one for one in told(fay, both, rob) if one not in before]
    assert new == sorted([(fay.id, "idea-comments"), (both.id, "idea-comments")])


def test_somebody_named_hears_of_that_and_not_of_the_comment_too(make, idea_of, act, drain, told, outgoing):
    author, carl = make.person(display_name="Ida"), make.staff(Role.CS, display_name="Carl")
    idea_id = idea_of(author)
    act(carl, following.choose, idea_id, want=True)
    act(make.person(display_name="Will"), talk.comment, idea_id, "@[Ida] @[Carl] look")
    drain()
    assert told(author, carl) == sorted([(author.id, "mentions"), (carl.id, "mentions")])
    assert sorted(mail.to_email for mail in outgoing()) == sorted([author.email, carl.email])
    assert all(mail.subject == "Will mentioned you on “Export as a table”" for mail in outgoing())


def test_comments_are_mailed_to_those_alone_who_chose_it_in_their_language(make, idea_of, act, drain, outgoing):
    author, fay = make.person(), make.person(language="ja")
    idea_id = idea_of(author)
    act(fay, following.choose, idea_id, want=True)
    make.add(Preference(person_id=fay.id, kind="idea-comments", mail=True))
    act(make.person(display_name="Will"), talk.comment, idea_id, "Words")
    drain()
    assert [(mail.to_email, mail.language) for mail in outgoing()] == [(fay.email, "ja")]
    assert outgoing()[0].subject == "Willさんが「Export as a table」にコメントしました"


def test_mentions_can_be_switched_off_by_mail(make, idea_of, act, drain, told, outgoing):
    carl = make.staff(Role.CS, display_name="Carl")
    make.add(Preference(person_id=carl.id, kind="mentions", mail=False))
    act(make.person(), talk.comment, idea_of(), "@[Carl]")
    drain()
    assert told(carl) == [(carl.id, "mentions")] and outgoing() == []


@pytest.mark.parametrize("model", [Idea, IdeaComment])
@pytest.mark.parametrize("column", ["held_at", "hidden_at"])
def test_nobody_hears_of_what_is_held_or_hidden(app, make, idea_of, act, drain, told, model, column):
    author, carl = make.person(), make.staff(Role.CS, display_name="Carl")
    idea_id = idea_of(author)
    number = act(make.person(), talk.comment, idea_id, "@[Carl]")
    with app.app_context():
        setattr(db.session.get_one(model, idea_id if model is Idea else number), column, now())
        db.session.commit()
    drain()
    assert told(author, carl) == []


def test_what_was_told_is_gone_with_the_comment(app, make, idea_of, act, drain, client_of):
    author = make.person()
    number = act(writer := make.person(display_name="Will"), talk.comment, idea_of(author), "Xwords")
    drain()
    assert "Xwords" in client_of(author).get("/notifications").text
    act(writer, talk.delete, number)
    text = client_of(author).get("/notifications").text
    assert "Xwords" not in text and "This is no longer there." in text


def test_who_left_the_last_company_hears_nothing_more(app, make, idea_of, act, drain, told):
    author = make.person()
    idea_id = idea_of(author)
    with app.app_context():
        db.session.get_one(Person, author.id).organization_id = None
        db.session.commit()
    act(make.person(), talk.comment, idea_id, "Words")
    drain()
    assert told(author) == []


def test_both_kinds_can_be_chosen(client_of, make):
    text = client_of(make.person()).get("/notifications/choices").text
    assert "Comments on ideas you follow" in text and "Somebody mentions you" in text
