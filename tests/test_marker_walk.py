"""Staff-only facts and other people's never reach a customer: each carries a marker, and every page and mail is read."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
import time_machine
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.accounts import links
from portal.accounts.feed_keys import FeedKey
from portal.accounts.models import Membership, Organization, OrganizationDomain, Person, Role
from portal.community.models import (
    ChampionCandidacy,
    ChampionFigures,
    ChampionTerm,
    CommunityGroup,
    GroupMember,
    Question,
)
from portal.ideas.commands.notes import add_note
from portal.ideas.commands.proposals import leave, propose
from portal.ideas.commands.statuses import set_status
from portal.ideas.commands.submitting import Wish, submit
from portal.ideas.commands.talk import comment, edit
from portal.ideas.commands.votes import cast_vote, vote_on_behalf
from portal.ideas.models import Idea, IdeaVerdict
from portal.kernel import site
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Outbox, record
from portal.kernel.mail import Mail
from portal.kernel.mailing import transport
from portal.learning.models import Completion, Draft, Item, NextStep, Rating, Suggestion
from portal.moderation.commands.flagging import flag
from portal.moderation.models import ModerationWarning
from portal.search import index as search_index
from portal.search.models import SearchMiss
from portal.success.commands import opening, tasks, working
from portal.success.commands import playbooks as books
from portal.success.commands import requests as asking
from portal.success.models import FollowUp
from portal.surveys.models import Invitation, Survey, SurveyPause, Wave
from tests.sample_world import World, content, world
from tests.surveys.worlds import Surveyed

__all__ = ["content", "world"]
pytestmark = pytest.mark.one_database

TEMPLATES = Path(__file__).parent.parent / "portal" / "templates" / "mail"
MOST_PAGES = 800
MOST_ALIKE = 5
BANDS = "bands of companies that want an idea"
DESCRIBED = {("/api/docs", BANDS), ("/api/v1/openapi.json", BANDS)}  # what the words mean, of nobody
UNKNOWN = "/robots.txt /sitemap.xml /events.ics /api/v1/openapi.json /api/v1/organizations"
LINK = re.compile(r'(?:href|src|action|data-hx-get)="([^"]+)"')
READERS = ["guest"] + [f"{name} {role}" for name in ("aoba", "rival") for role in ("member", "key person", "champion")]
LOOK_EVERYWHERE = ["guest", "aoba key person", "aoba admin"]  # else the console, which no customer has, is left out
SEARCHERS = ["guest", "aoba member"]  # what the others find is told by the same access tokens
FORM_READERS = ["guest", "aoba member", "aoba key person", "rival key person"]
SHOWN_NOWHERE = {
    "feed key",
    "aoba next step",
    "rival next step",
    "aoba suggestion",
    "rival suggestion",
}  # to their own person alone


@dataclass(frozen=True)
class Secret:
    """A fact, how it would read, and the readers who may see it ("staff" always may)."""

    name: str
    texts: tuple[str, ...]
    seen_by: frozenset[str] = frozenset()

    def stands_in(self, page: str) -> bool:
        return any(text.lower() in page for text in self.texts)


class Planted:
    """The world with a marker in every fact that somebody must not see, and the readers who walk through it.

    Readers are guest, and member, key person and champion of both companies ("aoba member", "rival champion" …).
    """

    def __init__(self, world: World) -> None:
        self.world, self.make = world, world.make
        self.secrets: list[Secret] = []
        self.walkers: dict[str, Person] = {}
        self.mates: list[Person] = []
        self.names: dict[str, str] = {}
        world.change(world.company, may_be_named=False)
        companies = {"aoba": world.company, "rival": world.rival}
        for name, company in companies.items():
            self.customers_of(name, company)
        for name, company in companies.items():
            self.company_facts(name, company)
            self.people_facts(name, company)
        self.portal_facts()
        self.items()
        for name, company in companies.items():
            self.learning_facts(name, company)
        self.idea_facts()
        self.group_facts()
        self.champion_facts()
        self.follow_up_facts()
        self.answer_facts()
        self.survey_facts()
        key = self.hide("feed key", "xqfeedkeyqx", seen_by={"aoba member"})
        self.make.add(FeedKey(person_id=self.walkers["aoba member"].id, key=key))

    def hide(self, name: str, *texts: str, seen_by: Iterable[str] = ()) -> str:
        """Note a secret; without texts of its own it gets a word that stands nowhere else. The first text."""
        found = texts or (f"xq{len(self.secrets)}{re.sub('[^a-z]', '', name)}qx",)
        self.secrets.append(Secret(name, found, frozenset(seen_by)))
        return found[0]

    def customers_of(self, name: str, company: Organization) -> None:
        for role, roles in (("member", 0), ("key person", Role.KEYPERSON), ("champion", Role.CHAMPION)):
            walker = f"{name} {role}"
            email = self.hide(
                f"{walker} e-mail", f"xq{name}{role[:3]}@people.example", seen_by={walker, f"{name} key person"}
            )
            language = "ja" if name == "rival" else "en"
            self.walkers[walker] = self.make.person(
                Role.MEMBER | roles, company, email=email, language=language, display_name=walker.title()
            )

    def company_facts(self, name: str, company: Organization) -> None:
        own = {walker for walker in self.walkers if walker.startswith(name)}
        owner = self.make.staff(
            Role.CS,
            display_name=self.hide(f"{name} owner", seen_by=own),  # on the page of a paid service, as whom to ask
            email=self.hide(f"{name} owner e-mail", f"xq{name}owner@v.example", seen_by=own),
        )
        value, monthly = (918_273_645, 77_665_533) if name == "aoba" else (827_364_591, 66_554_422)
        year = 2093 if name == "aoba" else 2087
        self.hide(f"{name} contract value", str(value), str(value // 100))
        self.hide(f"{name} monthly", str(monthly), str(monthly // 100))
        self.hide(f"{name} answered last", f"{year}-08-23", f"august {year}", f"{year}年8月")
        self.hide(f"{name} renewal", f"{year}-07-19", f"july {year}", f"{year}年")
        self.hide(f"{name} touch", "Low touch", "ロータッチ")
        called = self.names[name] = self.hide(f"{name} name", seen_by=own)
        self.world.change(
            company,
            name=called,
            name_key=called,
            tier_reason=self.hide(f"{name} tier reason"),
            touch="low",
            touch_reason=self.hide(f"{name} touch reason"),
            contract_value=value,
            mrr=monthly,
            renewal=date(year, 7, 19),
            owner_id=owner.id,
            industry=self.hide(f"{name} industry", seen_by=own),
            nps_score=3 if name == "aoba" else 2,  # few digits: told by its band
            nps_at=datetime(year, 8, 23, tzinfo=UTC),
            stage="onboarding" if name == "aoba" else "presales",
        )
        self.make.add(
            OrganizationDomain(organization_id=company.id, name=self.hide(f"{name} domain", f"xq{name}.example"))
        )

    def people_facts(self, name: str, company: Organization) -> None:
        """A colleague, an invitation, and what staff did."""
        key_person = {f"{name} key person"}
        year = 1991 if name == "aoba" else 1987
        third = self.make.organization(name=self.hide(f"{name} colleague's other company"))
        mate = self.make.person(
            organization=company,
            display_name=self.hide(f"{name} colleague", seen_by=key_person),
            email=self.hide(f"{name} colleague e-mail", f"xq{name}mate@people.example", seen_by=key_person),
            title=self.hide(f"{name} colleague title", seen_by=key_person),
            department=self.hide(f"{name} colleague department"),
            influence="influences",
            suspended_at=datetime(year, 2, 3, tzinfo=UTC),
            suspended_reason=self.hide(f"{name} colleague suspended why"),
        )
        self.hide(f"{name} colleague influence", "Influences the decision", "決定に影響")
        self.hide(f"{name} colleague suspended", f"{year}-02-03", f"february {year}", f"{year}年")
        self.mates.append(mate)
        self.make.add(Membership(person_id=mate.id, organization_id=third.id))
        actor = self.make.staff(Role.CS, display_name=self.hide(f"{name} actor"))
        warning = {"person_id": mate.id, "by_id": actor.id, "kind": "idea", "ref": 0}
        self.make.add(ModerationWarning(words=self.hide(f"{name} colleague warned"), **warning))
        with self.world.in_app():
            for row, event, data in (
                (mate, "person.suspended", {}),
                (self.walkers[f"{name} member"], "person.details_changed", {"fields": ["influence"]}),
                (company, "organization.changed", {"fields": ["tier", "contract_value"]}),
            ):
                record(event, row, actor=actor, organization_id=company.id, **data)
            links.issue(
                "invite",
                self.hide(f"{name} invitation e-mail", f"xq{name}invited@people.example", seen_by=key_person),
                organization_id=company.id,
                display_name=self.hide(f"{name} invitation name", seen_by=key_person),
                language="en",
                by=self.world.people["cs"].id,
            )

    def portal_facts(self) -> None:
        """Settings, files in work, and what went wrong."""
        self.hide("high tier from", "636363636", "6363636")
        self.hide("middle tier from", "525252525", "5252525")
        to = self.hide("failed mail address", "xqfailed@people.example")
        subject, error = self.hide("failed mail subject"), self.hide("failed mail error")
        words = {"template": "sign_up", "language": "en", "text": "", "html": "", "headers": {}}
        self.make.add(Mail(to_email=to, subject=subject, error=error, state="failed", due_at=sa.null(), **words))
        self.make.add(SearchMiss(day=now().date(), locale="en", q=self.hide("search miss"), at=now()))
        row = f"{self.hide('draft row e-mail', 'xqdraft@people.example')},{self.hide('draft row')},{self.names['aoba']}"
        with self.world.in_app():
            found = site.row()
            found.tier_high_from, found.tier_middle_from = 636_363_636, 525_252_525
            event = record("person.restored", self.world.mate)
            db.session.add(Outbox(event_id=event.id, consumer="mail", due_at=None, error=self.hide("failed work")))
        self.clerk = self.make.staff(Role.ADMIN)
        self.draft = self.world.draft(self.clerk, "people", self.hide("draft file"), row)

    def items(self) -> None:
        """What is on staff's menu only, what was taken off, and what authors say to staff."""
        content = self.world.content
        for slug, path, audience in (
            ("staff item", "en/onboarding/xq-internal.md", "staff"),
            ("presales item", "en/presales/xq-offer.md", "public"),
            ("high tier item", "en/growth/xq-top.md", "[tier:high]"),
            ("archived item", "en/growth/xq-old.md", "public"),
        ):
            words = [self.hide(f"{slug}{part}") for part in (" title", " summary", " problem", "")]
            title, summary, problem, body = words
            content.write(path, f"{body} harbour\n", title=title, summary=summary, problem=problem, audience=audience)
        facts = {
            "owner": self.hide("item owner"),
            "clears": f"[{self.hide('item lamps')}]",
            "xnote": self.hide("item unknown key"),
        }
        content.write("en/onboarding/open.md", "A harbour for all\n", title="Open to all", audience="public", **facts)
        price = "{amount: 980, currency: EUR}"
        content.write("en/growth/paid.md", "A harbour to pay for\n", title="Paid", format="service", price=price)
        stages, marker = (content.folder / "stages.toml").read_text(), self.hide("staff stage")
        (content.folder / "stages.toml").write_text(
            re.sub(r'name = \{en = "Presales", ja = "[^"]+"\}', f'name = {{en = "{marker}", ja = "{marker}"}}', stages)
        )
        content.sync(keep_going=True)
        content.remove("en/growth/xq-old.md")
        content.sync(keep_going=True)
        self.drafts()

    def drafts(self) -> None:
        """An item to be, and what shall become of one that is on the menu."""
        for slug, path, item_id in (("new draft", "xq-to-be", None), ("next draft", "members", self.item("members"))):
            title, body = self.hide(f"{slug} title"), self.hide(slug)
            texts = {"en": f"---\ntitle: {title}\naudience: public\n---\n{body} harbour\n"}
            words = {"stage": "onboarding", "title": title, "texts": texts, "editor_id": self.world.people["cs"].id}
            self.make.add(Draft(slug=path, item_id=item_id, **words))

    def item(self, slug: str) -> int:
        with self.world.in_app():
            return db.session.scalars(sa.select(Item.id).where(Item.slug == slug)).one()

    def learning_facts(self, name: str, company: Organization) -> None:
        """When a colleague finished something, why it did not help them, and what was suggested to them and why."""
        key_person, year = {f"{name} key person"}, 1993 if name == "aoba" else 1994
        mate = self.mates[list(self.names).index(name)]
        with self.world.in_app():
            [item_id] = db.session.scalars(sa.select(Item.id).where(Item.slug == "open"))
            db.session.execute(sa.update(Item).where(Item.id == item_id).values(helpful_no=Item.helpful_no + 1))
        theirs = {"person_id": mate.id, "item_id": item_id}
        at = datetime(year, 2, 3, tzinfo=UTC)
        self.hide(f"{name} finished", f"{year}-02-03", f"february {year}", f"{year}年", seen_by=key_person)
        self.make.add(Completion(organization_id=company.id, kind="earned", version=1, at=at, **theirs))
        self.make.add(Rating(helpful=False, reason=self.hide(f"{name} reason"), version=1, **theirs))
        self.make.add(NextStep(text=self.hide(f"{name} next step"), due=date(2100, 1, 1), **theirs))
        note = self.hide(f"{name} suggestion", seen_by=key_person)
        by = self.walkers[f"{name} key person"].id
        self.make.add(Suggestion(organization_id=company.id, by_id=by, note=note, **theirs))

    def idea_facts(self) -> None:
        """What an idea is worth, and what staff noted where it was asked for."""
        ann, ben = (self.walkers[name].id for name in ("aoba member", "rival member"))
        third = self.make.person(display_name=self.hide("voter of a third company"))
        clerk = self.make.staff(Role.PRODUCT, display_name=self.hide("who noted a vote on behalf"))
        reporter = self.make.person(display_name=self.hide("who reported something"))
        with self.world.in_app():
            idea = submit(db.session.get_one(Person, ann), Wish("A harbour wall", "It keeps the harbour calm."))
            cs = db.session.get_one(Person, clerk.id)
            note = self.hide("note of a vote on behalf")
            vote_on_behalf(cs, idea.id, db.session.get_one(Person, ben), "meeting", note)
            self.hide("demand", str(idea.demand), str(idea.demand // 100))
            self.hide(BANDS, "detractors", "批判者")
            self.idea_talk(idea, db.session.get_one(Person, ben), third)
            self.talk += self.idea_inside(idea, cs, db.session.get_one(Person, ann))
            case = flag(
                db.session.get_one(Person, reporter.id), "idea", idea.id, "other", self.hide("note of a report")
            )
            self.talk += ["/console/moderation", f"/console/moderation/{case.id}"]

    def group_facts(self) -> None:
        """A closed group that no walker is in, and what somebody said who would like to join another."""
        names = {code: self.hide(f"closed group in {code}") for code in ("en", "ja")}
        abouts = {code: self.hide(f"about of a closed group in {code}") for code in ("en", "ja")}
        facts = {"names": names, "abouts": abouts, "industry": self.hide("industry of a closed group")}
        closed = self.make.add(CommunityGroup(slug="xq-closed", access="closed", members=1, questions=1, **facts))
        member = self.make.person(display_name=self.hide("member of a closed group"))
        self.make.add(GroupMember(group_id=closed.id, person_id=member.id, leader=True))
        words = {part: self.hide(f"{part} of a question in a closed group") for part in ("title", "excerpt")}
        text = {"source": "S", "html": "H", "plain": "P", "author_id": member.id}
        self.make.add(Question(group_id=closed.id, secret=True, **words, **text))
        title = self.hide("title of a pinned question in a closed group")
        pinned = self.make.add(Question(group_id=closed.id, secret=True, title=title, **text))
        self.world.change(closed, pinned_id=pinned.id)
        asked, said = self.world.group(self.world.mate), self.hide("words of a request to join")
        by = self.make.person(display_name=self.hide("who asks to join"))
        self.make.add(GroupMember(group_id=asked[0], person_id=by.id, state="asked", words=said))
        closed_pages = [f"/community/groups/xq-closed{more}" for more in ("", "/members", "/requests", "/invite")]
        self.talk += [
            *closed_pages,
            f"/community/groups/{asked[1]}/requests",
            "/console/community/groups",
            f"/console/community/groups/{closed.id}",
        ]

    def follow_up_facts(self) -> None:
        """What staff do about a customer and tell each other; what a customer asked for, and was told."""
        ann, own = self.walkers["aoba member"], {"aoba member", "aoba key person"}
        by = self.hide("who answers a request", seen_by=own)
        clerk = self.make.staff(Role.CS, display_name=by)
        with self.world.in_app():
            cs, asker = db.session.get_one(Person, clerk.id), db.session.get_one(Person, ann.id)
            plan = books.Plan(
                self.hide("playbook"),
                self.hide("about of a playbook"),
                "live",
                [books.Step(self.hide("step of a playbook"), 1, None)],
            )
            book = books.create(cs, plan)
            words = [self.hide(f"{part} of a request", seen_by=own) for part in ("title", "words")]
            made = asking.make(asker, asking.Wanted("help", *words))
            number = made.follow_up_id or 0
            working.take(cs, number, db.session.get_one(FollowUp, number).version)
            working.note(cs, number, self.hide("note on a follow-up"))
            tasks.add_task(cs, number, self.hide("task of a follow-up"), None)
            tasks.apply(cs, number, book.id)
            by_hand, note = self.hide("title of a follow-up"), self.hide("why a follow-up was noted")
            team = self.world.team()
            noted = opening.note_by_hand(cs, self.world.company.id, by_hand, note=note, owner_id=cs.id, team_id=team)
            until, waits = now() + timedelta(days=9), self.hide("why a follow-up waits")
            working.snooze(cs, noted.id, noted.version, until, waits)
            working.finish(cs, noted.id, noted.version, "solved", self.hide("what came of a follow-up"))
            dropped = opening.note_by_hand(cs, self.world.rival.id, "Look", owner_id=cs.id, team_id=team)
            working.hand(cs, dropped.id, 1, owner_id=None, team_id=team, note=self.hide("why it was handed over"))
            working.drop(cs, dropped.id, dropped.version, self.hide("why a follow-up was dropped"))
            reply = self.hide("answer to a request", seen_by=own)
            asking.answer(cs, number, made.id, made.version, "accepted", reply)
            numbers = number, noted.id, dropped.id
            self.talk += [f"/requests/{made.id}", f"/console/playbooks/{book.id}"]
        self.talk += [f"/console/follow-ups/{one}" for one in numbers]

    def survey_facts(self) -> None:
        """What staff call a survey and whom they choose, who launched a wave, and why nobody of a company is asked."""
        launcher = self.make.staff(Role.CS, display_name=self.hide("who launched a wave"))
        survey = self.make.add(Survey(name=self.hide("name of a survey"), segment={"industries": ["xqindustryqx"]}))
        self.hide("industry of a segment", "xqindustryqx")
        at = {"starts_at": now(), "closes_at": now() + timedelta(days=30), "launched_at": now(), "state": "live"}
        wave = self.make.add(Wave(survey_id=survey.id, number=1, launched_by_id=launcher.id, **at))
        troubled = self.make.organization(name="Troubled").id
        paused = {"organization_id": troubled, "by_id": launcher.id, "until": now() + timedelta(days=9)}
        self.make.add(SurveyPause(reason=self.hide("reason of a pause"), **paused))
        asked = {"person_id": self.walkers["rival member"].id, "organization_id": self.world.rival.id}
        facts = {"stage": "onboarding", "tier": "low", "touch": "tech", "language": "en", "contract_value": 0}
        self.make.add(Invitation(survey_id=survey.id, wave_id=wave.id, send_at=now(), **asked, **facts))
        self.survey = survey.id
        self.talk += [f"/console/nps/surveys/{survey.id}", f"/console/nps/surveys/waves/{wave.id}"]

    def answer_facts(self) -> None:
        """What a survey is called, and what a colleague answered: for staff, never for anybody of the own company."""
        surveyed = Surveyed(self.world.app, self.make, self.world.people["cs"])
        asked = surveyed.person(self.world.company)
        segment = {"organizations": [self.world.company.id]}
        wave = surveyed.wave(surveyed.survey(self.hide("survey")), now() - timedelta(days=3), segment)
        number = surveyed.answer(wave, asked, 2, self.hide("words of an answer"), "service", "call")
        self.talk += ["/console/nps", f"/console/nps/responses/{number}", f"/console/nps/waves/{wave}.csv"]

    def champion_facts(self) -> None:
        """What candidates and who proposes them say, why a term was ended, and what others did in figures."""
        member, rival = self.walkers["aoba member"], self.walkers["rival member"]
        clerk = self.make.staff(Role.CS, display_name=self.hide("who appoints champions"))
        stages, accepted = 717_171_717, 616_161_616
        for number in (stages, accepted):
            self.hide(f"champion figures {number}", str(number))
        kept = {"stages": stages, "accepted": accepted, "helped": 1}
        words = self.hide("words of a candidate", seen_by={"aoba member"})
        reply = self.hide("reply to a candidate", seen_by={"aoba member"})
        decided = {"appointed": False, "decided_by_id": clerk.id, "decided_at": now(), "reply": reply}
        third = self.make.person(display_name="Third", organization=None)
        day = {"starts": date(2026, 1, 1), "ends": date(2026, 2, 1), "by_id": clerk.id, "figures": kept}
        over = {
            "outcome": "withdrawn",
            "ended_at": now(),
            "reason": self.hide("why a term was ended"),
            "end_figures": kept,
        }
        self.make.add(
            ChampionCandidacy(person_id=member.id, by_id=member.id, words=words, **decided),
            ChampionCandidacy(person_id=third.id, by_id=rival.id, words=self.hide("words of who proposes")),
            ChampionTerm(person_id=third.id, **day, **over),
            ChampionFigures(person_id=third.id, stages=stages, accepted=accepted),
        )
        self.talk += ["/console/community/champions"]
        self.talk += [f"/console/community/champions/{person.public_id}" for person in (member, third)]

    def idea_inside(self, idea: Idea, staff: Person, ann: Person) -> list[str]:
        """What staff tell each other, what they propose, and what somebody misses in what has shipped; where it stands."""
        add_note(staff, idea.id, self.hide("internal note"))
        left = propose(staff, idea.id, "review", self.hide("proposal that was left"))
        leave(staff, left.id, self.hide("reply to a proposal"))
        propose(staff, idea.id, "declined", self.hide("proposal"))
        shipped = submit(ann, Wish("A harbour gate", "It keeps the storm out."))
        set_status(staff, shipped.id, "shipped", "", "/learn/open")
        missing = self.hide("what is still missing", seen_by={"aoba member"})
        db.session.add(
            IdeaVerdict(idea_id=shipped.id, person_id=ann.id, solved=False, missing=missing, answered_at=now())
        )
        inside = [f"/console/ideas/{idea.id}{more}" for more in ("", "/all/on-behalf", "/all/companies", "/all/notes")]
        return [*inside, f"/console/ideas/{shipped.id}/all/missing", f"/ideas/{shipped.id}/verdict", shipped.url]

    def idea_talk(self, idea: Idea, ben: Person, third: Person) -> None:
        """A comment that was taken away with its earlier words, what waits for a look, and who voted elsewhere."""
        own, words = {"rival member"}, self.hide("hidden comment", seen_by={"rival member"})
        said = comment(ben, idea.id, self.hide("earlier words of a hidden comment", seen_by=own))
        edit(ben, said.id, words, 1)
        said.hidden_at, said.hidden_reason = now(), self.hide("why a comment is hidden", seen_by=own)
        held = submit(ben, Wish(self.hide("held idea", seen_by=own), self.hide("text of a held idea", seen_by=own)))
        held.held_at = now()
        cast_vote(db.session.get_one(Person, third.id), idea.id)
        self.talk = [idea.url, f"/ideas/{idea.id}/voters", f"/ideas/{idea.id}/comments/{said.id}/versions", held.url]

    def hidden_from(self, reader: str) -> list[Secret]:
        return [secret for secret in self.secrets if reader not in secret.seen_by]

    def browser(self, reader: str) -> FlaskClient:
        browser = self.world.app.test_client()
        if reader in self.walkers:
            self.make.signed_in(browser, self.walkers[reader])
        return browser

    def starts(self, reader: str) -> list[str]:
        """An address of each page, those of both companies and of what is not on the menu.

        Tokens stand for somebody of Aoba; to others a made-up one has to do.
        """
        world, mine = self.world, reader.startswith("aoba")
        found = [
            world.address(rule.endpoint, reader.partition(" ")[2] or reader) if mine or "token" not in rule.arguments
            else rule.rule.replace("<token>", "no-such-token")
            for rule in world.rules("GET")
        ]  # fmt: skip
        found += [f"/console/customers/{company.id}" for company in (world.company, world.rival)]
        found += [f"/console/people/{person.public_id}" for person in (*self.walkers.values(), *self.mates)]
        found += [f"/learn/xq-{slug}" for slug in ("internal", "offer", "top", "old", "to-be")]
        found += [f"/console/content/{slug}" for slug in ("members", "xq-old", "xq-to-be")]
        found += [f"/learn?stage={stage}" for stage in ("onboarding", "growth", "presales", "nowhere")]
        found += [f"/console/customers/{company.id}/learning" for company in (world.company, world.rival)]
        found += [f"/company/learning/people/{mate.public_id}" for mate in self.mates]
        found += [f"/console/content/reports?report={report}" for report in ("helpful", "reviews", "completions")]
        found += [*self.talk, "/search?q=harbour", f"/console/people/import/{self.draft}"]
        found += UNKNOWN.split() if reader in SEARCHERS else []
        left_out = "/dev/" if reader in LOOK_EVERYWHERE else ("/dev/", "/console/")  # /dev/ is for developers' machines
        return [path for path in found if not path.startswith(left_out)]


def words_of(answer: TestResponse) -> str:
    """All that an answer says, headers too, in lower case and as it is meant; numbers also without their separators."""
    said = unquote(html.unescape(f"{answer.headers}\n{text_of(answer)}")).lower()
    return said + re.sub(r"(?<=\d)[,.\u00a0\u202f '’](?=\d)", "", said)


def text_of(answer: TestResponse) -> str:
    """The body; of an export what is in it."""
    if answer.mimetype != "application/zip":
        return answer.get_data(as_text=True)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        answer.close()
        return "\n".join(file.read(name).decode("utf-8", "replace") for name in file.namelist())


def walk(browser: FlaskClient, starts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each page that can be reached, with what it says; items refused are asked for as a program and as htmx, too.

    All secrets stand on pages the walk starts from. Links lead on to rows by the dozen, which the world makes anew for
    each address: of addresses that differ by numbers alone, a few are followed.
    """
    waiting, known = list(dict.fromkeys(starts)), set[str]()
    first, alike = set(waiting), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        kind = re.sub(r"\d+", "0", path)
        if path in known or (path not in first and alike[kind] >= MOST_ALIKE):
            continue
        known.add(path)
        alike[kind] += path not in first
        assert len(known) <= MOST_PAGES, f"the walk does not end: {sorted(known)}"
        answer = browser.get(path)
        assert answer.status_code < 500, path
        said = words_of(answer)  # who types an address with a word in it reads that word in the links of the page
        if answer.status_code == 404:
            said = said.replace(unquote(path).lower(), "").replace(path.lower(), "")
        yield path, said
        if path.startswith("/learn/") and answer.status_code == 404:
            yield f"{path} as JSON", words_of(browser.get(path, headers={"Accept": "application/json"}))
            yield f"{path} by htmx", words_of(browser.get(path, headers={"HX-Request": "true"}))
        if answer.status_code == 200 and answer.mimetype == "text/html":
            waiting += links_in(answer.get_data(as_text=True))
        onward = (answer.location or "").partition("#")[0]
        waiting += [onward] if onward.startswith("/") else []


def links_in(page: str) -> list[str]:
    found = (html.unescape(link).partition("#")[0] for link in LINK.findall(page))
    return [link for link in found if re.match(r"/(?!/|static/|dev/|sign-out|unsubscribe/|report/)", link)]


def searches(browser: FlaskClient, hidden: Iterable[Secret]) -> Iterator[tuple[str, str]]:
    """Searches for every marker find nothing; slips in those of the index are not mended."""
    words = [(text, secret) for secret in hidden for text in secret.texts if text.startswith("xq")]
    for some in in_lots([text for text, _secret in words], 16):
        page = browser.get("/search", query_string={"q": " ".join(some)}).get_data(as_text=True)
        assert "title-link" not in page, some
    for some in in_lots([f"{text[:-1]}z" for text, secret in words if " item " in secret.name], 5):
        yield f"search for {some}", words_of(browser.get("/search", query_string={"q": " ".join(some)}))


def in_lots(words: list[str], size: int) -> list[list[str]]:
    return [words[at : at + size] for at in range(0, len(words), size)]


@pytest.fixture
def planted(world: World, drain: Callable[[], None]) -> Planted:
    """The world with its secrets, all of them indexed and told."""
    found = Planted(world)
    for path in mail_folder(world).glob("*.eml"):
        path.unlink()
    drain()
    with world.in_app():
        search_index.rebuild(lambda _kind, _documents: None)  # no rows are left of other tests, but their documents are
    return found


def test_no_page_shows_a_reader_what_is_not_for_them(planted: Planted) -> None:
    leaks = []
    for reader in READERS:
        browser, hidden, seen = planted.browser(reader), planted.hidden_from(reader), set()
        looked = searches(browser, hidden) if reader in SEARCHERS else ()
        for path, said in chain(walk(browser, planted.starts(reader)), looked):
            seen.add(path)
            told = [secret.name for secret in hidden if secret.stands_in(said)]
            leaks += [f"{reader} {path}: {name}" for name in told if (path, name) not in DESCRIBED]
        assert {"/", "/learn/open", "/search?q=harbour"} <= seen
    assert leaks == []


def test_no_answer_to_a_form_shows_it_either(planted: Planted) -> None:
    leaks, world = [], planted.world
    for reader in FORM_READERS:
        hidden, own, steady = planted.hidden_from(reader), reader.partition(" ")[2] or reader, planted.browser(reader)
        for rule in world.rules("POST"):
            if "token" in rule.arguments and not reader.startswith("aoba"):  # the tokens are for people of Aoba
                continue
            browser = planted.browser(reader) if world.may_sign_out(rule.endpoint) else steady
            said = words_of(browser.post(world.address(rule.endpoint, own), data=world.form(rule.endpoint, own)))
            leaks += [f"{reader} {rule.endpoint}: {secret.name}" for secret in hidden if secret.stands_in(said)]
    assert leaks == []


def test_staff_do_see_them(planted: Planted) -> None:
    """Else the walk above would find nothing because nothing is there."""
    browser = planted.world.app.test_client()
    planted.make.signed_in(browser, planted.clerk)
    said = "\n".join(words_of(browser.get(path)) for path in planted.starts("aoba admin"))
    assert {secret.name for secret in planted.secrets if not secret.stands_in(said)} == SHOWN_NOWHERE


def test_no_mail_tells_a_customer_what_is_not_for_them(planted: Planted, drain: Callable[[], None], rows: Any) -> None:
    everybody, leaks = send_every_mail(planted, drain), []
    names = {person.email: person.display_name for person in rows(Person)}  # everybody is greeted by their own
    staff = {person.email for person in rows(Person) if person.is_staff}  # they hear of follow-ups
    assert {mail.template for mail in rows(Mail, state="sent")} == {
        path.name for path in TEMPLATES.iterdir() if path.is_dir()
    }
    for to, said in mails(planted):
        if to in staff:
            continue
        reader = everybody.get(to, "newcomer")
        own = f"{to} {names.get(to, '')}".lower()
        hidden = [secret for secret in planted.hidden_from(reader) if not secret.stands_in(own)]
        if reader == "newcomer":  # invited to Aoba, or added to it with the name in the file
            hidden = [secret for secret in hidden if secret.name not in ("aoba name", "draft row")]
        leaks += [f"to {reader}: {secret.name}" for secret in hidden if secret.stands_in(said)]
    assert leaks == []


def send_every_mail(planted: Planted, drain: Callable[[], None]) -> dict[str, str]:
    """Do whatever makes the portal write; the reader behind each address of a customer."""
    world, walkers = planted.world, planted.walkers
    guest, clerk = world.app.test_client(), world.app.test_client()
    planted.make.signed_in(clerk, planted.clerk)
    named = planted.names["aoba"]
    new = {"display_name": "New", "language": "en"}
    member, champion = (walkers[f"aoba {role}"] for role in ("member", "champion"))

    def send(browser: FlaskClient, path: str, **data: Any) -> None:
        assert browser.post(path, data=data).status_code in (200, 303), path

    send(guest, "/sign-in/link", email=member.email)
    send(guest, "/reset", email=member.email)
    send(guest, "/sign-up", email="zoe@xqaoba.example", display_name="Zoe")
    send(guest, f"/reset/{world.token('reset', member)}", new_password="seven quiet herons")
    send(planted.browser("aoba champion"), "/account/email", email="moved@people.example")
    send(guest, f"/change-email/{world.token('change-email', champion)}")
    send(planted.browser("aoba key person"), "/account/company/invite", email="a@people.example", **new)
    send(clerk, "/console/people/invite", email="b@people.example", organization=named, roles="1", **new)
    send(clerk, f"/console/people/{member.public_id}/link")
    send(clerk, f"/console/people/{member.public_id}/key-person", want="1", organization_id=member.organization_id)
    send(clerk, f"/console/people/{walkers['rival member'].public_id}/companies", act="join", organization=named)
    send(clerk, f"/console/people/import/{planted.draft}", tell="1")
    send(clerk, f"/console/nps/surveys/{planted.survey}/test", language="en")
    send(planted.browser("aoba member"), "/ideas/new", title="Tide tables", text="They save time.")
    drain()
    number = idea_number(world, "Tide tables")
    send(planted.browser("aoba champion"), f"/ideas/{number}/comments", text="So do we.")
    drain()
    with time_machine.travel(now().replace(hour=12) + timedelta(days=8)):  # the weekly digest of what was not mailed
        drain()
    [changed] = {address for address, _said in mails(planted) if re.fullmatch(r"new\d+@aoba\.example", address)}
    return {person.email: reader for reader, person in walkers.items()} | {
        changed: "aoba champion",
        "moved@people.example": "aoba champion",
    }


def idea_number(world: World, title: str) -> int:
    with world.app.app_context():
        return db.session.scalars(sa.select(Idea.id).where(Idea.title == title)).one()


def mail_folder(world: World) -> Path:
    with world.app.app_context():
        return transport.folder()


def mails(planted: Planted) -> Iterator[tuple[str, str]]:
    """Whom each mail went to, and all it says."""
    for path in mail_folder(planted.world).glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=default)
        parts = [message.get_body((kind,)).get_content() for kind in ("plain", "html")]
        yield (
            message["To"].addresses[0].addr_spec,
            "\n".join((str(message.items()), *parts, html.unescape(parts[1]))).lower(),
        )
