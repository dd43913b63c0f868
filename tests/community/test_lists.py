"""The lists: each tab, filters, own lists, and for you with the reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.models import Role
from portal.community.commands import following
from portal.community.models import ChampionArea, RoutedQuestion
from portal.kernel.calendar import now, pretend
from portal.posting.models import Area, Tag


def titles(page, *known):
    return [
        title
        for title in sorted(known, key=lambda title: page.find(title) if title in page else 10**9)
        if title in page
    ]


def test_newest_first_with_pages_by_key(client, ask):
    for n in range(25):
        with pretend(now() - timedelta(hours=25 - n)):
            ask(title=f"Question {n:02d} of many")
    first = client.get("/community").text
    assert "Question 24 of many" in first and "Question 04 of many" not in first
    older = first.rpartition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "Question 04 of many" in client.get(older).text


def test_tag_group_and_area_narrow_the_list(client, make, ask, group):
    make.add(Area(slug="mobile", position=1, names={"en": "Mobile"}))
    ann = make.person()
    mine = group(ann)
    ask(title="About mobile", area="mobile", tags="photos")
    ask(ann, title="In the group", group=mine.slug)
    for query, found in (
        ("tag=photos", "About mobile"),
        ("area=mobile", "About mobile"),
        (f"group={mine.slug}", "In the group"),
    ):
        page = client.get(f"/community?{query}").text
        assert titles(page, "About mobile", "In the group") == [found], query
        assert client.get(f"/community?tab=unanswered&{query}").text.count('class="q"') == 1
        assert client.get(f"/community?tab=solved&{query}").text.count('class="q"') == 0
    for query in ("tag=none", "area=none", "group=none"):
        assert client.get(f"/community?{query}").status_code == 404


def test_own_lists_are_the_readers(client, client_of, make, ask, act):
    ann = make.person()
    number = ask(title="Followed one")
    ask(ann, title="Asked by Ann")
    act(ann, following.choose, "question", number, want=True)
    browser = client_of(ann)
    assert "Asked by Ann" in browser.get("/community?tab=mine").text
    assert "Followed one" not in browser.get("/community?tab=mine").text
    assert "Followed one" in browser.get("/community?tab=following").text
    act(ann, following.choose, "question", number, want=False)
    assert "Followed one" not in browser.get("/community?tab=following").text
    assert "/sign-in" in client.get("/community?tab=mine").location


def test_for_you_says_why_and_puts_the_best_fit_first(client_of, make, ask, act, group):
    area = make.add(Area(slug="mobile", position=1, names={"en": "Mobile"}))
    make.add(tag := Tag(slug="photos", name="photos"))
    company = make.organization(industry="food")
    ann = make.person(
        roles=Role.MEMBER | Role.CHAMPION, organization=make.organization(industry="food", stage="growth")
    )
    make.add(ChampionArea(person_id=ann.id, area_id=area.id))
    routed = ask(title="Brought to her")
    make.add(RoutedQuestion(question_id=routed, person_id=ann.id, at=now()))
    ask(title="In her area", area="mobile")
    ask(title="With her tag", tags="photos")
    ask(make.person(organization=company), title="Of her industry")
    ask(title="Of nobody", organization=None) if False else ask(title="Nothing to do with her")
    act(ann, following.choose, "tag", tag.id, want=True)
    page = client_of(ann).get("/community").text
    order = ("Brought to her", "With her tag", "In her area", "Of her industry", "Nothing to do with her")
    found = titles(page, *order)
    assert (
        found[0] == "Brought to her"
        and set(found[1:3]) == {"In her area", "With her tag"}
        and found[3] == "Of her industry"
    )
    assert "Nothing to do with her" not in found
    for why in ("You were asked to help", "An area you know", "A tag you follow", "Asked in your industry"):
        assert why in page
    assert (
        "Nothing picked for you yet"
        in client_of(make.person(organization=make.organization(stage="none"))).get("/community").text
    )


@pytest.mark.parametrize("language", ["en", "ja"])
def test_empty_lists_say_what_to_do(client_of, make, language):
    browser = client_of(make.person(language=language))
    for tab in ("newest", "unanswered", "solved", "following", "mine", "you"):
        assert 'class="empty"' in browser.get(f"/community?tab={tab}").text, tab


def test_the_feed_has_new_questions_and_none_of_closed_groups(client, make, ask, group):
    ann = make.person()
    ask(title="Open to all")
    ask(ann, title="For the few", group=group(ann, access="closed").slug)
    feed = client.get("/feeds/community.atom").text
    assert "Open to all" in feed and "For the few" not in feed
