"""Whatever happens in whatever order, the numbers beside ideas are what a recount gives.

After every act:
- an idea that stands for itself counts each person of its family once, and each company of these once;
- its companies, voters per company, contract value and trending score equal a recount from the rows;
- an idea that is merged into another has no numbers, and nothing is merged into it;
- nobody has two votes on one idea, and a vote that is not taken back is never lost;
- votes on closed ideas stay as they were, person by person and company by company;
- votes on open ideas are for a company their voter belongs to, or for none when they belong to none;
- states list as many ideas as they hold, without hidden ones;
- a hidden idea takes no votes and no merges, and keeps what it has.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from flask import Flask
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from portal.accounts.commands import people as staff_acts
from portal.accounts.models import Membership, Person, Role
from portal.ideas.commands import counters, merging, statuses, votes
from portal.ideas.models import Idea, IdeaStatus, IdeaVote
from portal.kernel.db import db
from portal.kernel.errors import PortalError
from portal.moderation.commands import deciding
from tests.factories import Factory

IDEAS = st.integers(0, 3)
PEOPLE = st.integers(0, 3)
COMPANIES = st.integers(0, 2)
SEARCH = (
    Phase.explicit,
    Phase.reuse,
    Phase.generate,
)  # every act is a transaction: making a failure smaller takes minutes


class Machine(RuleBasedStateMachine):
    """Four ideas, four people of three companies, and one of product who decides."""

    app: Flask
    make: Factory
    submitted: Callable[..., int]

    def __init__(self) -> None:
        super().__init__()
        self.product = self.make.staff(Role.PRODUCT).id
        worth = itertools.count(1)
        self.companies = [self.make.organization(contract_value=next(worth) * 1000).id for _n in range(3)]
        with self.app.app_context():
            firms = [db.session.get_one(staff_acts.Organization, number) for number in self.companies]
            db.session.expunge_all()
        people = [self.make.person(organization=firms[n % 3]) for n in range(4)]
        self.people = [person.id for person in people]
        self.ideas = [self.submitted(people[n], title=f"Idea {n}") for n in range(4)]
        self.wanted = {(n, n) for n in range(4)}  # (idea, person): rows that must be there
        self.heads = list(range(4))  # the model's own pointers
        self.closed = set[int]()
        self.hidden = set[int]()
        self.frozen: dict[tuple[int, ...], list[Any]] = {}  # the votes of each closed family, by its members

    def act(self, deed: Callable[[], Any]) -> bool:
        """Do it in a transaction of its own; whether it was allowed."""
        with self.app.app_context():
            try:
                deed()
                db.session.commit()
            except PortalError:
                db.session.rollback()
                return False
            return True

    def person(self, n: int) -> Person:
        return db.session.get_one(Person, self.people[n])

    def belongs(self, n: int) -> bool:
        """Whether they act for a company: who belongs to none takes no part."""
        with self.app.app_context():
            return self.person(n).organization_id is not None

    def open(self, head: int) -> bool:
        """Whether the canonical idea takes votes."""
        return head not in self.closed and head not in self.hidden

    def family(self, head: int) -> list[int]:
        return [n for n in range(4) if self.heads[n] == head]

    def voted(self, head: int, person: int) -> bool:
        return any((n, person) in self.wanted for n in self.family(head))

    @rule(idea=IDEAS, person=PEOPLE)
    def vote(self, idea: int, person: int) -> None:
        head = self.heads[idea]
        done = self.act(lambda: votes.cast_vote(self.person(person), self.ideas[idea]))
        assert done == (self.open(head) and self.belongs(person))
        if done and not self.voted(head, person):
            self.wanted.add((head, person))

    @rule(idea=IDEAS, person=PEOPLE)
    def take_back(self, idea: int, person: int) -> None:
        head = self.heads[idea]
        done = self.act(lambda: votes.withdraw_vote(self.person(person), self.ideas[idea]))
        assert done == (self.open(head) and self.belongs(person))
        if done:
            self.wanted -= {(n, person) for n in self.family(head)}

    @rule(idea=IDEAS, person=PEOPLE)
    def on_behalf(self, idea: int, person: int) -> None:
        head = self.heads[idea]
        actor = self.product
        done = self.act(
            lambda: votes.vote_on_behalf(
                db.session.get_one(Person, actor), self.ideas[idea], self.person(person), "call"
            )
        )
        assert done == (self.open(head) and self.belongs(person))
        if done and not self.voted(head, person):
            self.wanted.add((head, person))

    @rule(idea=IDEAS, into=IDEAS)
    def merge(self, idea: int, into: int) -> None:
        fits = idea != into and self.heads[into] == into and self.heads[idea] == idea and self.family(idea) == [idea]
        fits = fits and into not in self.hidden
        already = self.heads[idea] == into and idea != into
        done = self.act(
            lambda: merging.merge(db.session.get_one(Person, self.product), self.ideas[idea], self.ideas[into])
        )
        assert done == (fits or already)
        if done:
            self.heads[idea] = into

    @rule(idea=IDEAS)
    def unmerge(self, idea: int) -> None:
        done = self.act(lambda: merging.unmerge(db.session.get_one(Person, self.product), self.ideas[idea]))
        assert done == (self.heads[idea] != idea)
        if done:
            self.heads[idea] = idea

    @rule(idea=IDEAS, close=st.booleans())
    def decide(self, idea: int, close: bool) -> None:
        slug = "declined" if close else "planned"
        head = self.heads[idea]
        product = self.product
        assert self.act(lambda: statuses.set_status(db.session.get_one(Person, product), self.ideas[idea], slug, "Why"))
        (self.closed.add if close else self.closed.discard)(head)

    @rule(idea=IDEAS, hide=st.booleans())
    def hide_or_restore(self, idea: int, hide: bool) -> None:
        def deed() -> None:
            staff, number = db.session.get_one(Person, self.product), self.ideas[idea]
            deciding.hide_now(staff, "idea", number, "Why") if hide else deciding.restore_now(staff, "idea", number)

        assert self.act(deed) == (hide != (idea in self.hidden))
        (self.hidden.add if hide else self.hidden.discard)(idea)

    @rule(person=PEOPLE, company=COMPANIES)
    def move(self, person: int, company: int) -> None:
        target, product = self.companies[company], self.product
        assert self.act(lambda: staff_acts.move(db.session.get_one(Person, product), self.people[person], target))

    @rule(person=PEOPLE)
    def leave(self, person: int) -> None:
        def deed() -> None:
            who = self.person(person)
            if who.organization_id is not None:
                staff_acts.leave(db.session.get_one(Person, self.product), who.id, who.organization_id)

        self.act(deed)

    @rule(person=PEOPLE, company=COMPANIES)
    def join(self, person: int, company: int) -> None:
        target, product = self.companies[company], self.product
        self.act(lambda: staff_acts.join(db.session.get_one(Person, product), self.people[person], target))

    @invariant()
    def numbers_are_what_a_recount_gives(self) -> None:
        with self.app.app_context():
            assert counters.idea_drifts() == [] and counters.facet_drifts() == []

    @invariant()
    def no_vote_is_lost_or_doubled(self) -> None:
        place = {number: n for n, number in enumerate(self.ideas)}
        who = {number: n for n, number in enumerate(self.people)}
        with self.app.app_context():
            rows = db.session.execute(
                db.select(IdeaVote.idea_id, IdeaVote.person_id).where(IdeaVote.idea_id.in_(self.ideas))
            )
            found = sorted((place[idea], who[person]) for idea, person in rows)
        assert found == sorted(self.wanted)

    @invariant()
    def votes_on_closed_ideas_stay_as_they_were(self) -> None:
        before, self.frozen = self.frozen, {}
        columns = (IdeaVote.id, IdeaVote.person_id, IdeaVote.organization_id, IdeaVote.added_by_id)
        with self.app.app_context():
            for family in [tuple(self.family(head)) for head in self.closed]:
                wanted = IdeaVote.idea_id.in_([self.ideas[n] for n in family])
                rows = db.session.execute(db.select(*columns).where(wanted).order_by(IdeaVote.id)).all()
                assert before.get(family, rows) == rows
                self.frozen[family] = list(rows)

    @invariant()
    def pointers_are_the_models(self) -> None:
        with self.app.app_context():
            rows = dict(db.session.execute(db.select(Idea.id, Idea.merged_into_id)).all())
        assert [rows[n] for n in self.ideas] == [
            None if head == n else self.ideas[head] for n, head in enumerate(self.heads)
        ]

    @invariant()
    def open_votes_are_for_a_company_of_their_voter(self) -> None:
        with self.app.app_context():
            belongs = {(m.person_id, m.organization_id) for m in db.session.scalars(db.select(Membership))}
            nowhere = {p.id for p in db.session.scalars(db.select(Person)) if p.organization_id is None}
            state = dict(db.session.execute(db.select(IdeaStatus.id, IdeaStatus.category)).all())
            ideas = {idea.id: idea for idea in db.session.scalars(db.select(Idea))}
            for vote in db.session.scalars(db.select(IdeaVote).where(IdeaVote.idea_id.in_(self.ideas))):
                head = ideas[ideas[vote.idea_id].merged_into_id or vote.idea_id]
                if state[head.status_id] in ("declined", "shipped"):
                    continue
                pair = (vote.person_id, vote.organization_id)
                assert pair in belongs or (vote.organization_id is None and vote.person_id in nowhere)


def test_numbers_beside_ideas_survive_every_order_of_acts(
    app: Flask, make: Factory, idea_of: Callable[..., int]
) -> None:
    machine = type("OnThisPortal", (Machine,), {"app": app, "make": make, "submitted": staticmethod(idea_of)})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=8, stateful_step_count=25, deadline=None, derandomize=True, phases=SEARCH),
    )
