"""Merging: found by number or words, tried first, undone at will; nothing is lost and no address breaks."""

from __future__ import annotations

import pytest

from portal.accounts.models import Role
from portal.ideas.commands import statuses
from portal.ideas.models import Idea, IdeaComment
from tests.ideas.deciding import behalf, by, merge, vote


@pytest.fixture
def product(make):
    return make.staff(Role.PRODUCT)


@pytest.fixture
def pair(app, make, idea_of):
    """Two ideas with 3 and 2 votes, of 4 people together."""
    both = make.person()
    first, second = idea_of(title="Photos in the background"), idea_of(title="Offline photo queue")
    vote(app, first, both, make.person())
    vote(app, second, both)
    return first, second


def comment(make, idea_id, text):
    author = make.person()
    words = {"source": text, "html": f"<p>{text}</p>", "plain": text}
    make.add(IdeaComment(idea_id=idea_id, author_id=author.id, organization_id=author.organization_id, **words))


def test_the_other_idea_is_found_by_number_and_address(client_of, product, pair):
    first, second = pair
    browser = client_of(product)
    for q in (second, f"#{second}", f"http://127.0.0.1/ideas/{second}-offline-photo-queue"):
        page = browser.get(f"/console/ideas/{first}/merge", query_string={"q": q}).text
        assert f"/console/ideas/{first}/merge?into={second}" in page
    assert "No idea like that" in browser.get(f"/console/ideas/{first}/merge?q=999999").text
    assert f"into={first}" not in browser.get(f"/console/ideas/{first}/merge?q={first}").text


def test_both_are_shown_with_what_a_merge_would_give_and_nothing_happens(app, client_of, make, product, pair, rows):
    first, second = pair
    comment(make, first, "A word")
    page = client_of(product).get(f"/console/ideas/{first}/merge?into={second}").text
    assert "Photos in the background" in page and "Offline photo queue" in page
    assert "3 + 2 votes, 4 people afterwards" in page and "4 companies afterwards" in page
    assert [idea.merged_into_id for idea in rows(Idea)] == [None, None]


def test_a_merge_counts_people_once_and_is_undone(client_of, product, pair, rows):
    first, second = pair
    browser = client_of(product)
    answer = browser.post(f"/console/ideas/{first}/merge", data={"into": second, "form_key": "k"})
    assert answer.status_code == 303
    assert [(idea.votes, idea.merged_into_id) for idea in rows(Idea)] == [(0, second), (4, None)]
    page = browser.get(answer.location).text
    assert f"/console/ideas/{first}/unmerge" in page
    assert browser.post(f"/console/ideas/{first}/merge", data={"into": second, "form_key": "k"}).status_code == 303
    assert browser.post(f"/console/ideas/{first}/unmerge").status_code == 303
    assert [(idea.votes, idea.merged_into_id) for idea in rows(Idea)] == [(3, None), (2, None)]
    assert browser.post(f"/console/ideas/{first}/unmerge").status_code == 409


def test_old_addresses_lead_to_the_kept_idea(app, client, client_of, product, pair):
    first, second = pair
    merge(app, product, first, second)
    answer = client.get(f"/ideas/{first}-photos-in-the-background")
    assert answer.status_code == 301 and answer.location.startswith(f"/ideas/{second}-offline-photo-queue")
    assert client_of(product).get(f"/console/ideas/{first}").location == f"/console/ideas/{second}"


def test_comments_of_both_are_shown_and_counted_until_it_is_undone(app, client, client_of, make, product, pair, rows):
    first, second = pair
    comment(make, first, "Said on the first")
    comment(make, second, "Said on the second")
    merge(app, product, first, second)
    page = client.get(f"/ideas/{second}-offline-photo-queue").text
    assert "Said on the first" in page and "Said on the second" in page
    assert [idea.comments for idea in rows(Idea)] == [0, 2]
    client_of(product).post(f"/console/ideas/{first}/unmerge")
    assert [idea.comments for idea in rows(Idea)] == [1, 1]


def test_loops_and_chains_are_refused_with_the_page_and_a_reason(app, client_of, product, pair, idea_of, rows):
    first, second = pair
    third, browser = idea_of(title="Third"), client_of(product)
    merge(app, product, first, second)
    itself = browser.post(f"/console/ideas/{third}/merge", data={"into": third})
    head = browser.post(f"/console/ideas/{second}/merge", data={"into": third})
    under = browser.post(f"/console/ideas/{third}/merge", data={"into": first})
    twice = browser.post(f"/console/ideas/{first}/merge", data={"into": third})
    assert [one.status_code for one in (itself, head, under, twice)] == [409] * 4
    assert "Other ideas are merged into" in head.text and "Undo that first" in head.text
    assert [idea.merged_into_id for idea in rows(Idea)] == [second, None, None]


def test_the_head_of_a_family_is_offered_as_the_one_to_keep(app, client_of, product, pair, idea_of):
    first, second = pair
    third = idea_of(title="Third")
    merge(app, product, first, second)
    page = client_of(product).get(f"/console/ideas/{second}/merge?into={third}").text
    assert f"/console/ideas/{third}/merge?into={second}" in page and "afterwards" not in page


def test_two_can_be_undone_one_by_one(app, client_of, product, pair, idea_of, rows):
    first, second = pair
    third, browser = idea_of(title="Third"), client_of(product)
    merge(app, product, first, second)
    merge(app, product, third, second)
    browser.post(f"/console/ideas/{first}/unmerge")
    assert [idea.merged_into_id for idea in rows(Idea)] == [None, None, second]


def test_votes_on_behalf_count_in_the_dry_run_as_in_the_merge(app, client_of, make, product, pair, rows):
    first, second = pair
    behalf(app, product, second, make.person())
    page = client_of(product).get(f"/console/ideas/{first}/merge?into={second}").text
    assert "3 + 3 votes, 5 people afterwards" in page
    merge(app, product, first, second)
    assert [idea.votes for idea in rows(Idea)] == [0, 5]


def test_a_closed_idea_takes_votes_in_by_a_merge_and_gives_them_back(app, client_of, product, pair, rows):
    first, second = pair
    by(app, product, statuses.set_status, second, "declined", "Not now")
    merge(app, product, first, second)
    assert [idea.votes for idea in rows(Idea)] == [0, 4]
    client_of(product).post(f"/console/ideas/{first}/unmerge")
    assert [idea.votes for idea in rows(Idea)] == [3, 2]


def test_what_is_not_there_is_not_found(client_of, product, idea_of):
    browser = client_of(product)
    assert browser.get("/console/ideas/999999").status_code == 404
    assert browser.get(f"/console/ideas/{idea_of()}/merge?into=999999").status_code == 404
    assert browser.post(f"/console/ideas/{idea_of()}/merge", data={"into": "x"}).status_code == 404
