"""Several at once: numbers stay right, nobody comes into what was archived, and nothing asked meanwhile stays open."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from portal.accounts.models import Role
from portal.community.commands import asking, filing
from portal.community.commands import groups as group_commands
from portal.community.commands.counters import group_drifts
from portal.community.commands.filing import file
from portal.community.models import Question
from tests.community.grouping import groups, press, send
from tests.learning.test_locks import both, pausing

__all__ = ["groups"]


def together(*deeds):
    with ThreadPoolExecutor(len(deeds)) as threads:
        return [each.result() for each in [threads.submit(deed) for deed in deeds]]


def drifts(app):
    with app.app_context():
        return group_drifts()


def test_many_who_join_and_leave_at_once_are_counted_right(groups, make, client_of, app):
    slug, people = groups.open(), [make.person() for _number in range(6)]
    browsers, again = ([client_of(person) for person in some] for some in (people, people[:3]))
    together(*(lambda browser=browser: press(browser, slug) for browser in (*browsers, *again)))
    assert groups.row(slug).members == 6
    together(*(lambda browser=browser: press(browser, slug, "0") for browser in (*browsers[:4], *again[:2])))
    assert groups.row(slug).members == 2 and drifts(app) == []


def test_a_request_decided_twice_and_taken_back_at_once_leaves_one_outcome(groups, make, client_of, app):
    slug, ann, lea = groups.request(), make.person(), make.person()
    groups.put(slug, lea, leader=True)
    groups.put(slug, ann, state="asked")
    leads, staff, own = client_of(lea), client_of(groups.cs), client_of(ann)
    together(
        lambda: send(leads, slug, "requests", ann, act="let_in"),
        lambda: send(staff, slug, "requests", ann, act="decline"),
        lambda: press(own, slug, "0"),
    )
    assert groups.is_right(slug) and "asked" not in groups.states(slug).values() and drifts(app) == []


def test_who_joins_while_the_group_is_archived_is_refused(groups, make, client_of, monkeypatch):
    slug, ann = groups.open(), make.person()
    when = pausing(monkeypatch, group_commands, "record")  # archived, not committed yet
    archive = client_of(groups.cs), f"/console/community/groups/{groups.row(slug).id}/archive"
    done = both(lambda: archive[0].post(archive[1], data={"want": "1"}), when, lambda: press(client_of(ann), slug))
    assert done == [303, 409] and groups.states(slug) == {}


def closing(groups, client_of, slug, access="closed"):
    row = groups.row(slug)
    form = {"kind": row.kind, "access": access, "icon": row.icon, "position": "0", "version": row.version}
    texts = {
        f"{part}_{code}": words[code] for part, words in (("name", row.names), ("about", row.abouts)) for code in words
    }
    browser = client_of(groups.cs)
    return lambda: browser.post(f"/console/community/groups/{row.id}", data=form | texts)


class Done:
    """A command's way to answer as a request does."""

    status_code = 303


def test_what_is_asked_while_a_group_closes_is_closed_too(groups, make, client_of, rows, monkeypatch, app):
    slug, ann = groups.open(), make.person()
    groups.put(slug, ann)
    groups.ask(ann, slug, "Before?")
    when = pausing(monkeypatch, asking, "put_tags")  # the place was looked up, nothing written yet

    def ask():
        groups.ask(ann, slug, "Meanwhile?")
        return Done

    assert both(ask, when, closing(groups, client_of, slug)) == [303, 303]
    assert [row.secret for row in rows(Question)] == [True, True] and drifts(app) == []


def test_what_is_asked_once_a_group_is_about_to_close_is_closed_too(groups, make, client_of, rows, monkeypatch):
    slug, ann = groups.open(), make.person()
    groups.put(slug, ann)
    when = pausing(monkeypatch, group_commands, "record")  # about to be committed

    def ask():
        groups.ask(ann, slug, "Meanwhile?")
        return Done

    assert both(closing(groups, client_of, slug), when, ask) == [303, 303]
    assert [row.secret for row in rows(Question)] == [True]


def test_what_is_moved_into_a_group_while_it_closes_is_closed_too(groups, make, client_of, rows, monkeypatch, app):
    slug, other, ann = groups.open(), groups.open(), make.person()
    groups.put(other, ann)
    moved = groups.ask(ann, other)
    when = pausing(monkeypatch, filing, "put_tags")

    def move():
        groups.do(file, groups.cs, moved, "", slug, "")
        return Done

    assert both(move, when, closing(groups, client_of, slug)) == [303, 303]
    assert [(row.secret, row.group_id) for row in rows(Question)] == [(True, groups.row(slug).id)] and drifts(app) == []


def test_two_questions_that_change_places_do_not_wait_in_a_circle(groups, make, rows, app):
    slugs, clerk = [groups.open(), groups.open()], make.staff(Role.CS)
    questions = [groups.ask(clerk, slug) for slug in slugs for _number in range(4)]

    def swap(number):
        return lambda: groups.do(file, clerk, questions[number], "", slugs[number < 4], "")

    together(*(swap(number) for number in range(8)))
    assert [row.group_id for row in rows(Question)] == [groups.row(slugs[number < 4]).id for number in range(8)]
    assert drifts(app) == []


def test_people_who_leave_their_company_while_they_are_let_in_are_in_no_closed_group(groups, make, client_of, app):
    slug, ann = groups.closed(), make.person()
    groups.put(slug, ann, state="asked")
    staff = [client_of(groups.cs) for _number in range(2)]
    leave = {"act": "leave", "organization_id": ann.organization_id}
    together(
        lambda: staff[0].post(f"/console/people/{ann.public_id}/companies", data=leave),
        lambda: send(staff[1], slug, "requests", ann, act="let_in"),
    )
    assert groups.states(slug) == {} and drifts(app) == []
