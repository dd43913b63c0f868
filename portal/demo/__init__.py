"""A world full of life, told through the commands: the same seed tells the same story."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from portal.accounts import passwords
from portal.accounts.commands.invite import invite
from portal.accounts.commands.organizations import OrganizationFacts, create_organization
from portal.accounts.commands.people import PersonFacts, add_person, change_person
from portal.accounts.models import Organization, Person, Role
from portal.demo import choices, community, ideas, learning, reports, success, surveys
from portal.demo.world import ACCENT, COMPANIES, JOBS, LEADS, NEW, VENDOR, Company
from portal.ideas.models import IdeaStatus
from portal.kernel import site
from portal.kernel.calendar import now, pretend
from portal.kernel.db import db
from portal.kernel.files import File
from portal.learning.models import Item, ItemVersion
from portal.posting.models import PostImage

# One account for each access role, named in English or Japanese; all but staff belong to the first company.
ACCOUNTS = (
    ("member", Role.MEMBER, {"en": "Depot 3 dispatcher", "ja": "第3拠点 配車担当"}, "planning"),
    ("keyperson", Role.MEMBER | Role.KEYPERSON, {"en": "Operations lead", "ja": "業務リーダー"}, "operations"),
    ("champion", Role.MEMBER | Role.CHAMPION, {"en": "Depot 7 manager", "ja": "第7拠点長"}, "manager"),
    ("cs", Role.CS, {"en": "CS team East", "ja": "CS東日本チーム"}, ""),
    ("product", Role.PRODUCT, {"en": "Mobile product manager", "ja": "モバイル担当プロダクトマネージャー"}, ""),
    ("admin", Role.ADMIN, {"en": "Portal admin", "ja": "ポータル管理者"}, ""),
)

EARLY = 0.7  # share of people who came before the last half-year, where their company did
AT_ONCE = 0.5  # of those: who came in the portal's first weeks

# What a new world stands on, by table: the menu and its pictures came from files, the states of ideas may have been
# named anew, and the index is built anew once the world is there.
MENU = {"stage", "edition", "item", "item_text", "item_version", "item_audience", "item_file", "file", "old_slug"}
KEPT = MENU | {"idea_status", "search_document", "search_word"}


def is_empty() -> bool:
    """Whether nobody is here yet."""
    return db.session.scalar(sa.select(Person.id).limit(1)) is None


def is_demo() -> bool:
    """Whether this database was filled by the demo."""
    return site.row().is_demo


def clear() -> None:
    """Take everybody and everything they did out of the database; the caller fills it again and commits."""
    db.session.execute(sa.update(Organization).values(owner_id=None))  # owners and companies refer to each other
    db.session.execute(sa.update(Item).values(helpful_yes=0, helpful_no=0))
    db.session.execute(sa.update(ItemVersion).values(author_id=None))
    db.session.execute(sa.update(IdeaStatus).values(ideas=0))
    db.session.execute(sa.delete(File).where(File.id.in_(sa.select(PostImage.file_id))))
    for table in reversed(db.metadata.sorted_tables):
        if table.name not in KEPT:
            db.session.execute(table.delete())
    db.session.expire_all()
    site.forget()


def fill(
    *,
    seed: int,
    people: int,
    language: str,
    echo: Callable[[str], None],
    board: ideas.Size = ideas.WHOLE,
    questions: int = community.MOST,
) -> dict[str, str]:
    """Write the whole world in one transaction; address → password of the accounts, to be shown once."""
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret
    vendor = site.row()
    vendor.name, vendor.accent, vendor.sign_up, vendor.is_demo = VENDOR, ACCENT, "domain", True
    vendor.champion_accepted = 3  # half a year is told here
    began, came = now() - learning.HISTORY, now() - surveys.HISTORY
    with pretend(came):
        known = _accounts_of_staff(language)
    organizations = [_organization(chance, company, known["cs"], began, came) for company in COMPANIES]
    echo(f"portal: demo: {len(organizations)} companies")
    known |= _accounts_of_customers(organizations[0], language, began)
    members = [person for person in known.values() if not person.is_staff]
    members += _crowd(chance, organizations, people - len(members), began, came)
    echo(f"portal: demo: {len(members) + 3} people")
    db.session.flush()
    finished = learning.tell(chance, members, known, began)
    echo(f"portal: demo: {finished} items finished")
    wished = ideas.tell(random.Random(seed), members, known, began, board)  # noqa: S311 - a story, not a secret
    echo(f"portal: demo: {wished} ideas")
    choices.tell(random.Random(seed), members)  # noqa: S311 - a story, not a secret
    reports.tell(members, known)  # by people who are new, so before they talk elsewhere
    asked = community.tell(random.Random(seed), members, known, began, questions)  # noqa: S311 - a story, not a secret
    echo(f"portal: demo: {asked} questions")
    worked = success.tell(random.Random(seed), members, known)  # noqa: S311 - a story, not a secret
    echo(f"portal: demo: {worked} follow-ups")
    answered = surveys.tell(random.Random(seed), members, known)  # noqa: S311 - a story, not a secret
    echo(f"portal: demo: {answered} answers to surveys")
    learning.forget_old_news()
    invite(known["cs"], organizations[6].id, "new.lead@larkfieldlifts.example", "Operations lead", Role.MEMBER, "en")
    return {person.email: _password(person) for person in known.values()}


def _accounts_of_staff(language: str) -> dict[str, Person]:
    return {
        name: add_person(
            None, email=f"{name}@demo.example", display_name=shown[language], roles=roles, language=language
        )
        for name, roles, shown, _job in ACCOUNTS
        if roles & Role.STAFF
    }


def _accounts_of_customers(organization: Organization, language: str, began: datetime) -> dict[str, Person]:
    company = COMPANIES[0]._replace(language=language)
    with pretend(began + timedelta(days=2)):
        return {
            name: _person(organization, f"{name}@demo.example", shown[language], job, roles, company)
            for name, roles, shown, job in ACCOUNTS
            if not roles & Role.STAFF
        }


def _organization(
    chance: random.Random, company: Company, owner: Person, began: datetime, came: datetime
) -> Organization:
    """Some have been customers for longer than the portal stands; those that are `NEW` came half a year ago."""
    new = company.stage == NEW
    start = (began if new else came).date() - timedelta(days=chance.randint(0, 25 if new else 500))
    facts = OrganizationFacts(
        name=company.name,
        stage=company.stage,
        contract_value=company.contract_value * 100,
        owner_id=owner.id if company.contract_value >= 20_000 else None,
        contract_start=start,
        renewal=_next_anniversary(start),
        industry=company.industry,
        language=company.language,
        may_be_named=chance.random() < 0.7,
        domains=(company.domain,),
    )
    with pretend((began if new else came) + timedelta(hours=chance.randint(1, 40))):
        return create_organization(None, facts)


def _next_anniversary(start: date) -> date:
    day = start
    while day <= now().date():
        day = day.replace(year=day.year + 1, day=min(day.day, 28))
    return day


def _crowd(
    chance: random.Random, organizations: list[Organization], number: int, began: datetime, came: datetime
) -> list[Person]:
    """Everybody else, in the order they came: each company has a key person, bigger ones more people."""
    places = list(range(len(COMPANIES)))
    chance.shuffle(places)
    places = places[:number] + [_bigger_more_often(chance) for _index in range(number - len(places))]
    arrivals = sorted((_arrival(chance, COMPANIES[place], began, came), place) for place in places)
    found, led = [], set[int]()
    for index, (arrival, place) in enumerate(arrivals):
        company, organization, first = COMPANIES[place], organizations[place], place not in led
        led.add(place)
        job, english, japanese = ("operations", *LEADS[index % len(LEADS)]) if first else chance.choice(JOBS)
        shown = japanese if company.language == "ja" else english
        roles = Role.MEMBER | Role.KEYPERSON if first else Role.MEMBER
        with pretend(arrival):
            name = shown if first else f"{shown} {index}"
            found.append(_person(organization, f"p{index}@{company.domain}", name, job, roles, company))
    return found


def _arrival(chance: random.Random, company: Company, began: datetime, came: datetime) -> datetime:
    """Most came when the portal opened or in the year after it, and others since; all of a `NEW` company since."""
    if company.stage == NEW or chance.random() > EARLY:
        return began + timedelta(days=chance.uniform(1, 150))
    first = timedelta(days=20) if chance.random() < AT_ONCE else began - came
    return came + timedelta(days=2) + chance.random() * first


def _bigger_more_often(chance: random.Random) -> int:
    return chance.choices(range(len(COMPANIES)), [company.contract_value**0.5 for company in COMPANIES])[0]


def _person(organization: Organization, email: str, shown: str, job: str, roles: Role, company: Company) -> Person:
    person = add_person(
        None,
        email=email,
        display_name=shown,
        roles=roles,
        organization_id=organization.id,
        language=company.language,
        time_zone=company.time_zone,
    )
    facts = PersonFacts(shown, job=job, time_zone=company.time_zone, language=company.language)
    change_person(None, person.id, facts)
    return person


def _password(person: Person) -> str:
    password = secrets.token_urlsafe(9)
    passwords.set_password(person, password)
    return password
