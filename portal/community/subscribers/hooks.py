"""What other systems hear of the community. Nothing of closed groups, nothing hidden or held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.outside import actors, companies, link, people
from portal.community.champion_events import APPOINTED, LAPSED, LEFT_TO_STAFF, STEPPED_DOWN, WITHDRAWN
from portal.community.events import ACCEPTED, ANSWERED, ASKED
from portal.community.models import Answer, ChampionTerm, Question
from portal.community.models.questions import question_url
from portal.community.queries.scope import SHOWN
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.hooks import WebhookType, webhook
from portal.kernel.i18n import lazy

Built = dict[int, dict[str, Any]]
Facts = dict[str, Any]
OPEN = sa.and_(SHOWN, sa.not_(Question.secret))


class Post(NamedTuple):
    """What is said of a question or an answer, and the numbers of who wrote it, for which company."""

    facts: Facts
    author_id: int
    company_id: int | None


def asked(events: Sequence[Event]) -> Built:
    """The question and who asks it."""
    known = _questions(event.subject_id for event in events)
    who, where = _authors(known.values())
    return {
        event.id: {
            "question": known[event.subject_id].facts,
            "person": who.get(known[event.subject_id].author_id),
            "company": where.get(known[event.subject_id].company_id),
        }
        for event in events
        if event.subject_id in known
    }


def answered(events: Sequence[Event]) -> Built:
    """The question, the answer, and who gave it."""
    known = _answers(event.subject_id for event in events)
    who, where = _authors(known.values())
    return {
        event.id: post.facts | {"person": who.get(post.author_id), "company": where.get(post.company_id)}
        for event in events
        if (post := known.get(event.subject_id)) is not None
    }


def accepted(events: Sequence[Event]) -> Built:
    """The same, and who says that it solved the question."""
    by = actors(events)
    built, actor_of = answered(events), {event.id: event.actor_id for event in events}
    return {number: data | {"accepted_by": by.get(actor_of[number])} for number, data in built.items()}


def _questions(numbers: Iterable[int]) -> dict[int, Post]:
    columns: list[Any] = [Question.id, Question.title, Question.language, Question.author_id, Question.organization_id]
    rows = db.session.execute(sa.select(*columns).where(Question.id.in_(set(numbers)), OPEN))
    return {number: Post(_question(number, title, language), *of) for number, title, language, *of in rows}


def _question(number: int, title: str, language: str) -> Facts:
    return {"id": number, "title": title, "language": language, "url": link(question_url(number, title))}


def _answers(numbers: Iterable[int]) -> dict[int, Post]:
    columns: list[Any] = [Answer.id, Question.id, Question.title, Question.language]
    columns += [Answer.author_id, Answer.organization_id]
    shown = (OPEN, Answer.hidden_at.is_(None), Answer.held_at.is_(None))
    wanted = sa.select(*columns).join(Question, Question.id == Answer.question_id)
    found = {}
    for number, question_id, title, language, *of in db.session.execute(
        wanted.where(Answer.id.in_(set(numbers)), *shown)
    ):
        answer = {"id": number, "url": link(f"/community/answers/{number}")}
        found[number] = Post({"question": _question(question_id, title, language), "answer": answer}, *of)
    return found


def _authors(posts: Iterable[Post]) -> tuple[dict[int | None, Facts], dict[int | None, Facts]]:
    wrote = list(posts)
    return people(post.author_id for post in wrote), companies(post.company_id for post in wrote)


def appointed(events: Sequence[Event]) -> Built:
    """Who is a champion now, and until when."""
    terms = _terms(events)
    return {
        event.id: data | {"starts": term.starts.isoformat(), "ends": term.ends.isoformat()}
        for event, data, term in _of_champions(events, terms)
    }


def ended(events: Sequence[Event]) -> Built:
    """Who is one no longer, and how that came; not why, which staff wrote for each other."""
    return {event.id: data | {"how": term.outcome} for event, data, term in _of_champions(events, _terms(events))}


def _terms(events: Sequence[Event]) -> dict[int, ChampionTerm]:
    numbers = {event.data["term_id"] for event in events}
    return {term.id: term for term in db.session.scalars(sa.select(ChampionTerm).where(ChampionTerm.id.in_(numbers)))}


def _of_champions(
    events: Sequence[Event], terms: dict[int, ChampionTerm]
) -> Iterable[tuple[Event, Facts, ChampionTerm]]:
    who = people(event.subject_id for event in events)
    where = companies(event.organization_id for event in events)
    for event in events:
        if event.data["term_id"] in terms and event.subject_id in who:
            data = {"person": who[event.subject_id], "company": where.get(event.organization_id)}
            yield event, data, terms[event.data["term_id"]]


webhook(WebhookType(name="question.asked", label=lazy("A question is asked"), events=(ASKED,), build=asked))
webhook(
    WebhookType(
        name="question.left_to_staff",
        label=lazy("A question waits, and no champion knows its subject"),
        events=(LEFT_TO_STAFF,),
        build=asked,
        staff=True,
    )
)
webhook(WebhookType(name="answer.given", label=lazy("A question is answered"), events=(ANSWERED,), build=answered))
webhook(WebhookType(name="answer.accepted", label=lazy("An answer is accepted"), events=(ACCEPTED,), build=accepted))
webhook(
    WebhookType(
        name="champion.appointed", label=lazy("Somebody becomes a champion"), events=(APPOINTED,), build=appointed
    )
)
webhook(
    WebhookType(
        name="champion.lapsed",
        label=lazy("Somebody is no longer a champion"),
        events=(LAPSED, WITHDRAWN, STEPPED_DOWN),
        build=ended,
    )
)
