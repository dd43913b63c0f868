"""What is hidden, held or said in a closed group leaks nowhere."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from portal.accounts.models import Role
from portal.community.commands import answering, following
from portal.community.models import Answer, Question, QuestionComment
from portal.kernel.files import File
from portal.moderation.commands import deciding
from portal.moderation.models import ModerationCase
from portal.notifications.models import Notification

SECRET = "Quicksilver ledger of the harbour"
PLACES = (
    "/community", "/community?tab=newest", "/community?tab=unanswered", "/community?tab=solved", "/community?tab=you",
    "/feeds/community.atom", "/search?q=quicksilver", "/community/similar?title=Quicksilver+ledger+of+the+harbour",
)  # fmt: skip


def picture():
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def secret(make, group, ask, client_of, rows, drain):
    """A question with a picture in a closed group; its number, member, outsider and group."""
    ann, bob = make.person(display_name="Insider"), make.person(display_name="Outsider")
    closed = group(ann, access="closed")
    browser = client_of(ann)
    data = {"title": SECRET, "text": "Words", "group": closed.slug, "images": (io.BytesIO(picture()), "a.png")}
    browser.post("/community/questions/new", data=data | {"tags": "harbour"})
    [made] = rows(Question)
    ask(bob, title="Quicksilver in the open")
    drain()
    return made, ann, bob, closed


def test_a_closed_group_is_known_to_its_members_and_staff_only(secret, client, client_of, make, rows):
    made, ann, bob, closed = secret
    [image] = rows(File)
    addresses = (
        made.url,
        f"/community/questions/{made.id}/versions",
        f"/community/questions/{made.id}/comments",
        image.url,
    )
    for browser in (client, client_of(bob), client_of(make.person(roles=Role.MEMBER | Role.CHAMPION))):
        for place in (*PLACES, "/community?tag=harbour"):
            assert SECRET not in browser.get(place, follow_redirects=True).text, place
        for address in addresses:
            assert browser.get(address, follow_redirects=True).status_code == 404, address
        assert closed.names["en"] not in browser.get("/community").text
        assert browser.get(f"/community?group={closed.slug}").status_code == 404
    for person in (ann, make.staff(Role.CS)):
        for address in addresses:
            assert client_of(person).get(address, follow_redirects=True).status_code == 200, address
    assert SECRET in client_of(ann).get("/community?tab=newest").text
    assert '<span class="count">1</span>' in client_of(bob).get("/community").text  # unanswered: not those of the group


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("answers", {"text": "Me too"}), ("comments", {"text": "Me too"}), ("follow", {"want": "1"}), ("too", {"want": "1"}),
    ],
)  # fmt: skip
def test_outsiders_cannot_take_part(secret, client_of, path, data):
    made, _ann, bob, _closed = secret
    assert client_of(bob).post(f"/community/questions/{made.id}/{path}", data=data).status_code == 404


def test_who_left_the_group_hears_and_sees_nothing_more(secret, client_of, make, act, drain, rows, app):
    from portal.community.models import GroupMember
    from portal.kernel.db import db

    made, ann, _bob, closed = secret
    eve = make.person()
    member = make.add(GroupMember(group_id=closed.id, person_id=eve.id))
    act(eve, following.choose, "question", made.id, want=True)
    act(ann, answering.answer, made.id, "First words of ours")
    drain()
    assert len(rows(Notification, person_id=eve.id)) == 1
    with app.app_context():
        db.session.delete(db.session.get_one(GroupMember, member.id))
        db.session.commit()
    act(ann, answering.answer, made.id, "Second words of ours")
    drain()
    assert len(rows(Notification, person_id=eve.id)) == 1
    text = client_of(eve).get("/notifications").text
    assert SECRET not in text and "words of ours" not in text
    assert client_of(eve).get(made.url).status_code == 404


def hide(act, staff, kind, number):
    act(staff, deciding.hide_now, kind, number, "It advertises.")


def test_a_hidden_question_is_for_its_author_and_staff(client, client_of, make, ask, act, drain, right):
    author, other, staff = make.person(), make.person(), make.staff(Role.CS)
    number = ask(author, title=SECRET)
    drain()
    hide(act, staff, "question", number)
    drain()
    for browser in (client, client_of(other)):
        for place in PLACES:
            assert SECRET not in browser.get(place, follow_redirects=True).text, place
        assert browser.get(f"/community/questions/{number}").status_code == 404
    for person in (author, staff):
        page = client_of(person).get(f"/community/questions/{number}", follow_redirects=True).text
        assert SECRET in page and "It advertises." in page
    assert f"Your question “{SECRET}” was taken off" in client_of(author).get("/notifications").text and right() == []
    act(staff, deciding.restore_now, "question", number)
    drain()
    assert SECRET in client.get("/community").text and SECRET in client.get("/search?q=quicksilver").text.replace(
        "<mark>", ""
    ).replace("</mark>", "")


def test_hidden_answers_and_comments_are_gone_and_numbers_follow(
    client, client_of, make, ask, answer, remark, accept, act, drain, the, right, rows
):
    ann, staff = make.person(), make.staff(Role.CS)
    number = ask(ann)
    given = answer(make.person(roles=Role.MEMBER | Role.CHAMPION), number, "Quicksilver words")
    said = remark(answer_id=given, text="Silvery remark")
    accept(ann, given)
    drain()
    hide(act, staff, "remark", said)
    assert "Silvery remark" not in client.get(the(number).url).text and rows(Answer)[0].comments == 0
    hide(act, staff, "answer", given)
    drain()
    found = the(number)
    assert (found.answers, found.solved_at, found.champion_at) == (0, None, None) and right() == []
    assert "Quicksilver words" not in client.get(found.url).text and "Quicksilver" not in client.get(
        "/search?q=quicksilver"
    ).text.partition("<main")[2].replace('value="quicksilver"', "")
    assert client.get(f"/community/answers/{given}").status_code == 404
    act(staff, deciding.restore_now, "answer", given)
    assert (the(number).answers, the(number).solved_at is not None, the(number).champion_at is not None) == (
        1,
        True,
        True,
    )
    assert right() == []


def test_first_posts_with_a_link_wait_and_are_announced_once_released(
    client, client_of, make, ask, drain, rows, the, event_names, right
):
    new, follower, staff = make.person(), make.person(), make.staff(Role.CS)
    number = ask(follower)
    browser = client_of(new)
    browser.post("/community/questions/new", data={"title": SECRET, "text": "See https://elsewhere.example/x"})
    browser.post(f"/community/questions/{number}/answers", data={"text": "Look at https://elsewhere.example/y"})
    browser.post(f"/community/questions/{number}/comments", data={"text": "Or https://elsewhere.example/z"})
    drain()
    assert [
        row.held_at is not None for row in (*rows(Question, title=SECRET), *rows(Answer), *rows(QuestionComment))
    ] == [True] * 3
    assert (
        SECRET not in client.get("/community").text
        and the(number).answers == 0
        and rows(Notification, person_id=follower.id) == []
    )
    console = client_of(staff)
    for case in rows(ModerationCase):
        answer = console.post(f"/console/moderation/{case.id}", data={"act": "release", "version": str(case.version)})
        assert answer.status_code == 303
    drain()
    assert SECRET in client.get("/community").text and the(number).answers == 1
    assert {row.kind for row in rows(Notification, person_id=follower.id)} == {"answers", "question-comments"}
    assert event_names().count("answer.given") == 1 and right() == []


@pytest.mark.usefixtures("within_an_hour")
def test_a_new_person_who_posts_without_end_is_stopped_with_a_clear_message(client_of, make, ask, rows):
    number, browser = ask(), client_of(make.person())
    statuses = [
        browser.post(f"/community/questions/{number}/answers", data={"text": f"Words {n}"}).status_code
        for n in range(40)
    ]
    assert statuses[0] == 303 and statuses[-1] == 429
    last = browser.post(f"/community/questions/{number}/answers", data={"text": "Kept words"})
    assert "Kept words" in last.text and "while you are new here" in last.text and last.headers["Retry-After"]
    assert len(rows(Answer)) == statuses.count(303)
