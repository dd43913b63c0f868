"""To an address from which mails come back nothing is written that can be switched off; the portal still tells."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from portal.accounts.models import Role
from portal.kernel import outbox
from portal.kernel.calendar import now
from portal.kernel.mail import BouncedAddress, Mail
from portal.kernel.mailing import delivery
from portal.notifications.models import Digest, Notification, Preference


@pytest.fixture
def bounced(make):
    """Mails to the person come back."""

    def note(person):
        return make.add(BouncedAddress(email=person.email, since=now(), reason="550 gone", soft_days=[]))

    return note


@pytest.fixture
def write(app):
    """What the worker writes; nothing is sent."""

    def work(moment=None):
        with time_machine.travel(moment or now(), tick=False), app.app_context():
            outbox.drain()
            while sum(writer() for writer in delivery.WRITERS):
                pass

    return work


def watching(make, person, **way):
    make.add(Preference(person_id=person.id, kind="colleagues", **way))


def test_a_notification_is_told_in_the_portal_and_not_mailed(make, key_person, company, joins, write, bounced, rows):
    other = make.person(Role.MEMBER | Role.KEYPERSON, organization=company)
    for person in (key_person, other):
        watching(make, person, mail=True)
    bounced(key_person)
    joins(make.person(organization=company))
    write()
    assert {one.person_id for one in rows(Notification)} == {key_person.id, other.id}
    assert [one.to_email for one in rows(Mail)] == [other.email]
    assert not any(one.mail_due for one in rows(Notification))


def test_a_digest_is_not_written_and_what_waited_does_not_pile_up(
    make, key_person, company, joins, write, bounced, rows
):
    watching(make, key_person, mail=False, digest=True)
    make.add(Digest(person_id=key_person.id, every="daily"))
    bounced(key_person)
    joins(make.person(organization=company))
    write()
    write(now() + timedelta(days=2))
    assert rows(Mail) == []
    assert [(one.digest_due, one.read_at) for one in rows(Notification)] == [(False, None)]
    assert rows(Digest)[0].next_at is None


def test_what_is_always_mailed_is_mailed(make, key_person, roles_change, write, bounced, rows):
    bounced(key_person)
    roles_change(key_person)
    write()
    assert [(one.to_email, one.kind) for one in rows(Mail)] == [(key_person.email, None)]


def test_tried_again_mails_are_written_again(app, make, key_person, company, joins, write, bounced, rows, client_of):
    watching(make, key_person, mail=True)
    bounced(key_person)
    assert client_of(key_person).post("/account/email/try-again").status_code == 303
    joins(make.person(organization=company))
    write()
    assert [one.to_email for one in rows(Mail)] == [key_person.email]
