"""People are found by those who may know them, by what their page shows, and no longer once that ends."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.commands import account, erasing, organizations, people, roles, suspending
from portal.accounts.commands.organizations import OrganizationFacts
from portal.accounts.models import Role
from portal.community.commands import groups, moderating, profiles
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.search import index
from portal.search.engine import engine
from portal.search.models import SearchWord


@pytest.fixture(autouse=True)
def empty_index(app):
    with app.app_context():
        index.rebuild(lambda _kind, _documents: None)


@pytest.fixture
def finds(client, client_of, drain):
    """`finds(reader, words)`: the names of the people found, after what the worker does."""

    def found(reader, words, **query):
        drain()
        browser = client if reader is None else client_of(reader)
        page = browser.get("/search", query_string={"q": words, "kind": "person", **query}).text
        titles = re.findall(r'<a class="title-link" href="/people/[\w-]+">(.*?)</a>', page)
        return [re.sub("</?mark>", "", title) for title in titles]

    return found


@pytest.fixture
def told(app):
    """Have the index learn of somebody whom the factory made without an event."""

    def tell(*new):
        with app.app_context():
            index.refresh("person", [person.id for person in new])
            db.session.commit()
        return new[0]

    return tell


def test_who_wrote_nothing_is_found_by_colleagues_and_staff_alone(make, finds, told):
    company = make.organization()
    told(make.person(display_name="Anneliese Quist", organization=company))
    mate, other = make.person(organization=company), make.person()
    for reader, names in ((None, []), (other, []), (mate, ["Anneliese Quist"]), (make.staff(), ["Anneliese Quist"])):
        assert finds(reader, "quist") == names


def test_a_name_is_public_while_something_of_its_bearer_is(make, finds, told, act, ask, answer, client_of):
    ann, bob, staff = make.person(display_name="Anneliese Quist"), make.person(display_name="Bob Quist"), make.staff()
    told(ann, bob)
    question = ask(ann)
    assert finds(None, "quist") == ["Anneliese Quist"]
    answered = answer(bob, question)
    assert sorted(finds(None, "quist")) == ["Anneliese Quist", "Bob Quist"]
    act(staff, moderating.hide_answer, answered, "Off topic")
    assert finds(None, "quist") == ["Anneliese Quist"]
    act(staff, moderating.restore_answer, answered)
    act(staff, moderating.hide_question, question, "Off topic")
    assert finds(None, "quist") == []
    act(staff, moderating.restore_question, question)
    assert len(finds(None, "quist")) == 2
    client_of(bob).post(f"/community/answers/{answered}/delete")
    assert finds(None, "quist") == ["Anneliese Quist"]
    client_of(ann).post(f"/community/questions/{question}/delete")
    assert finds(None, "quist") == []


def test_words_in_a_closed_group_make_no_name_public(make, finds, told, act, ask, answer, group):
    ann, bob = told(make.person(display_name="Anneliese Quist")), told(make.person(display_name="Bob Quist"))
    club = group(ann, bob, access="open")
    question = ask(ann, group=club.slug)
    answer(bob, question)
    assert len(finds(None, "quist")) == 2
    staff, words = make.staff(Role.ADMIN), {"en": "Club", "ja": "クラブ"}
    act(staff, groups.change, club.id, groups.GroupFacts(words, words, access="closed"))
    assert finds(None, "quist") == []
    assert finds(make.person(), "quist") == []


def test_staff_are_found_by_customers_once_they_answered_and_champions_at_once(make, finds, told, act, answer):
    clerk = told(make.staff(Role.CS, display_name="Clara Vendor"))
    ann = told(make.person(display_name="Anneliese Quist"))
    reader = make.person()
    assert finds(reader, "vendor") == [] and finds(reader, "quist") == []
    answer(clerk)
    act(clerk, roles.set_champion, ann.id, wanted=True)
    assert finds(reader, "vendor") == ["Clara Vendor"] and finds(reader, "quist") == ["Anneliese Quist"]
    act(clerk, roles.set_champion, ann.id, wanted=False)
    assert finds(reader, "quist") == []


def test_a_person_is_found_by_what_their_page_shows_and_not_by_the_rest(make, finds, told, act, ask, client):
    company = make.organization(name="Quiet Works")
    ann = told(make.person(display_name="Ann", organization=company, title="Depot manager", department="North"))
    mate = make.person(organization=company)
    ask(ann)
    assert [finds(reader, "depot") for reader in (None, mate, make.staff())] == [[], [], []]
    assert [finds(reader, "quiet") for reader in (None, mate)] == [[], []]
    act(ann, profiles.show, "Asks about sprockets.", work=True, posts=True)
    assert finds(None, "depot") == finds(None, "sprockets") == ["Ann"] and finds(None, "quiet") == []
    page = client.get("/search?q=sprockets&kind=person").text
    assert "Asks about <mark>sprockets</mark>." in page and "Depot manager, North" in page and "Quiet Works" not in page
    act(ann, profiles.show, "", work=False, posts=True)
    assert finds(None, "depot") == finds(None, "sprockets") == []


def test_a_company_is_a_word_to_find_its_people_by_where_it_may_be_told(make, finds, told, act, ask, client):
    company = make.organization(name="Quiet Works")
    ann, mate = told(make.person(display_name="Ann", organization=company)), make.person(organization=company)
    assert finds(mate, "quiet") == finds(make.staff(), "quiet") == ["Ann"]
    ask(ann)
    assert finds(None, "quiet") == []
    staff = make.staff()
    act(staff, organizations.change_organization, company.id, OrganizationFacts("Quiet Works", may_be_named=True))
    assert finds(None, "quiet") == ["Ann"]
    assert "Quiet Works" in client.get("/search?q=quiet&kind=person").text
    act(staff, organizations.change_organization, company.id, OrganizationFacts("Loud Works", may_be_named=True))
    assert finds(None, "quiet") == [] and finds(None, "loud") == ["Ann"]


def test_a_new_name_and_a_new_company_are_followed(make, finds, told, act):
    old, new = make.organization(), make.organization()
    ann = told(make.person(display_name="Anneliese Quist", organization=old))
    here, there, staff = make.person(organization=old), make.person(organization=new), make.staff()
    act(staff, people.change_person, ann.id, people.PersonFacts("Anneliese Bergmann"))
    assert finds(here, "quist") == [] and finds(here, "bergmann") == ["Anneliese Bergmann"]
    act(staff, people.move, ann.id, new.id)
    assert finds(here, "bergmann") == [] and finds(there, "bergmann") == ["Anneliese Bergmann"]
    act(staff, people.leave, ann.id, new.id)
    assert finds(there, "bergmann") == [] and finds(staff, "bergmann") == ["Anneliese Bergmann"]


def test_the_suspended_are_found_by_staff_alone_until_it_ends_by_itself(make, finds, told, act, ask):
    company, staff = make.organization(), make.staff()
    ann, mate = (
        told(make.person(display_name="Anneliese Quist", organization=company)),
        make.person(organization=company),
    )
    ask(ann)
    act(staff, suspending.suspend, ann.id, now() + timedelta(days=1), "Too loud.")
    assert finds(None, "quist") == finds(mate, "quist") == [] and finds(staff, "quist") == ["Anneliese Quist"]
    with time_machine.travel(now() + timedelta(hours=25)):
        assert finds(None, "quist") == ["Anneliese Quist"]
    act(staff, suspending.lift, ann.id)
    assert finds(None, "quist") == ["Anneliese Quist"]


def test_the_erased_are_gone_and_help_no_spelling(make, finds, told, act, ask, rows):
    ann, staff = told(make.person(display_name="Anneliese Quistgaard")), make.staff()
    act(ann, profiles.show, "Knows sprockelwheels.", work=False, posts=True)
    ask(ann)
    assert finds(staff, "quistgaard sprockelwheels") == ["Anneliese Quistgaard"]
    act(staff, erasing.erase, ann.id, "asked")
    assert finds(staff, "quistgaard") == finds(staff, "former") == []
    assert {"quistgaard", "sprockelwheels"} & {row.word for row in rows(SearchWord)} == set()


def test_what_the_database_says_now_counts_though_the_index_lags(make, told, ask, client, app, drain):
    ann = told(make.person(display_name="Anneliese Quist"))
    ask(ann)
    drain()
    assert "Anneliese" in client.get("/search?q=quist&kind=person").text.replace("<mark>", "")
    for values in ({"suspended_at": sa.func.current_timestamp()}, {"erased_at": sa.func.current_timestamp()}):
        with app.app_context():
            db.session.execute(sa.text("UPDATE person SET suspended_at = NULL, erased_at = NULL"))
            db.session.execute(sa.update(type(ann)).where(type(ann).id == ann.id).values(**values))
            db.session.commit()
        assert "Anneliese" not in client.get("/search?q=quist&kind=person").text


@pytest.mark.parametrize("typed", ["田", "田中", "中", "花子", "田中花子", "タナカ", "はな"])
def test_japanese_names_are_found_by_each_piece_even_one_character(make, finds, told, act, ask, typed):
    ann = told(make.person(display_name="田中花子"), make.person(display_name="佐藤一郎"))
    act(ann, profiles.show, "タナカ はなこ", work=False, posts=True)
    ask(ann)
    assert finds(None, typed) == ["田中花子"]


def test_a_row_shows_face_and_standing_and_leads_to_the_page(make, told, app, client, answer, drain):
    champion = told(make.person(Role.MEMBER | Role.CHAMPION, display_name="Anneliese Quist"))
    clerk = told(make.staff(display_name="Clara Quist"))
    answer(clerk)
    drain()
    page = client.get("/search?q=quist").text
    for who, chip in ((champion, "Champion"), (clerk, "Staff")):
        [row] = [row for row in page.split("<li ") if f'href="/people/{who.public_id}"' in row]
        assert 'class="avatar' in row and chip in row and ("champ" in row.partition("</span>")[0]) == (who is champion)
        assert client.get(f"/people/{who.public_id}").status_code == 200
    assert re.search(r'href="/search\?q=quist&amp;kind=person"[^>]*>People', page)


def test_a_rebuild_equals_what_the_worker_wrote_of_people(make, finds, told, act, ask, answer, app):
    company, staff = make.organization(name="Quiet Works"), make.staff()
    ann, bob, eve, tom = (make.person(display_name=f"{name} Quist", organization=company) for name in "ABCD")
    told(ann, bob, eve, tom, staff)
    answer(bob, ask(ann))
    act(eve, profiles.show, "Knows sprockets.", work=True, posts=True)
    act(staff, suspending.suspend, tom.id, None, "Too loud.")
    readers = (None, ann, staff, make.person())
    told(*readers[1:])

    def seen():
        return [sorted(finds(reader, words)) for reader in readers for words in ("quist", "quiet", "sprockets")]

    live = seen()
    with app.app_context():
        contents = {one for one in engine().contents() if one[0] == "person"}
        index.rebuild(lambda _kind, _documents: None)
        assert {one for one in engine().contents() if one[0] == "person"} == contents
    assert seen() == live and live[0] and live[0] != live[6]


def test_one_switches_companies_and_is_found_in_the_one_acted_for(make, finds, told, act):
    old, new = make.organization(), make.organization()
    ann, staff = told(make.person(display_name="Anneliese Quist", organization=old)), make.staff()
    act(staff, people.join, ann.id, new.id)
    act(ann, account.act_for, new.id)
    mates = [make.person(organization=company) for company in (old, new)]
    assert [finds(mate, "quist") for mate in mates] == [[], ["Anneliese Quist"]]
