"""Mail that comes back: noted with the question, and its receiver is not asked again until the address is tried."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.mailing import bounces
from portal.surveys.models import Invitation


def come_back(asking, person):
    with asking.app.app_context():
        bounces.note(person.email, 1, now(), "550 no such user", permanent=True)
        db.session.commit()


def test_a_question_that_comes_back_is_noted_and_reminds_nobody(asking, rows, outgoing):
    asking.wave()
    come_back(asking, asking.ann)
    [found] = rows(Invitation)
    assert found.bounced_at is not None and found.remind_at is None
    with time_machine.travel(now() + timedelta(days=6)):
        asking.work()
    assert len(outgoing()) == 1


def test_who_cannot_be_reached_is_left_out_by_dry_run_and_launch_alike(asking, rows):
    ben = asking.person()
    come_back(asking, ben)
    wave_id = asking.plan(asking.survey())
    promised = asking.dry_run(wave_id)
    assert promised == asking.launch(wave_id) and promised.left_out == {"bounced": 1} and promised.asked == 1
    assert {one.person_id: one.left_out for one in rows(Invitation)} == {asking.ann.id: "", ben.id: "bounced"}


def test_a_mail_held_back_between_launch_and_turn_counts_as_left_out(asking, rows, outgoing):
    wave_id = asking.plan(asking.survey())
    asking.launch(wave_id)
    come_back(asking, asking.ann)
    asking.work()
    [found] = rows(Invitation)
    assert (found.left_out, found.sent_at) == ("bounced", None) and outgoing() == []


def test_who_answered_already_stays_counted(asking, rows):
    asking.wave()
    asking.answer(9)
    come_back(asking, asking.ann)
    assert rows(Invitation)[0].bounced_at is None
