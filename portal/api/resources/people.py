"""`/api/v1/people`: who has an account, of customers and staff. What tells who somebody is needs `read:personal`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Membership, Organization, Person, Role
from portal.api.serving import fields
from portal.api.serving.door import caller
from portal.api.serving.fields import Answer
from portal.api.serving.resource import Resource
from portal.api.serving.shapes import Company, Listed, page_of_
from portal.config import settings
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import lazy
from portal.kernel.paging import page_of

people = Resource("people", lazy("People"), reads=lazy("Read who has an account: roles and companies"))
ROLES = {Role.MEMBER: "member", Role.CHAMPION: "champion", Role.CS: "cs", Role.PRODUCT: "product", Role.ADMIN: "admin"}
PERSONAL = ("name", "email", "url", "job", "department", "title", "influence")
ONLY_WITH = lazy("Null without `read:personal`.")


class PlaceAnswer(Company):
    """A company somebody belongs to."""

    key_person = fields.yes_no(lazy("Is a key person of this company."))


class PersonAnswer(Answer):
    """Somebody with an account. Who was erased is not there."""

    id = fields.number(lazy("Number; it never changes."))
    name = fields.text(lazy("Name as the person writes it. Null without `read:personal`."), null=True)
    email = fields.text(lazy("Address. Null without `read:personal`."), null=True)
    url = fields.text(lazy("Page of the person in the console. Null without `read:personal`."), null=True)
    job = fields.text(ONLY_WITH, null=True)
    department = fields.text(ONLY_WITH, null=True)
    title = fields.text(ONLY_WITH, null=True)
    influence = fields.text(ONLY_WITH, null=True)
    roles = fields.texts(lazy("Access roles: member, champion, cs, product, admin."))
    organizations = fields.several(PlaceAnswer, lazy("Companies the person belongs to; none for staff."))
    language = fields.text(lazy("Language: en or ja."))
    time_zone = fields.text(lazy("Time zone, such as Asia/Tokyo."))
    suspended = fields.yes_no(lazy("May read, and not write, just now."))
    created_at = fields.moment(lazy("When the account was made."))


class PeopleQuery(Listed):
    """Which people."""

    organization = fields.whole(lazy("Only people of this company."), optional=True)
    role = fields.choice(lazy("Only people with this access role."), list(ROLES.values()), optional=True)


@people.read(
    "",
    summary=lazy("List people, the first that came first"),
    query=PeopleQuery,
    answer=page_of_(PersonAnswer, "PeoplePage"),
)
def index(asked: dict[str, Any]) -> dict[str, Any]:
    """A page of them; two statements."""
    wanted = _people()
    if "organization" in asked:
        theirs = sa.select(Membership.person_id).where(Membership.organization_id == asked["organization"])
        wanted = wanted.where(Person.id.in_(theirs))
    if "role" in asked:
        [role] = [role for role, name in ROLES.items() if name == asked["role"]]
        wanted = wanted.where(Person.roles.bitwise_and(role) != 0)
    page = page_of(db.session, wanted, [(Person.id, "asc")], after=asked.get("after"), size=asked["limit"])
    return {"items": _told(page.items), "next": page.on}


@people.read("/<int:person_id>", summary=lazy("Read one person"), answer=PersonAnswer)
def one(person_id: int) -> dict[str, Any]:
    """Their account."""
    found = db.session.scalar(_people().where(Person.id == person_id))
    if found is None:
        raise NotFound("")
    return _told([found])[0]


def _people() -> sa.Select[Any]:
    return sa.select(Person).where(Person.erased_at.is_(None))


def _told(found: Sequence[Person]) -> list[dict[str, Any]]:
    places = _places([person.id for person in found])
    return [_one(person, places.get(person.id, [])) for person in found]


def _places(numbers: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    columns: list[Any] = [Membership.person_id, Membership.key_person, Organization.id, Organization.name]
    wanted = sa.select(*columns).join(Organization, Organization.id == Membership.organization_id)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in db.session.execute(wanted.where(Membership.person_id.in_(numbers)).order_by(Organization.id)):
        found.setdefault(row.person_id, []).append({"id": row.id, "name": row.name, "key_person": row.key_person})
    return found


def _one(person: Person, places: list[dict[str, Any]]) -> dict[str, Any]:
    open_ = ("id", "language", "time_zone", "suspended", "created_at")
    return {
        **{name: getattr(person, name) for name in open_},
        **(_who(person) if caller().personal else dict.fromkeys(PERSONAL)),
        "roles": [name for role, name in ROLES.items() if person.roles & role],
        "organizations": places,
    }


def _who(person: Person) -> dict[str, Any]:
    told = {name: getattr(person, name) for name in ("email", "job", "department", "title", "influence")}
    return told | {"name": person.display_name, "url": f"{settings().base_url}/console/people/{person.public_id}"}
