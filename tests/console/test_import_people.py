"""People from a CSV file."""

from __future__ import annotations

import csv
import io

import pytest

from portal.accounts.models import Membership, Password, Person, Role
from portal.kernel.events import Event
from portal.kernel.mail import Mail

AT = "/console/people/import"
FILE = """E-mail,Name,Company,Job,Title,Language,Time zone,Key person
ann@kestrel.example,Ann,Kestrel,it,Lead,ja,Asia/Tokyo,yes
BOB@kestrel.example,Bob,kestrel,,,,,
"""


@pytest.fixture
def kestrel(make):
    return make.organization(name="Kestrel", language="ja")


def take(browser, upload, text=FILE, **data):
    preview = upload(browser, AT, text)
    assert preview.status_code == 303, preview.text
    return browser.post(preview.location, data=data)


def people(rows):
    return {person.email: person for person in rows(Person) if not person.is_staff}


def test_people_become_members_of_their_company_without_a_password(cs, upload, kestrel, rows):
    take(cs, upload)
    found = people(rows)
    ann, bob = found["ann@kestrel.example"], found["bob@kestrel.example"]
    assert (ann.roles, ann.job, ann.title, ann.time_zone) == (Role.MEMBER, "it", "Lead", "Asia/Tokyo")
    assert (bob.roles, bob.language, bob.time_zone) == (Role.MEMBER, "ja", "Asia/Tokyo")
    assert {person.organization_id for person in found.values()} == {kestrel.id}
    assert [row.key_person for row in rows(Membership)] == [True, False] and rows(Password) == [] and rows(Mail) == []
    assert len(rows(Event, name="person.added")) == 2


def test_new_people_are_told_how_to_sign_in_if_asked_and_once(cs, upload, kestrel, rows, drain):
    take(cs, upload, tell="1")
    drain()
    assert sorted(mail.to_email for mail in rows(Mail)) == ["ann@kestrel.example", "bob@kestrel.example"]
    take(cs, upload, FILE.replace("Lead", "Head"), tell="1")
    assert len(rows(Mail)) == 2


def test_a_second_run_changes_nothing_and_a_changed_cell_only_itself(cs, upload, kestrel, rows):
    take(cs, upload)
    assert "0 new, 0 changed, 2 unchanged." in cs.get(upload(cs, AT, FILE).location).text
    take(cs, upload, FILE.replace("Lead", "Head").replace(",yes", ",no"))
    ann = people(rows)["ann@kestrel.example"]
    assert (ann.title, ann.job) == ("Head", "it")
    assert [row.key_person for row in rows(Membership, person_id=ann.id)] == [False]
    assert rows(Event, name="person.details_changed")[0].data == {"fields": ["title"]}


def test_a_row_makes_a_key_person_of_its_company_whichever_the_consultant_acts_for(cs, upload, kestrel, make, rows):
    ann = make.person(email="ann@kestrel.example", display_name="Ann", language="ja")
    make.membership(ann, kestrel)
    take(cs, upload, "E-mail,Company,Key person\nann@kestrel.example,Kestrel,yes\n")
    assert [(row.organization_id, row.key_person) for row in rows(Membership)] == [
        (ann.organization_id, False),
        (kestrel.id, True),
    ]
    text = cs.get("/console/people/export").data.decode("utf-8-sig")
    assert [row["Key person"] for row in csv.DictReader(io.StringIO(text))] == ["false"]  # of the company it names


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("nonsense,X,Kestrel,,,,,", "E-mail", "full address"),
        ("x@kestrel.example,,Kestrel,,,,,", "Name", "needs a name"),
        ("x@kestrel.example,X,Nowhere,,,,,", "Company", "There is no company named"),
        ("x@kestrel.example,X,,,,,,", "Company", "must be filled in"),
        ("x@kestrel.example,X,Kestrel,king,,,,", "Job", "It may be"),
        ("x@kestrel.example,X,Kestrel,,,fr,,", "Language", "It may be: en"),
        ("x@kestrel.example,X,Kestrel,,,,Mars/Base,", "Time zone", "not a time zone"),
        ("x@kestrel.example,X,Kestrel,,,,,maybe", "Key person", "It may be: yes"),
        ("cora@vendor.example,X,Kestrel,,,,,", "E-mail", "somebody of your staff"),
        ("owl@owl.example,Owl,Kestrel,,,,,", "Company", "is in Owl now"),
        ("Ann@kestrel.example,X,Kestrel,,,,,", "E-mail", "stands in line 2 too"),
    ],
)
def test_each_error_is_told_and_stops_the_whole_file(row, column, said, cs, upload, kestrel, make, rows):
    make.person(email="owl@owl.example", organization=make.organization(name="Owl"))
    head, first = FILE.splitlines()[:2]
    answer = upload(cs, AT, f"{head}\n{first}\n{row}\n")
    assert answer.status_code == 422 and said in answer.text
    assert f'>3</th><td data-label="Column">{column}</td>' in answer.text
    assert list(people(rows)) == ["owl@owl.example"]


def test_an_export_can_be_imported_again_and_holds_no_staff(cs, upload, kestrel, rows, make):
    take(cs, upload)
    make.person(display_name="=cmd", organization=kestrel)
    answer = cs.get("/console/people/export")
    found = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["Name"] for row in found] == ["'=cmd", "Ann", "Bob"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert "0 new, 0 changed, 3 unchanged." in cs.get(upload(cs, AT, answer.data).location).text
