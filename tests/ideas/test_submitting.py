"""Submitting: what is refused is said at its field, nothing typed is lost, and what was sent twice is one idea."""

from __future__ import annotations

import re

import pytest

from portal.accounts.models import Role
from portal.ideas.models import Idea, IdeaFollow, IdeaVote
from portal.ideas.promise import spelled
from portal.kernel import site
from portal.kernel.db import db
from portal.posting.models import Area
from portal.posting.writing import letters

JA = "写真を圏外でも撮影して電波が戻ったときに自動で送信できるようにしてほしい"


def send(browser, **form):
    return browser.post("/ideas/new", data={"title": "Export as a table", "text": "It saves an hour."} | form)


@pytest.fixture
def member(client_of, make, board):
    return client_of(make.person())


def test_an_idea_stands_on_the_board_with_its_authors_vote(member, make, rows, event_names):
    area = make.add(Area(slug="mobile", position=1, names={"en": "Mobile"}, ideas=0))
    answer = send(member, area="mobile", title="  Export   as a table ")
    [idea] = rows(Idea)
    assert answer.status_code == 303 and answer.location == idea.url
    assert (idea.title, idea.votes, idea.companies, idea.area_id) == ("Export as a table", 1, 1, area.id)
    assert len(rows(IdeaVote)) == len(rows(IdeaFollow)) == 1
    assert [row.ideas for row in rows(Area)] == [1]
    assert "idea.submitted" in event_names()


def test_everything_there_is_to_mend_is_said_at_once_and_what_was_typed_stays(member, rows):
    answer = send(member, title="x" * 151, text="  ")
    assert answer.status_code == 422 and rows(Idea) == []
    assert "Up to 150 characters, please; now it has 151." in answer.text
    assert "Say what problem this solves." in answer.text and "x" * 151 in answer.text
    answer = send(member, title="", text="<b>Every</b> Friday")
    assert "Say in one line what you wish for." in answer.text and "&lt;b&gt;Every&lt;/b&gt; Friday" in answer.text


@pytest.mark.parametrize("title", ["あ" * 150, "か\u3099" * 150, "𠮷" * 150, "👩‍👩‍👧" * 150, "é" * 150])
def test_150_characters_are_counted_as_people_count_them(member, rows, title):
    assert send(member, title=title).status_code == 303
    assert send(member, title=title + "。").status_code == 422
    assert len(rows(Idea)) == 1


def test_letters_are_what_one_sees():
    assert [letters(text) for text in ("", "abc", "が", "か\u3099", "👍🏽", "❤️", "🏳️‍🌈")] == [0, 3, 1, 1, 1, 1, 1]


def test_the_language_is_that_of_title_and_text(member, rows):
    send(member, title=JA, text="`POST /api/v1/photos` → 503, timeout, retry")
    assert [idea.language for idea in rows(Idea)] == ["ja"]


def test_an_area_that_is_none_is_refused(member, rows):
    assert send(member, area="nonsense").status_code == 422
    assert rows(Idea) == []


def test_a_form_sent_twice_is_one_idea(member, rows):
    key = re.search(r'name="form_key" value="([^"]+)"', member.get("/ideas/new").text)[1]
    first, second = send(member, form_key=key), send(member, form_key=key)
    assert first.location == second.location and len(rows(Idea)) == 1


def test_looking_and_previewing_post_nothing(member, rows):
    looked = send(member, act="look", title="Table export")
    assert looked.status_code == 200 and 'value="Table export"' in looked.text
    shown = send(member, act="preview", text="**Bold** <script>")
    assert "<strong>Bold</strong> &lt;script&gt;" in shown.text
    assert rows(Idea) == []


def test_guests_sign_in_and_come_back_to_the_form(client, member):
    assert client.get("/ideas/new").location == "/sign-in?next=/ideas/new"
    sent = client.post("/ideas/new", data={"title": "x"}, headers={"Referer": "http://localhost/ideas/new"})
    assert sent.location == "/sign-in?next=/ideas/new"
    elsewhere = client.post("/ideas/new", headers={"Referer": "http://evil.example/ideas/new"})
    assert elsewhere.location == "/sign-in"


def test_who_belongs_to_no_company_and_who_is_suspended_are_told(client_of, make, board):
    for person in (make.person(suspended_at=make.person().created_at), left(make)):
        browser = client_of(person)
        assert browser.get("/ideas/new").status_code == send(browser).status_code == 403


def left(make):
    person = make.person()
    with make.app.app_context():
        db.session.execute(db.text("DELETE FROM membership WHERE person_id = :id"), {"id": person.id})
        db.session.execute(db.text("UPDATE person SET organization_id = NULL WHERE id = :id"), {"id": person.id})
        db.session.commit()
    return person


def test_the_promise_has_the_numbers_of_the_settings(app, member):
    exact = "Ideas wanted by five or more companies get an official answer within ten working days."
    assert exact in member.get("/ideas/new").text
    with app.app_context():
        site.row().pledge_companies, site.row().pledge_days = 20, 1
        db.session.commit()
    assert "wanted by 20 or more companies get an official answer within one working day." in (
        member.get("/ideas/new").text
    )


def test_small_numbers_are_words(app):
    with app.test_request_context():
        assert [spelled(number) for number in (1, 12, 13, 1000)] == ["one", "twelve", "13", "1,000"]


def test_staff_submit_too(client_of, make, board, rows):
    assert send(client_of(make.staff(Role.PRODUCT))).status_code == 303
    assert [(idea.votes, idea.companies) for idea in rows(Idea)] == [(1, 0)]


def test_each_person_has_a_draft_of_their_own(client_of, make, board):
    pages = [client_of(make.person()).get("/ideas/new").text for _person in range(2)]
    names = [set(re.findall(r'data-draft="([^"]+)"', page)) for page in pages]
    assert all(len(found) == 1 for found in names) and names[0] != names[1]
