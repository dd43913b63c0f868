"""Access roles: given by admins, never to oneself, and one admin always stays."""

from __future__ import annotations

import re
import threading

import pytest

from portal.accounts.commands import roles, suspending
from portal.accounts.models import Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Refused
from portal.kernel.events import Event


def give(browser, person, *wanted):
    """Tick these boxes on the page as it stands now."""
    address = f"/console/people/{person.public_id}"
    version = re.search(r'name="version"[^>]*value="(\d+)"', browser.get(address).text)[1]
    return browser.post(f"{address}/roles", data={"roles": [int(role) for role in wanted], "version": version})


def roles_of(rows, person):
    return next(row.roles for row in rows(Person) if row.id == person.id)


def test_an_admin_gives_roles_and_the_audit_keeps_both_values(admin, make, rows):
    person = make.staff(Role.CS)
    assert give(admin, person, Role.CS, Role.PRODUCT).status_code == 303
    assert roles_of(rows, person) == Role.CS | Role.PRODUCT
    [event] = rows(Event, name="person.roles_changed")
    assert event.data == {"before": int(Role.CS), "after": int(Role.CS | Role.PRODUCT)}


def test_roles_given_over_a_newer_save_are_shown_beside_it_and_not_given(admin, make, rows):
    person = make.staff(Role.CS)
    give(admin, person, Role.CS, Role.PRODUCT)
    late = {"roles": [int(Role.CS)], "version": "1"}
    answer = admin.post(f"/console/people/{person.public_id}/roles", data=late)
    assert answer.status_code == 409
    assert '<td data-label="Stands now">CS, Product</td><td data-label="You typed">CS</td>' in answer.text
    assert roles_of(rows, person) == Role.CS | Role.PRODUCT
    assert admin.post(f"/console/people/{person.public_id}/roles", data=late | {"version": "2"}).status_code == 303
    assert roles_of(rows, person) == Role.CS
    answer = admin.post(f"/console/people/{person.public_id}/roles", data={"roles": [int(Role.ADMIN)]})
    assert answer.status_code == 422 and roles_of(rows, person) == Role.CS


def test_customers_keep_member_whatever_is_ticked(admin, make, rows):
    person = make.person()
    give(admin, person)
    assert roles_of(rows, person) == Role.MEMBER


def test_champions_are_appointed_for_a_term_and_neither_made_nor_unmade_by_ticking_a_box(admin, make, rows):
    person, champion = make.person(), make.person(Role.MEMBER | Role.CHAMPION)
    assert give(admin, person, Role.CHAMPION).status_code == 422
    give(admin, champion)
    assert (roles_of(rows, person), roles_of(rows, champion)) == (Role.MEMBER, Role.MEMBER | Role.CHAMPION)


def test_somebody_of_a_customer_never_becomes_staff(admin, app, make, rows):
    person = make.person()
    assert give(admin, person, Role.ADMIN).status_code == 422
    assert roles_of(rows, person) == Role.MEMBER
    [ada] = [row for row in rows(Person) if row.is_staff]
    with app.app_context(), pytest.raises(Exception, match="customer company"):
        roles.set_roles(db.session.get_one(Person, ada.id), person.id, Role.CS)


def test_nobody_raises_their_own_access(admin, make, rows):
    make.staff(Role.ADMIN)
    ada = rows(Person)[0]
    assert give(admin, ada, Role.ADMIN, Role.CS).status_code == 403
    assert roles_of(rows, ada) == Role.ADMIN


def test_the_last_admin_keeps_the_role(admin, make, rows):
    ada = rows(Person)[0]
    answer = give(admin, ada, Role.CS)
    assert answer.status_code in (403, 409) and roles_of(rows, ada) == Role.ADMIN
    answer = give(admin, ada)
    assert answer.status_code == 409 and "last admin" in answer.text
    assert roles_of(rows, ada) == Role.ADMIN


def test_an_admin_may_step_down_while_another_one_stays(admin, make, rows):
    make.staff(Role.ADMIN)
    ada = rows(Person)[0]
    assert give(admin, ada).status_code == 303
    assert roles_of(rows, ada) == Role.MEMBER


def test_suspended_and_erased_admins_do_not_count(admin, app, make, rows):
    make.staff(Role.ADMIN, suspended_at=now())
    make.staff(Role.ADMIN, erased_at=now())
    ada = rows(Person)[0]
    assert give(admin, ada).status_code == 409
    assert roles_of(rows, ada) == Role.ADMIN


def test_somebody_who_is_no_admin_any_more_gives_nothing(app, make):
    former, other = make.staff(Role.CS), make.staff(Role.PRODUCT)
    make.staff(Role.ADMIN)
    with app.app_context(), pytest.raises(Forbidden):
        roles.set_roles(db.session.get_one(Person, former.id), other.id, Role.ADMIN)


@pytest.mark.parametrize("act", ["demote", "suspend"])
def test_two_admins_who_remove_each_other_at_once_leave_one(act, app, make, rows):
    pair = [make.staff(Role.ADMIN), make.staff(Role.ADMIN)]
    start, refusals = threading.Barrier(2), []

    def remove(actor_id, target_id):
        with app.app_context():
            actor = db.session.get_one(Person, actor_id)
            start.wait()
            try:
                if act == "demote":
                    roles.set_roles(actor, target_id, Role.CS)
                else:
                    suspending.suspend(actor, target_id, None, "No.")
                db.session.commit()
            except (Forbidden, Refused) as error:
                db.session.rollback()
                refusals.append(error)

    threads = [threading.Thread(target=remove, args=(one.id, other.id)) for one, other in (pair, reversed(pair))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left = [person for person in rows(Person) if person.roles & Role.ADMIN and not person.suspended]
    assert len(left) == 1 and len(refusals) == 1
