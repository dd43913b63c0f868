"""What of the community stands on the first page: for its reader what waits, for guests what was solved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.models import Role
from portal.community.commands.champions import terms
from portal.community.models import RoutedQuestion
from portal.kernel.calendar import now, pretend

WAITING = "Waiting in the community"


def part(browser):
    """The words of the card, from its heading on."""
    page = browser.get("/").text
    assert page.count(WAITING) == 1
    return page.partition(WAITING)[2].partition("</section>")[0]


def apart(make, **facts):
    """Somebody whose company has nothing in common with those that ask."""
    return make.person(organization=make.organization(stage="growth"), **facts)


@pytest.fixture
def champion(act, area, make):
    found = make.person()
    act(make.staff(Role.CS), terms.appoint, found.id, [area.slug], 12)
    return found


def test_own_questions_with_answers_to_accept_stand_first_with_the_reason(client_of, make, ask, answer, accept):
    ann = make.person(organization=make.organization(industry="Cold storage", stage="growth"))
    neighbour = make.person(organization=make.organization(industry="Cold storage"))
    mine = ask(ann, title="My answered one")
    solved = ask(ann, title="My solved one")
    ask(ann, title="My lonely one")
    answer(question_id=mine)
    accept(ann, answer(question_id=solved))
    ask(neighbour, title="One of the industry")
    found = part(client_of(ann))
    assert found.index("My answered one") < found.index("did an answer help?") < found.index("One of the industry")
    assert "Asked in your industry" in found
    assert "My solved one" not in found and "My lonely one" not in found


def test_ones_own_answer_and_what_was_answered_long_ago_ask_for_no_word(client_of, make, ask, answer):
    ann = apart(make)
    with pretend(now() - timedelta(days=40)):
        answer(question_id=ask(ann, title="Of last season"))
    answer(ann, ask(ann, title="Answered by herself"))
    assert "Nothing right now." in part(client_of(ann))


def test_what_was_brought_to_a_champion_waits_until_it_is_answered(client_of, make, ask, answer, champion):
    number = ask(title="Only you know")
    make.add(RoutedQuestion(question_id=number, person_id=champion.id, why="area", at=now()))
    found = part(client_of(champion))
    assert "Only you know" in found and "You were asked to help" in found
    answer(make.staff(Role.CS), number)
    assert "Only you know" not in part(client_of(champion))


def test_at_most_four_stand_there_each_once(client_of, make, ask, answer, area, champion):
    for n in range(6):
        number = ask(title=f"Brought {n}", area=area.slug)
        make.add(RoutedQuestion(question_id=number, person_id=champion.id, why="area", at=now()))
    found = part(client_of(champion))
    assert found.count('<article class="q">') == 4
    assert [f"Brought {n}" in found for n in range(6)] == [True] * 4 + [False] * 2


def test_what_others_solved_or_staff_answered_waits_for_nobody(client_of, make, ask, answer, accept):
    ours, theirs = (make.organization(industry="Cold storage", stage="growth") for _n in range(2))
    asker = make.person(organization=theirs)
    solved, staffed = ask(asker, title="A solved one"), ask(asker, title="A staffed one")
    accept(asker, answer(question_id=solved))
    answer(make.staff(Role.CS), staffed)
    assert "Nothing right now." in part(client_of(make.person(organization=ours)))


def test_with_nothing_waiting_the_way_leads_to_asking_for_who_may(client_of, change, make):
    ann = make.person()
    browser = client_of(ann)
    assert 'href="/community/questions/new"' in part(browser)
    change(ann, suspended_at=now())
    found = part(browser)
    assert "/community/questions/new" not in found and "Nothing right now." in found


def test_of_a_closed_group_only_its_members_find_something_waiting(client_of, make, ask, answer, group):
    industry = {"industry": "Cold storage"}
    ann, bob, eve = (make.person(organization=make.organization(**industry)) for _n in range(3))
    inside = group(ann, bob, access="closed")
    ask(ann, title="Inside only", group=inside.slug)
    assert "Inside only" in part(client_of(bob)) and "Inside only" not in part(client_of(eve))


def test_guests_see_what_was_solved_last_and_nothing_of_closed_groups(client, make, ask, answer, accept, group):
    ann = make.person()
    assert "Solved lately" not in client.get("/").text
    closed = group(ann, access="closed")
    for n, where in enumerate(["", "", closed.slug]):
        number = ask(ann, title=f"Solved {n}", group=where)
        with pretend(now() + timedelta(hours=n)):
            accept(ann, answer(make.staff(Role.CS), number))
    ask(ann, title="Still open")
    page = client.get("/").text
    assert page.index("Solved lately") < page.index("Solved 1") < page.index("Solved 0")
    assert "Solved 2" not in page and "Still open" not in page


def test_japanese_readers_find_it_in_japanese(client_of, make, ask, answer):
    ann = make.person(language="ja")
    assert "いま待っている質問はありません。" in client_of(ann).get("/").text
    answer(question_id=ask(ann))
    page = client_of(ann).get("/").text
    assert "コミュニティで待っている質問" in page and "回答あり。役に立ちましたか" in page
