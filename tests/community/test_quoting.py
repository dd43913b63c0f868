"""Every answer and comment has an address of its own, and the words of an answer can be quoted in another."""

from __future__ import annotations

import html
import re

import pytest
import sqlalchemy as sa

from portal.accounts.models import Person, Role
from portal.community.commands import answering, merging
from portal.community.models import Answer, Question, QuestionComment
from portal.kernel.calendar import now
from portal.kernel.db import db

FIELD = re.compile(r'<textarea[^>]*name="text"[^>]*>(.*?)</textarea>', re.DOTALL)


def field(answer):
    """What stands in the form."""
    return html.unescape(FIELD.search(answer.text)[1]).replace("\r\n", "\n").strip("\n")


def quoting(browser, question_id, number, **more):
    return browser.get(
        f"/community/questions/{question_id}", query_string={"quote": number, **more}, follow_redirects=True
    )


@pytest.fixture
def spread(app, make):
    """`spread(model, 60, …)`: so many more posts, by one author; their numbers."""

    def made(model, number, **facts):
        author = make.person(display_name="Bob")
        words = {"source": "Words.", "html": "<p>Words.</p>", "plain": "Words."}
        with app.app_context():
            rows = [model(author_id=author.id, **words, **facts) for _n in range(number)]
            db.session.add_all(rows)
            if model is Answer:
                asked = sa.update(Question).where(Question.id == facts["question_id"])
                db.session.execute(asked.values(answers=Question.answers + number))
            db.session.commit()
            return [row.id for row in rows]

    return made


def test_the_link_of_each_post_stands_beside_it_for_everybody(client, client_of, make, ask, answer, remark):
    number = ask()
    given, said = answer(question_id=number), remark(question_id=number)
    for browser in (client, client_of(make.person())):
        page = browser.get(f"/community/questions/{number}", follow_redirects=True).text
        assert f'id="answer-{given}"' in page and f'id="remark-{said}"' in page
        assert f'href="/community/answers/{given}" data-copied="Link copied"' in page
        assert f'href="/community/remarks/{said}"' in page


def test_the_link_of_an_answer_leads_to_the_page_of_a_long_thread_where_it_stands(client, ask, spread):
    number = ask()
    numbers = spread(Answer, 35, question_id=number)
    for one in (numbers[0], numbers[17], numbers[34]):
        answer = client.get(f"/community/answers/{one}")
        assert answer.location.endswith(f"#answer-{one}")
        assert f'id="answer-{one}"' in client.get(answer.location).text


def test_as_long_as_there_is_one_page_of_answers_their_links_lead_to_the_whole_of_it(client, ask, spread, the):
    number = ask()
    numbers = spread(Answer, 10, question_id=number)
    for one in numbers:
        answer = client.get(f"/community/answers/{one}")
        assert answer.location == f"{the(number).url}#answer-{one}"
        assert f'id="answer-{one}"' in client.get(answer.location).text


def test_the_link_of_a_comment_leads_to_the_page_where_it_stands(client, ask, answer, spread):
    number = ask()
    given = answer(question_id=number)
    for where in ({"answer_id": given}, {}):
        numbers = spread(QuestionComment, 120, question_id=number, **where)
        for one in (numbers[0], numbers[60], numbers[119]):
            place = client.get(f"/community/remarks/{one}")
            assert place.status_code == 302 and place.location.endswith(
                f"/comments{place.location.partition('/comments')[2]}"
            )
            assert place.location.endswith(f"#remark-{one}")
            assert f'id="remark-{one}"' in client.get(place.location).text
        assert "?" not in client.get(f"/community/remarks/{numbers[3]}").location  # the first page needs no cursor


def test_all_comments_of_a_long_talk_are_reached_page_by_page(client, ask, spread):
    number = ask()
    numbers = spread(QuestionComment, 120, question_id=number)
    seen, path = [], f"/community/questions/{number}/comments"
    while path:
        page = client.get(path).text
        seen += [int(one) for one in re.findall(r'id="remark-(\d+)"', page)]
        path = (match := re.search(r'rel="next" href="([^"]+)"', page)) and html.unescape(match[1])
    assert seen == numbers


def test_a_comment_of_a_question_that_was_merged_is_found_by_its_link(act, client, make, ask, remark):
    old, kept = ask(title="The old one"), ask(title="The kept one")
    said = remark(question_id=old, text="Of the old one")
    act(make.staff(Role.CS), merging.merge, old, kept)
    place = client.get(f"/community/remarks/{said}").location
    assert "Of the old one" in client.get(place).text


def test_what_is_hidden_has_no_link_to_follow(app, client, ask, remark, spread):
    number = ask()
    said = remark(question_id=number)
    with app.app_context():
        db.session.execute(sa.update(QuestionComment).values(hidden_at=now()))
        db.session.commit()
    assert client.get(f"/community/remarks/{said}").status_code == 404


def test_the_words_stand_in_the_form_under_name_and_link(client_of, make, ask, answer):
    number = ask()
    bob, carl = make.person(display_name="Bob [x](y)"), make.person(display_name="Carl")
    given = answer(bob, number, "**First** lock the day.\n\n- Then close\n\n![screen](/files/abc/screen.png)")
    page = quoting(client_of(carl), number, given)
    assert page.status_code == 200
    assert field(page) == (
        f"> [Bob \\[x\\](y)](/community/answers/{given}) wrote:\n>\n> **First** lock the day.\n>\n> - Then close"
    )
    made = client_of(carl).post(f"/community/questions/{number}/answers", data={"text": field(page) + "\n\nYes."})
    shown = client_of(carl).get(made.location).text
    assert "<blockquote>" in shown and f'<a href="/community/answers/{given}"' in shown.partition("<blockquote>")[2]


def test_a_quote_calls_nobody_in_again_and_drops_what_it_begins_by_quoting(client_of, make, ask, answer, rows):
    number, ann = ask(), make.person(display_name="Ann Lee")
    given = answer(make.person(), number, "> Ann wrote:\n> old\n\nAsk @[Ann Lee] about it.\n> kept")
    found = field(quoting(client_of(ann), number, given))
    assert "> Ask Ann Lee about it.\n> > kept" in found and "old" not in found and "@[" not in found


def test_a_long_answer_is_quoted_as_far_as_needed(client_of, make, ask, answer):
    number = ask()
    found = field(quoting(client_of(make.person()), number, answer(question_id=number, text="word " * 1000)))
    assert len(found) < 1200 and found.endswith("…")


def test_japanese_writers_quote_in_japanese(client_of, make, ask, answer):
    number = ask()
    given = answer(make.person(display_name="花"), number, "締めてから。")
    found = field(quoting(client_of(make.person(language="ja")), number, given))
    assert found == f"> [花](/community/answers/{given})さん：\n>\n> 締めてから。"


def test_what_stands_on_another_page_is_quoted_there(client_of, make, ask, spread):
    number = ask()
    numbers = spread(Answer, 25, question_id=number)
    page = quoting(client_of(make.person()), number, numbers[2], sort="newest")
    assert f'id="answer-{numbers[2]}"' in page.text and "> Words." in field(page)


def test_an_answer_is_quoted_by_one_address_on_whatever_page_it_stands(client_of, make, ask, the, spread):
    number = ask()
    spread(Answer, 25, question_id=number)
    browser, links = client_of(make.person()), set()
    for query in ("sort=newest", "sort=oldest", "sort=useful"):
        page = browser.get(f"{the(number).url}?{query}").text
        links |= set(re.findall(r'href="([^"]+)" rel="nofollow" data-quote', page))
    assert all(re.fullmatch(re.escape(the(number).url) + r"\?quote=\d+#your-answer", link) for link in links)
    assert len(links) == 20  # the first ten and the last


def test_what_cannot_be_quoted_is_said_and_the_page_stays(app, client_of, make, ask, answer):
    number, other = ask(), ask(title="Another question")
    given, elsewhere = answer(question_id=number), answer(question_id=other)
    browser = client_of(make.person())
    for one in (elsewhere, 999_999, 0, -1, "x", 10**30):
        page = quoting(browser, number, one)
        assert page.status_code == 200 and field(page) == "" and "no longer here" in page.text
    with app.app_context():
        db.session.execute(sa.update(Answer).where(Answer.id == given).values(hidden_at=now()))
        db.session.commit()
    for reader in (browser, client_of(make.staff(Role.CS))):
        page = quoting(reader, number, given)
        assert field(page) == "" and "no longer here" in page.text
        assert f"quote={given}" not in page.text


def test_where_nobody_answers_any_more_nothing_is_quoted(app, client, client_of, make, ask, answer):
    number = ask()
    given = answer(question_id=number)
    with app.app_context():
        db.session.execute(sa.update(Question).values(locked_at=now()))
        db.session.commit()
    for browser in (client, client_of(make.person())):
        page = quoting(browser, number, given)
        assert page.status_code == 200 and "wrote:" not in page.text and "data-quote" not in page.text


def test_a_refused_answer_keeps_the_quote_and_leads_on_to_pages_that_are_there(client_of, make, ask, spread):
    number, browser = ask(), client_of(make.person())
    spread(Answer, 25, question_id=number)
    refused = browser.post(f"/community/questions/{number}/answers", data={"text": "> Words.\n" + "x" * 20_001})
    assert refused.status_code == 422 and "> Words." in field(refused)
    ways = {html.unescape(way) for way in re.findall(r'href="(/community/questions/[^"]*[?][^"]*)"', refused.text)}
    assert len(ways) > 10 and {browser.get(way).status_code for way in ways} == {200}


def test_answers_are_not_changed_by_being_quoted(app, act, client_of, make, ask, answer):
    number, bob = ask(), make.person()
    given = answer(bob, number)
    quoting(client_of(make.person()), number, given)
    with app.app_context():
        assert answering.edit(db.session.get_one(Person, bob.id), given, "Lock the day first.", 1).version == 1
