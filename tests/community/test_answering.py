"""Answers and comments: counted, changed with their history, taken back while unused; one answer is accepted."""

from __future__ import annotations

import html
import re

import pytest

from portal.accounts.models import Role
from portal.community.models import (
    Acceptance,
    Answer,
    AnswerUseful,
    ChampionArea,
    CommunityFollow,
    CommunityRevision,
    QuestionComment,
    QuestionToo,
)
from portal.posting.models import Area


def reply(browser, question_id, text="Lock the day first."):
    return browser.post(f"/community/questions/{question_id}/answers", data={"text": text})


def test_an_answer_is_shown_counted_followed_and_recorded(client, client_of, make, ask, rows, the, event_names, right):
    number, bob = ask(), make.person(display_name="Bob")
    answer = reply(client_of(bob), number, "**First** lock the day. <script>")
    [made] = rows(Answer)
    assert answer.status_code == 303 and answer.location.endswith(f"#answer-{made.id}")
    page = client.get(answer.location).text
    assert "<strong>First</strong>" in page and "<script>" not in page.partition("<main")[2] and "1 answer</h2>" in page
    found = the(number)
    assert found.answers == 1 and found.answered_at == made.at and found.route_at is None and right() == []
    assert CommunityFollow(kind="question", ref=number) and rows(CommunityFollow, person_id=bob.id)[0].wanted
    assert event_names().count("answer.given") == 1 and made.organization_id == bob.organization_id
    assert client.get(f"/community/answers/{made.id}").location == answer.location


def test_who_asked_does_not_end_the_waiting_by_answering_themselves(make, ask, answer, the):
    ann = make.person()
    number = ask(ann)
    answer(ann, number)
    assert the(number).answered_at is None and the(number).route_at is not None and the(number).answers == 1


def test_staff_and_champions_answer_what_counts_as_unanswered_until_then(client, make, ask, answer, the):
    first, second, third = ask(title="One wish"), ask(title="Two wishes"), ask(title="Three wishes")
    answer(make.staff(Role.CS), first)
    answer(make.person(roles=Role.MEMBER | Role.CHAMPION), second)
    answer(question_id=third)
    assert the(first).staff_at and the(second).champion_at and the(third).is_unanswered
    text = client.get("/community?tab=unanswered").text
    assert "Three wishes" in text and "One wish" not in text and "Two wishes" not in text


@pytest.mark.parametrize(("text", "said"), [(" \r\n ", "Write something first."), ("x" * 20_001, "Up to 20,000")])
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(client_of, make, ask, rows, text, said):
    answer = reply(client_of(make.person()), ask(), text)
    assert answer.status_code == 422 and said in answer.text and f">\r\n{text}</textarea>" in answer.text
    assert rows(Answer) == []


def test_the_asker_accepts_one_answer_and_may_choose_another(
    client, client_of, make, ask, answer, rows, the, right, event_names
):
    ann = make.person()
    number = ask(ann)
    first, second = answer(question_id=number), answer(question_id=number, text="Or wait a day.")
    browser = client_of(ann)
    for one in (first, first, second):
        assert browser.post(f"/community/answers/{one}/accept", data={"want": "1"}).status_code == 303
    [standing] = rows(Acceptance)
    assert (standing.answer_id, standing.by_id) == (second, ann.id) and the(number).solved_at == standing.at
    assert event_names().count("answer.accepted") == 2 and event_names().count("answer.unaccepted") == 1
    page = client.get(f"/community/questions/{number}", follow_redirects=True).text
    assert page.index("Or wait a day.") < page.index("Lock the day first.") and "Chosen by the person who asked" in page
    assert "How do you close the month?" in client.get("/community?tab=solved").text
    browser.post(f"/community/answers/{second}/accept", data={"want": "0"})
    assert rows(Acceptance) == [] and the(number).solved_at is None and right() == []


def test_who_accepts_asker_staff_and_champions_of_the_area(client_of, make, ask, answer, rows, the):
    area = make.add(Area(slug="mobile", position=1, names={"en": "Mobile"}))
    number = ask(area="mobile")
    given = answer(question_id=number)
    champion, other = (make.person(roles=Role.MEMBER | Role.CHAMPION) for _n in range(2))
    make.add(ChampionArea(person_id=champion.id, area_id=area.id))
    for person, status in ((make.person(), 403), (other, 403), (champion, 303), (make.staff(Role.PRODUCT), 303)):
        answered = client_of(person).post(f"/community/answers/{given}/accept", data={"want": "1"})
        assert answered.status_code == status, person
        assert ("Accept this answer" in client_of(person).get(the(number).url).text) is False or status == 303


def test_useful_is_said_once_by_others_and_taken_back(client_of, make, answer, rows, right):
    writer, ann = make.person(), make.person()
    number = answer(writer)
    for want in ("1", "1"):
        client_of(ann).post(f"/community/answers/{number}/useful", data={"want": want})
    assert rows(Answer)[0].useful == 1 == len(rows(AnswerUseful))
    assert client_of(writer).post(f"/community/answers/{number}/useful", data={"want": "1"}).status_code == 403
    client_of(ann).post(f"/community/answers/{number}/useful", data={"want": "0"})
    assert rows(Answer)[0].useful == 0 and rows(AnswerUseful) == [] and right() == []


def test_an_edit_keeps_the_words_before_and_a_newer_save_is_not_lost(client, client_of, make, answer, rows):
    bob = make.person()
    number, browser = answer(bob), client_of(bob)
    url = f"/community/answers/{number}/edit"
    assert "Lock the day first." in browser.get(url).text
    assert browser.post(url, data={"text": "Lock the week.", "version": "1"}).status_code == 303
    late = browser.post(url, data={"text": "From an old form.", "version": "1"})
    assert late.status_code == 409 and "From an old form." in late.text and "Lock the week." in late.text
    assert rows(Answer)[0].source == "Lock the week." and rows(CommunityRevision)[0].source == "Lock the day first."
    assert "Lock the day first." in client.get(f"/community/answers/{number}/versions").text
    assert client_of(make.person()).post(url, data={"text": "Mine", "version": "2"}).status_code == 403


def test_an_answer_is_taken_back_while_nobody_made_use_of_it(
    client_of, make, ask, answer, remark, accept, rows, the, right
):
    bob, ann = make.person(), make.person()
    number = ask(ann)
    unused, accepted, commented = (answer(bob, number) for _n in range(3))
    accept(ann, accepted)
    remark(answer_id=commented)
    statuses = [
        client_of(bob).post(f"/community/answers/{one}/delete").status_code for one in (unused, accepted, commented)
    ]
    assert statuses == [303, 409, 409] and the(number).answers == 2 and right() == []


def test_comments_stand_below_question_and_answer(client, client_of, make, ask, answer, rows, right):
    number = ask()
    given, ann = answer(question_id=number), make.person()
    browser = client_of(ann)
    browser.post(f"/community/questions/{number}/comments", data={"text": "Which release?"})
    browser.post(f"/community/questions/{number}/answers/{given}/comments", data={"text": "Thank you."})
    page = client.get(f"/community/questions/{number}", follow_redirects=True).text
    assert "Which release?" in page and "Thank you." in page and rows(Answer)[0].comments == 1
    below, _above = rows(QuestionComment)
    assert (
        browser.post(f"/community/remarks/{below.id}/edit", data={"text": "Which one?", "version": "1"}).status_code
        == 303
    )
    assert "Which release?" in client.get(f"/community/remarks/{below.id}/versions").text
    for one in rows(QuestionComment):
        assert browser.post(f"/community/remarks/{one.id}/delete").status_code == 303
    assert rows(QuestionComment) == [] and rows(Answer)[0].comments == 0 and right() == []


def test_having_it_too_counts_each_once_and_follows(client_of, make, ask, rows, the, right):
    author, ann = make.person(), make.person()
    number = ask(author)
    for _time in range(2):
        client_of(ann).post(f"/community/questions/{number}/too", data={"want": "1"})
    assert the(number).too == 1 == len(rows(QuestionToo)) and rows(CommunityFollow, person_id=ann.id)[0].wanted
    assert client_of(author).post(f"/community/questions/{number}/too", data={"want": "1"}).status_code == 403
    client_of(ann).post(f"/community/questions/{number}/too", data={"want": "0"})
    assert the(number).too == 0 and right() == []


def test_a_locked_question_takes_nothing_more(client, client_of, make, ask, answer, rows, the):
    number = ask()
    given = answer(question_id=number)
    assert client_of(make.person()).post(f"/community/questions/{number}/lock", data={"want": "1"}).status_code == 404
    assert (
        client_of(make.staff(Role.PRODUCT)).post(f"/community/questions/{number}/lock", data={"want": "1"}).status_code
        == 303
    )
    late = reply(client_of(make.person()), number, "Too late")
    assert late.status_code == 409 and "Too late" in late.text and "takes no more answers" in late.text
    assert (
        client_of(make.person())
        .post(f"/community/questions/{number}/answers/{given}/comments", data={"text": "And?"})
        .status_code
        == 409
    )
    assert "This question is locked" in client.get(the(number).url).text and the(number).answers == 1


def test_an_answer_or_comment_saved_as_it_stands_leaves_no_trace(
    client_of, make, ask, answer, remark, rows, event_names
):
    bob = make.person()
    given, said = answer(bob), remark(bob, question_id=ask())
    before = event_names()
    for kind, number, text in (("answers", given, "Lock the day first."), ("remarks", said, "Which release is that?")):
        sent = {"text": f" {text}\r\n", "version": "1"}
        assert client_of(bob).post(f"/community/{kind}/{number}/edit", data=sent).status_code == 303
    assert event_names() == before and rows(CommunityRevision) == []


def article(browser, question_id, answer_id):
    """The answer as this reader's page has it."""
    page = browser.get(f"/community/questions/{question_id}", follow_redirects=True).text
    return page.partition(f'id="answer-{answer_id}"')[2].partition("</article>")[0]


def test_a_part_that_is_kept_shows_nobody_what_is_another_readers(client, client_of, make, ask, answer):
    ann, bob, cher, staff = make.person(), make.person(), make.person(), make.staff(Role.CS)
    number = ask(ann)
    made = answer(bob, number)
    client_of(cher).post(f"/community/answers/{made}/useful", data={"want": 1})
    client_of(cher).post(f"/report/answer/{made}", data={"reason": "spam"})
    shown = {who.id: article(client_of(who), number, made) for who in (cher, ann, bob, staff, cher)}
    guest = article(client, number, made)
    assert 'aria-pressed="true"' in shown[cher.id] and "You reported this" in shown[cher.id]
    assert 'aria-pressed="false"' in shown[ann.id] and "You reported this" not in shown[ann.id]
    assert "/accept" in shown[ann.id] and "/accept" not in shown[cher.id] + shown[bob.id] + guest
    assert f"/community/answers/{made}/edit" in shown[bob.id]
    assert "/edit" not in shown[cher.id] + shown[ann.id] + shown[staff.id] + guest
    assert f"/console/moderation/answer/{made}" in shown[staff.id]
    assert "/console/" not in shown[cher.id] + shown[ann.id] + shown[bob.id] + guest
    assert "<form" not in guest and "Quote" not in guest and "Report" not in guest


def test_a_page_of_answers_goes_on_where_the_one_before_ended(client, make, ask, answer):
    number, bob = ask(), make.person()
    made = [answer(bob, number, f"Answer number {n}") for n in range(12)]
    for sort, order in (("oldest", made), ("newest", made[::-1])):
        first = client.get(f"/community/questions/{number}", query_string={"sort": sort}, follow_redirects=True).text
        onward = html.unescape(first.partition('rel="next" href="')[2].partition('"')[0])
        second = client.get(onward).text
        found = [re.findall(r'id="answer-(\d+)"', page) for page in (first, second)]
        assert [int(one) for one in found[0]] == order[:10] and [int(one) for one in found[1]] == order[10:]
        back = html.unescape(second.partition('rel="prev" href="')[2].partition('"')[0])
        assert re.findall(r'id="answer-(\d+)"', client.get(back).text) == found[0]
