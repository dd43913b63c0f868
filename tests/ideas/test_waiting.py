"""First posts of new people wait for a look when they lead to another site, and are announced when let through."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Role
from portal.ideas.commands import counters, submitting, talk
from portal.ideas.commands.submitting import Wish
from portal.ideas.models import Idea, IdeaComment, IdeaVote
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Refused
from portal.moderation.commands import deciding
from portal.moderation.models import ModerationCase
from portal.notifications.models import Notification
from tests.factories import Factory
from tests.moderation.conftest import LINK, acting, said, staff

__all__ = ["acting", "said", "staff"]


def older(app: Flask, model: Any, hours: int) -> None:
    with app.app_context():
        db.session.execute(sa.update(model).values(at=now() - timedelta(hours=hours)))
        db.session.commit()


def case(rows: Any) -> ModerationCase:
    [found] = [one for one in rows(ModerationCase) if one.closed_at is None]
    return found


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        (LINK, True),
        ("[here](//cheap.example)", True),
        ("See www.cheap.example", True),
        ("[x](https://127.0.0.1:8000@cheap.example/)", True),
        ("No link. Version 2.0, e.g. this", False),
        ("[an item](/learn/open) and http://127.0.0.1:8000/ideas", False),
        ("ann@company.example writes", False),
    ],
)
def test_what_leads_elsewhere_waits(text: str, waits: bool, idea_of: Any, rows: Any) -> None:
    idea_of(text=text)
    assert [idea.held_at is not None for idea in rows(Idea)] == [waits]
    assert len(rows(ModerationCase)) == waits


def test_who_is_not_new_does_not_wait(app: Flask, idea_of: Any, said: Any, make: Factory, rows: Any) -> None:
    idea_of(make.person(roles=Role.CS, organization=None), text=LINK)
    known = make.person()
    said(idea_of(), "Fine.", known)
    older(app, IdeaComment, 23)
    idea_of(known, title="Still new", text=LINK)
    older(app, IdeaComment, 25)
    idea_of(known, title="Known by now", text=LINK)
    assert [idea.title for idea in rows(Idea) if idea.held_at] == ["Still new"]


def test_a_waiting_idea_has_its_authors_vote_and_nobody_elses(
    app: Flask, idea_of: Any, make: Factory, client_of: Any, client: Any, rows: Any, event_names: Any
) -> None:
    author, other = make.person(), make.person()
    idea = idea_of(author, title="Cheap watches", text=LINK)
    assert [vote.person_id for vote in rows(IdeaVote)] == [author.id]
    assert rows(Idea)[0].votes == 1
    page = client_of(author).get(f"/ideas/{idea}", follow_redirects=True).get_data(as_text=True)
    assert "waits for a look" in page and "First posts with a link" in page
    assert client_of(author).post(f"/ideas/{idea}/vote", data={"want": "0"}).status_code == 403
    assert client_of(other).post(f"/ideas/{idea}/vote", data={"want": "1"}).status_code == 404
    for place in ("/ideas?sort=new", "/feeds/ideas.atom", f"/ideas/{idea}"):
        assert "Cheap watches" not in client.get(place).get_data(as_text=True)
    assert "idea.submitted" not in event_names()
    with app.app_context():
        assert [*counters.idea_drifts(), *counters.facet_drifts()] == []


def test_released_it_is_announced_as_new_and_its_author_is_no_longer_new(
    app: Flask,
    idea_of: Any,
    make: Factory,
    acting: Any,
    staff: Any,
    client: Any,
    rows: Any,
    event_names: Any,
    drain: Any,
) -> None:
    author = make.person()
    idea = idea_of(author, title="Good watches", text=LINK)
    with acting(staff) as me:
        deciding.release(me, case(rows).id, 1)
    assert event_names().count("idea.submitted") == 1
    drain()
    assert "Good watches" in client.get("/ideas?sort=new").get_data(as_text=True)
    assert f"/ideas/{idea}-" in client.get("/search?q=watches").get_data(as_text=True)
    assert [one.kind for one in rows(Notification, person_id=author.id)] == ["moderation"]
    second = idea_of(author, title="More watches", text=LINK)
    assert [found.held_at for found in rows(Idea, id=second)] == [None]
    with app.app_context():
        assert [*counters.idea_drifts(), *counters.facet_drifts()] == []
    with pytest.raises(Refused), acting(staff) as me:
        deciding.release(me, rows(ModerationCase)[0].id, 2)


def test_a_waiting_comment_tells_nobody_until_it_is_released_and_then_once(
    app: Flask, idea_of: Any, said: Any, make: Factory, acting: Any, staff: Any, rows: Any, drain: Any
) -> None:
    follower, author = make.person(display_name="Fay"), make.person()
    idea = idea_of(follower)
    comment = said(idea, f"@[Fay] {LINK}", author)
    drain()
    assert rows(Notification) == [] and rows(Idea)[0].comments == 0
    with acting(staff) as me:
        deciding.release(me, case(rows).id, 1)
    drain()
    assert [one.kind for one in rows(Notification, person_id=follower.id)] == ["mentions"]
    assert rows(Idea)[0].comments == 1
    with acting(staff) as me:
        deciding.hide_now(me, "idea-comment", comment, "No.")
    with acting(staff) as me:
        deciding.restore_now(me, "idea-comment", comment)
    drain()
    assert len(rows(Notification, person_id=follower.id)) == 1
    with app.app_context():
        assert [*counters.idea_drifts(), *counters.facet_drifts()] == []


def test_hidden_while_it_waited_showing_it_again_announces_it(
    idea_of: Any, acting: Any, staff: Any, rows: Any, event_names: Any
) -> None:
    idea = idea_of(text=LINK)
    with acting(staff) as me:
        deciding.hide(me, case(rows).id, 1, "No.")
    assert "idea.submitted" not in event_names()
    with acting(staff) as me:
        deciding.restore_now(me, "idea", idea)
    assert event_names().count("idea.submitted") == 1
    assert [(found.held_at, found.hidden_at) for found in rows(Idea)] == [(None, None)]


def test_a_link_edited_in_by_somebody_new_waits_too_and_is_announced_no_second_time(
    app: Flask, idea_of: Any, said: Any, make: Factory, acting: Any, staff: Any, rows: Any, event_names: Any
) -> None:
    author = make.person()
    idea = idea_of(author)
    comment = said(idea, "So do we.", author)
    with acting(author) as me:
        talk.edit(me, comment, LINK, 1)
    with acting(author) as me:
        submitting.edit(me, idea, Wish("Export as a table", LINK), 1)
    assert rows(Idea)[0].held_at and rows(IdeaComment)[0].held_at and rows(Idea)[0].comments == 0
    with app.app_context():
        assert [*counters.idea_drifts(), *counters.facet_drifts()] == []
    for open_case in rows(ModerationCase):
        with acting(staff) as me:
            deciding.release(me, open_case.id, open_case.version)
    assert event_names().count("idea.submitted") == event_names().count("idea.commented") == 1
    with app.app_context():
        assert [*counters.idea_drifts(), *counters.facet_drifts()] == []


def test_what_waits_is_neither_merged_nor_left(idea_of: Any, make: Factory, acting: Any, staff: Any, rows: Any) -> None:
    from portal.ideas.commands.merging import merge

    waits, other = idea_of(text=LINK), idea_of(title="Other")
    product = make.person(roles=Role.PRODUCT, organization=None)
    for one, into in ((waits, other), (other, waits)):
        with pytest.raises(Refused, match="waits"), acting(product) as me:
            merge(me, one, into)
    with pytest.raises(Refused), acting(staff) as me:
        deciding.leave(me, case(rows).id, 1)
