"""Every mail there is, in both languages. A new folder below templates/mail needs a sample here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import StrictUndefined
from jinja2.ext import babel_extract

from portal.kernel import i18n, mail
from portal.kernel.db import db
from portal.notifications.digest_letters import Section
from portal.notifications.grouping import Line
from portal.notifications.models import Notification
from portal.notifications.rulebook import KINDS, RULES, Shown

FOLDER = Path(__file__).parent.parent / "portal" / "templates" / "mail"
LINK = "http://127.0.0.1:8000/somewhere/a-token"
UNTIL = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
SAMPLES: dict[str, dict[str, Any]] = {
    "account_ready": {"link": LINK},
    "change_email": {"link": LINK, "until": UNTIL},
    "digest": {
        "subject": "S",
        "sections": [Section(KINDS["content"], [Line(Notification(), Shown("T", "D", "/somewhere/a-token", "A"))])],
        "more": 3,
        "base": "http://127.0.0.1:8000",
        "link": LINK,
        "why": "W",
    },
    "email_changed": {"new_email": "a…@company.example"},
    "invitation": {"link": LINK, "until": UNTIL, "inviter": "Kim", "company": "Aoba"},
    "notification": {"link": LINK, "shown": Shown("T", "D", "/somewhere", "A"), "why": "W"},
    "password_changed": {},
    "reset_password": {"link": LINK, "until": UNTIL},
    "sign_in_link": {"link": LINK, "until": UNTIL},
    "sign_up": {"link": LINK, "until": UNTIL},
    "survey": {"link": LINK, "again": True, "expires_at": UNTIL},
    "survey_test": {"link": LINK, "again": False, "expires_at": UNTIL},
}
FOLDERS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


@pytest.fixture
def strict(app: Flask) -> Iterator[None]:
    """A name that a mail uses and nobody gives is an error."""
    before = app.jinja_env.undefined
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.cache.clear()
    yield
    app.jinja_env.undefined = before
    app.jinja_env.cache.clear()


@pytest.fixture
def written(app: Flask, strict: None, make: Any, outgoing: Any) -> Any:
    def write(folder: str, language: str, kind: str | None = None) -> mail.Mail:
        person = make.person()
        with app.app_context():
            to = mail.To("ann@company.example", language, "Asia/Tokyo", person.id, "Ann", "Aoba")
            mail.post(folder, to=to, kind=kind, **SAMPLES[folder])
            db.session.commit()
        return outgoing()[-1]

    return write


def texts_of(folder: str) -> set[str]:
    """The texts the mail's templates speak, without those with variables, which cannot be looked for."""
    found = set()
    for path in [*(FOLDER / folder).iterdir(), *FOLDER.glob("_layout.*")]:
        with path.open("rb") as file:
            messages = babel_extract(file, ("_", "ngettext"), [], {"trimmed": "true", "extensions": "jinja2.ext.i18n"})
            for _line, _function, message, _comments in messages:
                found.add(message[0] if isinstance(message, tuple) else message)
    return found


def test_every_mail_has_a_sample_and_three_parts():
    assert sorted(SAMPLES) == FOLDERS
    for folder in FOLDERS:
        assert {path.name for path in (FOLDER / folder).iterdir()} == {"subject.txt", "body.txt", "body.html"}


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_mail_reads_well_in_both_forms(written, folder, language):
    row = written(folder, language)
    assert row.subject and "\n" not in row.subject and len(row.subject) <= 120
    assert row.subject.isprintable()
    assert f'<html lang="{language}">' in row.html
    assert "Ann 様" in row.text if language == "ja" else "Hello Ann," in row.text
    for body in (row.text, row.html):
        assert "http://127.0.0.1:8000/" in body
        assert "None" not in body and "%(" not in body
        assert "/unsubscribe/" not in body
        if "link" in SAMPLES[folder]:
            assert LINK in body
    assert "\n\n\n\n" not in row.text and not re.search(r"<[a-z/]", row.text)
    assert "&#" not in row.text and "&amp;" not in row.text
    assert not re.search(r"<img|<script|<link|<style|https?://(?!127\.0\.0\.1:8000/)", row.html)
    if "until" in SAMPLES[folder]:
        assert ("2026年11月23日（月）0:00" if language == "ja" else "23 November 2026, 00:00") in row.text


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_japanese_mail_speaks_no_english(app, written, folder):
    row = written(folder, "ja")
    with app.app_context(), i18n.using("ja"):
        assert [text for text in texts_of(folder) if i18n._(text) == text] == []
    plain = {text for text in texts_of(folder) if "%(" not in text}
    assert [text for text in plain if text in row.text] == []


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_mail_that_can_be_stopped_says_how(written, language):
    row = written("notification", language, kind="content")
    for body in (row.text, row.html):
        assert "http://127.0.0.1:8000/unsubscribe/" in body
        assert "http://127.0.0.1:8000/notifications/choices" in body


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_mail_says_why_it_comes(written, folder):
    text = written(folder, "en").text
    foot = text.rpartition("\n-- \n")[2]
    assert "You get this" in foot or SAMPLES[folder].get("why", "?") in foot


def test_every_kind_of_notification_has_its_words_in_japanese(app):
    assert RULES
    with app.app_context(), i18n.using("ja"):
        for kind in KINDS.values():
            assert str(kind.label) != kind.label.message
            assert str(kind.why) != kind.why.message
