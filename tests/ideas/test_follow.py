"""Following: once, switched off for good, and for the family."""

from __future__ import annotations

import pytest

from portal.accounts.models import Person, Role
from portal.ideas.commands.merging import merge
from portal.ideas.models import Idea, IdeaFollow
from portal.kernel.calendar import now
from portal.kernel.db import db


def press(browser, idea_id, want, **more):
    return browser.post(f"/ideas/{idea_id}/follow", data={"want": want}, **more)


def says(browser, rows, idea_id):
    text = browser.get(rows(Idea, id=idea_id)[0].url).text
    return text.partition('id="follow-button"')[2].partition("</button>")[0].rpartition(">")[2]


@pytest.fixture
def join(app, make):
    """Merge one idea into another."""

    def merged(idea_id, into_id):
        product = make.staff(Role.PRODUCT)
        with app.app_context():
            merge(db.session.get_one(Person, product.id), idea_id, into_id)
            db.session.commit()

    return merged


def test_a_press_follows_and_another_stops_it(client_of, make, idea_of, rows):
    idea_id, ann = idea_of(), make.person()
    browser = client_of(ann)
    for want, words in (("1", "Following"), ("1", "Following"), ("0", "Follow"), ("0", "Follow"), ("1", "Following")):
        assert press(browser, idea_id, want).status_code == 303
        assert [row.wanted for row in rows(IdeaFollow, person_id=ann.id)] == [want == "1"]
        assert says(browser, rows, idea_id) == words


def test_htmx_gets_the_other_button(client_of, make, idea_of):
    answer = press(client_of(make.person()), idea_of(), "1", headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "Following" in answer.text and 'value="0"' in answer.text


def test_a_vote_does_not_start_again_what_was_switched_off(client_of, make, idea_of, rows):
    idea_id, browser = idea_of(), client_of(make.person())
    press(browser, idea_id, "0")
    browser.post(f"/ideas/{idea_id}/vote", data={"want": "1"})
    assert says(browser, rows, idea_id) == "Follow"


def test_who_followed_what_was_merged_follows_the_kept_one(client_of, make, idea_of, rows, join):
    kept, other, browser = idea_of(), idea_of(), client_of(make.person())
    press(browser, other, "1")
    join(other, kept)
    assert says(browser, rows, kept) == "Following"
    press(browser, other, "0")  # from a page opened before
    assert says(browser, rows, kept) == "Follow"


def test_a_no_to_the_kept_idea_counts_more_than_a_yes_to_the_merged_one(client_of, make, idea_of, rows, join):
    kept, other, browser = idea_of(), idea_of(), client_of(make.person())
    press(browser, other, "1")
    press(browser, kept, "0")
    join(other, kept)
    assert says(browser, rows, kept) == "Follow"


def test_a_wish_that_is_none_and_people_who_may_not(client, client_of, make, idea_of, rows):
    idea_id, ann = idea_of(), make.person(suspended_at=now())
    assert press(client_of(make.person()), idea_id, "x").status_code == 422
    assert press(client_of(make.person()), 999, "1").status_code == 404
    assert press(client_of(ann), idea_id, "1").status_code == 403
    assert "/sign-in" in press(client, idea_id, "1").location
    assert rows(IdeaFollow, person_id=ann.id) == []


def test_the_button_that_follows_changes_with_the_vote_on_the_page_of_the_idea(client_of, make, idea_of):
    browser, path = client_of(make.person()), f"/ideas/{idea_of()}/vote"
    for look, told in (("wide", True), ("", False)):
        text = browser.post(path, data={"want": "1", "look": look}, headers={"HX-Request": "true"}).text
        assert ('data-hx-swap-oob="outerHTML"' in text and ">Following</button>" in text.replace("\n", "")) is told
