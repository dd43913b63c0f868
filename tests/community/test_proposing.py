"""A champion is proposed from where merit is seen: beside an answer and on the person's page."""

from __future__ import annotations

import pytest

from portal.accounts.models import Role
from portal.community.commands.champions import candidacies, terms
from portal.community.models import ChampionCandidacy, Helper
from portal.community.queries.champions import mine
from portal.kernel.calendar import now
from portal.kernel.errors import Forbidden


@pytest.fixture
def asked(ask, make):
    return ask(make.person())


@pytest.fixture
def company(make):
    return make.organization()


@pytest.fixture
def helper(accept, answer, ask, asked, company, make):
    """Somebody whose answer solved a question of another company; they answered `asked`, too."""
    person, asker = make.person(display_name="Hana", organization=company), make.person()
    accept(asker, answer(person, ask(asker)))
    answer(person, asked)
    return person


def seen(browser, asked, person):
    """Whether the way stands beside the answer, and on the page of who gave it."""
    pages = (f"/community/questions/{asked}", f"/people/{person.public_id}")
    way = f'href="/community/champions/nominate?person={person.public_id}"'
    found = [browser.get(page, follow_redirects=True).text for page in pages]
    return [way in page for page in found]


def test_who_solved_something_is_proposed_from_their_answer_and_their_page(client_of, make, asked, helper, rows):
    browser = client_of(make.person())
    assert seen(browser, asked, helper) == [True, True]
    assert "Propose as champion" in browser.get(f"/people/{helper.public_id}").text
    page = browser.get(f"/community/champions/nominate?person={helper.public_id}").text
    assert f'value="{helper.public_id}" checked' in page and page.count('name="person"') == 1
    sent = {"person": helper.public_id, "words": "Saved our month."}
    assert browser.post("/community/champions/propose", data=sent).status_code == 303
    assert [(row.person_id, row.words) for row in rows(ChampionCandidacy)] == [(helper.id, "Saved our month.")]


def test_what_was_typed_and_who_was_chosen_stay_when_something_is_missing(client_of, make, helper):
    sent = {"person": helper.public_id, "words": " "}
    answer = client_of(make.person()).post("/community/champions/propose", data=sent)
    assert answer.status_code == 422 and f'value="{helper.public_id}" checked' in answer.text
    assert "Say in a sentence or two why." in answer.text


def test_nobody_else_is_offered(act, area, answer, change, client, client_of, company, make, asked, helper):
    stranger, cs = make.person(), make.staff(Role.CS)
    answer(stranger, asked)
    answer(cs, asked)
    browser = client_of(make.person())
    for person in (stranger, cs):  # solved nothing; staff
        assert seen(browser, asked, person) == [False, False]
    colleague = make.person(organization=company)
    for reader in (client, client_of(helper), client_of(colleague)):  # guests, oneself, the own company
        assert seen(reader, asked, helper) == [False, False]
    assert seen(client_of(cs), asked, helper) == [True, True]
    change(helper, suspended_at=now())
    assert seen(browser, asked, helper) == [False, False]
    change(helper, suspended_at=None)
    act(cs, terms.appoint, helper.id, [area.slug], 12)
    assert seen(browser, asked, helper) == [False, False]


def test_a_page_for_who_cannot_be_proposed_names_nobody(client_of, company, make, helper):
    stranger, colleague = make.person(display_name="Stranger"), make.person(organization=company)
    pages = [
        client_of(make.person()).get(f"/community/champions/nominate?person={stranger.public_id}"),
        client_of(make.person()).get("/community/champions/nominate?person=nobody"),
        client_of(colleague).get(f"/community/champions/nominate?person={helper.public_id}"),
    ]
    for page in pages:
        assert page.status_code == 200 and "This person cannot be proposed" in page.text
        assert "Stranger" not in page.text and "Hana" not in page.text and 'name="words"' not in page.text


def test_colleagues_do_not_propose_each_other(act, client_of, company, make, helper):
    colleague = make.person(organization=company)
    with pytest.raises(Forbidden):
        act(colleague, candidacies.propose, helper.id, "Great.")
    assert "Hana" not in client_of(colleague).get("/community/champions/nominate?q=Han").text
    assert "Hana" in client_of(make.person()).get("/community/champions/nominate?q=Han").text


def test_words_within_a_name_are_looked_for_among_those_who_solved_most(client_of, make, helper, monkeypatch):
    """However many helped: of the others only names that begin so are found, which an index holds."""
    best = make.person(display_name="Dr. Hanabi")
    make.add(Helper(person_id=best.id, accepted=40))
    monkeypatch.setattr(mine, "LOOKED_AT", 1)
    browser = client_of(make.person())
    begins, within = (browser.get(f"/community/champions/nominate?q={q}").text for q in ("han", "ana"))
    assert "Dr. Hanabi" in begins and ">Hana<" in begins
    assert "Dr. Hanabi" in within and ">Hana<" not in within


def test_suspended_people_are_not_offered_to_propose(change, client_of, make, asked, helper):
    reader = make.person()
    browser = client_of(reader)
    change(reader, suspended_at=now())
    assert seen(browser, asked, helper) == [False, False]
