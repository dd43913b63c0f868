"""Asking: checked, kept as typed, filed where it belongs; changed with its history, taken back while untouched."""

from __future__ import annotations

import re

import pytest

from portal.accounts.models import Role
from portal.community.models import Asking, CommunityFollow, CommunityRevision, Question, QuestionTag
from portal.kernel.calendar import now
from portal.posting.models import Area, Tag

NEW = "/community/questions/new"
TYPED = {"title": "How do you close the month?", "text": "We **lose** a day. <script>"}


@pytest.fixture
def area(make):
    return make.add(Area(slug="mobile", position=1, names={"en": "Mobile", "ja": "モバイル"}))


def test_a_question_is_asked_filed_followed_and_recorded(client, client_of, make, rows, event_names, area):
    ann = make.person(display_name="Ann")
    answer = client_of(ann).post(NEW, data=TYPED | {"area": "mobile", "tags": "Month end、 invoices, month  END"})
    [made] = rows(Question)
    assert (
        answer.status_code == 303
        and answer.location == made.url == f"/community/questions/{made.id}-how-do-you-close-the-month"
    )
    page = client.get(made.url).text
    assert "<strong>lose</strong>" in page and "<script>" not in page.partition("<main")[2]
    assert [tag.slug for tag in rows(Tag)] == ["month-end", "invoices"] or {tag.slug for tag in rows(Tag)} == {
        "month-end",
        "invoices",
    }
    assert len(rows(QuestionTag)) == 2 and made.area_id == area.id and made.organization_id == ann.organization_id
    assert [row.wanted for row in rows(CommunityFollow, person_id=ann.id)] == [True]
    assert event_names().count("question.asked") == 1 and made.route_at > now()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "  ", "Ask in one line"),
        ("title", "案" * 151, "Up to 150 characters"),
        ("text", "", "Say what you tried"),
        ("text", "x" * 20_001, "Up to 20,000 characters"),
        ("tags", "a,b,c,d,e,f", "At most 5 tags"),
        ("tags", "x" * 41, "Up to 40 characters"),
        ("area", "nowhere", "Choose an area from the list."),
        ("group", "nowhere", "Choose a group you are in."),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field_and_nothing_is_lost(client_of, make, rows, field, value, said):
    answer = client_of(make.person()).post(NEW, data=TYPED | {field: value})
    assert answer.status_code == 422 and said in answer.text and 'aria-invalid="true"' in answer.text
    kept = TYPED["text"] if field != "text" else TYPED["title"]
    assert kept.replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert rows(Question) == []


def test_japanese_is_known_by_its_words_and_keeps_its_address(client, client_of, make, rows):
    title = "月末の請求書の取り消しはどの順番で進めますか"
    client_of(make.person(language="en")).post(NEW, data={"title": title, "text": "締め日は25日です。"})
    [made] = rows(Question)
    assert made.language == "ja"
    page = client.get(f"/community/questions/{made.id}-other", follow_redirects=False)
    assert page.status_code == 301 and "%E6%9C%88%E6%9C%AB" in page.location


def test_a_form_sent_twice_asks_once(client_of, make, rows):
    browser = client_of(make.person())
    key = re.search(r'name="form_key" value="([^"]+)"', browser.get(NEW).text)[1]
    answers = [browser.post(NEW, data=TYPED | {"form_key": key}) for _time in range(2)]
    assert [answer.location for answer in answers] == [rows(Question)[0].url] * 2 and len(rows(Question)) == 1


def test_guests_sign_in_first_and_people_without_a_company_cannot_ask(client, client_of, make, rows):
    assert "/sign-in" in client.get(NEW).location
    left = make.person()
    left.organization_id = None
    alone = make.person(roles=Role.MEMBER)
    from portal.accounts.models import Person

    with make.app.app_context():
        from portal.kernel.db import db

        db.session.get_one(Person, alone.id).organization_id = None
        db.session.commit()
    assert client_of(alone).post(NEW, data=TYPED).status_code == 403 and rows(Question) == []


def test_people_ask_in_groups_they_are_in_only(client_of, make, group, rows):
    ann, bob = make.person(), make.person()
    closed = group(ann, access="closed")
    assert client_of(bob).post(NEW, data=TYPED | {"group": closed.slug}).status_code == 422
    assert closed.names["en"] not in client_of(bob).get(NEW).text
    client_of(ann).post(NEW, data=TYPED | {"group": closed.slug})
    [made] = rows(Question)
    assert made.secret and made.group_id == closed.id


def test_an_edit_keeps_the_words_before_and_a_newer_save_is_not_lost(client, client_of, make, ask, rows, the):
    ann = make.person()
    number, browser = ask(ann, tags="old"), client_of(ann)
    url = f"/community/questions/{number}/edit"
    assert 'value="old"' in browser.get(url).text
    changed = {"title": "How do you close a month?", "text": "Better words.", "tags": "new", "version": "1"}
    assert browser.post(url, data=changed).status_code == 303
    found = the(number)
    assert (found.title, found.version, found.edited_at is not None) == ("How do you close a month?", 2, True)
    [kept] = rows(CommunityRevision)
    assert kept.title == "How do you close the month?" and kept.editor_id == ann.id
    assert "How do you close the month?" in client.get(f"/community/questions/{number}/versions").text
    late = browser.post(url, data=changed | {"text": "From an old form."})
    assert late.status_code == 409 and "From an old form." in late.text and "Better words." in late.text
    assert the(number).excerpt == "Better words."


def test_only_its_author_and_customer_success_edit_it(client_of, make, ask, the, event_names):
    number = ask()
    data = {"title": "Other title", "text": "Other text", "version": "1"}
    assert client_of(make.person()).post(f"/community/questions/{number}/edit", data=data).status_code == 403
    assert client_of(make.staff(Role.PRODUCT)).post(f"/community/questions/{number}/edit", data=data).status_code == 403
    assert client_of(make.staff(Role.CS)).post(f"/community/questions/{number}/edit", data=data).status_code == 303
    assert the(number).title == "Other title" and "question.reworded" in event_names()


def test_ones_own_question_is_taken_back_while_nobody_took_part(client_of, make, ask, answer, rows):
    ann = make.person()
    first, second = ask(ann), ask(ann)
    answer(question_id=second)
    browser = client_of(ann)
    assert browser.post(f"/community/questions/{first}/delete").status_code == 303
    assert browser.post(f"/community/questions/{second}/delete").status_code == 403
    assert [row.id for row in rows(Question)] == [second]


def test_similar_questions_are_shown_while_asking_and_opening_one_counts_unless_one_asks(
    client_of, make, ask, drain, rows
):
    number = ask(title="How do you keep photos small on slow lines?")
    drain()
    ann, bob = make.person(), make.person()
    page = client_of(ann).get("/community/similar?title=Photos+too+big+on+slow+line").text
    assert f"/community/similar/question/{number}" in page and "1 similar question found" in page
    for person in (ann, bob):
        assert client_of(person).get(f"/community/similar/question/{number}").status_code == 302
    client_of(bob).post(NEW, data=TYPED)
    assert [(row.person_id, row.asked_at is not None) for row in rows(Asking)] == [(ann.id, False), (bob.id, True)]
    assert client_of(ann).get("/community/similar/question/999").status_code == 404
    assert client_of(ann).get("/community/similar/person/1").status_code == 404


def test_a_preview_and_a_look_ask_nothing(client_of, make, rows):
    browser = client_of(make.person())
    assert "<strong>lose</strong>" in browser.post(NEW, data=TYPED | {"act": "preview"}).text
    assert browser.post(NEW, data=TYPED | {"act": "look"}).status_code == 200
    assert rows(Question) == []


def test_a_question_saved_as_it_stands_leaves_no_trace(client_of, make, ask, rows, event_names, area, the):
    ann = make.person()
    number = ask(ann, area="mobile", tags="invoices")
    sent = {"title": " How do you  close the month? ", "text": "We lose a day to it.\r\n", "area": "mobile"}
    before = event_names()
    for reader in (ann, make.staff(Role.CS)):
        answer = client_of(reader).post(
            f"/community/questions/{number}/edit", data=sent | {"tags": "invoices", "version": "1"}
        )
        assert answer.status_code == 303
    assert event_names() == before and rows(CommunityRevision) == []
    assert the(number).version == 1 and the(number).edited_at is None


def test_new_tags_or_another_area_are_recorded_without_new_words(client_of, make, ask, rows, event_names, area):
    ann = make.person()
    number = ask(ann, tags="invoices")
    for place in ({"tags": "month-end"}, {"tags": "month-end", "area": "mobile"}):
        sent = {"title": "How do you close the month?", "text": "We lose a day to it.", "version": "1"}
        client_of(ann).post(f"/community/questions/{number}/edit", data=sent | place)
    assert event_names().count("question.edited") == 2 and rows(CommunityRevision) == []
