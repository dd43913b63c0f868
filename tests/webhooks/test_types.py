"""What each type tells: ids, names, companies and links; nothing hidden, held, of closed groups, or for staff only."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.commands import erasing, people
from portal.accounts.models import Organization, Person, Role
from portal.community.commands.champions import terms
from portal.community.commands.moderating import hide_answer, hide_question, release_question
from portal.community.events import ASKED
from portal.community.models import Question
from portal.ideas.commands import answering
from portal.ideas.commands.moderating import hide_idea
from portal.ideas.commands.statuses import set_status
from portal.kernel import mail, outbox
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event, record
from portal.kernel.hooks import WEBHOOK_TYPES
from portal.posting.models import Area
from portal.surveys.commands import answering as answering_survey
from portal.surveys.commands import launching, managing
from portal.surveys.models import Invitation
from portal.surveys.queries.turns import Drip
from portal.webhooks.messages import LONGEST, TEST, message
from portal.webhooks.models import WebhookAttempt, WebhookDelivery
from tests.community.conftest import accept, act, answer, ask, group
from tests.ideas.conftest import board, idea_of
from tests.ideas.deciding import by, merge
from tests.learning import acts
from tests.learning.conftest import content

__all__ = ["accept", "act", "answer", "ask", "board", "content", "group", "idea_of"]

DOCS = Path(__file__).parent.parent.parent / "docs" / "webhooks.md"
SECRETS = {"tier_reason": "xqtier", "touch_reason": "xqtouch", "contract_value": 76543210987, "industry": "harbour"}
LONG = "長" * 150


@pytest.fixture
def paid(app):
    """The outbox is paid."""

    def drained():
        with app.app_context():
            outbox.drain()

    return drained


@pytest.fixture
def told(receiver, work, paid):
    """What the other system was told since it was last asked, as (type, data)."""

    def heard():
        paid()
        work()
        bodies = [json.loads(came.body) for came in receiver.came]
        receiver.came.clear()
        return [(body["type"], body["data"]) for body in bodies]

    return heard


@pytest.fixture
def everything(app, make, connect, receiver, content, idea_of, ask, answer, accept, act, told):
    """One of each, as customers and staff do it; the bodies by type."""
    connect(receiver.url)
    staff, area = make.staff(Role.ADMIN), make.add(Area(slug="dock", position=1, names={"en": "Dock", "ja": "岸壁"}))
    company, other = make.organization(name="Aoba", **SECRETS), make.organization(name="Rival")
    ann = make.person(organization=company, display_name="Ann", department="xqdept", influence="decides")
    content.write("en/onboarding/first.md", title="First", jobs="[field]")
    content.sync()
    acts.mark(app, ann, "first", "self")
    wish, kept = idea_of(ann, title=LONG), idea_of(make.person(organization=other))
    by(app, staff, set_status, wish, "planned", "理" * 2000, "")
    by(app, staff, answering.answer, wish, "答" * 10_000)
    merge(app, staff, wish, kept)
    question = ask(ann, title=LONG)
    accept(ann, answer(make.person(organization=other), question))
    with app.app_context():
        record("question.left_to_staff", db.session.get_one(Question, question), organization_id=company.id)
        record("organization.changed", db.session.get_one(Organization, company.id), fields=["stage", "tier"])
        record("organization.changed", db.session.get_one(Organization, company.id), fields=["tier"])
        db.session.commit()
    survey(app, staff)
    by(app, staff, terms.appoint, ann.id, [area.slug])
    by(app, staff, terms.withdraw, ann.id, "xqreason")
    by(app, staff, people.join, ann.id, other.id)
    by(app, staff, people.leave, ann.id, other.id)
    found = dict(told())
    by(app, staff, erasing.erase, ann.id, "asked")
    return found | dict(told())


def survey(app, staff):
    """A wave that goes out, is answered and ends."""
    with app.app_context():
        actor = db.session.get_one(Person, staff.id)
        made = managing.save_survey(actor, None, 1, managing.SurveyWish("Relationship", "hand"), set())
        wave = managing.save_wave(actor, made.id, None, 1, {}, Drip(now(), 1))
        db.session.execute(sa.update(Person).values(created_at=now() - timedelta(days=100)))
        launching.launch(actor, wave.id, wave.version)
        db.session.commit()
        mail.send_due()
        asked = db.session.scalars(sa.select(Invitation).where(Invitation.sent_at.is_not(None))).first()
        for score in (9, 10):
            answering_survey.answer(asked.id, score, "button", "mail")
        launching.close(actor, wave.id)
        db.session.commit()


def test_every_type_is_told_documented_short_and_fit_for_strangers(everything, app, client, count_queries):
    """One test, since making one of each takes longer than looking at them."""
    types_are_documented_with_their_keys(everything)
    no_staff_only_fact_is_in(everything)
    links_lead_to_pages(everything, client)
    with app.app_context():
        events = db.session.query(Event).all()
        bodies_stay_below_twenty_kilobytes(events)
        types_are_built_by_a_constant_number_of_statements(events, count_queries)


def types_are_documented_with_their_keys(everything):
    assert set(everything) == set(WEBHOOK_TYPES)
    rows = re.findall(r"^\| `([a-z_.]+)` \|[^|]*\| (.*?) \|$", DOCS.read_text(), re.MULTILINE)
    documented = {name: set(re.findall(r"`(\w+)`", keys)) for name, keys in rows}
    assert documented == {name: set(data) for name, data in everything.items()} | {TEST: {"endpoint"}}


def no_staff_only_fact_is_in(everything):
    words = json.dumps(everything, ensure_ascii=False)
    found = [word for word in ("xq", "76543210987", "tier", "touch", "demand", "contract") if word in words]
    assert found == []


def links_lead_to_pages(everything, client):
    paths = set(re.findall(r'"url": "http://127.0.0.1:8000([^"]+)"', json.dumps(everything)))
    paths = {path for path in paths if not path.startswith("/people/")}  # hers are gone with her
    assert len(paths) >= 4
    for path in paths:
        assert client.get(path, follow_redirects=True).status_code == 200, path


def bodies_stay_below_twenty_kilobytes(events):
    for event in events:
        for name, kind in WEBHOOK_TYPES.items():
            if event.name in kind.events and (made := message(name, event)):
                assert len(made.body.encode()) < LONGEST / 2, name


def types_are_built_by_a_constant_number_of_statements(events, count_queries):
    for name, kind in WEBHOOK_TYPES.items():
        mine = [event for event in events if event.name in kind.events]
        with count_queries() as one:
            kind.build(mine[:1])
        with count_queries() as many:
            kind.build(mine * 5)
        assert many() <= max(one(), 5), name


def test_names_say_what_happened_in_letters_of_the_specification():
    assert [name for name in WEBHOOK_TYPES if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", name)] == []


def test_a_change_of_other_facts_is_no_change_of_stage(app, make, connect, receiver, told):
    connect(receiver.url)
    company = make.organization()
    with app.app_context():
        record("organization.changed", db.session.get_one(Organization, company.id), fields=["tier", "name"])
        db.session.commit()
    assert told() == []


def test_a_move_is_told_as_leaving_and_joining(app, make, connect, receiver, told):
    staff, person, company = make.staff(Role.CS), make.person(), make.organization(name="Next")
    connect(receiver.url)
    by(app, staff, people.move, person.id, company.id)
    heard = {name: data["company"]["id"] for name, data in told()}
    assert heard == {"person.joined": company.id, "person.left": person.organization_id}


def test_nothing_of_closed_groups_is_told(make, connect, receiver, group, ask, answer, accept, told):
    insider = make.person()
    secret, open_one = group(insider, access="closed"), group(insider)
    connect(receiver.url)
    for place in (secret, open_one):
        question = ask(insider, title=f"In {place.access}", group=place.slug)
        accept(insider, answer(insider, question))
    heard = told()
    assert sorted(name for name, _data in heard) == ["answer.accepted", "answer.given", "question.asked"]
    assert {data["question"]["title"] for _name, data in heard} == {"In open"}


def test_what_is_hidden_before_its_turn_is_not_told(
    app, make, connect, receiver, idea_of, ask, answer, told, paid, rows
):
    staff = make.staff(Role.ADMIN)
    connect(receiver.url)
    idea, question, said = idea_of(), ask(), answer()
    paid()
    for hide, number in ((hide_idea, idea), (hide_question, question), (hide_answer, said)):
        by(app, staff, hide, number, "It advertises.")
    assert [name for name, _data in told()] == ["question.asked"], "the one that was answered is shown"
    states = sorted(one.state for one in rows(WebhookDelivery))
    assert states == ["delivered", "dropped", "dropped", "dropped"]


def test_what_is_held_is_told_once_it_is_let_through(app, make, connect, receiver, ask, told):
    staff, question = make.staff(Role.ADMIN), ask()
    with app.app_context():
        held = db.session.get_one(Question, question)
        held.held_at = now()
        db.session.query(Event).filter_by(name=ASKED).delete()  # nobody was told of it
        db.session.commit()
    connect(receiver.url)
    assert told() == []
    by(app, staff, release_question, question)
    assert [name for name, _data in told()] == ["question.asked"]


def test_an_item_for_staff_is_not_told(connect, receiver, content, told):
    connect(receiver.url)
    content.write("en/onboarding/inner.md", title="Inner", audience="staff")
    content.write("en/presales/early.md", title="Early")
    content.write("en/onboarding/outer.md", title="Outer")
    content.sync()
    assert [data["item"]["slug"] for _name, data in told()] == ["outer"]


def test_what_waits_for_somebody_erased_meanwhile_holds_no_name(
    app, make, connect, receiver, idea_of, told, paid, rows
):
    ann, staff = make.person(display_name="Xqname Qxfamily", email="xqmail@people.example"), make.staff(Role.ADMIN)
    connect(receiver.url)
    receiver.status = 500
    idea_of(ann)
    assert "Xqname" in json.dumps(told())
    by(app, staff, erasing.erase, ann.id, "asked")
    receiver.status = 200
    with time_machine.travel(now() + timedelta(hours=1), tick=True):
        words = json.dumps(told())
    assert '"idea.posted"' in words and "xq" not in words.lower()
    assert f'"id": {ann.id}, "name": null, "email": null, "url": null' in words


def test_what_other_systems_answered_names_nobody_erased(app, make, connect, receiver, idea_of, told, rows, admin):
    ann = make.person(display_name="Xqname Qxfamily", email="xqmail@people.example")
    connect(receiver.url, description="For Xqname Qxfamily")
    receiver.status, receiver.body = 200, b'{"took": "xqmail@people.example", "of": "Xqname Qxfamily"}'
    idea_of(ann)
    told()
    assert "xqmail" in rows(WebhookAttempt)[0].answer
    by(app, admin, erasing.erase, ann.id, "asked")
    assert [one.answer for one in rows(WebhookAttempt)][0] == '{"took": "…", "of": "…"}'


def test_what_other_systems_wrote_in_ascii_names_nobody_erased(
    app, make, connect, receiver, idea_of, told, rows, admin
):
    ann = make.person(display_name="山田 花子", email="hanako+portal@people.example")
    connect(receiver.url)
    echo = {"name": ann.display_name, "to": f"/people?{urlencode({'mail': ann.email})}"}
    receiver.status, receiver.body = 200, json.dumps(echo).encode()
    idea_of(ann)
    told()
    assert "u5c71" in rows(WebhookAttempt)[0].answer
    by(app, admin, erasing.erase, ann.id, "asked")
    assert json.loads(rows(WebhookAttempt)[0].answer) == {"name": "…", "to": "/people?mail=…"}


def test_a_fault_in_making_a_message_is_seen_and_tried_again(
    app, make, connect, receiver, idea_of, paid, work, rows, monkeypatch
):
    connect(receiver.url)
    idea_of()
    paid()
    broken = WEBHOOK_TYPES["idea.posted"].__class__("idea.posted", "", ("idea.submitted",), lambda _events: 1 / 0)
    monkeypatch.setitem(WEBHOOK_TYPES, "idea.posted", broken)
    work(1)
    [attempt], [delivery] = rows(WebhookAttempt), rows(WebhookDelivery)
    assert (attempt.error, attempt.detail, delivery.state) == ("portal", "ZeroDivisionError", "waiting")
