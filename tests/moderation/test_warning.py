"""Staff warn authors: kept, told to them with the way to the post, and seen by staff the next time."""

from __future__ import annotations

import re
import threading
from html import unescape
from typing import Any

import pytest
from flask import Flask

from portal.accounts.models import Role
from portal.ideas.models import Idea
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.events import Event
from portal.moderation.commands import deciding, warning
from portal.moderation.commands.flagging import flag
from portal.moderation.models import ModerationCase, ModerationStep, ModerationWarning
from portal.notifications.models import Notification
from tests.factories import Factory

FORM = {"why": "rude", "words": "Please mind the tone.", "known": "0"}


@pytest.fixture
def ann(make: Factory) -> Any:
    return make.person(display_name="Ann Author")


@pytest.fixture
def admin(make: Factory, client_of: Any) -> Any:
    return client_of(make.staff(Role.ADMIN))


def place(idea: int) -> str:
    return f"/console/moderation/idea/{idea}/warn"


def text(answer: Any) -> str:
    return unescape(answer.get_data(as_text=True))


def test_a_warning_is_kept_with_who_when_which_post_and_the_words(
    idea_of: Any, ann: Any, client_of: Any, staff: Any, rows: Any, admin: Any
) -> None:
    idea = idea_of(ann)
    answer = client_of(staff).post(place(idea), data=FORM)
    assert (answer.status_code, answer.location) == (303, f"/console/moderation/idea/{idea}")
    [kept] = rows(ModerationWarning)
    assert (kept.person_id, kept.by_id, kept.kind, kept.ref) == (ann.id, staff.id, "idea", idea)
    assert kept.words == "Its tone may hurt others. The same can be said about the matter. Please mind the tone."
    [event] = rows(Event, name="person.warned")
    assert (event.subject, event.data) == (f"person:{ann.id}", {"warning_id": kept.id, "number": 1})
    log = text(admin.get("/console/settings/audit"))
    assert "warned the person" in log and "Warning number 1" in log and "mind the tone" not in log
    assert rows(Idea)[0].hidden_at is None


def test_the_author_reads_it_in_their_language_and_is_led_to_the_post(
    idea_of: Any, make: Factory, client_of: Any, staff: Any, rows: Any, drain: Any, outgoing: Any
) -> None:
    author = make.person(language="ja")
    idea = idea_of(author, title="Ships")
    client_of(staff).post(place(idea), data=FORM | {"words": "よろしくお願いします。"})
    drain()
    [kept], [mail] = rows(ModerationWarning), [one for one in outgoing() if one.to_email == author.email]
    assert mail.language == "ja" and "注意" in mail.subject
    assert kept.words.endswith("よろしくお願いします。") and "tone" not in kept.words
    browser, page = client_of(author), f"/warnings/{kept.id}"
    assert kept.words in text(browser.get("/notifications"))
    [told] = rows(Notification, person_id=author.id)
    assert browser.post(f"/notifications/{told.id}/open").location == page
    shown = text(browser.get(page))
    assert kept.words in shown and f"/ideas/{idea}" in shown and "Ships" in shown and staff.display_name not in shown


def test_a_warning_is_there_for_who_got_it_only(
    idea_of: Any, ann: Any, make: Factory, client: Any, client_of: Any, staff: Any, acting: Any, rows: Any
) -> None:
    with acting(staff) as me:
        number = warning.warn(me, "idea", idea_of(ann), "No.").id
    assert client_of(ann).get(f"/warnings/{number}").status_code == 200
    for browser in (client_of(make.person()), client_of(staff)):
        assert browser.get(f"/warnings/{number}").status_code == 404
    assert client.get(f"/warnings/{number}").status_code == 302


def test_a_warning_outlives_its_post(idea_of: Any, ann: Any, client_of: Any, staff: Any, acting: Any) -> None:
    from portal.ideas.commands.submitting import delete

    idea = idea_of(ann)
    with acting(staff) as me:
        number = warning.warn(me, "idea", idea, "No.").id
    with acting(ann) as me:
        delete(me, idea)
    assert "no longer there" in text(client_of(ann).get(f"/warnings/{number}"))
    with pytest.raises(NotFound), acting(staff) as me:
        warning.warn(me, "idea", idea, "No.")


def test_staff_see_earlier_warnings_with_later_cases_and_on_the_persons_page(
    idea_of: Any, ann: Any, make: Factory, client_of: Any, staff: Any, acting: Any
) -> None:
    first, second = idea_of(ann, title="First idea"), idea_of(ann, title="Second idea")
    with acting(staff) as me:
        warning.warn(me, "idea", first, "Once.")
    with acting(staff) as me:
        warning.warn(me, "idea", first, "Twice.")
    with acting(make.person()) as me:
        case = flag(me, "idea", second, "spam").id
    product = client_of(make.staff(Role.PRODUCT))
    page = text(product.get(f"/console/moderation/{case}"))
    assert "Warned 2 times, last on" in page and "Twice." in page and "Cora" in page
    assert "Warn…" in page and "Suspend…" not in page
    page = text(client_of(staff).get(f"/console/moderation/{case}"))
    assert f"/console/people/{ann.public_id}/suspension?next=/console/moderation/{case}" in page
    page = text(product.get(f"/console/people/{ann.public_id}"))
    assert "Warned 2 times, last on" in page and "Once." in page and "First idea" in page and "Suspend…" not in page


def test_suspending_from_a_case_leads_back_to_it_and_nowhere_else(
    idea_of: Any, ann: Any, make: Factory, client_of: Any, staff: Any, acting: Any, rows: Any
) -> None:
    with acting(make.person()) as me:
        case = flag(me, "idea", idea_of(ann), "spam").id
    at, form = f"/console/people/{ann.public_id}/suspension", {"end": "day", "words": "No.", "known": "0"}
    back = f"/console/moderation/{case}"
    assert client_of(staff).post(f"{at}?next={back}", data=form).location == back
    assert "Suspended" in text(client_of(staff).get(back))
    for elsewhere in ("https://evil.example", "//evil.example/console/", "/ideas"):
        client_of(staff).post(f"{at}/end")
        known = max(
            int(found) for found in re.findall(r'name="known"[^>]*value="(\d+)"', client_of(staff).get(at).text)
        )
        answer = client_of(staff).post(f"{at}?next={elsewhere}", data=form | {"known": known})
        assert answer.location == f"/console/people/{ann.public_id}"


def test_hiding_can_warn_with_the_same_words(
    idea_of: Any, said: Any, ann: Any, make: Factory, client_of: Any, staff: Any, acting: Any, rows: Any
) -> None:
    idea = idea_of(ann)
    with acting(make.person()) as me:
        case = flag(me, "idea", idea, "rude").id
    browser, words = client_of(staff), {"act": "hide", "why": "", "words": "Mind the tone."}
    browser.post(f"/console/moderation/{case}", data=words | {"version": "1", "warn": "y"})
    assert [(row.ref, row.words) for row in rows(ModerationWarning)] == [(idea, "Mind the tone.")]
    assert rows(Idea)[0].hidden_reason == "Mind the tone."
    assert [row.what for row in rows(ModerationStep)] == ["flagged", "hidden", "warned"]
    comment = said(idea_of(make.person()), author=ann)
    browser.post(f"/console/moderation/idea-comment/{comment}", data=words | {"warn": "y"})
    other = said(idea_of(make.person()), author=ann)
    browser.post(f"/console/moderation/idea-comment/{other}", data=words)
    assert [row.ref for row in rows(ModerationWarning)] == [idea, comment]
    assert rows(ModerationCase)[0].state == "resolved"


def test_a_form_sent_twice_warns_once(idea_of: Any, ann: Any, client_of: Any, staff: Any, rows: Any) -> None:
    idea, browser = idea_of(ann), client_of(staff)
    found = re.search(r'name="form_key" value="([^"]+)"', browser.get(place(idea)).text)
    assert found
    for _turn in range(2):
        assert browser.post(place(idea), data=FORM | {"form_key": found[1]}).status_code == 303
    assert len(rows(ModerationWarning)) == 1 and len(rows(Event, name="person.warned")) == 1


def test_the_second_of_two_staff_reads_who_was_first_and_keeps_the_words(
    idea_of: Any, ann: Any, client_of: Any, staff: Any, admin: Any, rows: Any
) -> None:
    idea = idea_of(ann)
    client_of(staff).post(place(idea), data=FORM)
    answer = admin.post(place(idea), data=FORM | {"words": "Mine, still here."})
    page = text(answer)
    assert answer.status_code == 409 and "Cora warned the author" in page and "Mine, still here." in page
    assert len(rows(ModerationWarning)) == 1
    assert admin.post(place(idea), data=FORM | {"known": "1"}).status_code == 303  # now they know


def test_of_two_staff_at_once_one_warns(
    app: Flask, idea_of: Any, ann: Any, make: Factory, acting: Any, staff: Any, rows: Any
) -> None:
    idea, pair = idea_of(ann), [staff, make.staff(Role.ADMIN)]
    start, refused = threading.Barrier(2), []

    def at_once(by: Any) -> None:
        start.wait()
        try:
            with acting(by) as me:
                warning.warn(me, "idea", idea, "No.", 0)
        except Refused as error:
            refused.append(error)

    threads = [threading.Thread(target=at_once, args=(by,)) for by in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows(ModerationWarning)) == len(refused) == 1


def test_a_reason_is_needed_and_what_was_typed_stays(idea_of: Any, ann: Any, client_of: Any, staff: Any) -> None:
    idea, browser = idea_of(ann), client_of(staff)
    answer = browser.post(place(idea), data=FORM | {"why": "", "words": " "})
    assert answer.status_code == 422 and "its author reads it" in text(answer)
    long = browser.post(place(idea), data=FORM | {"words": "x" * 1200})
    assert long.status_code == 422 and "x" * 1200 in text(long)
    assert browser.post(place(idea), data=FORM | {"known": "many"}).status_code == 422
    assert browser.get("/console/moderation/idea/999999/warn").status_code == 404


def test_colleagues_are_not_warned_and_customers_warn_nobody(
    idea_of: Any, ann: Any, make: Factory, client_of: Any, staff: Any, acting: Any, rows: Any
) -> None:
    theirs, mine = idea_of(make.staff(Role.ADMIN)), idea_of(ann)
    browser = client_of(staff)
    assert [browser.get(place(theirs)).status_code, browser.post(place(theirs), data=FORM).status_code] == [409, 409]
    with pytest.raises(Refused), acting(staff) as me:
        warning.warn(me, "idea", theirs, "No.")
    member = make.person(roles=Role.MEMBER | Role.KEYPERSON | Role.CHAMPION)
    assert client_of(member).get(place(mine)).status_code == 404
    assert client_of(member).post(place(mine), data=FORM).status_code == 404
    with pytest.raises(Forbidden), acting(member) as me:
        warning.warn(me, "idea", mine, "No.")
    with pytest.raises(Invalid), acting(staff) as me:
        warning.warn(me, "idea", mine, " ")
    assert rows(ModerationWarning) == []


def test_who_warns_a_colleague_while_hiding_hides_nothing(
    idea_of: Any, make: Factory, client_of: Any, staff: Any, rows: Any
) -> None:
    idea = idea_of(make.staff(Role.ADMIN))
    answer = client_of(staff).post(
        f"/console/moderation/idea/{idea}", data={"act": "hide", "words": "No.", "warn": "y"}
    )
    assert answer.status_code == 409
    assert rows(Idea)[0].hidden_at is None and rows(ModerationWarning) == []


def test_suspended_staff_warn_nobody(idea_of: Any, ann: Any, make: Factory, acting: Any) -> None:
    from portal.kernel.calendar import now

    with pytest.raises(Forbidden), acting(make.staff(suspended_at=now())) as me:
        warning.warn(me, "idea", idea_of(ann), "No.")


def test_a_hidden_and_warned_post_still_leads_its_author_there(
    idea_of: Any, ann: Any, client_of: Any, staff: Any, acting: Any
) -> None:
    idea = idea_of(ann)
    with acting(staff) as me:
        deciding.hide_now(me, "idea", idea, "No.")
        number = warning.warn(me, "idea", idea, "No.").id
    browser = client_of(ann)
    assert f"/ideas/{idea}" in text(browser.get(f"/warnings/{number}"))
    assert browser.get(f"/ideas/{idea}", follow_redirects=True).status_code == 200
