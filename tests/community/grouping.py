"""Groups for tests, and what people do in them through their browsers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Person, Role
from portal.community.commands.asking import Ask, ask
from portal.community.commands.groups import GroupFacts, archive, change, create
from portal.community.models import CommunityGroup, GroupMember, Question
from portal.kernel.db import db
from tests.factories import Factory

HTMX = {"HX-Request": "true"}


class Groups:
    """`open()`, `request()`, `closed()` make a group and give its slug; people come in by `put` without any rule."""

    def __init__(self, app: Flask, make: Factory) -> None:
        self.app, self.make = app, make
        self.cs = make.staff(Role.CS, display_name="Clerk")

    def do(self, deed: Callable[..., Any], person: Person, *rest: Any, **more: Any) -> Any:
        """A command by somebody, committed; what it gave when that is a number or a word."""
        with self.app.app_context():
            found = deed(db.session.get_one(Person, person.id), *rest, **more)
            found = found.id if isinstance(found, CommunityGroup | Question) else found
            db.session.commit()
            return found

    def make_one(self, access: str, **facts: Any) -> str:
        number = next(self.make.numbers)
        names = {"en": f"Cold chain {number}", "ja": f"低温物流{number}"}
        abouts = {"en": "Cold stores and audits.", "ja": "冷蔵倉庫と監査。"}
        self.do(create, self.cs, GroupFacts(**({"names": names, "abouts": abouts} | facts), access=access))
        return f"cold-chain-{number}" if "names" not in facts else self.newest().slug

    def open(self, **facts: Any) -> str:
        return self.make_one("open", **facts)

    def request(self, **facts: Any) -> str:
        return self.make_one("request", **facts)

    def closed(self, **facts: Any) -> str:
        return self.make_one("closed", **facts)

    def newest(self) -> CommunityGroup:
        with self.app.app_context():
            return db.session.scalars(sa.select(CommunityGroup).order_by(CommunityGroup.id.desc())).first()  # type: ignore[return-value]

    def row(self, slug: str) -> CommunityGroup:
        with self.app.app_context():
            return db.session.scalars(sa.select(CommunityGroup).where(CommunityGroup.slug == slug)).one()

    def put(self, slug: str, *people: Person, state: str = "member", leader: bool = False, words: str = "") -> None:
        """People in the group, or asking to be let in."""
        group = self.row(slug)
        for person in people:
            row = {"group_id": group.id, "person_id": person.id, "state": state, "leader": leader, "words": words}
            self.make.add(GroupMember(**row))
            with self.app.app_context():
                if state == "member":
                    more = sa.update(CommunityGroup).where(CommunityGroup.id == group.id)
                    db.session.execute(more.values(members=CommunityGroup.members + 1))
                db.session.commit()

    def ask(self, person: Person, slug: str, title: str = "Which gloves?") -> int:
        """A question in the group."""
        return int(self.do(ask, person, Ask(title, "At minus 20.", group=slug)))

    def set_access(self, slug: str, access: str) -> None:
        row = self.row(slug)
        facts = GroupFacts(row.names, row.abouts, row.icon, row.kind, row.industry, access, row.position)
        self.do(change, self.cs, row.id, facts)

    def archive(self, slug: str, *, want: bool = True) -> None:
        self.do(archive, self.cs, self.row(slug).id, want=want)

    def states(self, slug: str) -> dict[int, str]:
        """What each person is in it."""
        with self.app.app_context():
            found = sa.select(GroupMember).where(GroupMember.group_id == self.row(slug).id)
            return {row.person_id: "leader" if row.leader else row.state for row in db.session.scalars(found)}

    def is_right(self, slug: str) -> bool:
        """Whether the number of members is what a count gives."""
        return self.row(slug).members == sum(state != "asked" for state in self.states(slug).values())


@pytest.fixture
def groups(app: Flask, make: Factory) -> Groups:
    """To be imported by name."""
    return Groups(app, make)


def press(browser: Any, slug: str, want: str = "1", **form: Any) -> Any:
    """The button that joins and leaves."""
    return browser.post(f"/community/groups/{slug}/membership", data={"want": want, **form})


def send(browser: Any, slug: str, place: str, person: Person, **form: Any) -> int:
    """A form of those who lead the group."""
    sent = browser.post(f"/community/groups/{slug}/{place}", data={"person": person.public_id, **form})
    return int(sent.status_code)
