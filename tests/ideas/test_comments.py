"""Comments: counted on the canonical idea, changed with their history, taken back while nobody agreed."""

from __future__ import annotations

import html
import re

import pytest

from portal.accounts.models import Person, Role
from portal.ideas.commands import counters, talk
from portal.ideas.commands.merging import merge, unmerge
from portal.ideas.models import CommentAgree, Idea, IdeaComment, IdeaFollow, IdeaRevision
from portal.kernel.calendar import now
from portal.kernel.db import db

HTMX = {"HX-Request": "true"}


def say(browser, idea_id, text="It would save us an hour.", **more):
    return browser.post(f"/ideas/{idea_id}/comments", data={"text": text, **more.pop("data", {})}, **more)


@pytest.fixture
def said(app, make, idea_of):
    """`said(author, idea_id)`: the number of a comment."""

    def comment(author=None, idea_id=None, text="Words"):
        author, idea_id = author or make.person(), idea_id or idea_of()
        with app.app_context():
            made = talk.comment(db.session.get_one(Person, author.id), idea_id, text)
            db.session.commit()
            return made.id, made.idea_id

    return comment


@pytest.fixture
def product(make):
    return make.staff(Role.PRODUCT)


def put_together(app, product, command, *ids):
    with app.app_context():
        command(db.session.get_one(Person, product.id), *ids)
        db.session.commit()


def comments_of(rows, idea_id):
    return rows(Idea, id=idea_id)[0].comments


def test_a_comment_is_shown_counted_followed_and_recorded(client, client_of, make, idea_of, rows, event_names):
    idea_id, ann = idea_of(), make.person(display_name="Ann")
    answer = say(client_of(ann), idea_id, "**Yes** <script>")
    [made] = rows(IdeaComment)
    assert answer.status_code == 303 and answer.location.endswith(f"#comment-{made.id}")
    text = client.get(answer.location).text
    assert "<strong>Yes</strong>" in text and "<script>" not in text.partition("<main")[2]
    assert "1 comment</h2>" in text and comments_of(rows, idea_id) == 1
    assert [row.wanted for row in rows(IdeaFollow, person_id=ann.id)] == [True]
    assert event_names().count("idea.commented") == 1
    assert made.organization_id == ann.organization_id


def test_a_comment_does_not_follow_against_somebodys_wish(client_of, make, idea_of, rows):
    idea_id, ann = idea_of(), make.person()
    browser = client_of(ann)
    browser.post(f"/ideas/{idea_id}/follow", data={"want": "0"})
    say(browser, idea_id)
    assert [row.wanted for row in rows(IdeaFollow, person_id=ann.id)] == [False]


@pytest.mark.parametrize(("text", "said_"), [(" \r\n ", "Write something first."), ("x" * 5001, "5000 characters")])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(client_of, make, idea_of, rows, text, said_, headers):
    answer = say(client_of(make.person()), idea_of(), text, headers=headers)
    assert answer.status_code == 422 and said_ in answer.text.replace(",", "")
    assert f">\r\n{text}</textarea>" in answer.text and 'aria-invalid="true"' in answer.text
    assert rows(IdeaComment) == []


def test_exactly_the_limit_is_taken(client_of, make, idea_of):
    assert say(client_of(make.person()), idea_of(), "案" * 5000).status_code == 303


def test_htmx_gets_the_comments_with_an_empty_form(client_of, make, idea_of):
    answer = say(client_of(make.person()), idea_of(), "A new thought", headers=HTMX)
    assert answer.status_code == 200 and "<html" not in answer.text
    assert "A new thought" in answer.text and "Your comment is posted." in answer.text
    assert answer.text.count("A new thought") == 1


def test_a_form_sent_twice_is_one_comment(client_of, make, idea_of, rows):
    idea_id, browser = idea_of(), client_of(make.person())
    first, again = (say(browser, idea_id, data={"form_key": "k"}) for _time in range(2))
    assert first.location == again.location and len(rows(IdeaComment)) == 1 == comments_of(rows, idea_id)


def test_guests_are_led_to_sign_in_and_others_who_may_not_are_refused(client, client_of, make, idea_of, rows):
    idea_id = idea_of()
    assert "/sign-in" in say(client, idea_id).location
    suspended = make.person(suspended_at=now())
    assert say(client_of(suspended), idea_id).status_code == 403
    assert say(client_of(make.person()), 999).status_code == 404
    assert rows(IdeaComment) == []


def test_comments_stand_oldest_first_and_page_by_page(app, client, client_of, make, idea_of, rows, said):
    idea_id, ann = idea_of(), make.person()
    for number in range(23):
        said(ann, idea_id, f"Thought {number:02}")
    url = rows(Idea, id=idea_id)[0].url
    first = client.get(url).text
    assert first.index("Thought 00") < first.index("Thought 19") and "Thought 20" not in first
    newest = client.get(f"{url}?sort=new").text
    assert newest.index("Thought 22") < newest.index("Thought 03") and "Thought 02" not in newest
    answer = say(client_of(ann), idea_id, "Thought 23")
    assert "?sort=new#comment-" in answer.location
    [number] = [row.id for row in rows(IdeaComment) if row.plain == "Thought 21"]
    at = client.get(f"/ideas/{idea_id}/comments/{number}/versions").text
    assert f"#comment-{number}" in at


def test_paging_goes_both_ways(client, make, idea_of, rows, said):
    idea_id, ann = idea_of(), make.person()
    for number in range(45):
        said(ann, idea_id, f"Thought {number:02}")
    for sort in ("", "?sort=new"):
        page, seen = rows(Idea, id=idea_id)[0].url + sort, []
        while page:
            text = client.get(page).text
            seen += re.findall(r"Thought \d\d", text)
            found = re.search(r'rel="next" href="([^"]+)"', text)
            page = html.unescape(found[1]).partition("#")[0] if found else ""
        assert sorted(seen) == [f"Thought {number:02}" for number in range(45)]
        assert 'rel="prev"' in text


def test_comments_of_merged_ideas_are_shown_and_say_where_from(
    app, client, client_of, make, idea_of, rows, product, said
):
    kept, other = idea_of(title="Kept"), idea_of(title="Other")
    said(idea_id=kept, text="On the kept one")
    said(idea_id=other, text="On the other one")
    put_together(app, product, merge, other, kept)
    text = client.get(rows(Idea, id=kept)[0].url).text
    assert "On the kept one" in text and "On the other one" in text and "2 comments</h2>" in text
    assert text.count("Written on “Other” before it was merged") == 1
    answer = say(client_of(make.person()), other, "Sent to the merged one")  # from a page opened before the merge
    assert answer.location.startswith(f"/ideas/{kept}-kept#comment-")
    assert [row.idea_id for row in rows(IdeaComment)] == [kept, other, kept]
    put_together(app, product, unmerge, other)
    assert (comments_of(rows, kept), comments_of(rows, other)) == (2, 1)


def test_ones_own_comment_is_edited_and_keeps_its_history(client, client_of, make, rows, said, event_names):
    ann = make.person(display_name="Ann")
    number, idea_id = said(ann, text="First words")
    browser, base = client_of(ann), f"/ideas/{idea_id}/comments/{number}"
    assert "First words</textarea>" in browser.get(f"{base}/edit").text
    answer = browser.post(f"{base}/edit", data={"text": "Second words", "version": "1"})
    assert answer.status_code == 303
    text = client.get(answer.location).text
    assert "Second words" in text and "First words" not in text and f'href="{base}/versions"' in text
    assert [(one.number, one.source) for one in rows(IdeaRevision)] == [(1, "First words")]
    assert "First words" in client.get(f"{base}/versions").text
    assert comments_of(rows, idea_id) == 1 and event_names().count("comment.edited") == 1


def test_saving_the_same_words_keeps_no_version(client_of, make, rows, said):
    number, idea_id = said(ann := make.person(), text="Words")
    client_of(ann).post(f"/ideas/{idea_id}/comments/{number}/edit", data={"text": "Words\r\n", "version": "1"})
    assert rows(IdeaRevision) == [] and rows(IdeaComment)[0].edited_at is None


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({"text": "", "version": "1"}, 422, "Write something first."),
        ({"text": "Mine", "version": "7"}, 409, "changed in another window"),
        ({"text": "Mine"}, 422, "This form is incomplete."),
    ],
)
def test_a_save_that_cannot_be_taken_keeps_the_words(client_of, make, rows, said, data, status, words):
    number, idea_id = said(ann := make.person(), text="Standing words")
    answer = client_of(ann).post(f"/ideas/{idea_id}/comments/{number}/edit", data=data)
    assert answer.status_code == status and words in answer.text and f"{data['text']}</textarea>" in answer.text
    assert ("As it stands now" in answer.text) is (status == 409)
    assert rows(IdeaComment)[0].source == "Standing words"


def test_others_comments_are_not_edited_or_deleted(client_of, make, rows, said, product):
    number, idea_id = said()
    for person in (make.person(), product):
        browser, base = client_of(person), f"/ideas/{idea_id}/comments/{number}"
        assert browser.get(f"{base}/edit").status_code == 403
        assert browser.post(f"{base}/edit", data={"text": "X", "version": "1"}).status_code == 403
        assert browser.post(f"{base}/delete").status_code == 403
    assert [row.source for row in rows(IdeaComment)] == ["Words"]


def test_a_comment_is_deleted_while_nobody_agreed(client_of, make, rows, said, event_names, app):
    number, idea_id = said(ann := make.person())
    browser, base = client_of(ann), f"/ideas/{idea_id}/comments/{number}"
    reader = client_of(make.person())
    reader.post(f"{base}/agree", data={"want": "1"})
    assert browser.post(f"{base}/delete").status_code == 409
    assert "can be edited but not deleted" in browser.get(f"{base}/edit").text
    reader.post(f"{base}/agree", data={"want": "0"})
    assert browser.post(f"{base}/delete").status_code == 303
    assert rows(IdeaComment) == [] and comments_of(rows, idea_id) == 0
    assert event_names().count("comment.deleted") == 1
    with app.app_context():
        assert counters.idea_drifts() == []


def test_agreeing_counts_a_person_once(client_of, make, rows, said):
    number, idea_id = said()
    browser = client_of(make.person())
    for want, agrees in zip("11001", (1, 1, 0, 0, 1), strict=True):
        answer = browser.post(f"/ideas/{idea_id}/comments/{number}/agree", data={"want": want})
        assert answer.status_code == 303 and rows(IdeaComment)[0].agrees == agrees == len(rows(CommentAgree))
    answer = browser.post(f"/ideas/{idea_id}/comments/{number}/agree", data={"want": "0"}, headers=HTMX)
    assert 'aria-pressed="false"' in answer.text and "You no longer agree." in answer.text
    assert browser.post(f"/ideas/{idea_id}/comments/{number}/agree", data={"want": "x"}).status_code == 422


def test_nobody_agrees_with_themselves_or_with_what_is_not_there(client, client_of, make, rows, said, idea_of):
    number, idea_id = said(ann := make.person())
    assert client_of(ann).post(f"/ideas/{idea_id}/comments/{number}/agree", data={"want": "1"}).status_code == 403
    other = client_of(make.person())
    assert other.post(f"/ideas/{idea_of()}/comments/{number}/agree", data={"want": "1"}).status_code == 404
    assert "/sign-in" in client.post(f"/ideas/{idea_id}/comments/{number}/agree", data={"want": "1"}).location
    assert rows(CommentAgree) == []


@pytest.mark.parametrize("column", ["held_at", "hidden_at"])
def test_what_is_held_or_hidden_is_for_author_and_staff(app, client, client_of, make, rows, said, column):
    number, idea_id = said(ann := make.person(), text="Xhidden words")
    with app.app_context():
        found = db.session.get_one(IdeaComment, number)
        setattr(found, column, now())
        found.hidden_reason = "Xreason"
        db.session.commit()
    url, base = rows(Idea, id=idea_id)[0].url, f"/ideas/{idea_id}/comments/{number}"
    for browser in (client, client_of(make.person())):
        assert "Xhidden" not in browser.get(url).text
        assert browser.get(f"{base}/versions").status_code == 404
    assert client_of(make.person()).post(f"{base}/agree", data={"want": "1"}).status_code == 404
    for browser in (client_of(ann), client_of(make.staff(Role.CS))):
        text = browser.get(url).text
        assert "Xhidden words" in text and ("Reason: Xreason" if column == "hidden_at" else "Waits for a look") in text


def test_guests_read_comments_without_forms(client, rows, said):
    _number, idea_id = said()
    text = client.get(rows(Idea, id=idea_id)[0].url).text
    assert "Words" in text and "<textarea" not in text and "Sign in to comment" in text and "csrf_token" not in text


def test_a_changed_address_of_a_page_is_said(client, rows, idea_of):
    assert client.get(rows(Idea, id=idea_of())[0].url + "?after=zzz").status_code == 422


def test_a_part_that_is_kept_shows_nobody_what_is_another_readers(client, client_of, make, said):
    ann, bob, cher, staff = make.person(), make.person(), make.person(), make.staff(Role.CS)
    number, idea_id = said(ann)
    client_of(bob).post(f"/ideas/{idea_id}/comments/{number}/agree", data={"want": "1"})
    client_of(bob).post(f"/report/idea-comment/{number}", data={"reason": "spam"})

    def shown(browser):
        page = browser.get(f"/ideas/{idea_id}", follow_redirects=True).text
        return page.partition(f'id="comment-{number}"')[2].partition("</article>")[0]

    seen = {who.id: shown(client_of(who)) for who in (bob, ann, cher, staff, bob)}
    guest = shown(client)
    assert 'aria-pressed="true"' in seen[bob.id] and "You reported this" in seen[bob.id]
    assert 'aria-pressed="false"' in seen[cher.id] and "You reported this" not in seen[cher.id]
    assert f"/comments/{number}/edit" in seen[ann.id] and "/agree" not in seen[ann.id]
    assert "/edit" not in seen[bob.id] + seen[cher.id] + seen[staff.id] + guest
    assert f"/console/moderation/idea-comment/{number}" in seen[staff.id]
    assert "/console/" not in seen[bob.id] + seen[cher.id] + seen[ann.id] + guest
    assert "<form" not in guest and "1 person agrees" in guest
