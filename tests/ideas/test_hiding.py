"""A hidden idea or comment is nowhere to be found by others; its numbers stay right, and it comes back as it was."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Person, Role
from portal.ideas.commands import counters, votes
from portal.ideas.commands.merging import merge, unmerge
from portal.ideas.commands.statuses import first_status, set_status
from portal.ideas.models import Idea, IdeaComment
from portal.ideas.subscribers.search import documents
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, PortalError, Refused
from portal.kernel.files import File
from portal.moderation.commands import deciding, flagging
from portal.moderation.models import ModerationCase
from portal.notifications.models import Notification
from tests.factories import Factory
from tests.ideas.test_images import picture, send
from tests.moderation.conftest import acting, said, staff

__all__ = ["acting", "said", "staff"]


@pytest.fixture
def right(app: Flask) -> Callable[[], list[Any]]:
    """How far the numbers are off."""

    def drifts() -> list[Any]:
        with app.app_context():
            return [*counters.idea_drifts(), *counters.facet_drifts()]

    return drifts


@pytest.fixture
def hide(acting: Any, staff: Any) -> Callable[..., None]:
    def hidden(ref: int, kind: str = "idea") -> None:
        with acting(staff) as me:
            deciding.hide_now(me, kind, ref, "It advertises.")

    return hidden


PLACES = ("/ideas", "/ideas?sort=new", "/ideas?sort=top", "/ideas/roadmap", "/feeds/ideas.atom", "/search?q=smoke")


def test_others_find_it_nowhere_while_its_author_and_staff_see_why(
    idea_of: Any, make: Factory, client: Any, client_of: Any, hide: Any, staff: Any, drain: Any, right: Any, app: Flask
) -> None:
    author, other = make.person(), make.person()
    idea = idea_of(author, title="Smoke signals over the harbour")
    idea_of(other, title="Smoke signals in the harbour at night")
    drain()
    hide(idea)
    drain()
    for browser in (client, client_of(other)):
        for place in PLACES:
            assert "over the harbour" not in browser.get(place).get_data(as_text=True), place
        for page in ("", "/versions", "/responses", "/voters", "/verdict"):
            assert browser.get(f"/ideas/{idea}{page}", follow_redirects=True).status_code in (404, 200)
            assert "over the harbour" not in browser.get(f"/ideas/{idea}{page}", follow_redirects=True).get_data(
                as_text=True
            )
    similar = client_of(other).get("/ideas/similar?title=Smoke+signals+over+the+harbour").get_data(as_text=True)
    assert "over the harbour" not in similar and "at night" in similar
    assert client_of(other).post(f"/ideas/{idea}/vote", data={"want": "1"}).status_code == 404
    assert client_of(other).post(f"/ideas/{idea}/follow", data={"want": "1"}).status_code == 404
    assert client_of(other).post(f"/ideas/{idea}/comments", data={"text": "So?"}).status_code == 404
    for person in (author, staff):
        page = client_of(person).get(f"/ideas/{idea}", follow_redirects=True).get_data(as_text=True)
        assert "over the harbour" in page and "It advertises." in page
    assert "over the harbour" in client_of(author).get("/ideas?mine=posted").get_data(as_text=True)
    assert right() == []


def test_nobody_votes_on_it_and_the_votes_it_has_stay(
    idea_of: Any, make: Factory, acting: Any, hide: Any, staff: Any, rows: Any, right: Any
) -> None:
    author, voter = make.person(), make.person()
    idea = idea_of(author)
    with acting(voter) as me:
        votes.cast_vote(me, idea)
    hide(idea)
    for act in (votes.cast_vote, votes.withdraw_vote):
        for person in (author, voter, make.person()):
            with pytest.raises(Forbidden), acting(person) as me:
                act(me, idea)
    with pytest.raises(Refused), acting(staff) as me:
        votes.vote_on_behalf(me, idea, db.session.get_one(Person, make.person().id), "call")
    with acting(staff) as me:
        deciding.restore_now(me, "idea", idea)
    assert [found.votes for found in rows(Idea)] == [2]
    assert right() == []


def test_its_author_cannot_delete_what_staff_keep(
    idea_of: Any, said: Any, make: Factory, hide: Any, client_of: Any, rows: Any
) -> None:
    author = make.person()
    idea, other = idea_of(author), idea_of()
    comment = said(other, author=author)
    hide(idea)
    hide(comment, "idea-comment")
    assert client_of(author).post(f"/ideas/{idea}/delete").status_code == 403
    assert client_of(author).post(f"/ideas/{other}/comments/{comment}/delete").status_code == 409
    assert len(rows(IdeaComment)) == 1 and len(rows(Idea)) == 2


def test_a_hidden_comment_is_not_counted_and_comes_back(
    idea_of: Any, said: Any, make: Factory, client: Any, acting: Any, staff: Any, hide: Any, rows: Any, right: Any
) -> None:
    idea = idea_of()
    comment = said(idea, "Buy my watches here.")
    hide(comment, "idea-comment")
    page = client.get(f"/ideas/{idea}", follow_redirects=True).get_data(as_text=True)
    assert "watches" not in page and rows(Idea)[0].comments == 0
    assert client.get(f"/ideas/{idea}/comments/{comment}/versions").status_code == 404
    assert right() == []
    with acting(staff) as me:
        deciding.restore_now(me, "idea-comment", comment)
    assert "watches" in client.get(f"/ideas/{idea}", follow_redirects=True).get_data(as_text=True)
    assert rows(Idea)[0].comments == 1 and right() == []


def test_hiding_a_canonical_idea_takes_its_family_off_the_board(
    idea_of: Any, make: Factory, acting: Any, client: Any, client_of: Any, hide: Any, staff: Any, right: Any
) -> None:
    product, twin_author = make.person(roles=Role.PRODUCT, organization=None), make.person()
    kept, twin = idea_of(title="Kept"), idea_of(twin_author, title="Twin")
    with acting(product) as me:
        merge(me, twin, kept)
    hide(kept)
    for browser in (client, client_of(twin_author)):
        for page in ("", "/versions"):
            assert browser.get(f"/ideas/{twin}{page}", follow_redirects=True).status_code == 404
    assert right() == []
    with acting(product) as me:
        unmerge(me, twin)
    assert client.get(f"/ideas/{twin}", follow_redirects=True).status_code == 200
    with pytest.raises(Refused, match="hidden"), acting(product) as me:
        merge(me, twin, kept)
    assert right() == []


def test_hiding_a_merged_idea_takes_its_own_words_away_and_no_votes(
    idea_of: Any, make: Factory, acting: Any, app: Flask, client: Any, hide: Any, rows: Any, right: Any
) -> None:
    product = make.person(roles=Role.PRODUCT, organization=None)
    kept, twin = idea_of(title="Kept"), idea_of(title="Twinned words")
    with acting(product) as me:
        merge(me, twin, kept)
    hide(twin)
    page = client.get(f"/ideas/{kept}", follow_redirects=True).get_data(as_text=True)
    assert "Twinned words" not in page
    assert client.get(f"/ideas/{twin}/versions").status_code == 404
    with app.app_context():
        assert "Twinned" not in documents([kept])[0].body
    assert {found.id: found.votes for found in rows(Idea)} == {kept: 2, twin: 0}
    assert right() == []
    with acting(product) as me:
        unmerge(me, twin)
    assert "Twinned words" not in client.get("/ideas?sort=new").get_data(as_text=True)
    assert {found.id: found.votes for found in rows(Idea)} == {kept: 1, twin: 1}
    assert right() == []


def test_search_drops_it_and_brings_it_back(
    idea_of: Any, client: Any, acting: Any, staff: Any, hide: Any, drain: Any
) -> None:
    idea = idea_of(title="Semaphore lamps")
    drain()
    assert "Semaphore" in client.get("/search?q=semaphore+lamps").get_data(as_text=True).split("<main", 1)[1]

    def found() -> bool:
        return f"/ideas/{idea}-" in client.get("/search?q=semaphore").get_data(as_text=True)

    assert found()
    hide(idea)
    drain()
    assert not found()
    with acting(staff) as me:
        deciding.restore_now(me, "idea", idea)
    drain()
    assert found()


def test_reports_and_staff_at_once_leave_one_case_and_right_numbers(
    app: Flask, idea_of: Any, said: Any, make: Factory, staff: Any, rows: Any, right: Any
) -> None:
    idea = idea_of()
    comment = said(idea)
    people = [make.person().id for _n in range(6)]
    errors: list[BaseException] = []

    def reports(person_id: int) -> None:
        for turn in range(6):
            kind, ref = (("idea", idea), ("idea-comment", comment))[turn % 2]
            _try(app, errors, lambda me, k=kind, r=ref: flagging.flag(me, k, r, "spam"), person_id)
            if turn == 3:
                _try(app, errors, lambda me, k=kind, r=ref: flagging.withdraw(me, k, r), person_id)

    def decides() -> None:
        for turn in range(8):
            kind, ref = (("idea", idea), ("idea-comment", comment))[turn % 2]
            act = deciding.hide_now if turn % 4 < 2 else deciding.restore_now
            more = ("No.",) if act is deciding.hide_now else ()
            _try(app, errors, lambda me, a=act, k=kind, r=ref, m=more: a(me, k, r, *m), staff.id)

    threads = [threading.Thread(target=reports, args=(one,)) for one in people]
    threads += [threading.Thread(target=decides) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    cases = rows(ModerationCase)
    for kind, ref in (("idea", idea), ("idea-comment", comment)):
        assert sum(1 for case in cases if (case.kind, case.ref) == (kind, ref) and case.closed_at is None) <= 1
    for found in (*rows(Idea), *rows(IdeaComment)):
        hidden = found.hidden_at is not None
        open_ones = [
            case
            for case in cases
            if case.ref == found.id
            and case.closed_at is None
            and case.kind == ("idea" if isinstance(found, Idea) else "idea-comment")
        ]
        assert not (hidden and open_ones)
    assert right() == []


def _try(app: Flask, errors: list[BaseException], act: Callable[[Person], Any], person_id: int) -> None:
    """Refusals are part of the game; anything else is a fault."""
    with app.app_context():
        try:
            act(db.session.get_one(Person, person_id))
            db.session.commit()
        except PortalError:
            db.session.rollback()
        except BaseException as error:
            db.session.rollback()
            errors.append(error)
        finally:
            db.session.remove()


def test_the_board_counts_what_it_lists(idea_of: Any, acting: Any, staff: Any, hide: Any, app: Flask) -> None:
    idea = idea_of()

    def listed() -> int:
        with app.app_context():
            return first_status().ideas

    assert listed() == 1
    hide(idea)
    assert listed() == 0
    with acting(staff) as me:
        deciding.restore_now(me, "idea", idea)
    assert listed() == 1
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Idea)) == 1


def test_pictures_of_what_is_hidden_are_not_there_for_others(
    board: None, make: Factory, client: Any, client_of: Any, acting: Any, hide: Any, staff: Any, rows: Any, idea_of: Any
) -> None:
    author = make.person()
    assert send(client_of(author), ("yard.png", picture())).status_code == 303
    [idea], [file] = rows(Idea), rows(File)
    hide(idea.id)
    wanted = ((client, 404), (client_of(make.person()), 404), (client_of(author), 200), (client_of(staff), 200))
    assert [browser.get(file.url).status_code for browser, _status in wanted] == [status for _browser, status in wanted]
    with acting(staff) as me:
        deciding.restore_now(me, "idea", idea.id)
    kept, product = idea_of(title="Kept"), make.person(roles=Role.PRODUCT, organization=None)
    with acting(product) as me:
        merge(me, idea.id, kept)
    assert client.get(file.url).status_code == 200
    hide(kept)
    assert client.get(file.url).status_code == 404


def test_nobody_is_told_of_what_is_hidden_by_then(
    idea_of: Any, make: Factory, acting: Any, client_of: Any, hide: Any, drain: Any, outgoing: Any, rows: Any
) -> None:
    voter, product = make.person(), make.person(roles=Role.PRODUCT, organization=None)
    first, second = idea_of(title="Told before"), idea_of(title="Not told at all")
    for idea in (first, second):
        with acting(voter) as me:
            votes.cast_vote(me, idea)
        with acting(product) as me:
            set_status(me, idea, "planned", "Soon")
        if idea == first:
            drain()
        hide(idea)
    drain()
    assert [one.kind for one in rows(Notification, person_id=voter.id)] == ["idea-status"]
    page = client_of(voter).get("/notifications").get_data(as_text=True)
    assert "Told before" not in page and "Not told at all" not in page
    assert not [mail for mail in outgoing() if mail.to_email == voter.email and "Not told" in mail.subject]
