"""What champions, candidates and customer success are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.console_models import holding
from portal.accounts.models import Person, Role
from portal.community.champion_events import (
    APPOINTED,
    DECLINED,
    ENDING,
    LAPSED,
    LEFT_TO_STAFF,
    PROPOSED,
    RENEWED,
    ROUTED,
    STEPPED_DOWN,
    WITHDRAWN,
)
from portal.community.models import ChampionCandidacy, ChampionTerm, Question, RoutedQuestion
from portal.community.policy import APPOINT
from portal.community.queries.scope import LISTED, open_to_person
from portal.community.subscribers.kinds import COMMUNITY
from portal.kernel.db import db
from portal.kernel.i18n import _, format_date, lazy
from portal.kernel.mail import path
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Kind, Shown, rule

TERMS = Kind(
    "champion-terms",
    lazy("What becomes of you as a champion"),
    lazy("You get this e-mail because you are a champion, were one, or could become one."),
    meant_for=lambda person: not person.is_staff,
    subject=COMMUNITY,
)
BROUGHT = Kind(
    "champion-questions",
    lazy("Questions brought to you as a champion"),
    lazy("You get this e-mail because you are a champion and know what it is about."),
    meant_for=lambda person: bool(person.roles & Role.CHAMPION),
    subject=COMMUNITY,
)
CANDIDATES = Kind(
    "champion-candidates",
    lazy("People who could become champions, and champions who step down"),
    lazy("You get this e-mail because you appoint champions."),
    meant_for=lambda person: person.has(APPOINT),
    subject=COMMUNITY,
)
WAITING = Kind(
    "community-waiting",
    lazy("Questions no champion could be found for"),
    lazy("You get this e-mail because you look after customers."),
    meant_for=lambda person: person.has(Role.CS),
    subject=COMMUNITY,
)


def the_person(happened: Happened) -> sa.Select[Any]:
    """Whom it is about."""
    return sa.select(happened.c.event_id, happened.c.subject_id)


def customer_success(happened: Happened) -> sa.Select[Any]:
    """Everybody there."""
    return sa.select(happened.c.event_id, Person.id).join(Person, sa.and_(*holding(Role.CS)))


def those_asked(happened: Happened) -> sa.Select[Any]:
    """The champions the question was brought to."""
    asked = RoutedQuestion.question_id == happened.c.subject_id
    return sa.select(happened.c.event_id, RoutedQuestion.person_id).join(RoutedQuestion, asked)


def of_terms(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """What became of a term; without why it was withdrawn, which staff wrote for each other."""
    numbers = {one.event.data["term_id"] for one in notifications}
    rows = db.session.scalars(sa.select(ChampionTerm).where(ChampionTerm.id.in_(numbers)))
    terms = {term.id: term for term in rows}
    return {
        one.id: _term(one.event.name, terms[one.event.data["term_id"]])
        for one in notifications
        if one.event.data["term_id"] in terms
    }


def _term(name: str, term: ChampionTerm) -> Shown:
    url, see = path("community.my_champion"), _("See your page")
    ends = format_date(term.ends)
    words = {
        APPOINTED: (
            _("You are a champion now. Congratulations, and thank you"),
            _("Until %(date)s. You are in the group where champions gather.", date=ends),
        ),
        RENEWED: (_("You stay a champion until %(date)s", date=ends), _("Thank you for helping others.")),
        ENDING: (
            _("Your term as a champion ends on %(date)s", date=ends),
            _("Customer success looks at it. Nothing is asked of you."),
        ),
        LAPSED: (_("Your term as a champion has ended"), _("Thank you for all you did for others.")),
        WITHDRAWN: (_("You are no longer a champion"), _("Ask your contact at the vendor if you would like to know.")),
    }
    told, more = words[name]
    return Shown(told, more, url, see, told)


def of_replies(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """The reply to a candidate."""
    numbers = {one.event.data["candidacy_id"] for one in notifications}
    rows = db.session.scalars(sa.select(ChampionCandidacy).where(ChampionCandidacy.id.in_(numbers)))
    replies = {made.id: made for made in rows}
    found = {}
    for one in notifications:
        made = replies.get(one.event.data["candidacy_id"])
        if made is not None:
            told = (
                _("You do not become a champion this time")
                if made.by_id == made.person_id
                else _("Somebody proposed you as a champion; it does not come to that this time")
            )
            found[one.id] = Shown(told, made.reply, path("community.my_champion"), _("See your page"), told)
    return found


def of_people(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """For customer success: who it is."""
    people = {one.event.subject_id for one in notifications}
    rows = db.session.scalars(sa.select(Person).where(Person.id.in_(people), Person.erased_at.is_(None)))
    known = {person.id: person for person in rows}
    found = {}
    for one in notifications:
        if person := known.get(one.event.subject_id):
            said = {"name": person.display_name}
            told = (
                _("%(name)s could become a champion", **said)
                if one.event.name == PROPOSED
                else _("%(name)s stepped down as a champion", **said)
            )
            url = path("community_console.champion", public_id=person.public_id)
            found[one.id] = Shown(told, "", url, _("Look at it"), told)
    return found


def of_brought(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """Questions, as far as the champion still sees them."""
    pairs = {(one.person_id, one.event.subject_id) for one in notifications}
    rows = db.session.execute(
        sa.select(RoutedQuestion.person_id, Question.id, Question.title)
        .join(Question, Question.id == RoutedQuestion.question_id)
        .where(
            Question.id.in_({number for _person, number in pairs}),
            RoutedQuestion.person_id.in_({person for person, _number in pairs}),
            LISTED,
            open_to_person(RoutedQuestion.person_id),
        )
    )
    titles = {(person_id, number): title for person_id, number, title in rows}
    told = _("Nobody has answered yet. Could you?")
    return {
        one.id: Shown(told, titles[key], path("community.my_champion"), _("See your questions"))
        for one in notifications
        if (key := (one.person_id, one.event.subject_id)) in titles
    }


def of_left(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """For customer success: questions that wait for them."""
    numbers = {one.event.subject_id for one in notifications}
    rows = db.session.execute(sa.select(Question.id, Question.title).where(Question.id.in_(numbers), LISTED))
    titles = {row[0]: row[1] for row in rows}
    told = _("A question waits, and no champion knows its subject")
    return {
        one.id: Shown(told, titles[one.event.subject_id], path("community_console.waiting"), _("Questions waiting"))
        for one in notifications
        if one.event.subject_id in titles
    }


for _event in (APPOINTED, RENEWED, ENDING, LAPSED, WITHDRAWN):
    rule(_event, kind=TERMS, icon="award", audience=the_person, present=of_terms)
rule(DECLINED, kind=TERMS, icon="award", audience=the_person, present=of_replies)
for _event in (PROPOSED, STEPPED_DOWN):
    rule(_event, kind=CANDIDATES, icon="award", audience=customer_success, present=of_people)
rule(ROUTED, kind=BROUGHT, icon="help-circle", audience=those_asked, present=of_brought)
rule(LEFT_TO_STAFF, kind=WAITING, icon="help-circle", audience=customer_success, present=of_left)
