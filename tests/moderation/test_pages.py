"""The page to report something, the queue of staff, and deciding there."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from portal.accounts.models import Role
from portal.ideas.models import Idea
from portal.moderation.commands import deciding
from portal.moderation.commands.flagging import flag
from portal.moderation.models import ModerationCase, ModerationFlag
from tests.factories import Factory
from tests.moderation.conftest import LINK


def text(answer: Any) -> str:
    return answer.get_data(as_text=True)


def test_reporting_from_the_idea_and_taking_it_back(
    idea_of: Any, make: Factory, client_of: Any, client: Any, rows: Any
) -> None:
    idea, ann = idea_of(), make.person(language="ja")
    browser = client_of(ann)
    assert f"/report/idea/{idea}" in text(browser.get(f"/ideas/{idea}", follow_redirects=True))
    assert "/report/" not in text(client.get(f"/ideas/{idea}", follow_redirects=True))
    assert "スパム・宣伝" in text(browser.get(f"/report/idea/{idea}"))
    empty = browser.post(f"/report/idea/{idea}", data={"reason": "other", "note": " "})
    assert empty.status_code == 422 and rows(ModerationFlag) == []
    kept = browser.post(f"/report/idea/{idea}", data={"note": "my words stay"})
    assert kept.status_code == 422 and "my words stay" in text(kept)
    for _turn in range(2):
        answer = browser.post(f"/report/idea/{idea}", data={"reason": "rude", "note": "Why so?"})
        assert answer.status_code == 303 and answer.location.startswith(f"/ideas/{idea}-")
    assert [(one.reason, one.note) for one in rows(ModerationFlag)] == [("rude", "Why so?")]
    assert "/withdraw" in text(browser.get(f"/report/idea/{idea}"))
    assert browser.post(f"/report/idea/{idea}/withdraw").status_code == 303
    assert rows(ModerationFlag) == []


def test_comments_have_the_way_to_report_them_too(idea_of: Any, said: Any, make: Factory, client_of: Any) -> None:
    author, ann = make.person(), make.person()
    idea = idea_of(author)
    comment = said(idea, author=author)
    place = f"/report/idea-comment/{comment}"
    assert place in text(client_of(ann).get(f"/ideas/{idea}", follow_redirects=True))
    assert place not in text(client_of(author).get(f"/ideas/{idea}", follow_redirects=True))
    assert client_of(author).get(place).status_code == 403
    browser = client_of(ann)
    assert browser.post(place, data={"reason": "spam"}).status_code == 303
    assert "You reported this" in text(browser.get(f"/ideas/{idea}", follow_redirects=True))


@pytest.mark.usefixtures("within_an_hour")
def test_too_many_reports_an_hour_are_stopped(
    idea_of: Any, make: Factory, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.accounts.throttle import Limit
    from portal.moderation import views

    monkeypatch.setattr(views, "REPORTS", Limit("report", 1, 3600))
    browser = client_of(make.person())
    for wanted in (303, 429):
        assert browser.post(f"/report/idea/{idea_of()}", data={"reason": "spam"}).status_code == wanted


def test_the_queue_says_why_and_who_and_leads_on_to_the_next(
    idea_of: Any, make: Factory, client_of: Any, acting: Any, staff: Any, rows: Any
) -> None:
    first, second = idea_of(title="First of all"), idea_of(title="Second to none")
    ann = make.person(display_name="Ann Reporter")
    for idea in (first, second):
        with acting(ann) as me:
            flag(me, "idea", idea, "other", "It repeats itself.")
    held = idea_of(title="With a link", text=LINK)
    browser = client_of(staff)
    page = text(browser.get("/console/moderation"))
    assert page.index("First of all") < page.index("Second to none") < page.index("With a link")
    assert "It repeats itself." in page and "First post with a link" in page
    cases = [case.id for case in rows(ModerationCase)]
    detail = text(browser.get(f"/console/moderation/{cases[0]}"))
    assert "Ann Reporter" in detail and "It saves time." in detail
    answer = browser.post(f"/console/moderation/{cases[0]}", data={"act": "hide", "version": "1", "why": "spam"})
    assert (answer.status_code, answer.location) == (303, f"/console/moderation/{cases[1]}")
    answer = browser.post(f"/console/moderation/{cases[1]}", data={"act": "leave", "version": "1"})
    assert answer.location == f"/console/moderation/{cases[2]}"
    answer = browser.post(f"/console/moderation/{cases[2]}", data={"act": "release", "version": "1"})
    assert answer.location == "/console/moderation"
    assert "Nothing waits for a look" in text(browser.get("/console/moderation"))
    assert "First of all" in text(browser.get("/console/moderation?state=resolved"))
    assert "Second to none" in text(browser.get("/console/moderation?state=rejected"))
    assert [found.held_at for found in rows(Idea, id=held)] == [None]
    assert rows(Idea, id=first)[0].hidden_reason.startswith("It advertises")


def test_the_reason_is_in_the_authors_language(
    idea_of: Any, make: Factory, client_of: Any, acting: Any, staff: Any, rows: Any
) -> None:
    idea = idea_of(make.person(language="ja"))
    browser = client_of(staff)
    page = text(browser.get(f"/console/moderation/idea/{idea}"))
    assert "日本語" in page and "宣伝" in page
    answer = browser.post(
        f"/console/moderation/idea/{idea}", data={"act": "hide", "why": "spam", "words": "リンク先は時計店です。"}
    )
    assert answer.status_code == 303
    reason = rows(Idea)[0].hidden_reason
    assert reason.endswith("。リンク先は時計店です。") and "advert" not in reason


def test_the_second_gets_a_409_that_names_the_first(
    idea_of: Any, make: Factory, client_of: Any, acting: Any, staff: Any, rows: Any
) -> None:
    idea = idea_of()
    with acting(make.person()) as me:
        case = flag(me, "idea", idea, "spam").id
    assert (
        client_of(staff).post(f"/console/moderation/{case}", data={"act": "leave", "version": "1"}).status_code == 303
    )
    late = client_of(make.person(roles=Role.ADMIN, organization=None))
    answer = late.post(f"/console/moderation/{case}", data={"act": "hide", "version": "1", "words": "No."})
    assert answer.status_code == 409 and "Cora" in text(answer)
    assert rows(Idea)[0].hidden_at is None


def test_a_reason_is_asked_for_and_words_stay(
    idea_of: Any, make: Factory, client_of: Any, acting: Any, staff: Any
) -> None:
    with acting(make.person()) as me:
        case = flag(me, "idea", idea_of(), "place").id
    answer = client_of(staff).post(f"/console/moderation/{case}", data={"act": "hide", "version": "1", "why": ""})
    assert answer.status_code == 422 and "its author reads it" in text(answer)
    long = client_of(staff).post(
        f"/console/moderation/{case}", data={"act": "hide", "version": "1", "words": "x" * 1200}
    )
    assert long.status_code == 422 and "x" * 1200 in text(long)


def test_staff_hide_from_the_idea_and_show_it_again(
    idea_of: Any, said: Any, client_of: Any, staff: Any, rows: Any
) -> None:
    idea = idea_of()
    comment = said(idea)
    browser = client_of(staff)
    page = text(browser.get(f"/ideas/{idea}", follow_redirects=True))
    assert f"/console/moderation/idea/{idea}" in page and f"/console/moderation/idea-comment/{comment}" in page
    assert browser.post(f"/console/moderation/idea/{idea}", data={"act": "hide", "words": "No."}).status_code == 303
    assert browser.post(f"/console/moderation/idea/{idea}", data={"act": "hide", "words": "No."}).status_code == 409
    assert "Show it again" in text(browser.get(f"/console/moderation/idea/{idea}"))
    assert browser.post(f"/console/moderation/idea/{idea}", data={"act": "restore"}).status_code == 303
    assert rows(Idea)[0].hidden_at is None


def test_customers_find_no_queue(idea_of: Any, make: Factory, client_of: Any, client: Any) -> None:
    idea = idea_of()
    for browser in (client, client_of(make.person(roles=Role.MEMBER | Role.KEYPERSON | Role.CHAMPION))):
        for path in ("/console/moderation", "/console/moderation/1", f"/console/moderation/idea/{idea}"):
            assert browser.get(path).status_code == 404


def test_what_staff_do_stands_in_the_audit_log(
    idea_of: Any, make: Factory, client_of: Any, acting: Any, staff: Any
) -> None:
    idea = idea_of()
    with acting(staff) as me:
        deciding.hide_now(me, "idea", idea, "No.")
    with acting(staff) as me:
        deciding.restore_now(me, "idea", idea)
    log = text(client_of(make.person(roles=Role.ADMIN, organization=None)).get("/console/settings/audit"))
    assert "hid an idea" in log and "showed a hidden idea again" in log and "closed a case" in log


def test_pages_of_the_queue_hold_twenty(
    app: Flask, idea_of: Any, make: Factory, client_of: Any, acting: Any, staff: Any
) -> None:
    author, ann = make.person(), make.person()
    for number in range(21):
        idea = idea_of(author, title=f"Idea number {number:02}")
        with acting(ann) as me:
            flag(me, "idea", idea, "spam")
    browser = client_of(staff)
    page = text(browser.get("/console/moderation"))
    assert "number 19" in page and "number 20" not in page and "after=" in page
