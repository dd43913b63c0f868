"""How many SQL statements a page may send: a ceiling for each, and the same number however many rows there are."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.accounts import links
from portal.accounts.models import Membership, Organization, OrganizationDomain, Person, Role, SignIn
from portal.accounts.suspensions import Suspension
from portal.api.tokens.models import ApiToken
from portal.community.commands.champions.helpers import put_champion
from portal.community.models import (
    Acceptance,
    Answer,
    AnswerUseful,
    Asking,
    ChampionArea,
    ChampionAward,
    ChampionCandidacy,
    ChampionFigures,
    ChampionProfile,
    ChampionTerm,
    CommunityFollow,
    CommunityGroup,
    CommunityRevision,
    GroupMember,
    Helper,
    Profile,
    Question,
    QuestionComment,
    QuestionTag,
    QuestionToo,
    RoutedQuestion,
)
from portal.ideas.models import (
    CommentAgree,
    Idea,
    IdeaComment,
    IdeaCompany,
    IdeaFollow,
    IdeaNote,
    IdeaProposal,
    IdeaResponse,
    IdeaRevision,
    IdeaStatus,
    IdeaStatusChange,
    IdeaTag,
    IdeaVerdict,
    IdeaVote,
)
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event, Outbox
from portal.kernel.mail import Mail
from portal.kernel.mailing import transport
from portal.learning.models import (
    Completion,
    Draft,
    Item,
    ItemVersion,
    NextStep,
    Suggestion,
    TrayEntry,
    TrayShare,
    Watching,
)
from portal.moderation.models import ModerationCase, ModerationFlag, ModerationStep, ModerationWarning
from portal.notifications.models import Notification
from portal.posting.models import Area, Tag
from portal.search import index as search_index
from portal.success.models import (
    CustomerRequest,
    FollowUp,
    FollowUpSource,
    FollowUpStep,
    FollowUpTask,
    Playbook,
    PlaybookStep,
    RequestStep,
    TeamMember,
)
from portal.surveys.commands.counting import count as count_answer
from portal.surveys.models import Invitation, Opening, Response, ResponseChange, Survey, SurveyPause, Wave
from portal.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from tests.sample_world import World, content, world

__all__ = ["content", "world"]

FEW, MANY = 5, 65
MOST_OF_LISTS, MOST = 8, 10  # the product's limits for list and other pages, signed in
MOST_OF_REPORTS = 14  # for the one page that sets many figures of many kinds beside each other, and a list below them
READERS = ("guest", "key person", "admin")
MISTYPED = "harbuor shpis abuot itme harbuors shipps"  # spelling help looks at six words and no more
SPELLING = 9  # in all on PostgreSQL, whatever the number of documents and words: two for the help, two count the miss
AT = datetime(2026, 3, 1, tzinfo=UTC)
LATER = datetime(2099, 3, 1, tzinfo=UTC)

LISTS = {  # guest, customer, staff; "-" where the page is not theirs
    "home.home": "               2 8 7",
    "learning.menu": "           2 4 4",
    "learning.tray": "           - 7 7",
    "search.search": "           3 6 5",
    "community.groups": "        2 4 4",
    "community.group": "         4 8 8",
    "community.group_members": " - 6 6",
    "community.group_requests": "- 6 6",
    "community_console.groups": "- - 5",
    "notifications.index": "     - 5 5",
    "learning.feed": "           1 2 2",
    "ideas.board": "             4 6 6",
    "ideas.roadmap": "           3 5 5",
    "ideas.feed": "              3 4 4",
    "ideas.voters": "            - 5 5",
    "ideas.similar": "           4 6 6",
    "ideas.mentions": "          - 7 7",
    "community.champions": "     6 8 8",
    "community.nominate": "      - 4 4",
    "community_console.waiting": "- - 6",
    "community_console.reports": "- - 8",
    "community_console.report_file": "- - 4",
    "community_console.champions": "- - 8",
    "community.index": "         6 8 8",
    "community.feed": "          2 3 3",
    "community.similar": "       4 6 6",
    "community.mentions": "      - 7 7",
    "community.new_mentions": "  - 6 6",
    "community.person": "        4 6 6",
    "community.comments": "      3 5 5",
    "community.answer_comments": "5 8 8",
    "learning.reports": "        - - 6",
    "learning.report_file": "    - - 4",
    "learning.company": "        - 6 -",
    "learning.colleague": "      - 6 -",
    "learning.suggestions": "    - 6 -",
    "learning.customer": "       - - 6",
    "learning.customer_person": "- - 6",
    "content.index": "           - - 6",
    "content.history": "         - - 5",
    "accounts.company": "        - 5 -",
    "console.overview": "        - - 8",
    "customers.index": "         - - 5",
    "customers.export": "        - - 4",
    "people.index": "            - - 4",
    "idea_console.index": "      - - 8",
    "idea_console.export": "     - - 6",
    "idea_console.whole": "      - - 8",
    "idea_console.export_votes": "- - 4",
    "survey_customers.company": "- - 4",
    "survey_customers.person": " - - 4",
    "moderation_console.index": "- - 7",
    "people.invitations": "      - - 4",
    "people.export": "           - - 2",
    "settings.audit": "          - - 6",
    "settings.access": "         - - 3",
    "settings.undelivered": "    - - 4",
    "webhook_console.index": "   - - 3",
    "token_console.index": "     - - 3",
    "webhook_console.show": "    - - 4",
    "dev_mail.index": "          0 1 1",
    "follow_ups.index": "        - - 7",
    "follow_ups.playbooks": "    - - 3",
    "survey_console.index": "    - - 3",
    "survey_console.show": "     - - 7",
    "survey_console.pauses": "   - - 3",
    "requests.index": "          - 3 -",
    "nps_console.wave_file": "   - - 5",
}
BY_TOKEN = [
    "organizations.index",
    "organizations.one",
    "people.index",
    "people.one",
    "follow_ups.index",
    "follow_ups.one",
    "responses.index",
    "responses.one",
    "waves.index",
    "waves.one",
]
OTHERS = {
    "community.invite_form": "   - 5 5",
    "community_console.new_group": "- - 3",
    "community_console.edit_group": "- - 4",
    "learning.item": "           3 5 5",
    "learning.changes": "        - 4 4",
    "learning.quiz": "           2 5 5",
    "learning.attempt": "        - 5 5",
    "learning.choose_suggestion": "- 6 -",
    "content.new": "             - - 4",
    "content.edit": "            - - 7",
    "content.ask_archive": "     - - 4",
    "content.version": "         - - 7",
    "accounts.account": "        - 6 6",
    "accounts.prove": "          - 1 1",
    "accounts.ask_erase": "      - 3 3",
    "accounts.sign_in": "        0 1 1",
    "accounts.sign_up": "        0 1 1",
    "accounts.reset": "          0 1 1",
    "accounts.open_sign_in": "   2 3 3",
    "accounts.open_sign_up": "   3 4 4",
    "accounts.open_invitation": "4 5 5",
    "accounts.open_reset": "     1 2 2",
    "accounts.open_email_change": "2 3 3",
    "notifications.choices": "   - 3 3",
    "unsubscribe.ask": "         1 2 2",
    "nps.show": "                4 5 5",
    "customers.show": "          - - 10",
    "customers.new": "           - - 4",
    "customers.edit": "          - - 5",
    "customers.import_form": "   - - 2",
    "customers.template": "      - - 1",
    "customers.preview": "       - - 7",
    "people.show": "             - - 10",
    "people.ask_suspend": "      - - 8",
    "people.edit": "             - - 3",
    "people.ask_erase": "        - - 3",
    "people.new_invitation": "   - - 3",
    "people.import_form": "      - - 2",
    "people.template": "         - - 1",
    "people.preview": "          - - 5",
    "ideas.idea": "              7 10 10",
    "ideas.responses": "         2 4 4",
    "ideas.versions": "          3 5 5",
    "ideas.comment_versions": "  4 6 6",
    "ideas.edit_comment": "      - 6 6",
    "ideas.new": "               - 10 10",
    "ideas.edit": "              - 7 7",
    "ideas.verdict": "           - 5 5",
    "community.question": "      8 10 10",
    "community.versions": "      3 5 5",
    "community.answer_versions": "4 6 6",
    "community.comment_versions": "4 6 6",
    "community.answer_place": "  - - -",  # leads on
    "community.comment_place": " - - -",  # leads on
    "community.new": "           - 8 8",
    "community.edit_person": "   - 4 4",
    "joins_console.ask_wish": "  - - 7",
    "community.edit": "          - 9 9",
    "community.edit_answer": "   - 8 8",
    "community.edit_comment": "  - 8 8",
    "community.opened": "        - - -",  # leads on
    "community.ask_place": "     - 8 8",
    "community.ask_merge": "     - - 4",
    "idea_console.one": "        - - 10",
    "community.my_champion": "   - 6 6",
    "community.statement": "     - - -",  # of champions: measured with what they see
    "community_console.champion": "- - 10",
    "community_console.rules": " - - 4",
    "moderation.ask": "          - 6 6",
    "moderation.warning": "      - 5 5",
    "moderation_console.one": "  - - 10",
    "moderation_console.thing": "- - 10",
    "moderation_console.ask_warn": "- - 6",
    "idea_console.ask_split": "  - - 5",
    "idea_console.ask_merge": "  - - 9",
    "idea_console.import_form": "- - 2",
    "idea_console.template": "   - - 1",
    "idea_console.preview": "    - - 8",
    "community_console.import_form": "- - 2",
    "community_console.template": "   - - 1",
    "community_console.preview": "    - - 8",
    "idea_console.settings": "   - - 6",
    "settings.brand": "          - - 3",
    "follow_ups.one": "          - - 10",
    "follow_ups.new": "          - - 4",
    "follow_ups.playbook": "     - - 5",
    "follow_ups.new_playbook": " - - 3",
    "follow_ups.settings": "     - - 6",
    "survey_console.new": "      - - 3",
    "survey_console.edit": "     - - 5",
    "survey_console.wave": "     - - 8",
    "survey_console.new_wave": " - - 6",
    "survey_console.edit_wave": "- - 6",
    "survey_console.ask_wave": " - - 7",
    "survey_console.preview": "  - - 3",
    "survey_console.preview_mail": "- - 2",
    "survey_console.preview_page": "- - 2",
    "survey_console.preview_try": "- - 3",
    "survey_console.import_form": "- - 4",
    "survey_console.import_template": "- - 2",
    "survey_console.import_preview": "- - 6",
    "requests.one": "            - 4 -",
    "nps_console.answer": "      - - 6",
    "requests.new": "            - 2 -",
    "joins.ask_service": "       - 5 -",
    "webhook_console.new": "     - - 2",
    "token_console.new": "       - - 2",
    "api.docs": "                0 2 2",
    "api.openapi": "             0 0 0",
    **{f"api_{name}": "- - -" for name in BY_TOKEN},  # measured in tests/api
    "webhook_console.edit": "    - - 3",
    "webhook_console.message": " - - 7",
    "files.serve": "             2 3 3",
    "site.brand_css": "          0 1 1",
    "site.logo": "               2 3 3",
    "health.healthz": "          0 1 1",
    "health.readyz": "           1 2 2",
    "health.metrics": "          - - -",  # for its token only
    "dev_mail.show": "           0 1 1",
    "dev_mail.show_html": "      0 1 1",
}
REPORTS = {
    "nps_console.panel": "       - - 10",
}
CEILINGS = {
    endpoint: dict(zip(READERS, numbers.split(), strict=True))
    for endpoint, numbers in {**LISTS, **OTHERS, **REPORTS}.items()
}
ALSO = {  # the same pages, asked otherwise
    "learning.feed": ["?lang=ja"],
    "ideas.board": [
        "?sort=top&status=new",
        "?sort=new&area=area-1",
        "?status=new&status=planned&area=area-1",
        "?tag=tag-1&sort=new",
    ],
    "community.invite_form": ["?q=person"],
    "ideas.feed": ["?lang=ja"],
    "community.champions": ["?area=harbour"],
    "community.nominate": ["?q=person", "?person={person}"],
    "community_console.champions": ["?q=person"],
    "community.index": [
        "?tab=newest",
        "?tab=unanswered&tag=tag-1",
        "?tab=solved",
        "?tag=tag-1",
        "?area=area-1",
        "?group=harbour-1&tab=solved",
        "?item={item}&tab=solved",
    ],
    "community.feed": ["?lang=ja"],
    "community_console.reports": ["?days=365", "?report=answering"],
    "community.question": ["?sort=oldest"],
    "community.mentions": ["?q=p"],
    "community.similar": ["?title=ideal+harbour&text=harbour"],
    "community.new": ["?title=ideal+harbour"],
    "ideas.idea": ["?sort=new"],
    "ideas.mentions": ["?q=p"],
    "ideas.similar": ["?title=ideal+harbour&text=harbour"],
    "ideas.new": ["?title=ideal+harbour"],
    "learning.reports": ["?report=helpful", "?report=reviews", "?report=completions&days=365", "?report=questions"],
    "learning.company": ["?stage=onboarding"],
    "learning.choose_suggestion": ["?q=item&person={person}"],
    "learning.menu": ["?stage=onboarding&page=2", "?job=field&q=item&sort=new", "?format=video&price=paid"],
    "learning.tray": ["?of={sharing}"],
    "search.search": ["?q=harbour", "?q=harbour&kind=item&page=2", "?q=person&kind=person"],
    "notifications.index": ["?tab=unread"],
    "content.index": ["?state=draft", "?state=overdue", "?state=archived", "?q=item+1&stage=onboarding"],
    "idea_console.index": [
        "?q=idea&tier=low&stage=onboarding",
        "?pledge=overdue&tag=tag-1",
        "?sort=detractors",
        "?nps=detractor&sort=votes",
        "?pledge=proposed",
        "?sort=votes&status=new",
    ],
    "follow_ups.index": [
        "?list=all&source=hand&tier=low",
        "?list=waiting",
        "?list=done",
        "?organization={company}",
        "?list=team&due=over",
    ],
    "follow_ups.playbooks": ["?state=draft"],
    "survey_console.index": ["?state=archived"],
    "survey_console.pauses": ["?list=over"],
    "requests.index": ["?of=company"],
    "nps_console.panel": ["?show=all&tier=low", "?group=detractor&q=sinks", "?organization={company}&show=all"],
    "nps_console.wave_file": ["?tier=low"],
    "moderation_console.index": ["?state=work", "?state=resolved", "?state=rejected"],
    "customers.index": ["?q=cust&tier=low", "?owner=me&stage=onboarding", "?renewal=soon"],
    "people.index": ["?q=person", "?role=cs", "?role=keyperson", "?organization={company}", "?suspended=1"],
    "people.invitations": ["?organization={company}"],
    "people.new_invitation": ["?organization={company}"],
    "settings.undelivered": ["?of=work"],
    "webhook_console.show": ["?state=failed", "?type=person.left", "?state=delivered&type=person.left"],
    "settings.audit": ["?organization={company}", "?person={person}"],
}


NAMING = {  # statements for what is there only where there are many
    "customers.show": 1,  # companies that the newest lines name
    "idea_console.export_votes": 1,  # whether more follows on the first piece of the file
}


class Rows:
    """`add(first, last)` gives the world rows of everything, all hanging on the readers and on Aoba, no two alike."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.readers = [world.people[name] for name in ("key person", "admin")]
        self.subject = world.mate
        self.case_id = world.case()[0]
        world.talked(), world.asked(), world.playbook(), world.follow_up(fresh=False), world.wave(fresh=False)
        world.heard_from()
        world.told()  # before anything else is under way
        for one in self.readers:
            world.group(one)
        with world.in_app():
            done = db.session.scalars(sa.select(Item).where(Item.slug == "open")).one()
            db.session.add_all(
                Completion(person_id=one.id, item_id=done.id, kind="self", version=0) for one in self.readers
            )

    def add(self, first: int, last: int) -> None:
        numbers = range(first, last)
        self.write_items(numbers)
        with self.world.in_app():
            owners = [Person(email=f"owner{n}@v.example", display_name=f"Owner {n}", roles=Role.CS) for n in numbers]
            companies = [self.company(n) for n in numbers]
            db.session.add_all([*owners, *companies])
            db.session.flush()
            for owner, company in zip(owners, companies, strict=True):
                company.owner_id = owner.id
            people = [self.person(n, company) for n, company in zip(numbers, companies, strict=True)]
            colleagues = [self.person(n, self.world.company) for n in numbers]
            db.session.add_all([*people, *colleagues])
            db.session.flush()
            self.memberships(people, colleagues, companies)
            self.events(numbers, owners, people, companies)
            for number in numbers:
                self.invitations(number)
                self.failures(number)
            self.sessions(numbers)
            self.completions()
            self.writing(numbers, owners)
            self.trays(colleagues)
            self.ideas(numbers, people)
            self.inside(numbers, owners, people, colleagues)
            self.talk(numbers, people, colleagues)
            self.champions(numbers, people, colleagues)
            self.community(numbers, people, colleagues)
            self.gather(numbers, people, colleagues)
            self.work(numbers, owners, people, colleagues)
            self.surveys(numbers, owners, people)
            self.told_others(numbers, people)
            self.answers(numbers, people, colleagues)
            self.surveyed(numbers, colleagues)

    def surveyed(self, numbers: range, colleagues: list[Person]) -> None:
        """Waves of surveys of their own, each answered by the person that is looked at and by one of Aoba."""
        for n, mate in zip(numbers, colleagues, strict=True):
            survey = Survey(name=f"Survey {n}")
            db.session.add(survey)
            db.session.flush()
            wave = Wave(survey_id=survey.id, number=1, starts_at=AT, closes_at=AT, state="closed")
            db.session.add(wave)
            db.session.flush()
            for one in (self.subject, mate):
                where = {"wave_id": wave.id, "person_id": one.id, "organization_id": self.world.company.id}
                facts = {"stage": "growth", "tier": "low", "touch": "low", "language": "en", "contract_value": 1}
                asked = Invitation(survey_id=survey.id, sent_at=AT, expires_at=AT, **where, **facts)
                db.session.add(asked)
                db.session.flush()
                said = {"score": n % 11, "source": "mail", "language": "en", "words": f"W {n}"}
                db.session.add(Response(invitation_id=asked.id, **where, **said))

    def work(self, numbers: range, owners: list[Person], people: list[Person], colleagues: list[Person]) -> None:
        """Follow-ups of many companies and of Aoba in all states, what one is made of, playbooks and requests."""
        team, one, admin = self.world.team(), self.world.follow_up(fresh=False), self.readers[1].id
        for n, owner, person, mate in zip(numbers, owners, people, colleagues, strict=True):
            db.session.add(TeamMember(team_id=team, person_id=owner.id))
            book = Playbook(name=f"Book {n}", state="live", reviewed_at=AT, reviewed_by_id=owner.id)
            db.session.add_all([book, Playbook(name=f"Draft {n}")])
            db.session.flush()
            db.session.add(PlaybookStep(playbook_id=self.world.playbook(), position=n, text="S", team_id=team))
            for state, when in (("open", {}), ("snoozed", {"snoozed_until": AT}), ("done", {"closed_at": AT})):
                for company, holder in ((person.organization_id, owner.id), (self.world.company.id, admin)):
                    words = {"reason": f"hand:{state} {n}", "source": "hand", "title": f"T {n}", "team_id": team}
                    db.session.add(
                        FollowUp(organization_id=company, owner_id=holder, state=state, due_at=AT, **words, **when)
                    )
            asked = {"organization_id": self.world.company.id, "kind": "help", "title": f"R {n}", "language": "en"}
            requests = [
                CustomerRequest(person_id=who, follow_up_id=one, **asked) for who in (self.readers[0].id, mate.id)
            ]
            db.session.add_all(requests)
            db.session.flush()
            for request in requests:
                db.session.add(RequestStep(request_id=request.id, state="work", by_id=owner.id))
                db.session.add(FollowUpSource(follow_up_id=one, kind="request", ref=request.id))
            db.session.add(FollowUpTask(follow_up_id=one, text="T", done_at=AT, done_by_id=owner.id))
            db.session.add(FollowUpStep(follow_up_id=one, what="noted", note="N", by_id=owner.id, owner_id=owner.id))

    def surveys(self, numbers: range, owners: list[Person], people: list[Person]) -> None:
        """Surveys in both states with waves, waves of the one that is looked at, and pauses that hold or are over."""
        survey, ends = self.world.survey(), {"starts_at": AT, "closes_at": AT, "launched_at": AT}
        whom = {"organizations": [person.organization_id for person in people[:3]], "stages": ["onboarding"]}
        seen = db.session.get_one(Survey, survey), db.session.get_one(Wave, self.world.wave(fresh=False))
        for one in seen:
            one.segment = whom
        for n, owner, person in zip(numbers, owners, people, strict=True):
            made = [Survey(name=f"Survey {n}", segment=whom), Survey(name=f"Old {n}", state="archived")]
            db.session.add_all(made)
            db.session.flush()
            for number, survey_id in ((1, made[0].id), (1, made[1].id), (5000 + n, survey)):
                wave = Wave(survey_id=survey_id, number=number, state="closed", launched_by_id=owner.id, **ends)
                wave.kind = "imported" if n % 2 else "sent"
                db.session.add(wave)
            for until, organization_id in ((LATER, person.organization_id), (AT, None)):
                by = {"by_id": owner.id, "reason": f"Storm {n}"}
                over = {"ended_at": AT, "ended_by_id": owner.id} if until == AT else {}
                db.session.add(SurveyPause(organization_id=organization_id, until=until, **by, **over))

    def answers(self, numbers: range, people: list[Person], colleagues: list[Person]) -> None:
        """Waves before the one that is looked at, what its people did, and the follow-ups of those who would not recommend."""
        wave = db.session.get_one(Wave, self.world.answered_wave())
        seen, company = self.world.response(), self.world.company.id
        part = db.session.scalars(sa.select(Response.invitation_id).where(Response.id == seen)).one()
        for n, person, mate in zip(numbers, people, colleagues, strict=True):
            facts = {"stage": f"stage-{n}", "tier": "low", "touch": "tech", "language": "en", "contract_value": n}
            facts |= {"survey_id": wave.survey_id, "sent_at": AT, "answered_at": AT}
            earlier = Wave(survey_id=wave.survey_id, number=-n, starts_at=AT, closes_at=AT, state="closed")
            db.session.add_all([earlier, Survey(name=f"Survey {n}")])
            db.session.flush()
            for of, who, where in (
                (wave, person, person.organization_id),
                (wave, mate, company),
                (earlier, mate, company),
            ):
                invitation = Invitation(wave_id=of.id, person_id=who.id, organization_id=where, **facts)
                db.session.add(invitation)
                db.session.flush()
                given = {
                    "invitation_id": invitation.id,
                    "wave_id": of.id,
                    "person_id": who.id,
                    "organization_id": where,
                }
                answer = Response(score=n % 11, source="mail", words=f"It sinks {n}", language="en", **given)
                db.session.add(answer)
                count_answer(invitation, n % 11, 1)
                db.session.flush()
                words = {"source": "nps", "title": "T", "team_id": self.world.team(), "due_at": AT}
                made = FollowUp(organization_id=where, reason="detractor", state="done", closed_at=AT, **words)
                db.session.add(made)
                db.session.flush()
                db.session.add(FollowUpSource(follow_up_id=made.id, kind="nps", ref=answer.id))
            db.session.add(ResponseChange(response_id=seen, score=n % 11, signal="button", suspected=False))
            db.session.add(Opening(invitation_id=part, score=n % 11, method="GET"))

    def told_others(self, numbers: range, people: list[Person]) -> None:
        """Further endpoints, messages to the one that is looked at, and tries of the one message that is."""
        first, seen = self.world.told()
        for n, person in zip(numbers, people, strict=True):
            access = {
                "digest": f"{n}",
                "tail": "tail",
                "scopes": ["read:people"],
                "expires_at": now() + timedelta(days=9),
            }
            db.session.add(ApiToken(name=f"Program {n}", made_by_id=person.id, **access))
            where = {"url": f"https://hooks.example/{n}", "types": [], "salt": "s", "mark": "m"}
            db.session.add(WebhookEndpoint(**where, made_by_id=person.id))
            left = {"organization_id": person.organization_id, "data": {}, "at": AT}
            event = Event(name="person.left", subject=f"person:{person.id}", actor_id=person.id, **left)
            db.session.add(event)
            db.session.flush()
            sent = {"type": "person.left", "state": "failed" if n % 2 else "delivered"}
            made = WebhookDelivery(endpoint_id=first, event_id=event.id, **sent)
            db.session.add(made)
            db.session.flush()
            db.session.add_all(WebhookAttempt(delivery_id=one, status=500, millis=5) for one in (made.id, seen))

    def champions(self, numbers: range, people: list[Person], colleagues: list[Person]) -> None:
        """Champions with areas, use cases and awards; candidates, helpers, and questions that wait for champions."""
        clerk, figures = self.readers[1].id, {"stages": 1, "accepted": 2, "helped": 1}
        areas = db.session.scalars(sa.select(Area.id).order_by(Area.id).limit(3)).all()
        for n, person, mate in zip(numbers, people, colleagues, strict=True):
            day = {"starts": date(2026, 1, 1), "ends": date(2027, 1, 1 + n % 28)}
            db.session.add(ChampionTerm(person_id=person.id, by_id=clerk, figures=figures, **day))
            put_champion(person.id, wanted=True)
            over = {"outcome": "lapsed", "ended_at": AT, "end_figures": figures}
            db.session.add(ChampionTerm(person_id=self.subject.id, by_id=person.id, figures=figures, **day, **over))
            db.session.add_all(ChampionArea(person_id=person.id, area_id=area_id) for area_id in areas)
            db.session.add(ChampionProfile(person_id=person.id, use_cases=[f"tag-{n}"]))
            db.session.add(Profile(person_id=person.id, about=f"Of the harbour {n}", shows_work=True))
            db.session.add(ChampionAward(year=2026, person_id=person.id, names={"en": "First"}, by_id=clerk))
            db.session.add(Helper(person_id=mate.id, answers=n, accepted=n, points=n))
            db.session.add(ChampionFigures(person_id=person.id, accepted=n, fits=True))
            asked = ChampionCandidacy(person_id=mate.id, by_id=person.id, words="W")
            decided = {"appointed": False, "decided_by_id": person.id, "decided_at": AT, "reply": "R"}
            db.session.add_all(
                [asked, ChampionCandidacy(person_id=self.subject.id, by_id=mate.id, words="W", **decided)]
            )
            words = {"title": f"Question {n}", "source": "T", "html": "T", "plain": "T", "routed_at": AT, "at": AT}
            question = Question(author_id=mate.id, organization_id=mate.organization_id, **words)
            db.session.add(question)
            db.session.flush()
            db.session.add_all(RoutedQuestion(question_id=question.id, person_id=one.id) for one in people[:3])

    def write_items(self, numbers: range) -> None:
        for n in numbers:
            words = {"title": f"Item {n}", "summary": f"About {n}", "jobs": "[field]", "audience": "public"}
            self.world.content.write(f"en/onboarding/item-{n}.md", f"A harbour with {n} ships\n", **words)
        self.world.content.sync()

    def company(self, n: int) -> Organization:
        return Organization(
            name=f"Customer {n}",
            name_key=f"customer {n}",
            renewal=date(2026, 4, 1),
            domains=[OrganizationDomain(name=f"{part}{n}.example") for part in "ab"],
        )

    def person(self, n: int, company: Organization) -> Person:
        name = f"Person {company.id} {n}"
        return Person(email=f"p{company.id}n{n}@c.example", display_name=name, organization_id=company.id, title="T")

    def memberships(self, people: list[Person], colleagues: list[Person], companies: list[Organization]) -> None:
        rows = [(person.id, person.organization_id) for person in (*people, *colleagues)]
        rows += [(person.id, company.id) for person in (self.subject, self.readers[0]) for company in companies]
        db.session.add_all([Membership(person_id=one, organization_id=company) for one, company in rows])

    def events(self, numbers: range, owners: list[Person], people: list[Person], companies: list[Organization]) -> None:
        """Events about Aoba and the subject, by many actors on many subjects; each told to the readers."""
        items = db.session.scalars(sa.select(Item.id).order_by(Item.id.desc()).limit(len(owners))).all()
        told = []
        for owner, person, company, item in zip(owners, people, companies, items, strict=True):
            for name, subject, data in (
                ("person.roles_changed", f"person:{person.id}", {"before": 1, "after": 3}),
                ("person.suspended", f"person:{self.subject.id}", {}),
                ("person.joined", f"person:{person.id}", {}),
                ("organization.changed", f"organization:{company.id}", {"fields": ["tier"]}),
                ("item.published", f"item:{item}", {"version": 1}),
            ):
                event = Event(
                    name=name,
                    subject=subject,
                    actor_id=owner.id,
                    organization_id=self.world.company.id,
                    data=data,
                    at=AT,
                )
                told.append(event)
        db.session.add_all(told)
        db.session.flush()
        kinds = {"person.roles_changed": "access", "person.joined": "colleagues", "item.published": "content"}
        db.session.add_all(
            Notification(person_id=reader.id, event_id=event.id, kind=kinds[event.name], mail_due=False)
            for event in told
            for reader in self.readers
            if event.name in kinds
        )
        db.session.add_all(
            Outbox(event_id=event.id, consumer="search", due_at=None, tries=12, error="E") for event in told
        )

    def writing(self, numbers: range, owners: list[Person]) -> None:
        """Drafts by many editors, and versions by many authors of the item that is open to all."""
        item = db.session.scalars(sa.select(Item).where(Item.slug == "open")).one()
        for n, owner in zip(numbers, owners, strict=True):
            words = {"texts": {"en": f"---\ntitle: Draft {n}\n---\n"}, "title": f"Draft {n}", "editor_id": owner.id}
            db.session.add(Draft(slug=f"draft-{n}", stage="onboarding", **words))
            said = {"texts": {"en": f"Text {n}"}, "files": {"en": f"Text {n}"}, "digest": f"{n}"}
            db.session.add(ItemVersion(item_id=item.id, number=1000 + n, source="web", author_id=owner.id, **said))

    def invitations(self, n: int) -> None:
        for company in (self.world.company.id, None):
            data = {"display_name": f"Invited {n}", "language": "en", "by": self.readers[1].id}
            links.issue("invite", f"invited{n}@{company}.example", organization_id=company, **data)

    def failures(self, n: int) -> None:
        words = {"template": "sign_up", "language": "en", "subject": f"S {n}", "text": "", "html": "", "headers": {}}
        db.session.add(Mail(to_email="x@c.example", state="failed", due_at=sa.null(), error="E", **words))
        (transport.folder() / f"20260102T000000000000-{n}.eml").write_bytes(b"To: a@c.example\nSubject: S\n\nText\n")

    def sessions(self, numbers: range) -> None:
        people = (*self.readers, self.subject)
        db.session.add_all(
            SignIn(digest=f"{one.id} {n}", person_id=one.id, agent="A") for one in people for n in numbers
        )

    def completions(self) -> None:
        """The readers have finished every second item."""
        done = sa.select(Completion.item_id)
        items = db.session.scalars(sa.select(Item).where(Item.id.not_in(done), Item.id % 2 == 0)).all()
        db.session.add_all(
            Completion(person_id=one.id, item_id=item.id, kind="self", version=1)
            for one in self.readers
            for item in items
        )
        db.session.add_all(
            NextStep(person_id=one.id, item_id=item.id, text="Try it", due=date(2026, 3, 2))
            for one in self.readers
            for item in items
        )
        self.colleagues_learn(items)

    def colleagues_learn(self, items: Sequence[Item]) -> None:
        """The colleague finished them too, and has everything suggested to them."""
        company, lead = self.world.company.id, self.readers[0].id
        made = {"person_id": self.subject.id, "organization_id": company}
        db.session.add_all(Completion(item_id=item.id, kind="earned", version=1, **made) for item in items)
        db.session.add_all(Suggestion(item_id=item.id, by_id=lead, **made) for item in items)

    def ideas(self, numbers: range, people: list[Person]) -> None:
        """Ideas by many, in all states, areas and tags, which the readers and the author voted for and follow."""
        states = db.session.scalars(sa.select(IdeaStatus).order_by(IdeaStatus.id)).all()
        for n, author in zip(numbers, people, strict=True):
            area = Area(slug=f"area-{n}", position=n, names={"en": f"Area {n}"}, ideas=len(states))
            tag = Tag(slug=f"tag-{n}", name=f"Tag {n}")
            db.session.add_all([area, tag])
            db.session.flush()
            for status in states:
                self.idea(author, f"Ideal harbour {n}", status, area, tag)

    def idea(self, author: Person, title: str, status: IdeaStatus, area: Area, tag: Tag) -> None:
        texts = {"source": "S", "html": "H", "plain": "P", "excerpt": "E"}
        made = {"author_id": author.id, "organization_id": author.organization_id, "status_id": status.id}
        idea = Idea(title=title, area_id=area.id, votes=3, companies=2, comments=1, **texts, **made)
        db.session.add(idea)
        db.session.flush()
        first = db.session.scalars(sa.select(Tag.id).order_by(Tag.id)).first()
        db.session.add_all(IdeaTag(idea_id=idea.id, tag_id=one) for one in {first, tag.id})
        db.session.add(IdeaStatusChange(idea_id=idea.id, to_id=status.id, by_id=author.id))
        for person in (author, *self.readers):
            db.session.add(IdeaVote(idea_id=idea.id, person_id=person.id, organization_id=person.organization_id))
            db.session.add(IdeaFollow(idea_id=idea.id, person_id=person.id))

    def talk(self, numbers: range, people: list[Person], colleagues: list[Person]) -> None:
        """Comments on one idea by many, edited and agreed with; votes, answers, states and what was merged into it."""
        idea = db.session.get_one(Idea, self.world.talked())
        words = {"source": "S", "html": "H", "plain": "P"}
        for n, person, colleague in zip(numbers, people, colleagues, strict=True):
            said = IdeaComment(idea_id=idea.id, author_id=person.id, organization_id=person.organization_id, **words)
            merged = Idea(
                title=f"Old {n}", author_id=person.id, status_id=idea.status_id, merged_into_id=idea.id, **words
            )
            merged.merged_at = AT + timedelta(days=n)
            answer = IdeaResponse(idea_id=idea.id, number=n + 1, by_id=self.readers[1].id, **words)
            change = IdeaStatusChange(idea_id=idea.id, from_id=idea.status_id, to_id=idea.status_id)
            db.session.add_all([said, merged, answer, change])
            db.session.flush()
            db.session.add_all(CommentAgree(comment_id=said.id, person_id=one.id) for one in (*self.readers, colleague))
            voted = {"idea_id": idea.id, "person_id": colleague.id, "organization_id": colleague.organization_id}
            db.session.add(IdeaVote(**voted))
            self.reports(said, (person, colleague))
            edited = {"source": "S", "editor_id": person.id, "number": n + 1000}
            db.session.add_all([IdeaRevision(idea_id=idea.id, **edited), IdeaRevision(comment_id=said.id, **edited)])

    def community(self, numbers: range, people: list[Person], colleagues: list[Person]) -> None:
        """Groups, questions in them by many, and one question with answers, comments and versions by many."""
        asked = db.session.get_one(Question, self.world.asked())
        words = {"source": "S", "html": "H", "plain": "P"}
        areas = db.session.scalars(sa.select(Area).order_by(Area.id.desc()).limit(len(people))).all()
        tags = db.session.scalars(sa.select(Tag).where(Tag.slug.startswith("tag-")).order_by(Tag.id)).all()
        items = db.session.scalars(sa.select(Item.id).order_by(Item.id)).all()
        for n, person, colleague, area in zip(numbers, people, colleagues, areas, strict=True):
            group = CommunityGroup(
                slug=f"harbour-{n}", names={"en": f"Group {n}"}, abouts={"en": "A harbour"}, position=n
            )
            by = {"author_id": person.id, "organization_id": person.organization_id}
            db.session.add(group)
            db.session.flush()
            made = []
            for mine in (by, {"author_id": self.readers[0].id}, {"author_id": self.readers[1].id}):
                where = {"area_id": area.id, "group_id": group.id, "solved_at": AT if n % 2 else None}
                made.append(Question(title=f"Ideal harbour question {n}", excerpt="E", **where, **words, **mine))
            answer = Answer(question_id=asked.id, **by, **words)
            merged = Question(title=f"Old {n}", merged_into_id=asked.id, **by, **words)
            db.session.add_all([*made, answer, merged])
            db.session.flush()
            if db.session.scalar(sa.select(Acceptance.id).where(Acceptance.question_id == asked.id)) is None:
                db.session.add(Acceptance(question_id=asked.id, answer_id=answer.id, by_id=asked.author_id))
                asked.solved_at = AT
            edited = {"source": "S", "editor_id": person.id, "number": n + 1000}
            put_champion(person.id, wanted=True)
            db.session.execute(sa.update(Helper).where(Helper.person_id == person.id).values(accepted=n + 1))
            self.offered(person, made[0], items[n % len(items)])
            for reader in self.readers:
                db.session.add(GroupMember(group_id=group.id, person_id=reader.id))
                db.session.add_all(CommunityFollow(kind="question", ref=one.id, person_id=reader.id) for one in made)
                db.session.add(AnswerUseful(answer_id=answer.id, person_id=reader.id))
            db.session.add_all(
                [
                    *(QuestionTag(question_id=one.id, tag_id=tag.id) for one in made for tag in {tags[0], tags[-1]}),
                    QuestionToo(question_id=asked.id, person_id=colleague.id),
                    QuestionComment(question_id=asked.id, **by, **words),
                    QuestionComment(question_id=asked.id, answer_id=answer.id, **by, **words),
                    CommunityRevision(question_id=asked.id, **edited),
                    CommunityRevision(answer_id=answer.id, **edited),
                ]
            )

    def offered(self, person: Person, question: Question, item_id: int) -> None:
        """The question is about the item; both were opened while somebody was asking, at a time reports look at."""
        question.item_id, question.at, question.answered_at = item_id, now() - timedelta(days=2), now()
        for kind, ref in (("question", question.id), ("item", item_id)):
            db.session.add(Asking(person_id=person.id, kind=kind, ref=ref, at=now() - timedelta(days=2)))

    def gather(self, numbers: range, people: list[Person], colleagues: list[Person]) -> None:
        """Groups the readers are in, closed ones too; in one of them many members, champions, requests and questions."""
        here, places = self.world.gathered, (("open", "topic"), ("closed", "industry"))
        assert here
        for n, person, colleague in zip(numbers, people, colleagues, strict=True):
            for access, kind in places:
                names = {"en": f"{access} {n}", "ja": f"{access}{n}"}
                group = CommunityGroup(
                    slug=f"{access}-{n}", names=names, abouts=names, access=access, kind=kind, members=2
                )
                db.session.add(group)
                db.session.flush()
                db.session.add_all(GroupMember(group_id=group.id, person_id=one.id) for one in self.readers)
            person.roles = Role.MEMBER | Role.CHAMPION
            asks = GroupMember(group_id=here[0], person_id=colleague.id, state="asked", words="Please")
            db.session.add_all([GroupMember(group_id=here[0], person_id=person.id, leader=n % 2 == 0), asks])
            words = {"title": f"Tide {n}", "source": "S", "html": "H", "plain": "P", "group_id": here[0]}
            question = Question(author_id=person.id, organization_id=person.organization_id, **words)
            db.session.add(question)
            db.session.flush()
        pin = sa.update(CommunityGroup).where(CommunityGroup.id == here[0])
        db.session.execute(pin.values(pinned_id=question.id))

    def reports(self, said: IdeaComment, people: tuple[Person, Person]) -> None:
        """Cases about the comment in each state, with reports by several; who was warned of it and suspended."""
        about = {"kind": "idea-comment", "ref": said.id, "author_id": said.author_id, "came": "flagged"}
        ended = {"closed_at": AT, "holder_id": self.readers[1].id}
        cases = [ModerationCase(**about), ModerationCase(state="resolved", outcome="hidden", **ended, **about)]
        cases += [ModerationCase(state="rejected", outcome="left", **ended, **about)]
        db.session.add_all(cases)
        db.session.flush()
        for case in cases:
            db.session.add_all(ModerationFlag(case_id=case.id, person_id=one.id, reason="spam") for one in people)
            db.session.add(ModerationStep(case_id=case.id, what="flagged", to_state="open", by_id=people[0].id))
        reported = db.session.scalar(sa.select(ModerationCase.author_id).where(ModerationCase.id == self.case_id))
        for person_id in (self.subject.id, reported):
            of = {"person_id": person_id, "by_id": self.readers[1].id}
            db.session.add(ModerationWarning(kind="idea-comment", ref=said.id, words="W", **of))
            db.session.add(Suspension(reason="R", until=AT, **of))

    def inside(self, numbers: range, owners: list[Person], people: list[Person], colleagues: list[Person]) -> None:
        """What only staff see of that idea: notes, proposals, votes on behalf, companies, and who misses something."""
        idea_id = self.world.talked()
        status = db.session.scalars(sa.select(IdeaStatus.id).where(IdeaStatus.slug == "declined")).one()
        for n, owner, person, colleague in zip(numbers, owners, people, colleagues, strict=True):
            vote = {"person_id": person.id, "organization_id": person.organization_id, "source": "call"}
            proposed = {"idea_id": idea_id, "status_id": status, "by_id": owner.id, "reason": "R"}
            db.session.add_all(
                [
                    IdeaNote(idea_id=idea_id, by_id=owner.id, text=f"Note {n}"),
                    IdeaProposal(**proposed),
                    IdeaProposal(**proposed, taken=False, settled_by_id=owner.id, settled_at=AT),
                    IdeaVote(idea_id=idea_id, added_by_id=owner.id, **vote),
                    IdeaCompany(idea_id=idea_id, organization_id=person.organization_id, voters=1),
                    IdeaVerdict(idea_id=idea_id, person_id=colleague.id, solved=False, missing="M", answered_at=AT),
                ]
            )

    def trays(self, colleagues: list[Person]) -> None:
        """The readers and a colleague have all items on their trays, some suggested, some watched; all others share."""
        people = [one.id for one in (*self.readers, self.subject)]
        known = {(row.person_id, row.item_id) for row in db.session.scalars(sa.select(TrayEntry))}
        items = db.session.scalars(sa.select(Item.id).order_by(Item.id)).all()
        new = [(person, item) for person in people for item in items if (person, item) not in known]
        for person, item in new:
            db.session.add(TrayEntry(person_id=person, item_id=item, position=item))
            if person != self.subject.id:
                made = {"by_id": self.subject.id, "organization_id": self.world.company.id}
                db.session.add(Suggestion(person_id=person, item_id=item, **made))
            db.session.add(Watching(person_id=person, item_id=item, spans=[[0, 9]]))
        shared = set(db.session.scalars(sa.select(TrayShare.person_id)))
        for one in (*colleagues, self.subject):
            if one.id not in shared:
                db.session.add(TrayShare(person_id=one.id, organization_id=self.world.company.id))


@pytest.fixture
def count(world: World, count_queries: Callable[[], Any]) -> Callable[[str, list[str]], dict[str, int]]:
    """`count(reader, paths)`: the statements of each page, with the site's settings and the menu in memory."""

    def of(reader: str, paths: list[str]) -> dict[str, int]:
        browser, found = world.browser(reader), {}
        browser.get("/learn")
        world.app.extensions["site"]["until"] = math.inf
        for path in paths:
            with count_queries() as number:
                answer = browser.get(path)
                answer.get_data()  # what comes piece by piece is read to its end
            assert answer.status_code == (302 if path == "/sign-in" and reader != "guest" else 200), path
            found[path] = number()
        return found

    return of


def pages_of(world: World, reader: str) -> dict[str, str]:
    """Every page of the reader: path and endpoint."""
    sharing = (world.mate if reader == "key person" else world.people[reader]).public_id if reader != "guest" else ""
    with world.in_app():
        item = db.session.scalars(sa.select(Item.id).where(Item.slug == "open")).one()
    people = {"company": world.company.id, "person": world.mate.public_id, "sharing": sharing}
    names, found = {**people, "item": item}, {}
    for endpoint, ceilings in CEILINGS.items():
        if ceilings[reader] != "-":
            path = world.address(endpoint, reader)
            found |= {path + more.format(**names): endpoint for more in ["", *ALSO.get(endpoint, [])]}
    return found


def next_pages(world: World, reader: str, pages: dict[str, str]) -> dict[str, str]:
    """What the buttons of long lists lead to."""
    browser = world.browser(reader)
    lists = [(path, endpoint) for path, endpoint in pages.items() if endpoint in LISTS]
    found = ((re.search(r'rel="next" href="([^"]+)"', browser.get(path).text), endpoint) for path, endpoint in lists)
    return {html.unescape(match[1]): endpoint for match, endpoint in found if match}


def index(world: World) -> None:
    with world.in_app():
        search_index.rebuild(lambda _kind, _documents: None)


def test_every_page_has_its_ceiling_and_none_is_above_the_products(world: World) -> None:
    assert set(CEILINGS) == {rule.endpoint for rule in world.rules("GET")}
    for most, pages in ((MOST_OF_LISTS, LISTS), (MOST, OTHERS), (MOST_OF_REPORTS, REPORTS)):
        assert {
            name: numbers for name, numbers in pages.items() if int(numbers.split()[2].replace("-", "0")) > most
        } == {}


def test_pages_keep_to_their_ceilings_however_many_rows_there_are(world: World, count: Any) -> None:
    rows, few, many, wrong = Rows(world), {}, {}, []
    rows.add(0, FEW)
    index(world)
    pages = {reader: pages_of(world, reader) for reader in READERS}
    for reader in READERS:
        few[reader] = count(reader, list(pages[reader]))
    rows.add(FEW, MANY)
    index(world)
    for reader in READERS:
        deeper = next_pages(world, reader, pages[reader])
        many[reader] = count(reader, [*pages[reader], *deeper])
        for path, endpoint in (pages[reader] | deeper).items():
            number, before, most = many[reader][path], few[reader].get(path), CEILINGS[endpoint][reader]
            constant = int(most) if before is None else before + NAMING.get(endpoint, 0)
            if number > min(int(most), constant):  # fewer: what is kept for a while
                wrong.append(f"{reader} {path}: {number} statements, {before} with few rows, at most {most}")
        assert len(deeper) >= {"guest": 2, "key person": 3, "admin": 8}[reader]
    assert wrong == []


def test_a_search_that_finds_every_kind_keeps_to_the_limit_of_lists(world: World, count: Any) -> None:
    rows = Rows(world)
    rows.add(0, FEW)
    index(world)
    for reader in READERS:
        page = world.browser(reader).get("/search?q=harbour").text
        assert {"item", "question", "idea", "group", "person"} <= set(re.findall(r"kind=(\w+)", page))
        assert count(reader, ["/search?q=harbour"])["/search?q=harbour"] <= MOST_OF_LISTS


def test_help_with_spelling_is_bounded_too(world: World, count: Any) -> None:
    rows, paths = Rows(world), [f"/search?q={MISTYPED}", f"/search?q={MISTYPED} agian tooo manny"]
    rows.add(0, FEW)
    index(world)
    few = count("key person", paths)
    rows.write_items(range(FEW, MANY))
    index(world)
    many = count("key person", paths)
    assert few == many and max(many.values()) <= SPELLING
