"""Words are changed by their author and by product, never over a newer save; an idea nobody joined can be taken back."""

from __future__ import annotations

import pytest

from portal.accounts.models import Person, Role
from portal.ideas.commands.merging import merge
from portal.ideas.models import Idea, IdeaRevision
from portal.kernel.db import db
from portal.kernel.events import EVENTS, Event


@pytest.fixture
def mine(make, idea_of, client_of):
    """(number, its author's browser)."""
    author = make.person()
    return idea_of(author, title="Export", text="Saves time."), client_of(author)


def save(browser, idea_id, version=1, **form):
    form = {"title": "Export", "text": "Saves time.", "version": version} | form
    return browser.post(f"/ideas/{idea_id}/edit", data=form)


def test_a_change_keeps_the_words_before(mine, rows, event_names):
    idea_id, browser = mine
    assert save(browser, idea_id, title="Export as CSV").status_code == 303
    [idea], [before] = rows(Idea), rows(IdeaRevision)
    assert (idea.title, idea.version, idea.edited_at is not None) == ("Export as CSV", 2, True)
    assert (before.title, before.source, before.number) == ("Export", "Saves time.", 1)
    assert "idea.edited" in event_names()


def test_saving_the_same_words_changes_nothing(mine, rows, event_names):
    idea_id, browser = mine
    before = event_names()
    assert save(browser, idea_id).status_code == 303
    assert rows(IdeaRevision) == [] and rows(Idea)[0].edited_at is None and event_names() == before


def test_a_save_over_a_newer_one_shows_both_and_can_be_decided(mine, client_of, make, rows):
    idea_id, browser = mine
    assert save(client_of(make.staff(Role.PRODUCT)), idea_id, text="Product says.").status_code == 303
    answer = save(browser, idea_id, text="I say.")
    assert answer.status_code == 409
    assert "Product says." in answer.text and answer.text.count("I say.") == 2
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert save(browser, idea_id, version=2, text="I say.").status_code == 303
    assert [idea.version for idea in rows(Idea)] == [3]


def test_what_product_makes_of_somebodys_words_is_in_the_audit_log(mine, client_of, make, rows):
    idea_id, browser = mine
    assert save(browser, idea_id, text="I say.").status_code == 303
    assert save(client_of(make.staff(Role.PRODUCT)), idea_id, version=2, text="Product says.").status_code == 303
    edits = [event.name for event in rows(Event) if event.name in ("idea.edited", "idea.reworded")]
    assert [EVENTS[name].audit for name in edits] == [False, True]


def test_what_is_refused_stays_typed(mine):
    idea_id, browser = mine
    answer = save(browser, idea_id, title="", text="My long text")
    assert answer.status_code == 422 and "My long text" in answer.text
    assert save(browser, idea_id, version="").status_code == 422


def test_only_author_and_product_edit(mine, client_of, make, client):
    idea_id, _browser = mine
    for person in (make.person(), make.staff(Role.CS)):
        other = client_of(person)
        assert other.get(f"/ideas/{idea_id}/edit").status_code == save(other, idea_id).status_code == 403
    assert "/sign-in" in client.get(f"/ideas/{idea_id}/edit").location
    assert client_of(make.person()).get("/ideas/999/edit").status_code == 404


def test_product_changes_words_and_not_the_language(mine, client_of, make, rows):
    idea_id, _browser = mine
    save(client_of(make.staff(Role.PRODUCT, language="ja")), idea_id, title="Exports")
    assert [idea.language for idea in rows(Idea)] == ["en"]


def test_an_idea_nobody_joined_is_taken_back(mine, rows, event_names):
    idea_id, browser = mine
    assert "Delete this idea" in browser.get(f"/ideas/{idea_id}/edit").text
    assert browser.post(f"/ideas/{idea_id}/delete").location == "/ideas"
    assert rows(Idea) == [] and "idea.deleted" in event_names()


def test_not_once_somebody_else_voted_also_when_the_author_does_not_any_more(mine, client_of, make, rows):
    idea_id, browser = mine
    client_of(make.person()).post(f"/ideas/{idea_id}/vote", data={"want": "1"})
    browser.post(f"/ideas/{idea_id}/vote", data={"want": "0"})
    assert "Delete this idea" not in browser.get(f"/ideas/{idea_id}/edit").text
    assert browser.post(f"/ideas/{idea_id}/delete").status_code == 403
    assert len(rows(Idea)) == 1


def test_not_by_others_and_not_in_a_family(app, mine, client_of, make, idea_of, rows):
    idea_id, browser = mine
    product = make.staff(Role.PRODUCT)
    assert client_of(product).post(f"/ideas/{idea_id}/delete").status_code == 403
    into = idea_of(title="Exports")
    with app.app_context():
        merge(db.session.get_one(Person, product.id), idea_id, into)
        db.session.commit()
    assert browser.post(f"/ideas/{idea_id}/delete").status_code == 403
    assert len(rows(Idea)) == 2
