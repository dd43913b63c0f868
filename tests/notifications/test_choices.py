from __future__ import annotations

import re

import pytest

from portal.accounts.models import Role
from portal.kernel.calendar import now
from portal.notifications.models import Digest, Preference

CHOSEN = re.compile(r'name="([a-z-]+)" value="([a-z]+)"[^>]* checked')


def chosen(page):
    return dict(CHOSEN.findall(page.text))


def test_a_choice_is_saved_and_shown(client_of, rows, key_person):
    browser = client_of(key_person)
    assert chosen(browser.get("/notifications/choices"))["mail-colleagues"] == "now"
    for wish in ("none", "digest", "now", "none"):
        assert browser.post("/notifications/choices", data={"mail-colleagues": wish}).status_code == 303
        assert [(row.kind, row.way) for row in rows(Preference)] == [("colleagues", wish)]
        assert chosen(browser.get("/notifications/choices"))["mail-colleagues"] == wish


def test_who_chose_nothing_gets_a_digest_a_week_of_what_is_not_mailed_at_once(client_of, make):
    found = chosen(client_of(make.person()).get("/notifications/choices"))
    assert found["digest"] == "weekly"
    assert (found["mail-mentions"], found["mail-idea-comments"]) == ("now", "digest")


@pytest.mark.parametrize("every", ["daily", "none", "weekly"])
def test_how_often_the_digest_comes_is_saved_and_shown(client_of, rows, make, every):
    person = make.person()
    browser = client_of(person)
    browser.post("/notifications/choices", data={"digest": "daily"})
    assert browser.post("/notifications/choices", data={"digest": every}).status_code == 303
    assert [(row.person_id, row.every) for row in rows(Digest)] == [(person.id, every)]
    assert chosen(browser.get("/notifications/choices"))["digest"] == every


def test_a_form_that_names_nothing_changes_nothing(client_of, rows, key_person):
    answer = client_of(key_person).post("/notifications/choices", data={"mail-access": "none"})
    assert answer.status_code == 303
    assert rows(Preference) == rows(Digest) == []


@pytest.mark.parametrize("wrong", [{"mail-colleagues": "often"}, {"digest": "hourly"}])
def test_with_an_unknown_word_nothing_is_saved_and_the_rest_is_kept(client_of, rows, key_person, wrong):
    sent = {"digest": "daily", "mail-colleagues": "none", "mail-mentions": "digest"}
    answer = client_of(key_person).post("/notifications/choices", data=sent | wrong)
    assert answer.status_code == 422 and "of the list." in answer.text
    found = chosen(answer)
    assert found["mail-mentions"] == "digest"
    assert found.get("digest") == (None if "digest" in wrong else "daily")
    assert rows(Preference) == rows(Digest) == []


def test_only_what_can_reach_a_person_is_offered(client_of, make):
    text = client_of(make.person()).get("/notifications/choices").text
    assert "mail-colleagues" not in text and "mail-access" not in text
    assert "Security messages are always sent." in text


def test_the_page_says_in_which_time_zone_it_is_eight(client_of, make):
    text = client_of(make.person(time_zone="Asia/Tokyo", language="ja")).get("/notifications/choices").text
    assert "Asia/Tokyo" in text and "毎週月曜日の8時" in text


def test_suspended_people_can_still_stop_mails(client_of, change, rows, make):
    person = make.person(Role.MEMBER | Role.KEYPERSON)
    browser = client_of(person)
    change(person, suspended_at=now())
    browser.post("/notifications/choices", data={"mail-colleagues": "none", "digest": "none"})
    assert [row.mail for row in rows(Preference)] == [False]
    assert [row.every for row in rows(Digest)] == ["none"]


def test_kinds_stand_under_what_they_are_about_each_once(client_of, make):
    page = client_of(make.person()).get("/notifications/choices").text
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    heads = [re.search(r'<th scope="col">([^<]+)</th>', table)[1] for table in tables]
    assert heads == ["Cafeteria", "Community", "Ideas", "General"]
    for name, place in (("content", 0), ("answers", 1), ("groups", 1), ("idea-comments", 2), ("mentions", 3)):
        assert [f'name="mail-{name}"' in table for table in tables] == [n == place for n in range(4)]
    ids = re.findall(r' id="(mail-[^"]+)"', page)
    without_digest = 1  # surveys come at once or not at all
    assert len(ids) == len(set(ids)) == 3 * page.count('<th scope="row">') - without_digest


def test_what_concerns_staff_only_stands_on_no_customers_page(client_of, make):
    assert "mail-community-waiting" not in client_of(make.person()).get("/notifications/choices").text
    assert "mail-community-waiting" in client_of(make.staff(Role.CS)).get("/notifications/choices").text


def test_japanese_readers_choose_in_japanese(client_of, make):
    page = client_of(make.person(language="ja")).get("/notifications/choices").text
    for word in ("すぐに", "まとめて", "通知のみ", "カフェテリア", "コミュニティ", "アイデア", "全般"):
        assert f'<th scope="col">{word}</th>' in page
