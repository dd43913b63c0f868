"""Mails about access: in the reader's language, saying why, until when, and what happens if one does nothing."""

from __future__ import annotations

import pytest

from portal.accounts.models import OrganizationDomain, Role
from tests.accounts.conftest import PASSWORD

JAPANESE = range(0x3041, 0x30FF)


def is_japanese(text):
    return any(ord(char) in JAPANESE for char in text)


@pytest.fixture
def every_mail(client, client_of, make, open_sign_up, give_password, link, outgoing):
    """All seven mails, to people who read `language` while the browser asks for the other one."""

    def cause(language):
        company = make.organization()
        make.add(OrganizationDomain(organization_id=company.id, name="known.example"))
        person = make.person(organization=company, roles=Role.MEMBER | Role.KEYPERSON, language=language)
        give_password(person)
        other = {"Accept-Language": "en" if language == "ja" else "ja"}
        client.post("/sign-in/link", data={"email": person.email}, headers=other)
        client.post("/reset", data={"email": person.email}, headers=other)
        client.post(
            "/sign-up", data={"email": "n@known.example", "display_name": "N"}, headers={"Accept-Language": language}
        )
        browser = client_of(person)
        browser.post("/account/password", data={"current_password": PASSWORD, "new_password": "nine loud magpies"})
        data = {"email": "new@known.example", "current_password": "nine loud magpies"}
        browser.post("/account/email", data=data)
        data = {"email": "i@known.example", "display_name": "I", "language": language}
        browser.post("/account/company/invite", data=data)
        client.post(link("change-email", "other@known.example", person=person), headers=other)
        return {mail.template: mail for mail in outgoing()}

    return cause


ALL = {"sign_in_link", "reset_password", "sign_up", "password_changed", "change_email", "invitation", "email_changed"}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_each_mail_is_whole_and_in_the_language_of_its_reader(language, every_mail):
    mails = every_mail(language)
    assert set(mails) == ALL
    for name, mail in mails.items():
        assert mail.language == language, name
        for part in (mail.subject, mail.text, mail.html):
            assert is_japanese(part) == (language == "ja"), (name, part)
        assert "{{" not in mail.text + mail.html
        assert "List-Unsubscribe" not in mail.headers


def test_each_mail_says_why_and_until_when(every_mail):
    for name, mail in every_mail("en").items():
        assert "You get this because" in mail.text, name
        assert "You get this because" in mail.html, name
        if "changed" not in name:
            assert "The link works once, until" in mail.text, name
        else:
            assert "That was not you?" in mail.text, name
