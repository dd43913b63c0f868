"""Reporting: one case for a thing, one report a person, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.moderation.commands import deciding
from portal.moderation.commands.flagging import flag, withdraw
from portal.moderation.models import ModerationCase, ModerationFlag, ModerationStep
from tests.factories import Factory


def test_reports_of_one_thing_are_one_case_and_pressing_twice_is_one_report(
    idea_of: Callable[..., int], make: Factory, acting: Any, rows: Any
) -> None:
    idea, ann, ben = idea_of(), make.person(), make.person()
    for person, reason in ((ann, "spam"), (ann, "rude"), (ben, "personal")):
        with acting(person) as me:
            flag(me, "idea", idea, reason)
    [case] = rows(ModerationCase)
    assert (case.kind, case.ref, case.came, case.state, case.version) == ("idea", idea, "flagged", "open", 1)
    assert [(one.person_id, one.reason) for one in rows(ModerationFlag)] == [(ann.id, "spam"), (ben.id, "personal")]
    assert [(one.what, one.by_id) for one in rows(ModerationStep)] == [("flagged", ann.id), ("flagged", ben.id)]


def test_a_report_needs_a_reason_and_something_else_needs_words(
    idea_of: Callable[..., int], make: Factory, acting: Any, rows: Any
) -> None:
    idea, ann = idea_of(), make.person()
    for reason, note, field in (
        ("", "", "reason"),
        ("bad", "", "reason"),
        ("other", " ", "note"),
        ("spam", "x" * 1001, "note"),
    ):
        with pytest.raises(Invalid) as error, acting(ann) as me:
            flag(me, "idea", idea, reason, note)
        assert error.value.field == field
    assert rows(ModerationCase) == []


def test_ones_own_what_is_hidden_and_what_is_not_there_cannot_be_reported(
    idea_of: Callable[..., int], make: Factory, acting: Any, staff: Any
) -> None:
    author, ann = make.person(), make.person()
    idea = idea_of(author)
    with pytest.raises(Forbidden), acting(author) as me:
        flag(me, "idea", idea, "spam")
    with acting(staff) as me:
        deciding.hide_now(me, "idea", idea, "No.")
    with pytest.raises(NotFound), acting(ann) as me:
        flag(me, "idea", idea, "spam")
    with pytest.raises(Refused), acting(staff) as me:
        flag(me, "idea", idea, "spam")
    for kind, ref in (("idea", 0), ("nothing", idea), ("idea-comment", 999)):
        with pytest.raises(NotFound), acting(ann) as me:
            flag(me, kind, ref, "spam")


def test_a_report_can_be_taken_back_and_the_case_ends_with_the_last_one(
    idea_of: Callable[..., int], make: Factory, acting: Any, rows: Any
) -> None:
    idea, people = idea_of(), [make.person(), make.person()]
    for person in people:
        with acting(person) as me:
            flag(me, "idea", idea, "spam")
    with acting(people[0]) as me:
        withdraw(me, "idea", idea)
        withdraw(me, "idea", idea)
    assert [(case.state, case.outcome) for case in rows(ModerationCase)] == [("open", "")]
    with acting(people[1]) as me:
        withdraw(me, "idea", idea)
    assert [(case.state, case.outcome) for case in rows(ModerationCase)] == [("rejected", "withdrawn")]
    with pytest.raises(Refused), acting(people[1]) as me:
        withdraw(me, "idea", idea)
    with acting(people[1]) as me:
        flag(me, "idea", idea, "rude")
    assert [case.state for case in rows(ModerationCase)] == ["rejected", "open"]


def test_a_case_somebody_took_stays_when_its_report_is_taken_back(
    idea_of: Callable[..., int], make: Factory, acting: Any, staff: Any, rows: Any
) -> None:
    idea, ann = idea_of(), make.person()
    with acting(ann) as me:
        case = flag(me, "idea", idea, "spam").id
    with acting(staff) as me:
        deciding.take(me, case, 1)
    with acting(ann) as me:
        withdraw(me, "idea", idea)
    assert [one.state for one in rows(ModerationCase)] == ["work"]


def test_suspended_people_report_nothing(idea_of: Callable[..., int], make: Factory, acting: Any) -> None:
    from portal.kernel.calendar import now

    with pytest.raises(Forbidden), acting(make.person(suspended_at=now())) as me:
        flag(me, "idea", idea_of(), "spam")
