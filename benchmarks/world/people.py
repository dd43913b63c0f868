"""Companies with contract values, and the people in them; the first ones are those who look at pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from benchmarks.world.sizes import EPOCH, World
from benchmarks.world.writing import Row, at_once, load
from portal.accounts.models import TOUCH_OF_TIER, Membership, Organization, Person, Role

PRODUCT, CS, ADMIN, MEMBER, LEAD, CHAMPION = range(1, 7)
STAFF = {PRODUCT: Role.PRODUCT, CS: Role.CS, ADMIN: Role.ADMIN}
FIRST = 4  # customer; all behind it are customers
TOGETHER = 3  # customers with neighbouring numbers that belong to one company
STAGES = ("onboarding", "adoption", "growth")
INDUSTRIES = ("energy", "building", "logistics", "retail")
JOBS = ("field", "planning", "manager", "finance", "it")


def fill(world: World) -> None:
    """Write them and commit."""
    with at_once((Organization, Person, Membership)):
        load(Person, (_person(n, world) for n in STAFF))
        load(Organization, (_organization(n, world) for n in range(1, world.organizations + 1)))
        load(Person, (_person(n, world) for n in range(FIRST, world.people + 1)))
        load(Membership, _memberships(world))


def customer(number: int, world: World) -> int:
    """Some customer: as many numbers give as many people, before they come again."""
    return FIRST + number % (world.people - FIRST + 1)


def company_of(person: int, world: World) -> int | None:
    """The company of somebody; staff have none."""
    return None if person < FIRST else 1 + (person - FIRST) // TOGETHER % world.organizations


def language_of(person: int) -> str:
    """One in three reads Japanese; of the readers the champion."""
    return "en" if person % 3 else "ja"


def is_champion(person: int) -> bool:
    """A page of them among the first hundred people, then one in five hundred."""
    return person >= FIRST and (person % 500 == CHAMPION or (person < 100 and person % 3 == 0))


def facts_of(company: int) -> Row:
    """What a survey keeps of a company as it was."""
    tier = ("low", "middle", "low", "high")[company % 4]
    return {
        "tier": tier, "touch": TOUCH_OF_TIER[tier], "stage": STAGES[company % 3],
        "contract_value": 100_000 * (company % 97),
    }  # fmt: skip


def _organization(n: int, world: World) -> Row:
    name, begin = f"Company {n:06d}", date(2025, 1, 1) + timedelta(days=n % 300)
    return {
        "id": n, "name": name, "name_key": name.lower(), "tier_reason": "", "touch_reason": "", **facts_of(n),
        "owner_id": CS if n % 4 else None, "contract_start": begin,
        "renewal": begin + timedelta(days=365 * 2), "industry": INDUSTRIES[n % 4], "language": language_of(n),
        "may_be_named": n % 2 == 0, "version": 1, "created_at": EPOCH,
    }  # fmt: skip


def _person(n: int, world: World) -> Row:
    role = STAFF.get(n, Role.MEMBER) | (Role.CHAMPION if is_champion(n) else Role(0))
    return {
        "id": n, "public_id": f"p{n}", "email": f"p{n}@bench.example", "display_name": f"Person {n:07d}",
        "roles": int(role), "organization_id": company_of(n, world), "job": JOBS[n % 5], "department": "", "title": "",
        "influence": "", "time_zone": "UTC", "language": language_of(n), "theme": "", "version": 1,
        "suspended_at": None, "suspended_reason": "", "created_at": EPOCH,
    }  # fmt: skip


def _memberships(world: World) -> Iterator[Row]:
    """Of all customers; each company has a key person, and one more for every thirty people."""
    for n in range(FIRST, world.people + 1):
        place = n - FIRST
        leads = place % TOGETHER == LEAD - FIRST and place // TOGETHER // world.organizations % 10 == 0
        yield {"id": n, "person_id": n, "organization_id": company_of(n, world), "key_person": leads}
