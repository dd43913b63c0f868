"""Staff decide: hidden, left, released, shown again; the second of two is told so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.accounts.models import Role
from portal.ideas.models import Idea, IdeaComment
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.moderation.commands import deciding
from portal.moderation.commands.flagging import flag
from portal.moderation.models import ModerationCase, ModerationStep
from portal.notifications.models import Notification
from tests.factories import Factory


@pytest.fixture
def flagged(idea_of: Callable[..., int], make: Factory, acting: Any) -> Callable[..., tuple[int, int]]:
    """An idea that somebody reported: its number and the case's."""

    def made(author: Any = None, by: Any = None) -> tuple[int, int]:
        idea = idea_of(author)
        with acting(by or make.person()) as me:
            return idea, flag(me, "idea", idea, "spam").id

    return made


def test_hiding_keeps_the_text_and_the_reason_and_closes_the_case(
    flagged: Any, acting: Any, staff: Any, rows: Any
) -> None:
    idea, case = flagged()
    with acting(staff) as me:
        deciding.hide(me, case, 1, " It advertises. ")
    [found], [closed] = rows(Idea), rows(ModerationCase)
    assert found.hidden_at is not None and found.hidden_reason == "It advertises."
    assert (closed.state, closed.outcome, closed.holder_id) == ("resolved", "hidden", staff.id)
    assert [(one.what, one.from_state, one.to_state, one.note) for one in rows(ModerationStep)][1:] == [
        ("hidden", "open", "resolved", "It advertises.")
    ]


def test_the_second_of_two_staff_is_told_who_was_first(
    flagged: Any, acting: Any, staff: Any, make: Factory, rows: Any
) -> None:
    _idea, case = flagged()
    with acting(staff) as me:
        deciding.leave(me, case, 1)
    other = make.person(roles=Role.PRODUCT, organization=None)
    for act in (deciding.take, deciding.leave, deciding.release, deciding.restore):
        with pytest.raises(Refused, match="Cora"), acting(other) as me:
            act(me, case, 1)
    with pytest.raises(Refused), acting(other) as me:
        deciding.hide(me, case, 2, "No.")
    assert [idea.hidden_at for idea in rows(Idea)] == [None]


def test_whoever_has_it_in_work_can_be_relieved(
    flagged: Any, acting: Any, staff: Any, make: Factory, rows: Any
) -> None:
    _idea, case = flagged()
    with acting(staff) as me:
        deciding.take(me, case, 1)
    other = make.person(roles=Role.ADMIN, organization=None)
    with acting(other) as me:
        deciding.take(me, case, 2)
        deciding.leave(me, case, 3)
    [closed] = rows(ModerationCase)
    assert (closed.state, closed.outcome, closed.holder_id) == ("rejected", "left", other.id)


def test_shown_again_it_is_as_before(flagged: Any, acting: Any, staff: Any, rows: Any) -> None:
    idea, case = flagged()
    with acting(staff) as me:
        deciding.hide(me, case, 1, "No.")
    with acting(staff) as me:
        deciding.restore_now(me, "idea", idea)
    [found], [closed] = rows(Idea), rows(ModerationCase)
    assert (found.hidden_at, found.hidden_reason) == (None, "")
    assert (closed.state, closed.outcome) == ("resolved", "restored")
    with pytest.raises(Refused), acting(staff) as me:
        deciding.restore_now(me, "idea", idea)


def test_staff_hide_without_a_report_and_the_case_says_so(
    idea_of: Any, said: Any, acting: Any, staff: Any, rows: Any
) -> None:
    comment = said(idea_of())
    with acting(staff) as me:
        deciding.hide_now(me, "idea-comment", comment, "No.")
    with pytest.raises(Refused), acting(staff) as me:
        deciding.hide_now(me, "idea-comment", comment, "No.")
    assert [(case.kind, case.came, case.outcome) for case in rows(ModerationCase)] == [
        ("idea-comment", "seen", "hidden")
    ]
    assert [one.what for one in rows(ModerationStep)] == ["seen", "hidden"]
    assert rows(IdeaComment)[0].source == "So do we."


def test_a_reason_is_needed_and_customers_decide_nothing(flagged: Any, acting: Any, staff: Any, make: Factory) -> None:
    idea, case = flagged()
    with pytest.raises(Invalid), acting(staff) as me:
        deciding.hide(me, case, 1, " ")
    member = make.person(roles=Role.MEMBER | Role.KEYPERSON | Role.CHAMPION)
    for act in (
        lambda me: deciding.take(me, case, 1),
        lambda me: deciding.hide(me, case, 1, "No."),
        lambda me: deciding.hide_now(me, "idea", idea, "No."),
        lambda me: deciding.restore_now(me, "idea", idea),
    ):
        with pytest.raises(Forbidden), acting(member) as me:
            act(me)


def test_the_author_hears_why_and_who_reported_hears_what_came_of_it(
    flagged: Any, acting: Any, staff: Any, make: Factory, rows: Any, drain: Any, outgoing: Any, client_of: Any
) -> None:
    author, by = make.person(language="ja"), make.person()
    idea, case = flagged(author, by)
    with acting(staff) as me:
        deciding.hide(me, case, 1, "宣伝です。")
    drain()
    told = {(one.person_id, one.kind) for one in rows(Notification)}
    assert told == {(author.id, "moderation"), (by.id, "reports")}
    page = client_of(author).get("/notifications").get_data(as_text=True)
    assert "宣伝です。" in page and by.display_name not in page
    page = client_of(by).get("/notifications").get_data(as_text=True)
    assert "What you reported was taken off" in page and "Export as a table" not in page
    [mail] = [one for one in outgoing() if one.to_email == author.email]
    assert (mail.language, "宣伝です。" in mail.text or mail.state == "sent") == ("ja", True)
    assert not [one for one in outgoing() if one.to_email == by.email]
    with acting(staff) as me:
        deciding.restore_now(me, "idea", idea)
    drain()
    assert len(rows(Notification, person_id=by.id)) == 1
    assert len(rows(Notification, person_id=author.id)) == 2


def test_who_reported_hears_that_it_was_left(
    flagged: Any, acting: Any, staff: Any, make: Factory, drain: Any, client_of: Any
) -> None:
    by = make.person()
    _idea, case = flagged(by=by)
    with acting(staff) as me:
        deciding.leave(me, case, 1)
    drain()
    page = client_of(by).get("/notifications").get_data(as_text=True)
    assert "left it as it is" in page and "Export as a table" in page


def test_a_thing_its_author_deleted_closes_its_case(
    idea_of: Any, said: Any, make: Factory, acting: Any, rows: Any, drain: Any
) -> None:
    from portal.ideas.commands.talk import delete

    author = make.person()
    comment = said(idea_of(), author=author)
    with acting(make.person()) as me:
        flag(me, "idea-comment", comment, "rude")
    with acting(author) as me:
        delete(me, comment)
    drain()
    assert [(case.state, case.outcome) for case in rows(ModerationCase)] == [("rejected", "gone")]
