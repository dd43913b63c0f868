"""What people of the demo do in the community; each act finds its post by the number it got when it was written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from portal.accounts.models import Person
from portal.community.commands import (
    accepting,
    answering,
    asking,
    commenting,
    following,
    locking,
    merging,
    moderating,
    wanting,
)
from portal.community.commands.asking import Ask
from portal.community.policy import QUESTION
from portal.demo.questions import Said, Thread


@dataclass
class Topic:
    """A question while it is told."""

    thread: Thread
    author: Person
    at: datetime
    id: int = 0
    told: list[Telling] = field(default_factory=list)


@dataclass
class Telling:
    """An answer or a remark while it is told; `below`: the answer a remark belongs to."""

    said: Said
    person: Person
    at: datetime
    below: Telling | None = None
    id: int = 0


def ask(topic: Topic) -> None:
    """The author asks."""
    topic.id = asking.ask(topic.author, _ask(topic.thread, topic.thread.text)).id


def add(topic: Topic) -> None:
    """The author says more in the question."""
    asking.edit(topic.author, topic.id, _ask(topic.thread, f"{topic.thread.text}\n\n{topic.thread.added}"), 1)


def _ask(thread: Thread, text: str) -> Ask:
    return Ask(thread.title, text, thread.area, thread.group, ",".join(thread.tags))


def say(topic: Topic, telling: Telling) -> None:
    """Somebody answers, or remarks something below an answer."""
    if not telling.said.remark:
        telling.id = answering.answer(telling.person, topic.id, telling.said.text).id
    elif telling.below is not None:
        commenting.comment(telling.person, telling.said.text, answer_id=telling.below.id)
    else:
        commenting.comment(telling.person, telling.said.text, question_id=topic.id)


def add_to_answer(telling: Telling) -> None:
    """Its author says more."""
    answering.edit(telling.person, telling.id, f"{telling.said.text}\n\n{telling.said.added}", 1)


def accept(person: Person, telling: Telling) -> None:
    """Somebody says that this solved it."""
    accepting.accept(person, telling.id)


def find_useful(person: Person, telling: Telling) -> None:
    """Somebody says that it helped."""
    answering.say_useful(person, telling.id, want=True)


def have_too(person: Person, topic: Topic) -> None:
    """Somebody has the same question."""
    wanting.want(person, topic.id, wanted=True)


def follow(person: Person, topic: Topic) -> None:
    """Somebody would like to hear of it."""
    following.choose(person, QUESTION, topic.id, want=True)


def merge(actor: Person, topic: Topic, into: Topic) -> None:
    """Customer success finds that two are one."""
    merging.merge(actor, topic.id, into.id)


def lock(actor: Person, topic: Topic) -> None:
    """All is said."""
    locking.lock(actor, topic.id, want=True)


def hide(actor: Person, topic: Topic) -> None:
    """It is against the rules."""
    moderating.hide_question(actor, topic.id, topic.thread.why)
