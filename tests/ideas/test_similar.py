"""Who writes an idea down sees the one that stands on the board already, told in other words and in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portal.accounts.models import Person, Role
from portal.ideas.commands.statuses import first_status, set_status
from portal.ideas.models import Idea
from portal.ideas.queries import similar
from portal.kernel.db import db
from portal.search import index
from tests.factories import Factory
from tests.ideas.paraphrases import Told, others, pairs

NEEDED = 21  # of 30


@pytest.fixture
def told(app: Flask, board: None, make: Factory) -> Callable[..., dict[str, int]]:
    """Put these on the board, and into the index; their numbers by title."""

    def put(*ideas: Told, language: str = "en") -> dict[str, int]:
        author = make.person()
        with app.app_context():
            status = first_status().id
            rows = [
                Idea(
                    title=one.title, source=one.text, html="", plain=one.text, language=language, author_id=author.id,
                    status_id=status, votes=1,
                )
                for one in ideas
            ]  # fmt: skip
            db.session.add_all(rows)
            db.session.flush()
            found = {row.title: row.id for row in rows}
            index.rebuild(lambda _kind, _documents: None)
            return found

    return put


def places(app: Flask, numbers: dict[str, int], language: str, *, whole: bool) -> list[int]:
    """Which place the twin of each pair has, from 1; 0 where it is not among the first five."""
    found = []
    with app.app_context():
        for stands, typed in pairs(language):
            ids = [idea.id for idea in similar.similar(None, typed.title, typed.text if whole else "")]
            twin = numbers[stands.title]
            found.append(ids.index(twin) + 1 if twin in ids else 0)
    return found


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_twin_is_among_the_first_five(app, told, language):
    stand = [first for first, _second in pairs(language)]
    assert len(stand) == 30 and len(others(language)) >= 150
    numbers = told(*stand, *others(language), language=language)
    for whole in (False, True):
        found = places(app, numbers, language, whole=whole)
        assert sum(map(bool, found)) >= NEEDED, (whole, found)


def test_the_part_below_the_title_lets_one_vote_instead(client_of, make, told):
    numbers = told(Told("Offline photo queue", "No signal."), Told("Dark theme", "At night."))
    shown = client_of(make.person()).get("/ideas/similar", query_string={"title": "photos offline"})
    twin = numbers["Offline photo queue"]
    assert "1 similar idea found" in shown.text and f'formaction="/ideas/{twin}/vote"' in shown.text
    assert 'form="vote-similar"' in shown.text and "Dark theme" not in shown.text


def test_guests_are_shown_the_way_in(client, told):
    told(Told("Offline photo queue", "No signal."))
    shown = client.get("/ideas/similar", query_string={"title": "photo queue"}).text
    assert 'class="vote sm" href="/sign-in?next=' in shown and "csrf_token" not in shown


def test_the_button_stays_in_its_form_after_a_vote(client_of, make, idea_of):
    form = {"want": "1", "look": "similar"}
    answer = client_of(make.person()).post(f"/ideas/{idea_of()}/vote", data=form, headers={"HX-Request": "true"})
    assert 'form="vote-similar"' in answer.text and 'class="vote sm"' in answer.text


@pytest.mark.parametrize(
    ("title", "looked"), [("", False), ("ab", False), ("写", False), ("写真", True), ("abc", True)]
)
def test_two_japanese_characters_are_enough(client, board, title, looked):
    shown = client.get("/ideas/similar", query_string={"title": title}).text
    assert ("No similar idea found" in shown) == looked


def test_closed_ideas_are_shown_without_a_button(app, client_of, make, told):
    numbers = told(Told("Offline photo queue", "No signal."))
    product = make.staff(Role.PRODUCT)
    with app.app_context():
        set_status(db.session.get_one(Person, product.id), numbers["Offline photo queue"], "declined", "Why not")
        db.session.commit()
    shown = client_of(make.person()).get("/ideas/similar", query_string={"title": "photo queue"}).text
    assert "frozen" in shown and "<button" not in shown


def test_an_idea_is_not_like_itself(app, told):
    numbers = told(Told("Offline photo queue", "No signal."), Told("Photo queue online", "Signal."))
    with app.app_context():
        idea = db.session.get_one(Idea, numbers["Offline photo queue"])
        assert [one.title for one in similar.similar_to(idea, None)] == ["Photo queue online"]


def test_odd_characters_are_just_words(client, board):
    for title in ("a' | b", "\\'); --", "x:* & !y", "'''", "%%%"):
        assert client.get("/ideas/similar", query_string={"title": title}).status_code == 200


def test_what_is_like_an_idea_is_looked_for_anew_when_the_index_changes(app, told):
    first = told(Told("Photo queue offline", "Photos wait in a queue until the van is back online."))
    with app.app_context():
        idea = db.session.get_one(Idea, first["Photo queue offline"])
        assert similar.similar_to(idea, None) == [] and similar.similar_to(idea, None) == []
    told(Told("Photo queue online", "Photos leave the queue when the van is online."))
    with app.app_context():
        idea = db.session.get_one(Idea, first["Photo queue offline"])
        assert [one.title for one in similar.similar_to(idea, None)] == ["Photo queue online"]
