"""A small portal with one of everything, for the tests that go over all pages, and what any address needs to be called."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.routing import Rule

from portal.accounts import links, passwords, sessions
from portal.accounts.commands import importing
from portal.accounts.models import OrganizationDomain, Person, Role, SignIn
from portal.api.tokens.commands import Wanted
from portal.api.tokens.commands import make as make_token
from portal.community.commands import accepting, answering, asking, commenting
from portal.community.commands.asking import Ask, ask
from portal.community.models import (
    Answer,
    ChampionArea,
    ChampionAward,
    ChampionTerm,
    CommunityGroup,
    GroupMember,
    Helper,
    Question,
    QuestionComment,
    RoutedQuestion,
)
from portal.ideas.commands.proposals import propose
from portal.ideas.commands.statuses import ensure_statuses
from portal.ideas.commands.submitting import Wish, submit
from portal.ideas.commands.talk import comment
from portal.ideas.commands.votes import withdraw_vote
from portal.ideas.models import Idea, IdeaComment, IdeaStatus, IdeaVerdict
from portal.kernel import mail, site
from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once
from portal.kernel.events import Outbox, record
from portal.kernel.files import File
from portal.kernel.mailing import transport
from portal.learning.commands import quiz, ratings, steps
from portal.learning.models import Draft, Item, QuizAttempt, Suggestion
from portal.learning.queries import quiz as quizzes
from portal.moderation.commands.flagging import flag
from portal.moderation.models import ModerationWarning
from portal.notifications.models import Notification
from portal.posting.models import Area
from portal.success.commands import opening, playbooks, tasks
from portal.success.commands import requests as asking_for
from portal.success.commands.teams import ensure_teams
from portal.success.models import CustomerRequest, FollowUp, Team
from portal.surveys.commands import answering as answering_survey
from portal.surveys.models import Invitation, Survey, SurveyPause, Wave
from portal.surveys.tokens import token_of
from portal.webhooks.calling.signing import mark_of, new_salt
from portal.webhooks.models import WebhookDelivery, WebhookEndpoint
from tests.factories import Factory
from tests.learning.conftest import Content
from tests.surveys.worlds import LONG_HERE, Surveyed

READERS = {
    "guest": None,
    "member": Role.MEMBER,
    "key person": Role.MEMBER | Role.KEYPERSON,
    "champion": Role.MEMBER | Role.CHAMPION,
    "cs": Role.CS,
    "product": Role.PRODUCT,
    "admin": Role.ADMIN,
}
SPARING = ("content.archive", "content.restore", "content.save", "content.take_up")
PICTURE = "screen.png"
QUIZZED = "quizzed"
QUIZ_PAGES = ("learning.quiz", "learning.start_quiz", "learning.attempt", "learning.hand_in")
TALK = ("idea", "voters", "responses", "versions", "comment", "one", "whole", "ask_merge")
ASKED = ("question", "versions", "comments", "comment", "answer_comments", "comment_answer", "mentions", "ask_merge")
TALK += ("edit_comment", "save_comment", "delete_comment", "agree", "comment_versions")
QUIZ = '\n  questions:\n    - {ask: "Which floats?", choices: [Ship, Stone], answer: Ship}\n'
PEOPLE = [name for name in READERS if name != "guest"]
CUSTOMERS = PEOPLE[:3]
TOKENS = {
    "accounts.open_sign_in": "sign-in",
    "accounts.use_sign_in": "sign-in",
    "accounts.open_sign_up": "sign-up",
    "accounts.use_sign_up": "sign-up",
    "accounts.open_invitation": "invite",
    "accounts.use_invitation": "invite",
    "accounts.open_reset": "reset",
    "accounts.use_reset": "reset",
    "accounts.open_email_change": "change-email",
    "accounts.use_email_change": "change-email",
    "unsubscribe.ask": "unsubscribe",
    "unsubscribe.act": "unsubscribe",
    "nps.show": "nps",
    "nps.send": "nps",
    "nps.explain": "nps",
    "nps.advocate": "nps",
    "nps_exits.vote": "nps",
}
HEADINGS = {
    "customers": "name",
    "people": "email,display_name,organization",
    "idea_console": "external id,title,author",
    "community_console": "external id,title,author",
    "survey_console": "email,score,answered_at",
}
ROWS = {
    "customers": "Harbour",
    "people": "zoe@aoba.example,Zoe,Aoba",
    "idea_console": "X-1,Harbour wall,mate@company.example",
    "community_console": "X-1,Harbour gate,mate@company.example",
    "survey_console": "mate@company.example,9,2026-03-31",
}
RULES = {"route_hours": 5, "route_most": 2, "route_week": 4}
RULES |= {"champion_stages": 1, "champion_accepted": 2, "champion_months": 6}
MAIL_FILE = "20260101T000000000000-1.eml"


class World:
    """People of every access role in the company Aoba or on the staff, a rival company, and a menu.

    Rows that a request would use up (links, drafts, notifications, sessions) are made anew for each address asked for,
    so no request takes away what the next one needs.
    """

    def __init__(self, app: Flask, make: Factory, content: Content) -> None:
        self.app, self.make, self.content = app, make, content
        self.company, self.rival = make.organization(name="Aoba"), make.organization(name="Rival")
        make.add(OrganizationDomain(organization_id=self.company.id, name="aoba.example"))
        self.people: dict[str, Person] = {
            name: make.person(roles=role, organization=None if role & Role.STAFF else self.company)
            for name, role in READERS.items()
            if role is not None
        }
        self.mate = make.person(organization=self.company, display_name="Mate", email="mate@company.example")
        self.stranger = make.person(organization=self.rival, display_name="Stranger")
        self.champion(self.people["champion"])
        self.make.add(Helper(person_id=self.stranger.id, answers=1, accepted=1, points=17))
        self.talked_about, self.asked_about = 0, 0
        self.gathered: tuple[int, str] | None = None
        self.reported = (0, 0)
        self.followed, self.written_down, self.task = 0, 0, 0
        self.heard: tuple[int, int] | None = None
        self.survey_made, self.wave_planned, self.mailed_wave = 0, 0, 0
        self.heard_out: tuple[int, int] | None = None
        write_menu(content)
        with self.in_app():
            ensure_statuses()
            ensure_teams()
            found = site.row()
            found.sign_up, found.logo_light, found.logo_light_mime = "domain", b"a picture", "image/png"
            folder = transport.folder()
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (folder / MAIL_FILE).write_bytes(b"To: ann@aoba.example\nSubject: Hello\n\nText\n")

    def in_app(self) -> _Committing:
        """An app context that commits at its end."""
        return _Committing(self.app)

    def browser(self, reader: str) -> FlaskClient:
        """A browser of the reader, signed in unless it is the guest's."""
        client = self.app.test_client()
        if reader != "guest":
            self.make.signed_in(client, self.people[reader])
        return client

    def rules(self, method: str) -> list[Rule]:
        """Every address of the portal that takes `method`; those that end sessions or a role come last."""
        found = [rule for rule in self.app.url_map.iter_rules() if method in (rule.methods or ())]
        return sorted(found, key=lambda rule: (self.ends_something(rule.endpoint), rule.rule))

    def address(self, endpoint: str, reader: str) -> str:
        """A path of the endpoint that leads to something of the reader's own where there is such a thing."""
        [rule, *_more] = self.app.url_map.iter_rules(endpoint)
        values = {name: ARGUMENTS[name](self, endpoint, self.own(reader)) for name in rule.arguments - {"kind"}}
        return self.app.url_map.bind("").build(endpoint, values | dict(rule.defaults or {}))

    def ends_something(self, endpoint: str) -> bool:
        return self.may_sign_out(endpoint) or endpoint in ("accounts.step_down", "accounts.erase")

    def may_sign_out(self, endpoint: str) -> bool:
        """Whether a POST to the endpoint may end sessions of the one who sends it."""
        return getattr(self.app.view_functions[endpoint], "access", "") == "open"

    def form(self, endpoint: str, reader: str) -> dict[str, Any]:
        """What a POST to the endpoint says, at the least."""
        made = FORMS.get(endpoint)
        return made(self, self.own(reader)) if made else {}

    def own(self, reader: str) -> Person:
        """The reader; somebody else for a guest, who owns nothing."""
        return self.people["member" if reader == "guest" else reader]

    def token(self, purpose: str, owner: Person) -> str:
        """A fresh token as a mail would carry it."""
        with self.in_app():
            if purpose == "unsubscribe":
                return mail.unsubscribe_url(owner.id, "content").rpartition("/")[2]
            if purpose == "nps":
                return token_of(self.mailed(owner))
            mine = {"person": db.session.get_one(Person, owner.id)} if purpose in ("sign-in", "reset") else {}
            email = owner.email
            if purpose == "change-email":
                mine, email = {"person": db.session.get_one(Person, owner.id)}, self.fresh_email()
            if purpose in ("invite", "sign-up"):
                mine, email = {"organization_id": self.company.id}, self.fresh_email()
            data = {"display_name": "New", "language": "en", "by": self.people["cs"].id}
            return links.issue(purpose, email, **mine, **data).token

    def mailed(self, owner: Person) -> int:
        """The number of the invitation of somebody who was asked and answered, the same each time."""
        if not self.mailed_wave:
            survey = Survey(name="Of answers")
            db.session.add(survey)
            db.session.flush()
            ends = now() + timedelta(days=30)
            made = Wave(survey_id=survey.id, number=1, state="live", starts_at=now(), closes_at=ends)
            db.session.add(made)
            db.session.flush()
            self.mailed_wave = made.id
        asked = sa.select(Invitation.id).where(Invitation.wave_id == self.mailed_wave, Invitation.person_id == owner.id)
        if (found := db.session.scalar(asked)) is not None:
            return found
        wave = db.session.get_one(Wave, self.mailed_wave)
        facts = {"stage": "onboarding", "tier": "low", "touch": "tech", "language": "en", "contract_value": 0}
        invitation = Invitation(
            survey_id=wave.survey_id,
            wave_id=wave.id,
            person_id=owner.id,
            organization_id=owner.organization_id,
            send_at=now(),
            sent_at=now(),
            expires_at=wave.closes_at,
            **facts,
        )
        db.session.add(invitation)
        db.session.flush()
        answering_survey.answer(invitation.id, 9, "button", "mail")
        return invitation.id

    def fresh_email(self) -> str:
        """An address nobody has."""
        return f"new{next(self.make.numbers)}@aoba.example"

    def invitation(self, organization_id: int | None, roles: Role = Role.MEMBER) -> int:
        """The number of an open invitation to the company, or to the staff (None)."""
        return self._invited(organization_id, self.fresh_email(), roles)[0]

    def invitation_token(self, organization_id: int, email: str) -> str:
        """The token of an invitation to somebody of this address."""
        return self._invited(organization_id, email, Role.MEMBER)[1]

    def _invited(self, organization_id: int | None, email: str, roles: Role) -> tuple[int, str]:
        with self.in_app():
            data = {"display_name": "Invited", "language": "en", "by": self.people["cs"].id}
            issued = links.issue("invite", email, organization_id=organization_id, roles=roles, **data)
            return issued.row.id, issued.token

    def draft(self, owner: Person, place: str, file_name: str = "table.csv", rows: str = "") -> int:
        """A file the owner previewed on pages of `customers`, `people` or the consoles of ideas, the community or surveys."""
        kinds = {"customers": "organizations", "idea_console": "ideas", "community_console": "questions"}
        kind = f"answers:{self.survey()}" if place == "survey_console" else kinds.get(place, place)
        with self.in_app():
            return importing.keep_draft(
                owner, kind, file_name, f"{HEADINGS[place]}\n{rows or ROWS[place]}\n".encode()
            ).id

    def written(self) -> str:
        """The address of a draft of an item to be."""
        slug = f"draft-{next(self.make.numbers)}"
        file = "---\ntitle: To be\n---\nSome words.\n"
        texts = {"title": "To be", "texts": {"en": file}, "editor_id": self.people["cs"].id}
        self.make.add(Draft(slug=slug, stage="onboarding", **texts))
        return slug

    def notification(self, person: Person) -> int:
        """Something the person was told."""
        with self.in_app():
            event = record("person.roles_changed", db.session.get_one(Person, person.id), before=1, after=1)
            told = Notification(person_id=person.id, event_id=event.id, kind="access", mail_due=False)
            db.session.add(told)
            db.session.flush()
            return told.id

    def attempt(self, person: Person) -> str:
        """The key of an attempt at the quiz that the person has begun."""
        with self.in_app():
            item = db.session.scalars(sa.select(Item).where(Item.slug == QUIZZED)).one()
            paper = quizzes.paper_of(item, "en")
            assert paper
            begun = db.session.scalar(sa.select(QuizAttempt.key).filter_by(person_id=person.id, handed_in_at=None))
            return begun or quiz.start(db.session.get_one(Person, person.id), item, paper).key

    def picture(self) -> File:
        """The picture in the item that is open to all."""
        with self.app.app_context():
            found = db.session.scalars(sa.select(File)).one()
            db.session.expunge(found)
            return found

    def suggestion(self, by: Person) -> int:
        """The number of something suggested to a colleague."""
        with self.in_app():
            item_id = db.session.scalars(sa.select(Item.id).where(Item.slug == "members")).one()
            to = {"person_id": self.make.person(organization=self.company).id, "organization_id": self.company.id}
            found = Suggestion(item_id=item_id, by_id=by.id, **to)
            db.session.add(found)
            db.session.flush()
            return found.id

    def endpoint(self, url: str = "https://hooks.example/") -> int:
        """The number of another system that hears."""
        with self.in_app():
            salt = new_salt()
            by = self.people["admin"].id
            made = WebhookEndpoint(url=url, types=[], salt=salt, mark=mark_of(salt), made_by_id=by)
            db.session.add(made)
            db.session.flush()
            return made.id

    def api_token(self) -> int:
        """The number of a token of another system."""
        with self.in_app():
            admin = db.session.get_one(Person, self.people["admin"].id)
            made, _token = make_token(admin, Wanted("CRM", ["read:people"], 90))
            return made.id

    def told(self, *, fresh: bool = False) -> tuple[int, int]:
        """Numbers of an endpoint and of a message to it that failed; the same each time unless it shall be a `fresh` one."""
        if fresh or self.heard is None:
            endpoint_id = self.endpoint()
            with self.in_app():
                mate = db.session.get_one(Person, self.mate.id)
                event = record("person.left", mate, organization_id=self.company.id)
                sent = {"type": "person.left", "state": "failed", "at": event.at}
                made = WebhookDelivery(endpoint_id=endpoint_id, event_id=event.id, **sent)
                db.session.add(made)
                db.session.flush()
                found = endpoint_id, made.id
            if fresh:
                return found
            self.heard = found
        return self.heard

    def debt(self) -> int:
        """The number of some work that was given up."""
        with self.in_app():
            event = record("person.roles_changed", db.session.get_one(Person, self.mate.id), before=1, after=1)
            debt = Outbox(event_id=event.id, consumer="nobody", due_at=None, tries=12, error="E")
            db.session.add(debt)
            db.session.flush()
            return debt.id

    def idea(self, author: Person, *, wanted: bool = True) -> int:
        """The number of a new idea of the author's, whether they may write or not, with a vote of a colleague's."""
        with self.in_app():
            title = f"Ship lists {next(self.make.numbers)}"
            mate = db.session.get_one(Person, self.mate.id)
            made = submit(mate, Wish(title, "It saves time."))
            if not wanted:
                withdraw_vote(mate, made.id)
            db.session.execute(sa.update(Idea).where(Idea.id == made.id).values(author_id=author.id))
            return made.id

    def talked(self) -> int:
        """The number of the idea that is talked about, the same each time."""
        if not self.talked_about:
            with self.in_app():
                mate = db.session.get_one(Person, self.mate.id)
                self.talked_about = submit(mate, Wish("Harbour lights", "They save time.")).id
        return self.talked_about

    def group(self, leader: Person) -> tuple[int, str]:
        """Number and slug of the group that people ask to join, the same each time, which `leader` leads too."""
        if self.gathered is None:
            words = {"names": {"en": "Pilots", "ja": "水先人"}, "abouts": {"en": "Tides.", "ja": "潮。"}}
            made = self.make.add(CommunityGroup(slug="pilots", access="request", members=0, questions=0, **words))
            self.gathered = made.id, made.slug
        with self.in_app():
            insert_once(
                GroupMember,
                group_id=self.gathered[0],
                person_id=leader.id,
                state="member",
                leader=True,
                words="",
                at=now(),
            )
        return self.gathered

    def in_group(self, state: str) -> str:
        """The public id of somebody new who is in that group, or asks to be."""
        number, someone = self.group(self.mate)[0], self.make.person()
        self.make.add(GroupMember(group_id=number, person_id=someone.id, state=state))
        return someone.public_id

    def asked_there(self) -> int:
        """The number of a new question in that group."""
        slug = self.group(self.mate)[1]
        with self.in_app():
            return ask(db.session.get_one(Person, self.mate.id), Ask("Which tide?", "At noon.", group=slug)).id

    def shipped(self, author: Person) -> int:
        """The number of a new idea of the author's that has shipped; they were asked whether it helped, and saw that."""
        number = self.idea(author)
        with self.in_app():
            shipped = sa.select(IdeaStatus.id).where(IdeaStatus.category == "shipped").scalar_subquery()
            db.session.execute(sa.update(Idea).where(Idea.id == number).values(status_id=shipped))
            db.session.add(IdeaVerdict(idea_id=number, person_id=author.id, opened_at=now()))
        return number

    def proposal(self) -> int:
        """The number of a new proposal for the idea that is talked about."""
        idea_id = self.talked()
        with self.in_app():
            return propose(db.session.get_one(Person, self.people["cs"].id), idea_id, "declined", "It floats").id

    def comment(self, author: Person) -> int:
        """The number of a new comment of the author's on that idea, whether they may write or not."""
        idea_id = self.talked()
        with self.in_app():
            made = comment(db.session.get_one(Person, self.mate.id), idea_id, "So do we.")
            db.session.execute(sa.update(IdeaComment).where(IdeaComment.id == made.id).values(author_id=author.id))
            return made.id

    def asked(self) -> int:
        """The number of the question that is talked about, the same each time."""
        if not self.asked_about:
            with self.in_app():
                mate = db.session.get_one(Person, self.mate.id)
                what = Ask("Harbour gates", "They stay shut.", tags="harbour")
                self.asked_about = asking.ask(mate, what).id
        return self.asked_about

    def question(self, author: Person) -> int:
        """The number of a new question of the author's, whether they may write or not."""
        with self.in_app():
            what = Ask(f"Ship gates {next(self.make.numbers)}", "They stay shut.")
            made = asking.ask(db.session.get_one(Person, self.mate.id), what)
            db.session.execute(sa.update(Question).where(Question.id == made.id).values(author_id=author.id))
            return made.id

    def answer(self, author: Person, question_id: int = 0) -> int:
        """The number of a new answer of the author's to that question, whether they may write or not."""
        question_id = question_id or self.asked()
        with self.in_app():
            made = answering.answer(db.session.get_one(Person, self.stranger.id), question_id, "Turn the wheel.")
            db.session.execute(sa.update(Answer).where(Answer.id == made.id).values(author_id=author.id))
            return made.id

    def accepted(self) -> int:
        """The number of a new answer that was accepted."""
        number = self.answer(self.mate, self.question(self.stranger))
        with self.in_app():
            accepting.accept(db.session.get_one(Person, self.stranger.id), number)
        return number

    def remark(self, author: Person) -> int:
        """The number of a new comment of the author's on that question, whether they may write or not."""
        question_id = self.asked()
        with self.in_app():
            made = commenting.comment(db.session.get_one(Person, self.mate.id), "Which?", question_id=question_id)
            mine = sa.update(QuestionComment).where(QuestionComment.id == made.id)
            db.session.execute(mine.values(author_id=author.id))
            return made.id

    def case(self, *, fresh: bool = False) -> tuple[int, int]:
        """The number of a case and that of the idea it is about, which a stranger reported; the same unless `fresh`."""
        if fresh or self.reported == (0, 0):
            idea_id = self.idea(self.make.person())
            with self.in_app():
                self.reported = flag(db.session.get_one(Person, self.stranger.id), "idea", idea_id, "spam").id, idea_id
        return self.reported

    def warning(self, owner: Person) -> int:
        """The number of a new warning of the owner's."""
        with self.in_app():
            of = {"person_id": owner.id, "by_id": self.people["cs"].id, "kind": "idea", "ref": self.talked()}
            found = ModerationWarning(words="It floats.", **of)
            db.session.add(found)
            db.session.flush()
            return found.id

    def step(self, owner: Person) -> dict[str, Any]:
        """See that the owner has an open step from the item that is open to all; settling it says nothing more."""
        with self.in_app():
            steps.decide(db.session.get_one(Person, owner.id), self._open_item(), "Try it", date(2100, 1, 1))
        return {}

    def rating(self, owner: Person) -> dict[str, Any]:
        """See that the owner voted on the item that is open to all, and say why."""
        with self.in_app():
            ratings.rate(db.session.get_one(Person, owner.id), self._open_item(), helpful=True)
        return {"reason": "Clear"}

    def _open_item(self) -> Item:
        return db.session.scalars(sa.select(Item).where(Item.slug == "open")).one()

    def failed_mail(self) -> int:
        """The number of a mail that a server refused."""
        words = {"template": "x", "language": "en", "subject": "S", "text": "T", "html": "H", "headers": {}}
        with self.in_app():
            found = mail.Mail(to_email="x@c.example", state="failed", due_at=sa.null(), tries=1, error="E", **words)
            db.session.add(found)
            db.session.flush()
            return found.id

    def session(self, person: Person) -> int:
        """A further browser the person is signed in with."""
        with self.in_app():
            sessions.open_session(db.session.get_one(Person, person.id), "Another browser")
            found = db.session.scalar(sa.select(sa.func.max(SignIn.id)).where(SignIn.person_id == person.id))
            assert found
            return found

    def follow_up(self, *, fresh: bool = True, closed: bool = False) -> int:
        """The number of a follow-up of the product team for Aoba, which has a task and a request; else the same each time."""
        if not fresh and self.followed:
            return self.followed
        with self.in_app():
            staff, team = db.session.get_one(Person, self.people["cs"].id), self.team()
            title = f"Call the harbour {next(self.make.numbers)}"
            made = opening.note_by_hand(staff, self.company.id, title, owner_id=None, team_id=team)
            self.task = tasks.add_task(staff, made.id, "Call", None).id
            number = made.id
            if closed:
                db.session.execute(
                    sa.update(FollowUp).where(FollowUp.id == number).values(state="done", closed_at=now())
                )
        self.followed = self.followed if fresh else number
        return number

    def request(self, owner: Person) -> int:
        """The number of a new request of the owner's for Aoba; of a colleague's where the owner has no company."""
        asker = owner if owner.organization_id else self.mate
        with self.in_app():
            wanted = asking_for.Wanted("help", "Ships", "They sink.")
            mate = db.session.get_one(Person, self.mate.id)
            made = asking_for.make(mate, wanted)
            mine = sa.update(CustomerRequest).where(CustomerRequest.id == made.id)
            db.session.execute(mine.values(person_id=asker.id, state="work"))
            return made.id

    def playbook(self) -> int:
        """The number of a playbook, the same each time."""
        if not self.written_down:
            with self.in_app():
                staff = db.session.get_one(Person, self.people["cs"].id)
                plan = playbooks.Plan("A ship sinks", "", "live", [playbooks.Step("Swim", 0, None)])
                self.written_down = playbooks.create(staff, plan).id
        return self.written_down

    def answered_wave(self) -> int:
        """The number of a wave that asked the mate, who answered it, the same each time."""
        return self.heard_from()[0]

    def response(self) -> int:
        """The number of the mate's answer to it."""
        return self.heard_from()[1]

    def heard_from(self) -> tuple[int, int]:
        """A wave and an answer to it, both kept."""
        if self.heard_out is None:
            surveyed = Surveyed(self.app, self.make, self.people["cs"])
            self.change(self.mate, created_at=now() - LONG_HERE)
            wave = surveyed.wave(surveyed.survey(), now() - timedelta(days=3), {"organizations": [self.company.id]})
            self.heard_out = wave, surveyed.answer(wave, self.mate, 3, "It sinks.", "service", days=1)
        return self.heard_out

    def team(self) -> int:
        """The number of the product team, inside an app."""
        return db.session.scalars(sa.select(Team.id).where(Team.slug == "product")).one()

    def team_id(self) -> int:
        """The same outside one."""
        with self.in_app():
            return self.team()

    def seen_price(self) -> dict[str, Any]:
        """What the form of a paid service says of its price."""
        return {"seen": "98000 EUR session"}

    def survey(self) -> int:
        """The number of a survey, the same each time."""
        if not self.survey_made:
            self.survey_made = self.make.add(Survey(name="How the ships do")).id
        return self.survey_made

    def wave(self, *, state: str = "draft", fresh: bool = True) -> int:
        """The number of a wave of that survey; the same draft each time unless it shall be a `fresh` one."""
        if not fresh and self.wave_planned:
            return self.wave_planned
        at, number = now() + timedelta(days=1), next(self.make.numbers)
        ends = {"starts_at": at, "closes_at": at + timedelta(days=30)}
        made: int = self.make.add(Wave(survey_id=self.survey(), number=number, state=state, **ends)).id
        self.wave_planned = self.wave_planned if fresh else made
        return made

    def pause(self) -> int:
        """The number of a new pause of the rival."""
        of = {"organization_id": self.rival.id, "by_id": self.people["cs"].id}
        number: int = self.make.add(SurveyPause(reason="A ship sank", until=now() + timedelta(days=1), **of)).id
        return number

    def champion(self, person: Person) -> None:
        """Let a term of the person stand, who knows the area Harbour."""
        area = self.make.add(Area(slug="harbour", position=90, names={"en": "Harbour"}))
        of = {"person_id": person.id, "by_id": self.people["cs"].id, "figures": {}}
        self.make.add(ChampionTerm(starts=date(2026, 1, 1), ends=date(2099, 12, 31), **of))
        self.make.add(Helper(person_id=person.id, champion=True))
        self.make.add(ChampionArea(person_id=person.id, area_id=area.id))

    def brought(self, person: Person) -> int:
        """The number of a question that was brought to the person, if that is a champion."""
        with self.in_app():
            made = asking.ask(db.session.get_one(Person, self.stranger.id), asking.Ask("Which ship?", "It floats."))
            if person.roles & Role.CHAMPION:
                db.session.add(RoutedQuestion(question_id=made.id, person_id=person.id, why="area"))
            return made.id

    def award(self) -> int:
        """The number of a new award of the champion's."""
        of = {"person_id": self.people["champion"].id, "by_id": self.people["cs"].id, "names": {"en": "First"}}
        number: int = self.make.add(ChampionAward(year=2100 + next(self.make.numbers), **of)).id
        return number

    def wrong_password(self, owner: Person) -> dict[str, Any]:
        """See that the owner has a password, and type another one."""
        with self.in_app():
            passwords.set_password(db.session.get_one(Person, owner.id), "seven quiet herons")
        return {"current_password": "six"}

    def suspend(self, reader: str) -> None:
        """Suspend the reader."""
        self.change(self.people[reader], suspended_at=sa.func.now())

    def change(self, row: Any, **values: Any) -> None:
        """Set columns of a row."""
        with self.in_app():
            db.session.execute(sa.update(type(row)).where(type(row).id == row.id).values(**values))

    def contents(self) -> dict[str, str]:
        """A digest of each table's rows; when a browser was last seen does not count."""
        with self.app.app_context():
            return {table.name: _digest(table) for table in db.metadata.sorted_tables}


class _Committing:
    def __init__(self, app: Flask) -> None:
        self.context = app.app_context()

    def __enter__(self) -> None:
        self.context.__enter__()

    def __exit__(self, *error: Any) -> None:
        if error == (None, None, None):
            db.session.commit()
        self.context.__exit__(*error)


def _digest(table: sa.Table) -> str:
    columns = [column for column in table.columns if (table.name, column.name) != ("sign_in", "seen_at")]
    rows = sorted(repr(tuple(row)) for row in db.session.execute(sa.select(*columns)))
    return f"{len(rows)} rows {hashlib.sha256(repr(rows).encode()).hexdigest()[:12]}"


@pytest.fixture
def content(app: Flask, tmp_path: Path) -> Content:
    """A content folder of one's own."""
    return Content(app, tmp_path / "content")


@pytest.fixture
def world(app: Flask, make: Factory, content: Content) -> World:
    """The small portal; fixtures of this module are imported by name."""
    return World(app, make, content)


def write_menu(content: Content) -> None:
    """One item for each kind of audience; one that was archived."""
    words = f"A harbour with many ships.\n\n![What the screen shows]({PICTURE})\n"
    content.write("en/onboarding/open.md", words, title="Open to all", audience="public")
    Image.new("RGB", (8, 8)).save(content.folder / "en" / "onboarding" / PICTURE)
    content.write("en/onboarding/gone.md", title="Taken off", audience="public")
    content.write("en/onboarding/course.md", title="A course", format="course", lessons=f"[open, {QUIZZED}]")
    content.write(f"en/onboarding/{QUIZZED}.md", title="With a quiz", quiz=QUIZ)
    price = "{amount: 980, currency: EUR, per: session}"
    content.write("en/growth/paid.md", "A harbour to pay for\n", title="Paid", format="service", price=price)
    content.write("en/adoption/spare.md", title="To be taken off and back", audience="members")
    content.write("en/adoption/members.md", title="For members", audience="members")
    content.write("en/adoption/top.md", title="For the high tier", audience="[tier:high]")
    content.write("en/presales/before.md", title="Before the contract")
    content.sync()
    content.remove("en/onboarding/gone.md")
    content.sync()


def _draft(world: World, endpoint: str, owner: Person) -> int:
    return world.draft(owner if owner.is_staff else world.people["cs"], endpoint.partition(".")[0])


def _idea(world: World, endpoint: str, owner: Person) -> int:
    if endpoint.partition(".")[2] in TALK:
        return world.talked()
    if endpoint in ("ideas.verdict", "ideas.judge"):
        return world.shipped(owner)
    return world.idea(owner, wanted=endpoint != "ideas.delete")


def _question(world: World, endpoint: str, owner: Person) -> int:
    name = endpoint.partition(".")[2]
    if name == "cannot_help":
        return world.brought(owner)
    if name in ASKED:
        return world.asked()
    return world.question(world.mate if name == "too" else owner)


def _public_id(world: World, endpoint: str, owner: Person) -> str:
    if endpoint == "community.person":
        world.asked()  # by the mate, so that everybody finds them
    return owner.public_id if endpoint in ("community.edit_person", "community.save_person") else world.mate.public_id


def _answer(world: World, endpoint: str, owner: Person) -> int:
    if endpoint == "joins_console.lesson":
        return world.accepted()
    if endpoint == "community.accept":
        return world.answer(world.mate, world.question(owner))
    return world.answer(world.mate if endpoint == "community.useful" else owner)


def _ref(world: World, endpoint: str) -> int:
    if endpoint == "community.opened":
        return world.asked()
    return world.case()[1] if endpoint.startswith("moderation.") else world.idea(world.mate)


def _slug(world: World, endpoint: str, owner: Person) -> str:
    if endpoint in ("community.question", "community.follow_tag"):
        world.asked()
        return "harbour-gates" if endpoint == "community.question" else "harbour"
    if endpoint.startswith("community."):
        return world.group(owner)[1]
    if endpoint == "content.discard":
        return world.written()
    if endpoint == "ideas.idea":
        return "harbour-lights"
    if endpoint.startswith("joins."):
        return "paid"
    return QUIZZED if endpoint in QUIZ_PAGES else "spare" if endpoint in SPARING else "open"


def _token(world: World, endpoint: str, owner: Person) -> str:
    return world.token(TOKENS[endpoint], owner)


def _wave(world: World, endpoint: str, _owner: Person) -> int:
    if endpoint == "nps_console.wave_file":
        return world.answered_wave()
    used_up = endpoint.partition(".")[2] in ("close_wave", "drop_wave", "launch_wave", "save_wave")
    return world.wave(state="live" if endpoint == "survey_console.close_wave" else "draft", fresh=used_up)


Argument = Callable[[World, str, Person], Any]
ARGUMENTS: Mapping[str, Argument] = {
    "act": lambda _world, _endpoint, _owner: "launch",
    "language": lambda _world, _endpoint, _owner: "en",
    "pause_id": lambda world, _endpoint, _owner: world.pause(),
    "survey_id": lambda world, _endpoint, _owner: world.survey(),
    "wave_id": _wave,
    "award_id": lambda world, _endpoint, _owner: world.award(),
    "answer_id": _answer,
    "question_id": _question,
    "remark_id": lambda world, _endpoint, owner: world.remark(owner),
    "debt_id": lambda world, _endpoint, _owner: world.debt(),
    "case_id": lambda world, endpoint, _owner: world.case(fresh=endpoint == "moderation_console.act")[0],
    "draft_id": _draft,
    "delivery_id": lambda world, _endpoint, _owner: world.told()[1],
    "endpoint_id": lambda world, endpoint, _owner: world.told(fresh=endpoint == "webhook_console.remove")[0],
    "file_id": lambda world, _endpoint, _owner: world.picture().public_id,
    "file_name": lambda world, _endpoint, _owner: world.picture().name,
    "comment_id": lambda world, endpoint, owner: world.comment(world.mate if endpoint == "ideas.agree" else owner),
    "group_id": lambda world, _endpoint, owner: world.group(owner)[0],
    "idea_id": _idea,
    "link_id": lambda world, _endpoint, _owner: world.invitation(world.company.id),
    "mail_id": lambda world, _endpoint, _owner: world.failed_mail(),
    "warning_id": lambda world, _endpoint, owner: world.warning(owner),
    "name": lambda _world, _endpoint, _owner: MAIL_FILE,
    "number": lambda _world, _endpoint, _owner: 1,
    "notification_id": lambda world, _endpoint, owner: world.notification(owner),
    "of": lambda _world, _endpoint, _owner: "companies",
    "follow_up_id": lambda world, endpoint, _owner: world.follow_up(
        fresh=endpoint != "follow_ups.one", closed=endpoint == "follow_ups.reopen"
    ),
    "playbook_id": lambda world, _endpoint, _owner: world.playbook(),
    "request_id": lambda world, _endpoint, owner: world.request(owner),
    "response_id": lambda world, _endpoint, _owner: world.response(),
    "team_id": lambda world, _endpoint, _owner: world.team_id(),
    "organization_id": lambda world, _endpoint, _owner: world.company.id,
    "proposal_id": lambda world, _endpoint, _owner: world.proposal(),
    "public_id": _public_id,
    "ref": lambda world, endpoint, _owner: _ref(world, endpoint),
    "report": lambda _w, endpoint, _owner: "completions" if endpoint.startswith("learning.") else "what-answered",
    "key": lambda world, _endpoint, owner: world.attempt(owner),
    "slug": _slug,
    "token_id": lambda world, _endpoint, _owner: world.api_token(),
    "person_id": lambda world, _endpoint, _owner: world.mate.id,
    "theme": lambda _world, _endpoint, _owner: "light",
    "token": _token,
    "what": lambda _world, endpoint, _owner: "question" if endpoint == "community.opened" else "idea",
}
SURVEY = {"name": "Of ships", "by": "hand", "every_days": "180", "delay_days": "1", "drip_days": "1"}
FORMS: Mapping[str, Callable[[World, Person], dict[str, Any]]] = {
    "nps.advocate": lambda _world, _owner: {"said": "later"},
    "nps.explain": lambda _world, _owner: {"words": "It floats.", "about": "other"},
    "nps.send": lambda _world, _owner: {"score": "10", "by": "button"},
    "nps_exits.vote": lambda world, _owner: {"idea": world.talked(), "want": "1"},
    "survey_console.create": lambda _world, _owner: SURVEY,
    "survey_console.save": lambda _world, _owner: SURVEY | {"version": "1"},
    "survey_console.archive": lambda _world, _owner: {"back": "1"},
    "survey_console.send_test": lambda _world, _owner: {"language": "en"},
    "survey_console.create_wave": lambda _world, _owner: {"starts_at": "2100-01-04T10:00", "drip_days": "1"},
    "survey_console.save_wave": lambda _w, _owner: {"starts_at": "2100-01-04T10:00", "drip_days": "1", "version": "1"},
    "survey_console.launch_wave": lambda _world, _owner: {"version": "1"},
    "survey_console.pause": lambda _world, _owner: {
        "whom": "all",
        "until": (now() + timedelta(days=9)).date().isoformat(),
        "reason": "Ships sank",
    },
    "community.accept": lambda _world, _owner: {"want": "1"},
    "community.answer": lambda _world, _owner: {"text": "Turn the wheel."},
    "community.comment": lambda _world, _owner: {"text": "Which?"},
    "community.comment_answer": lambda _world, _owner: {"text": "Which?"},
    "community.create": lambda _world, _owner: {"title": "Ship gates", "text": "They stay shut."},
    "community.follow": lambda _world, _owner: {"want": "1"},
    "community.follow_tag": lambda _world, _owner: {"want": "1"},
    "community.lock": lambda _world, _owner: {"want": "1"},
    "community.merge": lambda world, _owner: {"into": world.asked()},
    "community.save_person": lambda _world, _owner: {"about": "Harbours"},
    "joins_console.wish": lambda _world, _owner: {"title": "Gates that open", "text": "They stay shut."},
    "community.save": lambda _world, _owner: {"title": "Ship gates", "text": "They stay shut.", "version": "1"},
    "community.save_answer": lambda _world, _owner: {"text": "Turn it twice.", "version": "1"},
    "community.save_comment": lambda _world, _owner: {"text": "Which one?", "version": "1"},
    "community.save_place": lambda _world, _owner: {"tags": "harbour"},
    "community.too": lambda _world, _owner: {"want": "1"},
    "community.useful": lambda _world, _owner: {"want": "1"},
    "accounts.act_for": lambda world, _owner: {"organization": world.company.id},
    "accounts.cancel_invitation": lambda world, _owner: {"invitation": world.invitation(world.company.id)},
    "accounts.erase": lambda world, owner: world.wrong_password(owner),
    "accounts.end_session": lambda world, owner: {"session": world.session(owner)},
    "accounts.remove_colleague": lambda world, _owner: {
        "person": world.make.person(organization=world.company).public_id
    },
    "accounts.name_key_person": lambda world, _owner: {
        "person": world.make.person(organization=world.company).public_id
    },
    "accounts.resend_invitation": lambda world, _owner: {"invitation": world.invitation(world.company.id)},
    "community.decide_request": lambda world, _owner: {"person": world.in_group("asked"), "act": "let_in"},
    "community.follow_group": lambda _world, _owner: {"want": "1"},
    "community.invite_to_group": lambda world, _owner: {"person": world.in_group("member")},
    "community.join_group": lambda _world, _owner: {"want": "1"},
    "community.pin_in_group": lambda world, _owner: {"question": world.asked_there(), "want": "1"},
    "community.remove_member": lambda world, _owner: {"person": world.in_group("member")},
    "community.set_leader": lambda world, _owner: {"person": world.in_group("member"), "want": "1"},
    "community_console.archive_group": lambda _world, _owner: {"want": "0"},
    "community.propose_champion": lambda world, _owner: {"person": world.stranger.public_id, "words": "Ships."},
    "community.save_away": lambda _world, _owner: {"act": "back"},
    "community.save_knows": lambda _world, _owner: {"area": "harbour", "tags": "ships"},
    "community_console.appoint": lambda _world, _owner: {"area": "harbour", "months": "12"},
    "community_console.award": lambda _world, _owner: {"year": "2026", "name-en": "First", "name-ja": "一番"},
    "community_console.save_areas": lambda _world, _owner: {"area": "harbour"},
    "community_console.save_rules": lambda _world, _owner: RULES,
    "community_console.withdraw": lambda _world, _owner: {"reason": "It sank."},
    "idea_console.drop_on_behalf": lambda world, _owner: {"person": world.mate.public_id},
    "idea_console.merge": lambda world, _owner: {"into": world.talked()},
    "idea_console.split": lambda _world, _owner: {"title": "Harbour lists", "text": "It saves time."},
    "ideas.judge": lambda _world, _owner: {"solved": "1"},
    "ideas.agree": lambda _world, _owner: {"want": "1"},
    "ideas.comment": lambda _world, _owner: {"text": "So do we."},
    "ideas.follow": lambda _world, _owner: {"want": "1"},
    "ideas.save_comment": lambda _world, _owner: {"text": "So did we.", "version": "1"},
    "ideas.create": lambda _world, _owner: {"title": "Ship lists", "text": "It saves time."},
    "ideas.save": lambda _world, _owner: {"title": "Ship lists", "text": "It saves time.", "version": "1"},
    "ideas.vote": lambda _world, _owner: {"want": "1"},
    "moderation.report": lambda _world, _owner: {"reason": "spam"},
    "moderation_console.act": lambda _world, _owner: {"act": "take", "version": "1"},
    "moderation_console.act_on_thing": lambda _world, _owner: {"act": "hide", "words": "No."},
    "moderation_console.warn": lambda _world, _owner: {"words": "No.", "known": "0"},
    "people.suspend": lambda _world, _owner: {"end": "day", "words": "No.", "known": "0"},
    "follow_ups.add_note": lambda _world, _owner: {"note-text": "Seen."},
    "follow_ups.add_task": lambda _world, _owner: {"task-text": "Call"},
    "follow_ups.apply": lambda world, _owner: {"playbook": world.playbook()},
    "follow_ups.close": lambda _world, _owner: {
        "close-version": "1",
        "close-outcome": "solved",
        "close-closing": "It floats.",
        "act": "done",
    },
    "follow_ups.create": lambda world, _owner: {
        "organization": "Aoba",
        "title": f"Call the ship {next(world.make.numbers)}",
        "team": world.team_id(),
        "owner": "0",
    },
    "follow_ups.create_playbook": lambda _world, _owner: {"name": "A ship comes", "state": "draft", "version": "0"},
    "follow_ups.hand": lambda world, owner: {
        "hand-version": "1",
        "hand-owner": str(world.people["admin"].id),
        "hand-team": str(world.team_id()),
    },
    "follow_ups.reopen": lambda _world, _owner: {"version": "1"},
    "follow_ups.save_clock": lambda _world, _owner: {"hours": "24"},
    "follow_ups.save_team": lambda _world, _owner: {"name_en": "Product", "name_ja": "プロダクト"},
    "follow_ups.snooze": lambda _world, _owner: {
        "snooze-version": "1",
        "snooze-until": (now() + timedelta(days=9)).date().isoformat(),
    },
    "follow_ups.take": lambda _world, _owner: {"version": "1"},
    "follow_ups.tick": lambda world, _owner: {"task": world.task, "want": "1"},
    "joins.request_service": lambda world, _owner: world.seen_price(),
    "requests.create": lambda _world, _owner: {"kind": "help", "title": "Ships", "words": "They sink."},
    "learning.decide": lambda _world, _owner: {"text": "Try it", "due": "2100-01-01"},
    "learning.drop_step": lambda world, owner: world.step(owner),
    "learning.explain": lambda world, owner: world.rating(owner),
    "learning.finish_step": lambda world, owner: world.step(owner),
    "learning.rate": lambda _world, _owner: {"helpful": "yes"},
    "learning.watched": lambda _world, _owner: {"from": 0, "to": 5},
    "learning.suggest": lambda world, _owner: {"item": "open", "person": world.mate.public_id},
    "learning.take_back_suggestion": lambda world, owner: {"suggestion": world.suggestion(owner)},
    "learning.put": lambda _world, _owner: {"add": "open"},
    "learning.share": lambda _world, _owner: {"want": "1"},
    "people.open_invitation": lambda _world, _owner: {"act": "cancel"},
    "settings.settle_mail": lambda _world, _owner: {"act": "dismiss"},
    "settings.settle_work": lambda _world, _owner: {"act": "retry"},
    "token_console.create": lambda _world, _owner: {"name": "CRM", "scopes": ["read:people"], "days": "90"},
    "webhook_console.create": lambda _world, _owner: {"url": "https://hooks.example/new"},
    "webhook_console.save": lambda _world, _owner: {"url": "https://hooks.example/other", "version": "1"},
    "webhook_console.set_state": lambda _world, _owner: {"act": "pause"},
    "webhook_console.replay_failed": lambda _world, _owner: {"since": "3"},
}
