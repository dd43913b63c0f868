from __future__ import annotations

from portal.accounts.models import Role
from portal.kernel.calendar import now
from portal.notifications.models import Preference


def test_a_choice_is_saved_and_shown(client_of, rows, key_person):
    browser = client_of(key_person)
    assert 'name="mail-colleagues" value="now"' in browser.get("/notifications/choices").text
    for wish, mail in (("none", False), ("now", True), ("none", False)):
        assert browser.post("/notifications/choices", data={"mail-colleagues": wish}).status_code == 303
        assert [(row.kind, row.mail) for row in rows(Preference)] == [("colleagues", mail)]
    assert (
        'value="none" aria-label="Colleagues who join: not by e-mail" checked'
        in browser.get("/notifications/choices").text
    )


def test_a_form_that_names_nothing_changes_nothing(client_of, rows, key_person):
    client_of(key_person).post("/notifications/choices", data={"mail-colleagues": "often", "mail-access": "none"})
    assert rows(Preference) == []


def test_only_what_can_reach_a_person_is_offered(client_of, make):
    text = client_of(make.person()).get("/notifications/choices").text
    assert "mail-colleagues" not in text and "mail-access" not in text
    assert "Security messages are always sent." in text


def test_suspended_people_can_still_stop_mails(client_of, change, rows, make):
    person = make.person(Role.MEMBER | Role.KEYPERSON)
    browser = client_of(person)
    change(person, suspended_at=now())
    browser.post("/notifications/choices", data={"mail-colleagues": "none"})
    assert [row.mail for row in rows(Preference)] == [False]
