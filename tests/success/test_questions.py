"""A question of the community that needs more than an answer becomes a follow-up of who asked."""

from __future__ import annotations

from portal.accounts.models import Person
from portal.community.commands.asking import Ask, ask
from portal.community.models import Question
from portal.kernel.db import db
from portal.success.models import FollowUp, FollowUpSource


def asked(office, app, by):
    with app.app_context():
        made = ask(db.session.get_one(Person, by.id), Ask("Which gate?", "They stay shut."))
        db.session.commit()
        return made.id


def test_a_question_becomes_one_follow_up_of_its_company_however_often_it_is_pressed(office, app, client_of, rows):
    number = asked(office, app, office.ann)
    for _time in range(2):
        answer = client_of(office.other).post(f"/console/community/questions/{number}/follow-up")
        assert answer.status_code == 303
    [found], [source] = rows(FollowUp), rows(FollowUpSource)
    assert (found.organization_id, found.owner_id, found.title) == (office.company.id, office.cs.id, "Which gate?")
    assert (source.kind, source.ref) == ("question", number)
    page = client_of(office.cs).get(f"/console/follow-ups/{found.id}").text
    assert f'href="/community/questions/{number}' in page


def test_customers_can_neither_press_it_nor_see_that_it_was(office, app, client_of, rows):
    number = asked(office, app, office.ann)
    browser = client_of(office.ann)
    assert browser.post(f"/console/community/questions/{number}/follow-up").status_code == 404
    assert rows(FollowUp) == [] and "follow-up" not in browser.get(rows(Question)[0].url).text


def test_what_was_asked_in_a_closed_group_or_by_staff_stays_there(office, app, client_of, rows):
    number, theirs = asked(office, app, office.ann), asked(office, app, office.cs)
    office.change(Question(id=number), secret=True)
    for one in (number, theirs):
        assert client_of(office.cs).post(f"/console/community/questions/{one}/follow-up").status_code in (404, 409)
    assert rows(FollowUp) == []
