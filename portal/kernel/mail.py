"""Mails: written in the receiver's language together with the deed, sent by the worker.

    mail.post("sign_in_link", to=mail.To(person.email, person.language, person.time_zone, person.id), link=link)

renders `templates/mail/sign_in_link/{subject.txt,body.txt,body.html}` now, in the current transaction. The templates
see the context given and `to`, `site`, `brand`, `locale`, `base_url`, and, when a `kind` is given, `unsubscribe_url`
and `choices_url`. Bodies extend `mail/_layout.txt` and `mail/_layout.html`, which say how.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from portal.config import settings
from portal.kernel import i18n
from portal.kernel.brand import derive
from portal.kernel.db import db, insert, insert_once
from portal.kernel.mailing.bounces import bounced, try_again, when_bounced
from portal.kernel.mailing.delivery import EMPTIED, before_sending, send_due
from portal.kernel.mailing.message import headers_for, one_line
from portal.kernel.mailing.models import BouncedAddress, Mail
from portal.kernel.mailing.unsubscribing import read_token, unsubscribe_url
from portal.kernel.site import site

__all__ = [
    "EMPTIED",
    "BouncedAddress",
    "Letter",
    "Mail",
    "To",
    "address",
    "before_sending",
    "bounced",
    "language_for",
    "path",
    "post",
    "post_all",
    "preview",
    "read_token",
    "send_due",
    "try_again",
    "unsubscribe_url",
    "when_bounced",
]


@dataclass(frozen=True)
class To:
    """Who gets a mail and how they read; `name` and `company` are for the greeting. Newcomers have no id yet."""

    email: str
    language: str
    time_zone: str | None = "UTC"
    person_id: int | None = None
    name: str = ""
    company: str = ""


@dataclass(frozen=True)
class Letter:
    """A mail to be written; the fields are those of `post`."""

    template: str
    to: To
    kind: str | None = None
    key: str | None = None
    context: dict[str, Any] = field(default_factory=dict)


def post(template: str, *, to: To, kind: str | None = None, key: str | None = None, **context: Any) -> int | None:
    """Write a mail in the current transaction; its row's id, or None when a mail with this `key` was written before.

    `kind` is the kind of notification that the receiver can switch off; account and security mails have none.
    Raises ValueError for a `kind` without a `person_id`: there would be nobody to unsubscribe.
    """
    return insert_once(Mail, **_written(Letter(template, to, kind, key, context)))


def post_all(letters: Sequence[Letter]) -> None:
    """Write many mails at once, leaving out those whose key was used before."""
    if letters:
        rows = [_written(letter) for letter in letters]
        db.session.execute(insert(Mail).on_conflict_do_nothing(), rows)


def preview(letter: Letter) -> dict[str, str]:
    """`subject`, `text` and `html` of the letter as it would be written now; nothing is kept."""
    written = _written(letter)
    return {part: written[part] for part in ("subject", "text", "html")}


def _written(letter: Letter) -> dict[str, Any]:
    """The letter as a row, rendered in its receiver's language."""
    to, kind = letter.to, letter.kind
    if kind and to.person_id is None:
        raise ValueError(f"a mail of kind {kind} needs a person who can switch it off")
    stop = unsubscribe_url(to.person_id, kind) if kind and to.person_id is not None else None
    language = language_for(to.language)
    context = {
        "to": to,
        "site": site(),
        "brand": derive(site().accent).light,
        "locale": language,
        "base_url": settings().base_url,
        "unsubscribe_url": stop,
        "choices_url": f"{settings().base_url}/notifications/choices" if stop else None,
    }
    with i18n.using(language, to.time_zone):
        subject, text, html = (
            current_app.jinja_env.get_template(f"mail/{letter.template}/{part}").render(context | letter.context)
            for part in ("subject.txt", "body.txt", "body.html")
        )
    return {
        "template": letter.template,
        "kind": kind,
        "bulk": kind is not None,
        "key": letter.key,
        "person_id": to.person_id,
        "to_email": to.email,
        "language": language,
        "subject": one_line(subject),
        "text": text.strip() + "\n",
        "html": html,
        "headers": headers_for(site().name, stop),
    }


def language_for(wish: str) -> str:
    """The language a mail is written in: the one wished for if this portal speaks it, else its first."""
    return wish if wish in settings().locales else settings().locales[0]


def path(endpoint: str, **values: Any) -> str:
    """The path of a page, also outside any request."""
    return current_app.url_map.bind("").build(endpoint, values)


def address(endpoint: str, **values: Any) -> str:
    """The full address of a page for a mail: from PORTAL_BASE_URL, never from a request's Host."""
    return settings().base_url + path(endpoint, **values)
