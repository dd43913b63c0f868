"""Who hears of what: once each, in their language, nothing that is off the page."""

from __future__ import annotations

import pytest

from portal.accounts.models import Role
from portal.community.commands import answering, commenting, following
from portal.notifications.models import Notification


@pytest.fixture
def told(rows):
    return lambda person: sorted(row.kind for row in rows(Notification, person_id=person.id))


def test_askers_and_followers_hear_of_answers_once_and_the_writer_not(client_of, make, ask, act, drain, told):
    ann, fay, bob = make.person(display_name="Ann"), make.person(language="ja"), make.person(display_name="Bob")
    number = ask(ann, title="Keep photos small")
    act(fay, following.choose, "question", number, want=True)
    act(bob, answering.answer, number, "Use *1600 px*.")
    for _time in range(2):
        drain()
    assert told(ann) == told(fay) == ["answers"] and told(bob) == []
    assert "Bob answered “Keep photos small”" in client_of(ann).get("/notifications").text
    assert "Bobさんが「Keep photos small」に回答しました" in client_of(fay).get("/notifications").text


def test_an_accepted_answer_thanks_who_wrote_it_and_tells_followers(client_of, make, ask, answer, accept, drain, told):
    ann, bob = make.person(), make.person()
    number = ask(ann, title="Keep photos small")
    given = answer(bob, number)
    fay = make.person()
    answer(fay, number)
    accept(ann, given)
    drain()
    assert "solutions" in told(bob) and "solutions" in told(fay) and "solutions" not in told(ann)
    assert "is accepted. Thank you for helping." in client_of(bob).get("/notifications").text
    assert "“Keep photos small” is solved" in client_of(fay).get("/notifications").text


def test_who_is_mentioned_hears_of_that_instead(client_of, make, ask, act, drain, told):
    ann, bob = make.person(display_name="Ann Asker"), make.person()
    number = ask(ann)
    act(bob, answering.answer, number, "What do you think, @[Ann Asker]?")
    act(bob, commenting.comment, "And now, @[Ann Asker]?", question_id=number)
    drain()
    assert told(ann) == ["mentions", "mentions"]
    assert "mentioned you on" in client_of(ann).get("/notifications").text


def test_followers_of_a_tag_and_of_a_group_hear_of_new_questions(make, ask, act, group, drain, told, rows):
    from portal.posting.models import Tag

    ann, fay, gus = make.person(), make.person(), make.person()
    ask(tags="photos")
    drain()
    mine = group(ann, gus)
    act(fay, following.choose, "tag", rows(Tag)[0].id, want=True)
    act(gus, following.choose, "group", mine.id, want=True)
    ask(ann, title="Both", tags="photos", group=mine.slug)
    drain()
    assert told(fay) == told(gus) == ["new-questions"]


def test_staff_who_may_not_see_and_people_who_left_hear_nothing(make, ask, act, drain, told, app):
    from portal.accounts.models import Person
    from portal.kernel.db import db

    ann, fay = make.person(), make.person()
    number = ask(ann)
    act(fay, following.choose, "question", number, want=True)
    with app.app_context():
        db.session.get_one(Person, fay.id).organization_id = None
        db.session.commit()
    act(make.staff(Role.CS), answering.answer, number, "Words")
    drain()
    assert told(fay) == [] and told(ann) == ["answers"]
