"""The list and the votes behind it as files: complete, harmless in a spreadsheet, for staff alone."""

from __future__ import annotations

import csv
import io

import pytest

from portal.accounts.models import Person, Role
from portal.ideas.commands import merging, votes
from portal.ideas.console import exporting
from portal.ideas.models import IdeaVote
from portal.ideas.queries import exporting as queries
from portal.kernel.calendar import now
from portal.kernel.db import db


def table(answer):
    assert answer.status_code == 200 and answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Cache-Control"] == "private, no-store"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.fixture
def staff(client_of, make):
    """Somebody who may read."""
    return client_of(make.staff(Role.CS))


def test_the_list_with_its_filters_and_the_figures_of_staff(staff, make, idea_of):
    company = make.organization(name="Aoba", contract_value=1_234_500, tier="high", nps_score=3)
    author = make.person(organization=company)
    idea_id = idea_of(author, title="=HYPERLINK(1)", text="+SUM(A1)")
    idea_of(title="Another")
    [row] = table(staff.get("/console/ideas/export?tier=high"))
    assert (row["External ID"], row["Title"], row["Text"]) == (f"#{idea_id}", "'=HYPERLINK(1)", "'+SUM(A1)")
    assert (row["Author"], row["Company"], row["Status"]) == (author.email, "Aoba", "New")
    assert [row[f"NPS: {band}"] for band in ("Promoters", "Passives", "Detractors", "No answer yet")] == list("0010")
    assert (row["Votes"], row["Companies"], row["Contract value"], row["High tier"]) == ("1", "1", "12345", "1")
    assert len(table(staff.get("/console/ideas/export"))) == 2


def test_headings_are_in_the_readers_language(client_of, make, idea_of):
    idea_of()
    browser = client_of(make.staff(Role.PRODUCT, language="ja"))
    assert "題名" in table(browser.get("/console/ideas/export"))[0]
    [row] = table(browser.get("/console/ideas/export/votes"))
    assert "投票者" in row and row["題名"] == "Export as a table"


def test_votes_of_one_family_or_of_all(app, make, staff, idea_of):
    product, ideas = make.staff(Role.PRODUCT), [idea_of(), idea_of(), idea_of()]
    with app.app_context():
        merging.merge(db.session.get_one(Person, product.id), ideas[1], ideas[0])
        db.session.commit()
    assert len(table(staff.get("/console/ideas/export/votes"))) == 3
    for number in ideas[:2]:
        family = table(staff.get(f"/console/ideas/export/votes?idea={number}"))
        assert {row["Idea"] for row in family} == {f"#{ideas[0]}", f"#{ideas[1]}"}
    assert staff.get("/console/ideas/export/votes?idea=999999").status_code == 404


def test_a_long_file_comes_in_pieces_and_whole(monkeypatch, app, make, staff, idea_of, rows):
    monkeypatch.setattr(exporting, "CHUNK", 2)
    monkeypatch.setattr(queries, "CHUNK", 3)
    idea_id = idea_of()
    for _number in range(6):
        voter = make.person()
        with app.app_context():
            votes.cast_vote(db.session.get_one(Person, voter.id), idea_id)
            db.session.commit()
    found = table(staff.get("/console/ideas/export/votes"))
    people = {person.id: person.email for person in rows(Person)}
    assert [row["Person"] for row in found] == [people[vote.person_id] for vote in rows(IdeaVote)]


def test_former_members_have_no_name_in_it(app, make, staff, idea_of):
    author = make.person(display_name="Zoe Marker")
    idea_of(author)
    with app.app_context():
        db.session.get_one(Person, author.id).erased_at = now()
        db.session.commit()
    [row] = table(staff.get("/console/ideas/export/votes"))
    assert row["Person"] == "" and row["Name"] == ""


def test_customers_get_none_of_it(client_of, client, make, idea_of):
    idea_of()
    for browser in (client, client_of(make.person())):
        for path in ("export", "export/votes", "import", "settings"):
            assert browser.get(f"/console/ideas/{path}").status_code == 404
