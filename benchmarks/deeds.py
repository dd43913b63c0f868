"""What people do that must not be lost: each kind by HTTP, and what the database says of it afterwards.

A deed either leaves a row of its own, told by the mark in its words (`Written`), or puts something into a state that
can be set again (`Standing`). For both, what was acknowledged must be there, once, and the events must say the same as
the rows: half a deed would differ.
"""

from __future__ import annotations

import re
import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Any, ClassVar, NamedTuple

import sqlalchemy as sa

from benchmarks.clients import TAKEN, Hand
from benchmarks.kill_world import World
from benchmarks.running import Browser
from portal.community import events as community_events
from portal.community.models import Acceptance, Answer, Question
from portal.ideas import events as idea_events
from portal.ideas.models import IdeaComment, IdeaStatusChange, IdeaVote
from portal.kernel.db import Model, db
from portal.kernel.events import Event
from portal.kernel.mail import Mail
from portal.learning.models import Completion, Item
from portal.moderation.events import FLAGGED
from portal.moderation.models import ModerationCase, ModerationFlag
from portal.success.events import ASKED as REQUESTED
from portal.success.models import CustomerRequest
from portal.surveys import events as survey_events
from portal.surveys.models import Response

MARK = re.compile(r"\bz[a-z]+\d+q\d+\b")
STATUSES = ("review", "planned", "progress")  # in which people may vote
REPORTS, REQUESTS = 25, 15  # of one person: more are refused


class Verdict(NamedTuple):
    """Of one kind: how many were acknowledged, how many of those are not there, are there twice, are there by half."""

    taken: int
    lost: int
    doubled: int
    halves: int


class Deed(ABC):
    """One kind of deed, done by many hands."""

    name: ClassVar[str]

    def __init__(self, world: World) -> None:
        self.world, self.lock = world, threading.Lock()

    @abstractmethod
    def act(self, hand: Hand) -> None:
        """Do it once, and keep what was said to it."""

    @abstractmethod
    def verdict(self) -> Verdict:
        """What the database says of it."""


def about(model: type[Model]) -> sa.ColumnElement[bool]:
    """The event is about this row."""
    return Event.subject == sa.literal(f"{model.__tablename__}:").concat(sa.cast(model.id, sa.Text))


class Written(Deed):
    """Each leaves a row with a mark of its own in one column, and an event."""

    row: ClassVar[type[Model]]
    column: ClassVar[str]
    event: ClassVar[str]

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.taken = set[str]()
        self.refused = set[str]()

    def note(self, mark: str, status: int) -> None:
        with self.lock:
            if status in TAKEN:
                self.taken.add(mark)
            elif status:
                self.refused.add(mark)

    def joined(self) -> sa.ColumnElement[bool]:
        """How the event belongs to the row."""
        return about(self.row)

    def verdict(self) -> Verdict:
        words = sa.select(getattr(self.row, self.column))
        rows = _marks(db.session.scalars(words))
        told = _marks(db.session.scalars(words.join(Event, self.joined()).where(Event.name == self.event)))
        halves = _apart(rows, told) + sum(mark in rows for mark in self.refused)
        return Verdict(len(self.taken), len(self.taken - rows.keys()), _beyond_first(rows), halves)


class Standing(Deed):
    """Each puts a place into a state; what was said last must stand, and the events must lead there step by step."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.sent: dict[Hashable, list[tuple[Any, bool]]] = {}  # by place: the state wanted, and whether it was taken

    def note(self, place: Hashable, wanted: Any, status: int) -> None:
        if status in TAKEN or not status:
            with self.lock:
                self.sent.setdefault(place, []).append((wanted, status in TAKEN))

    @abstractmethod
    def stands(self) -> dict[Hashable, Any]:
        """The state of each place; where none is set, it is missing."""

    @abstractmethod
    def steps(self) -> Iterable[tuple[Hashable, Any]]:
        """What events say, in their order: the place and the state it went into, None when it was taken back."""

    def verdict(self) -> Verdict:
        stands = self.stands()
        replayed, idle = _replayed(self.steps())
        taken = sum(was_taken for words in self.sent.values() for _wanted, was_taken in words)
        lost = sum(stands.get(place) not in _possible(words) for place, words in self.sent.items())
        return Verdict(taken, lost, idle, _apart(stands, replayed))


def _possible(words: list[tuple[Any, bool]]) -> list[Any]:
    """The last state that was taken, and those sent later of which nobody knows; at first nothing was set."""
    last = max((at for at, (_wanted, taken) in enumerate(words) if taken), default=None)
    return [wanted for wanted, _taken in words[last:]] if last is not None else [None, *(one for one, _taken in words)]


def _replayed(steps: Iterable[tuple[Hashable, Any]]) -> tuple[dict[Hashable, Any], int]:
    """Where the steps lead, and how many of them led nowhere new."""
    found, idle = dict[Hashable, Any](), 0
    for place, state in steps:
        idle += found.get(place) == state
        if state is None:
            found.pop(place, None)
        else:
            found[place] = state
    return found, idle


def _marks(texts: Iterable[str]) -> Counter[str]:
    return Counter(mark for text in texts for mark in MARK.findall(text)[:1])


def _beyond_first(rows: Counter[str]) -> int:
    return rows.total() - len(rows)


def _apart(one: dict[Any, Any], other: dict[Any, Any]) -> int:
    return sum(one.get(key) != other.get(key) for key in one.keys() | other.keys())


class Ask(Written):
    """A question in the community."""

    name, row, column, event = "questions asked", Question, "title", community_events.ASKED

    def act(self, hand: Hand) -> None:
        if (fields := hand.open("/community/questions/new")) is not None:
            mark = hand.mark("ask")
            words = {"title": f"Where is order {mark} kept?", "text": "I looked for it in the list of today."}
            self.note(mark, hand.send("/community/questions/new", **fields | words))


class Reply(Written):
    """An answer to a question that somebody else asked long ago."""

    name, row, column, event = "answers given", Answer, "source", community_events.ANSWERED

    def act(self, hand: Hand) -> None:
        question = hand.dice.choice([one for one in self.world.questions if one.author != hand.person])
        if (fields := hand.open(question.url)) is not None:
            mark = hand.mark("reply")
            path = f"/community/questions/{question.number}/answers"
            self.note(mark, hand.send(path, **fields, text=f"It closes by itself, see {mark}."))


class Comment(Written):
    """A comment below an idea."""

    name, row, column, event = "comments", IdeaComment, "source", idea_events.COMMENTED

    def joined(self) -> sa.ColumnElement[bool]:
        return Event.data["comment_id"].as_integer() == IdeaComment.id

    def act(self, hand: Hand) -> None:
        idea = hand.dice.choice(self.world.ideas)
        if (fields := hand.open(idea.url)) is not None:
            mark = hand.mark("comment")
            self.note(mark, hand.send(f"/ideas/{idea.number}/comments", **fields, text=f"We need it for {mark}."))


class Request(Written):
    """A call for help that a member of the staff has to answer."""

    name, row, column, event = "requests", CustomerRequest, "title", REQUESTED

    def act(self, hand: Hand) -> None:
        with self.lock:
            mine = sum(mark.startswith(f"zrequest{hand.person}q") for mark in self.taken)
        if mine < REQUESTS and (fields := hand.open("/requests/new")) is not None:
            mark = hand.mark("request")
            words = {"kind": "help", "title": f"Please look at {mark}", "words": "By Friday, if you can."}
            self.note(mark, hand.send("/requests/new", **fields | words))


class Decide(Written):
    """Product puts an idea into another state, with a reason; everybody who waits for it is told."""

    name, row, column, event = "decisions of staff", IdeaStatusChange, "reason", idea_events.STATUS_CHANGED

    def joined(self) -> sa.ColumnElement[bool]:
        return Event.data["change_id"].as_integer() == IdeaStatusChange.id

    def act(self, hand: Hand) -> None:
        idea = hand.dice.choice(self.world.ideas)
        if (fields := hand.open(f"/console/ideas/{idea.number}")) is not None:
            mark, others = hand.mark("decide"), [status for status in STATUSES if status != fields["status"]]
            fields |= {"status": hand.dice.choice(others), "reason": f"Many ask, see {mark}."}
            self.note(mark, hand.send(f"/console/ideas/{idea.number}/status", **fields))


class Link(Written):
    """Somebody asks for a link to sign in. Each asks once and from elsewhere, so that no limit stops them."""

    name = "sign-in links"

    def act(self, hand: Hand) -> None:
        with self.lock:
            number, email = len(self.world.addresses), self.world.addresses.pop() if self.world.addresses else ""
        hand.browser = Browser(hand.browser.port, address=f"10.1.{number // 250}.{number % 250}")
        if email and (fields := hand.open("/sign-in")) is not None:
            status = hand.send("/sign-in/link", again=False, csrf_token=fields["csrf_token"], email=email)
            self.note(email, TAKEN[0] if status == 200 else status)  # a page says that the mail is on its way

    def verdict(self) -> Verdict:
        wanted = sa.select(Mail.to_email).where(Mail.template == "sign_in_link")
        rows = Counter(db.session.scalars(wanted))
        return Verdict(len(self.taken), len(self.taken - rows.keys()), _beyond_first(rows), 0)


class Finish(Standing):
    """An item is marked as done."""

    name = "items completed"

    def act(self, hand: Hand) -> None:
        slug = hand.dice.choice(self.world.items)
        if (fields := hand.open(f"/learn/{slug}")) is not None:
            status = hand.send(f"/learn/{slug}/done", csrf_token=fields["csrf_token"], how="self")
            self.note((hand.person, slug), True, status)

    def stands(self) -> dict[Hashable, Any]:
        rows = sa.select(Completion.person_id, Item.slug).join(Item, Item.id == Completion.item_id)
        return {tuple(row): True for row in db.session.execute(rows)}

    def steps(self) -> Iterable[tuple[Hashable, Any]]:
        rows = sa.select(Event.actor_id, Item.slug).join(Item, about(Item)).where(Event.name == "item.completed")
        return [(tuple(row), True) for row in db.session.execute(rows.order_by(Event.id))]


class Vote(Standing):
    """A vote is set or taken back."""

    name = "votes set and taken back"

    def act(self, hand: Hand) -> None:
        idea = hand.dice.choice([one for one in self.world.ideas if one.author != hand.person])
        if (fields := hand.open(idea.url)) is not None:
            want = hand.dice.choice("10")
            status = hand.send(f"/ideas/{idea.number}/vote", csrf_token=fields["csrf_token"], want=want)
            self.note((hand.person, idea.number), True if want == "1" else None, status)

    def stands(self) -> dict[Hashable, Any]:
        return {tuple(row): True for row in db.session.execute(sa.select(IdeaVote.person_id, IdeaVote.idea_id))}

    def steps(self) -> Iterable[tuple[Hashable, Any]]:
        known = {idea_events.VOTED: True, idea_events.UNVOTED: None}
        rows = db.session.scalars(sa.select(Event).where(Event.name.in_(known)).order_by(Event.id))
        return [((event.actor_id, event.subject_id), known[event.name]) for event in rows]


class Accept(Standing):
    """Who asked says which answer solved it, changes their mind, or takes it back."""

    name = "answers accepted and taken back"

    def act(self, hand: Hand) -> None:
        [question] = [one for one in self.world.questions if one.author == hand.person]
        if (fields := hand.open(question.url)) is None:
            return
        said = self.sent.get(question.number, [(None, True)])
        answer, want = hand.dice.choice(question.answers), "1"
        if said[-1] == (answer, True):
            want = "0"
        status = hand.send(f"/community/answers/{answer}/accept", csrf_token=fields["csrf_token"], want=want)
        self.note(question.number, answer if want == "1" else None, status)

    def stands(self) -> dict[Hashable, Any]:
        return dict(db.session.execute(sa.select(Acceptance.question_id, Acceptance.answer_id)).tuples().all())

    def steps(self) -> Iterable[tuple[Hashable, Any]]:
        known = (community_events.ACCEPTED, community_events.UNACCEPTED)
        rows = db.session.scalars(sa.select(Event).where(Event.name.in_(known)).order_by(Event.id))
        for event in rows:
            yield event.data["question_id"], event.subject_id if event.name == known[0] else None


class Report(Standing):
    """Somebody tells staff that a post is not right; once for each post."""

    name = "reports"

    def act(self, hand: Hand) -> None:
        with self.lock:
            mine = {place for place in self.sent if isinstance(place, tuple) and place[0] == hand.person}
        others = [one for one in self.world.questions if one.author != hand.person]
        place = (hand.person, "question", hand.dice.choice(others).number)
        if place in mine or len(mine) >= REPORTS:
            return
        path = f"/report/question/{place[2]}"
        if (fields := hand.open(path)) is not None:
            self.note(place, True, hand.send(path, csrf_token=fields["csrf_token"], reason="spam", note=""))

    def stands(self) -> dict[Hashable, Any]:
        rows = sa.select(ModerationFlag.person_id, ModerationCase.kind, ModerationCase.ref)
        return {tuple(row): True for row in db.session.execute(rows.join(ModerationCase))}

    def steps(self) -> Iterable[tuple[Hashable, Any]]:
        rows = sa.select(Event.actor_id, ModerationCase.kind, ModerationCase.ref)
        rows = rows.join(ModerationCase, about(ModerationCase)).where(Event.name == FLAGGED)
        return [(tuple(row), True) for row in db.session.execute(rows.order_by(Event.id))]


class Score(Standing):
    """A survey is answered by its link, and the answer changed."""

    name = "survey answers"

    def act(self, hand: Hand) -> None:
        link = self.world.links.get(hand.person)
        if link is not None and hand.open(f"/nps/{link}") is not None:
            score = hand.dice.randint(0, 10)
            self.note(hand.person, score, hand.send(f"/nps/{link}", score=str(score), by="button"))

    def stands(self) -> dict[Hashable, Any]:
        return dict(db.session.execute(sa.select(Response.person_id, Response.score)).tuples().all())

    def steps(self) -> Iterable[tuple[Hashable, Any]]:
        known = (survey_events.ANSWERED, survey_events.CHANGED)
        rows = db.session.scalars(sa.select(Event).where(Event.name.in_(known)).order_by(Event.id))
        return [(event.actor_id, event.data["score"]) for event in rows]


BY_CUSTOMERS: tuple[type[Deed], ...] = (Finish, Vote, Ask, Reply, Comment, Accept, Report, Request, Score)
