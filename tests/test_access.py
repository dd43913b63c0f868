"""Who may open what: every endpoint stands in one table, written from the product's rules and not from the code."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.accounts.console_models import ImportDraft
from portal.accounts.models import Link, Membership, Person, Role, SignIn
from portal.notifications.models import Notification
from portal.search import index as search_index
from tests.sample_world import READERS, World, content, world

__all__ = ["content", "world"]
pytestmark = pytest.mark.one_database

# What each reader gets: "in" (an answer), "door" (asked to sign in), 403 (seen, not allowed), 404 (not there for them).
#         guest member key   champ. cs    prod. admin
OPEN = "  in    in     in    in     in    in    in   "
SIGNED = "door  in     in    in     in    in    in   "
LEAVE = " door  in     in    in     403   403   in   "  # an admin erases accounts of staff
OWN_CO = "door  in     in    in     404   404   404  "
COMPANY = "door in    in     in    403   403   403  "
KEY = "   door  404    in    404    404   404   404  "
READ = "  404   404    404   404    in    in    in   "
WRITE = " 404   404    404   404    in    403   in   "
DECIDE = "404   404    404   404    403   in    in   "
VOTERS = "404  in     in     in    in    in    in   "
ADMIN = " 404   404    404   404    403   403   in   "
CHAMP = " door 404    404   in     404   404   404  "
TOKEN = " 401   401    401   401    401   401   401  "  # a token, and no cookie, lets in: see tests/api
NOBODY = "404   404    404   404    404   404   404  "

ALWAYS = [  # whatever the audience is
    (OPEN, "site.brand_css site.logo health.healthz health.readyz"),
    (NOBODY, "health.metrics"),  # asks for its token
    (OPEN, "accounts.sign_in accounts.sign_in_with_password accounts.send_link accounts.sign_out"),
    (OPEN, "accounts.sign_up accounts.reset"),
    (OPEN, "accounts.open_sign_in accounts.use_sign_in accounts.open_sign_up accounts.use_sign_up"),
    (OPEN, "accounts.open_invitation accounts.use_invitation accounts.open_reset accounts.use_reset"),
    (OPEN, "accounts.open_email_change"),
    (SIGNED, "accounts.use_email_change"),  # changes the address for a guest too, who then signs in with it
    (OPEN, "unsubscribe.ask unsubscribe.act"),
    (OPEN, "nps.show nps.send nps.explain nps.advocate nps_exits.vote"),  # the link is the key
    (OPEN, "api.openapi api.docs"),
    (TOKEN, "api_organizations.index api_organizations.one api_organizations.change"),
    (TOKEN, "api_people.index api_people.one api_responses.index api_responses.one api_waves.index api_waves.one"),
    (TOKEN, "api_follow_ups.index api_follow_ups.one api_follow_ups.open_ api_follow_ups.hand"),
    (TOKEN, "api_follow_ups.note api_follow_ups.snooze api_follow_ups.done"),
    (OPEN, "dev_mail.index dev_mail.show dev_mail.show_html"),  # on a developer's machine only
]
PUBLIC = [  # for guests while the audience is public
    (OPEN, "home.home learning.menu learning.item learning.quiz search.search files.serve"),
    (OPEN, "ideas.board ideas.roadmap ideas.similar"),
    (OPEN, "community.champions"),
    (OPEN, "ideas.idea ideas.responses ideas.versions ideas.comment_versions"),
    (OPEN, "community.index community.similar community.question community.versions community.comments"),
    (OPEN, "community.person"),
    (OPEN, "community.answer_place community.answer_versions community.answer_comments community.comment_versions"),
    (OPEN, "community.comment_place"),
    (OPEN, "community.groups community.group"),
    (VOTERS, "ideas.voters community.group_members"),
]
FEEDS = [  # for guests while the audience is public; else only by somebody's secret address
    (OPEN, "learning.feed ideas.feed community.feed"),
]
REST = [
    (SIGNED, "community.join_group community.follow_group community.pin_in_group"),
    (SIGNED, "community.group_requests community.decide_request community.invite_form community.invite_to_group"),
    (SIGNED, "community.remove_member"),  # all of these for who leads the group, as each reader does here
    (WRITE, "community.set_leader"),
    (READ, "community_console.groups"),
    (WRITE, "community_console.new_group community_console.create_group community_console.edit_group"),
    (WRITE, "community_console.save_group community_console.archive_group"),
    (SIGNED, "learning.tray learning.put"),
    (SIGNED, "learning.changes learning.seen learning.watched learning.rate learning.explain"),
    (SIGNED, "learning.decide learning.finish_step learning.drop_step"),
    (COMPANY, "learning.share"),
    (SIGNED, "ideas.follow ideas.comment ideas.edit_comment ideas.save_comment ideas.delete_comment ideas.agree"),
    (SIGNED, "community.new community.create community.edit community.save community.delete community.opened"),
    (SIGNED, "community.answer community.edit_answer community.save_answer community.delete_answer"),
    (SIGNED, "community.useful community.accept community.too community.follow community.follow_tag"),
    (SIGNED, "community.comment community.comment_answer community.edit_comment community.save_comment"),
    (SIGNED, "community.delete_comment community.mentions community.new_mentions"),
    (SIGNED, "community.edit_person community.save_person"),
    (SIGNED, "community.ask_place community.save_place"),
    (READ, "community.lock joins_console.ask_wish joins_console.wish joins_console.follow_up"),
    (WRITE, "joins_console.lesson"),
    (WRITE, "community.ask_merge community.merge"),
    (SIGNED, "ideas.verdict ideas.judge ideas.mentions"),
    (SIGNED, "moderation.ask moderation.report moderation.withdraw moderation.warning"),
    (SIGNED, "ideas.vote ideas.new ideas.create ideas.edit ideas.save ideas.delete"),
    (SIGNED, "learning.done learning.undo learning.start_quiz learning.attempt learning.hand_in"),
    (SIGNED, "accounts.account accounts.prove accounts.save_profile accounts.save_language accounts.change_password"),
    (SIGNED, "accounts.change_email accounts.end_session accounts.end_other_sessions"),
    (SIGNED, "accounts.make_feed_key accounts.end_feed_key accounts.export accounts.try_address"),
    (LEAVE, "accounts.ask_erase accounts.erase"),
    (OWN_CO, "accounts.act_for"),  # staff belong to no company
    (OWN_CO, "requests.index requests.new requests.create requests.one joins.ask_service joins.request_service"),
    (KEY, "accounts.company accounts.invite accounts.resend_invitation accounts.cancel_invitation"),
    (KEY, "accounts.remove_colleague accounts.name_key_person accounts.step_down"),
    (KEY, "learning.company learning.colleague learning.suggestions learning.choose_suggestion learning.suggest"),
    (KEY, "learning.take_back_suggestion"),
    (WRITE, "learning.customer learning.customer_person"),
    (READ, "survey_customers.company survey_customers.person"),
    (SIGNED, "notifications.index notifications.read_all notifications.open_"),
    (SIGNED, "notifications.choices notifications.save_choices"),
    (READ, "follow_ups.index follow_ups.new follow_ups.create follow_ups.one follow_ups.take follow_ups.hand"),
    (READ, "follow_ups.snooze follow_ups.close follow_ups.reopen follow_ups.add_note follow_ups.add_task"),
    (READ, "follow_ups.tick follow_ups.apply follow_ups.answer follow_ups.playbooks follow_ups.playbook"),
    (WRITE, "follow_ups.new_playbook follow_ups.create_playbook follow_ups.save_playbook"),
    (WRITE, "follow_ups.settings follow_ups.save_clock follow_ups.save_team"),
    (READ, "survey_console.index survey_console.show survey_console.wave survey_console.pauses"),
    (READ, "survey_console.preview survey_console.preview_mail survey_console.preview_page survey_console.preview_try"),
    (WRITE, "survey_console.new survey_console.create survey_console.edit survey_console.save survey_console.archive"),
    (WRITE, "survey_console.new_wave survey_console.create_wave survey_console.edit_wave survey_console.save_wave"),
    (WRITE, "survey_console.ask_wave survey_console.launch_wave survey_console.drop_wave survey_console.close_wave"),
    (WRITE, "survey_console.send_test survey_console.pause survey_console.resume"),
    (WRITE, "survey_console.import_form survey_console.upload survey_console.import_template"),
    (WRITE, "survey_console.import_preview survey_console.import_confirm"),
    (READ, "nps_console.panel nps_console.answer nps_console.wave_file"),
    (READ, "learning.reports learning.report_file"),
    (READ, "content.index content.edit content.history content.version"),
    (WRITE, "content.new content.create content.save content.preview content.discard content.take_up"),
    (WRITE, "content.ask_archive content.archive content.restore content.reviewed"),
    (READ, "console.overview customers.index customers.show customers.export people.index people.show people.export"),
    (READ, "people.invitations"),
    (READ, "idea_console.index idea_console.export idea_console.export_votes"),
    (DECIDE, "idea_console.act idea_console.import_form idea_console.upload idea_console.preview idea_console.confirm"),
    (DECIDE, "idea_console.template idea_console.settings idea_console.save_statuses idea_console.save_areas"),
    (READ, "idea_console.one idea_console.whole idea_console.add_note idea_console.propose"),
    (READ, "idea_console.vote_on_behalf idea_console.drop_on_behalf"),
    (DECIDE, "idea_console.decide idea_console.take_proposal idea_console.leave_proposal idea_console.answer"),
    (WRITE, "community_console.import_form community_console.upload community_console.template"),
    (WRITE, "community_console.preview community_console.confirm"),
    (DECIDE, "idea_console.place idea_console.ask_split idea_console.split"),
    (DECIDE, "idea_console.ask_merge idea_console.merge idea_console.unmerge"),
    (DECIDE, "idea_console.save_tags idea_console.save_pledge"),
    (SIGNED, "community.my_champion community.nominate community.propose_champion"),
    (CHAMP, "community.save_knows community.save_away community.cannot_help community.stop_champion"),
    (CHAMP, "community.statement"),
    (READ, "community_console.waiting community_console.reports community_console.report_file"),
    (WRITE, "community_console.champions community_console.champion community_console.appoint"),
    (WRITE, "community_console.decline community_console.renew community_console.withdraw"),
    (WRITE, "community_console.save_areas community_console.award community_console.take_back_award"),
    (WRITE, "community_console.rules community_console.save_rules"),
    (READ, "moderation_console.index moderation_console.one moderation_console.act"),
    (READ, "moderation_console.thing moderation_console.act_on_thing moderation_console.ask_warn"),
    (READ, "moderation_console.warn"),
    (WRITE, "customers.new customers.create customers.edit customers.save"),
    (WRITE, "customers.import_form customers.template customers.upload customers.preview customers.confirm"),
    (WRITE, "people.new_invitation people.invite people.open_invitation people.edit people.save people.companies"),
    (WRITE, "people.ask_suspend people.suspend people.lift people.end_sessions people.try_address"),
    (WRITE, "people.send_link people.key_person people.ask_erase people.erase"),
    (WRITE, "people.import_form people.template people.upload people.preview people.confirm"),
    (ADMIN, "people.set_roles settings.brand settings.save settings.audit settings.access"),
    (ADMIN, "settings.undelivered settings.settle_mail settings.settle_work"),
    (ADMIN, "webhook_console.index webhook_console.new webhook_console.create webhook_console.edit"),
    (ADMIN, "webhook_console.save webhook_console.show webhook_console.message webhook_console.set_state"),
    (ADMIN, "webhook_console.rotate webhook_console.test webhook_console.remove"),
    (ADMIN, "webhook_console.replay_failed webhook_console.replay"),
    (ADMIN, "token_console.index token_console.new token_console.create token_console.revoke"),
]
TABLE = {
    endpoint: dict(zip(READERS, pattern.split(), strict=True))
    for pattern, endpoints in (*ALWAYS, *PUBLIC, *FEEDS, *REST)
    for endpoint in endpoints.split()
}

# What suspended people may still send: coming in and going, keeping their account safe, and how they read.
STILL = [
    "accounts.sign_in_with_password",
    "accounts.send_link",
    "accounts.sign_out",
    "accounts.sign_up",
    "accounts.reset",
    "accounts.use_sign_in",
    "accounts.use_sign_up",
    "accounts.use_invitation",
    "accounts.use_reset",
    "accounts.change_password",
    "accounts.end_session",
    "accounts.end_other_sessions",
    "accounts.save_language",
    "accounts.act_for",
    "accounts.export",
    "accounts.end_feed_key",
    "accounts.try_address",
    "notifications.read_all",
    "notifications.open_",
    "notifications.save_choices",
    "unsubscribe.act",
]


FORMS_ALONE = (  # for who writes, and nothing else
    "ideas.new", "ideas.edit", "ideas.mentions", "moderation.ask", "community.new", "community.edit",
    "community.edit_answer", "community.edit_comment", "community.mentions", "community.new_mentions",
    "community.ask_place", "community.edit_person", "accounts.ask_erase", "requests.new", "joins.ask_service",
)  # fmt: skip


def outcome(answer: TestResponse) -> str:
    """An answer in the words of the table; what has no place there is its status."""
    if answer.status_code in (302, 303) and urlsplit(answer.location).path == "/sign-in":
        return "door"
    return "in" if answer.status_code in (200, 301, 302, 303, 409, 422, 429) else str(answer.status_code)


def ask(world: World, reader: str, method: str) -> dict[str, str]:
    """What each endpoint of the method answers the reader."""
    found, steady = {}, world.browser(reader)
    for endpoint in (rule.endpoint for rule in world.rules(method)):
        path, form = world.address(endpoint, reader), world.form(endpoint, reader) if method == "POST" else None
        browser = world.browser(reader) if method == "POST" and world.may_sign_out(endpoint) else steady
        found[endpoint] = outcome(browser.open(path, method=method, data=form))
    return found


def expected(world: World, reader: str, method: str) -> dict[str, str]:
    return {rule.endpoint: TABLE[rule.endpoint][reader] for rule in world.rules(method)}


def differing(found: dict[str, str], wanted: dict[str, str]) -> dict[str, str]:
    return {name: f"{found[name]}, not {wanted[name]}" for name in wanted if found[name] != wanted[name]}


def test_every_endpoint_stands_in_the_table(app: Flask) -> None:
    named = [endpoint for _pattern, endpoints in (*ALWAYS, *PUBLIC, *FEEDS, *REST) for endpoint in endpoints.split()]
    assert sorted(named) == sorted(set(named))
    assert set(named) == set(app.view_functions)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_each_reader_gets_what_the_table_says(method: str, world: World) -> None:
    found = {reader: differing(ask(world, reader, method), expected(world, reader, method)) for reader in READERS}
    assert {reader: wrong for reader, wrong in found.items() if wrong} == {}


def test_guests_come_no_further_than_the_door_where_the_audience_is_members(
    world: World, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], audience="members"))
    behind = {endpoint for _pattern, endpoints in PUBLIC for endpoint in endpoints.split()}
    for method in ("GET", "POST"):
        wanted = {name: "door" if name in behind else way for name, way in expected(world, "guest", method).items()}
        feeds = {name for _pattern, names in FEEDS for name in names.split()}
        wanted |= {name: "404" for name in feeds if name in wanted}
        assert differing(ask(world, "guest", method), wanted) == {}
    for path in ("/learn/members", "/learn/nothing", "/search?q=open", "/?lang=ja"):
        assert outcome(app.test_client().get(path, follow_redirects="lang" in path)) in ("door", "in")


@pytest.mark.parametrize("reader", ["key person", "admin"])
def test_suspended_people_read_on_and_write_nothing(reader: str, world: World) -> None:
    writes = [
        rule.endpoint
        for rule in world.rules("POST")
        if TABLE[rule.endpoint][reader] == "in" and rule.endpoint not in STILL
    ]
    sent = [(name, world.address(name, reader), world.form(name, reader)) for name in writes]  # begun before
    world.suspend(reader)
    found = ask(world, reader, "GET")
    assert differing(found, expected(world, reader, "GET") | dict.fromkeys(FORMS_ALONE, "403")) == {}
    browser = world.browser(reader)
    before = world.contents()
    assert {name: outcome(browser.post(path, data=form)) for name, path, form in sent} == dict.fromkeys(writes, "403")
    assert changed(before, world.contents()) == []


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [f"{name}: {before[name]} -> {after[name]}" for name in before if before[name] != after[name]]


@pytest.mark.parametrize("reader", ["guest", "key person", "admin"])
def test_looking_changes_nothing(reader: str, world: World) -> None:
    """HEAD on any address; GET too, but for the logs of searches in vain and of what was opened instead of asking.

    A survey's link notes each time that it was followed, in a log of its own.
    """
    pages = [world.address(rule.endpoint, reader) for rule in world.rules("GET")]
    pages += ["/search?q=nowhere", "/?lang=ja", "/sign-in?next=/console", "/notifications?tab=unread", "/learn?page=2"]
    browser = world.browser(reader)
    with world.in_app():
        search_index.rebuild(lambda _kind, _documents: None)  # where there is no index, nothing is looked for in vain
    before = world.contents()
    for path in pages:
        browser.head(path)
    assert [line.partition(":")[0] for line in changed(before, world.contents())] == ["opening"]
    for path in pages:
        browser.get(path)
    logs = {"guest": ["search_miss"], "key person": ["asking", "search_miss"], "admin": []}[reader]  # customers alone
    logs = sorted(["opening", *logs])
    assert sorted(line.partition(":")[0] for line in changed(before, world.contents())) == logs


def test_what_others_were_told_and_where_they_are_signed_in_is_not_there(world: World, rows: Any) -> None:
    other = world.people["champion"]
    told, session, browser = world.notification(other), world.session(other), world.browser("member")
    assert browser.post(f"/notifications/{told}/open").status_code == 404
    browser.post("/notifications/read", data={"up_to": told})
    assert browser.post("/account/sessions/end", data={"session": session}).status_code == 404
    assert browser.post("/account/sessions/end-others").status_code == 303
    assert [row.read_at for row in rows(Notification, id=told)] == [None]
    assert len(rows(SignIn, id=session)) == 1


def test_invitations_of_others_are_not_there(world: World, rows: Any) -> None:
    links = [
        world.invitation(world.rival.id),
        world.invitation(None, Role.PRODUCT),
        world.invitation(world.company.id, Role.MEMBER | Role.CHAMPION),  # a role that key persons do not give
    ]
    browser = world.browser("key person")
    for act in ("resend", "cancel"):
        assert {browser.post(f"/account/company/{act}", data={"invitation": link}).status_code for link in links} == {
            404
        }
        of_staff = world.browser("cs").post(f"/console/people/invitations/{links[1]}", data={"act": act})
        assert of_staff.status_code == 404
    assert [row.id for row in rows(Link, purpose="invite")] == links


def test_a_link_for_something_else_is_no_invitation(world: World, rows: Any) -> None:
    world.token("reset", world.mate)
    [reset] = rows(Link, purpose="reset")
    assert world.browser("key person").post("/account/company/cancel", data={"invitation": reset.id}).status_code == 404
    answer = world.browser("admin").post(f"/console/people/invitations/{reset.id}", data={"act": "cancel"})
    assert answer.status_code == 404
    assert len(rows(Link, purpose="reset")) == 1


def test_people_of_other_companies_cannot_be_taken_out_or_joined(world: World, rows: Any) -> None:
    browser = world.browser("key person")
    answer = browser.post("/account/company/remove", data={"person": world.stranger.public_id})
    assert answer.status_code == 404
    assert browser.post("/account/organization", data={"organization": world.rival.id}).status_code == 404
    assert len(rows(Membership, person_id=world.stranger.id)) == 1
    assert [row.organization_id for row in rows(Person, id=world.people["key person"].id)] == [world.company.id]


@pytest.mark.parametrize("place", ["customers", "people"])
def test_files_others_previewed_are_not_there(place: str, world: World, rows: Any) -> None:
    theirs = f"/console/{place}/import/{world.draft(world.people['admin'], place)}"
    browser = world.browser("cs")
    assert browser.get(theirs).status_code == 404
    assert browser.post(theirs).status_code == 404
    other = "people" if place == "customers" else "customers"
    mine = world.draft(world.people["cs"], place)
    assert browser.get(f"/console/{other}/import/{mine}").status_code == 404
    assert browser.post(f"/console/{other}/import/{mine}").status_code == 404
    assert len(rows(ImportDraft)) == 2


@pytest.mark.parametrize("slug", ["top", "before", "gone"])
def test_items_that_are_not_on_the_readers_menu_are_not_there(slug: str, world: World) -> None:
    for reader in ("guest", "member", "key person", "champion"):
        assert world.browser(reader).get(f"/learn/{slug}").status_code == 404
    for act in ("done", "undo"):
        assert world.browser("member").post(f"/learn/{slug}/{act}").status_code == 404


def test_accounts_of_staff_are_for_admins(world: World, rows: Any) -> None:
    victim = world.people["product"]
    details = {"version": "1", "display_name": "X", "language": "en", "time_zone": "UTC", "job": "", "influence": ""}
    acts = {"edit": details, "suspension": {"want": "1"}, "sessions/end": {}, "link": {}}
    acts["companies"] = {"act": "move", "organization": "Aoba"}
    world.session(victim)
    browser = world.browser("cs")
    found = {
        act: browser.post(f"/console/people/{victim.public_id}/{act}", data=data).status_code
        for act, data in acts.items()
    }
    assert found == dict.fromkeys(acts, 403)
    assert len(rows(SignIn, person_id=victim.id)) == 1
    assert browser.post(f"/console/people/{victim.public_id}/key-person", data={"want": "1"}).status_code == 409


def test_no_form_gives_more_than_its_sender_may_give(world: World, rows: Any) -> None:
    """Roles typed into a form by hand: a key person makes no champions, customer success makes no staff."""
    form = {"email": "zoe@aoba.example", "display_name": "Zoe", "language": "en", "organization": "Aoba"}
    roles = [str(int(role)) for role in Role]
    world.browser("key person").post("/account/company/invite", data=form | {"roles": roles, "role": roles})
    world.browser("cs").post("/console/people/invite", data=form | {"roles": roles})
    world.browser("cs").post("/console/people/invite", data=form | {"organization": "", "roles": roles})
    assert all(not link.roles & (Role.STAFF | Role.CHAMPION) for link in rows(Link))
    profile = {
        "display_name": "Me",
        "version": 1,
        "roles": roles,
        "organization_id": world.rival.id,
        "email": "me@rival.example",
    }
    world.browser("member").post("/account/profile", data=profile)
    [me] = rows(Person, id=world.people["member"].id)
    assert (me.roles, me.organization_id, me.email) == (Role.MEMBER, world.company.id, world.people["member"].email)


def test_a_key_person_who_moves_is_a_plain_member_of_the_new_company(world: World) -> None:
    person = world.people["key person"]
    moving = {"act": "move", "organization": "Rival"}
    assert world.browser("cs").post(f"/console/people/{person.public_id}/companies", data=moving).status_code == 303
    assert world.browser("key person").get("/account/company").status_code == 404


def test_a_suspended_person_uses_no_link_that_writes(world: World, rows: Any) -> None:
    """The address was asked for, or the invitation sent, before the suspension."""
    member = world.people["member"]
    change = world.token("change-email", member)
    join = world.invitation_token(world.rival.id, member.email)
    world.suspend("member")
    for reader in ("guest", "member"):
        assert world.browser(reader).post(f"/change-email/{change}").status_code == 403
        assert world.browser(reader).post(f"/invite/{join}").status_code == 403
    assert [row.email for row in rows(Person, id=member.id)] == [member.email]
    assert len(rows(Membership, person_id=member.id)) == 1


def test_addresses_with_a_made_up_token_lead_nowhere(world: World) -> None:
    client = world.app.test_client()
    for place in ("sign-in", "sign-up", "invite", "reset", "change-email"):
        assert client.get(f"/{place}/no-such-token").status_code == 410
        assert client.post(f"/{place}/no-such-token").status_code == 410
    for purpose in ("sign-in", "reset", "change-email", "invite"):  # a token opens its own door only
        token = world.token(purpose, world.mate)
        others = {"sign-in", "sign-up", "invite", "reset", "change-email"} - {purpose}
        assert {client.post(f"/{place}/{token}").status_code for place in others} == {410}
    assert client.get("/unsubscribe/no-such-token").status_code == 404
    assert client.post("/unsubscribe/no-such-token").status_code == 404
