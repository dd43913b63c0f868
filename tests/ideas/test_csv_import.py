"""Ideas, votes and comments from files: each problem told with its line, all or nothing, and twice is once."""

from __future__ import annotations

import io
import re

import pytest

from portal.accounts.models import Person, Role
from portal.ideas.commands import counters, importing
from portal.ideas.commands.statuses import set_status
from portal.ideas.models import Idea, IdeaComment, IdeaFollow, IdeaStatus, IdeaVote
from portal.kernel import site
from portal.kernel.db import db
from portal.kernel.errors import Forbidden
from portal.notifications.models import Notification
from portal.posting.models import Tag

IDEAS = """External ID,Title,Text,Author,Status,Area,Tags,Date
UV-1,Offline photos,We **lose** an hour,ann@aoba.example,Shipped,,"mobile, 現場",2024-05-06 14:05
UV-2,=SUM(A1),,ben@rival.example,,,,2025/1/2
"""
VOTES = """Idea,Person,Date,Note
UV-1,ann@aoba.example,2024-05-06,
UV-1,ben@rival.example,2024-06-07T10:00:00Z,From the old board
UV-2,ben@rival.example,,
"""
COMMENTS = """External ID,Idea,Author,Text,Date
C-1,UV-1,ben@rival.example,Me too,2024-06-08
"""


@pytest.fixture
def people(make, board):
    """Two customers of two companies."""
    ann = make.person(email="ann@aoba.example", organization=make.organization(contract_value=1000))
    ben = make.person(email="ben@rival.example", organization=make.organization(contract_value=500))
    return ann, ben


@pytest.fixture
def product(client_of, make):
    """Somebody who decides."""
    return client_of(make.staff(Role.PRODUCT, time_zone="Asia/Tokyo"))


def send(browser, kind, text, encoding="utf-8"):
    path = "/console/ideas/import" + ("" if kind == "ideas" else f"/{kind}")
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return browser.post(path, data={"file": (io.BytesIO(data), f"{kind}.csv")})


def bring(browser, kind, text, encoding="utf-8"):
    """Upload, look, confirm."""
    uploaded = send(browser, kind, text, encoding)
    assert uploaded.status_code == 303, uploaded.text
    assert browser.get(uploaded.location).status_code == 200
    return browser.post(uploaded.location)


def test_three_files_bring_a_board_along_with_its_dates(app, people, product, rows, drain):
    for kind, text in (("ideas", IDEAS), ("votes", VOTES), ("comments", COMMENTS)):
        assert bring(product, kind, text).status_code == 303
    first, second = rows(Idea)
    assert (first.external_id, first.title, first.at.isoformat()) == (
        "UV-1", "Offline photos", "2024-05-06T05:05:00+00:00",
    )  # fmt: skip
    assert (first.votes, first.companies, first.demand, first.comments) == (2, 2, 1500, 1)
    assert (second.title, second.excerpt, second.votes) == ("=SUM(A1)", "=SUM(A1)", 1)
    assert sorted(tag.name for tag in rows(Tag)) == ["mobile", "現場"] and len(rows(IdeaFollow)) == 2
    assert [vote.source for vote in rows(IdeaVote)] == ["import"] * 3
    assert rows(IdeaVote)[1].note == "From the old board"
    assert {one.slug: one.ideas for one in rows(IdeaStatus) if one.ideas} == {"shipped": 1, "new": 1}
    with app.app_context():
        assert counters.idea_drifts() == [] and counters.facet_drifts() == []
    drain()
    assert rows(Notification) == []


def test_a_second_run_writes_nothing(people, product, rows, event_names):
    def stands():
        return [[(type(row), row.id) for row in rows(model)] for model in (Idea, IdeaVote, IdeaComment)], event_names()

    for kind, text in (("ideas", IDEAS), ("votes", VOTES), ("comments", COMMENTS)):
        bring(product, kind, text)
    before = stands()
    for kind, text in (("ideas", IDEAS), ("votes", VOTES), ("comments", COMMENTS)):
        uploaded = send(product, kind, text)
        preview = product.get(uploaded.location).text
        assert "nothing to import" in preview and "0 to be added" in preview
        product.post(uploaded.location)
    assert stands() == before


def test_what_was_edited_here_wins_over_the_file(app, people, product, rows):
    bring(product, "ideas", IDEAS)
    with app.app_context():
        db.session.get_one(Idea, rows(Idea)[0].id).title = "A better title"
        db.session.commit()
    bring(product, "ideas", IDEAS + "UV-3,Third,,ann@aoba.example,,,,\n")
    assert [idea.title for idea in rows(Idea)] == ["A better title", "=SUM(A1)", "Third"]


def test_japanese_headings_in_cp932(people, product, rows):
    text = "外部ID\t題名\t本文\t投稿者\tステータス\t日時\nJ-1\t現場写真の一括送信\t毎日三十分かかる\tann@aoba.example\t検討中\t2024年5月6日\n"
    assert bring(product, "ideas", text, "cp932").status_code == 303
    [idea] = rows(Idea)
    assert (idea.title, idea.language, idea.at.isoformat()) == (
        "現場写真の一括送信", "ja", "2024-05-05T15:00:00+00:00",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "line", "told"),
    [
        ("ideas", "UV-9,T,,nobody@x.example,,,,", "Import people first"),
        ("ideas", "UV-9,T,,ann@aoba.example,Nonsense,,,", "It may be: new"),
        ("ideas", "UV-9,T,,ann@aoba.example,,Nowhere,,", "“Nowhere” is not known"),
        ("ideas", "UV-9,T,,ann@aoba.example,,,,yesterday", "year-month-day"),
        ("ideas", "UV-9,T,,ann@aoba.example,,,,2999-01-01", "has not come yet"),
        ("ideas", "UV-9,T,,ann@aoba.example,,,,2024-01-01 25:00", "is not a date"),
        ("ideas", f"UV-9,{'T' * 151},,ann@aoba.example,,,,", "these are 151"),
        ("ideas", "UV-9,,,ann@aoba.example,,,,", "must be filled in"),
        ("ideas", "UV-1,Again,,ann@aoba.example,,,,", "line 2 too"),
        ("ideas", "#999999,T,,ann@aoba.example,,,,", "no idea with the number"),
        ("ideas", "UV-9,T", "cells"),
    ],
)
def test_a_bad_line_is_told_and_nothing_is_written(people, product, rows, kind, line, told):
    answer = send(product, kind, IDEAS + line + "\n")
    assert answer.status_code == 422 and "Nothing was written" in answer.text
    assert told in answer.text and re.search(r'data-label="Line">4<', answer.text)
    assert rows(Idea) == []


def test_votes_and_comments_need_their_idea(people, product, rows):
    for kind, text in (("votes", VOTES), ("comments", COMMENTS)):
        answer = send(product, kind, text)
        assert answer.status_code == 422 and "Import the ideas first" in answer.text
    assert send(product, "ideas", b"\xff\xfe\x00").status_code == 422
    assert product.post("/console/ideas/import", data={}).status_code == 422


def test_closed_ideas_of_the_portals_own_take_no_votes(app, people, product, make, idea_of, rows):
    idea_id, staff = idea_of(), make.staff(Role.PRODUCT)
    with app.app_context():
        set_status(db.session.get_one(Person, staff.id), idea_id, "declined", "No")
        db.session.commit()
    answer = send(product, "votes", f"Idea,Person\n#{idea_id},ann@aoba.example\n")
    assert answer.status_code == 422 and "is closed" in answer.text


def test_an_export_comes_in_again_without_doubles(people, product, rows):
    bring(product, "ideas", IDEAS)
    bring(product, "votes", VOTES)
    for kind, path in (("ideas", "export"), ("votes", "export/votes")):
        uploaded = send(product, kind, product.get(f"/console/ideas/{path}").data)
        assert uploaded.status_code == 303, uploaded.text
        assert "0 to be added" in product.get(uploaded.location).text


def test_closed_ideas_that_are_brought_along_are_promised_nothing(app, people, product, make, rows):
    with app.app_context():
        site.row().pledge_companies = 2
        db.session.commit()
    bring(product, "ideas", IDEAS.replace("ben@rival.example,,,,", "ben@rival.example,New,,,"))
    bring(product, "votes", VOTES + "UV-2,ann@aoba.example,,\n")
    shipped, new = rows(Idea)
    assert shipped.companies == new.companies == 2
    assert shipped.pledged_for is None and new.pledged_for is not None


def test_a_draft_is_its_owners_and_of_its_kind(client_of, make, people, product):
    location = send(product, "ideas", IDEAS).location
    other = client_of(make.staff(Role.PRODUCT))
    assert other.get(location).status_code == 404 and other.post(location).status_code == 404
    assert product.get(location.replace("/import/", "/import/votes/")).status_code == 404


def test_only_who_decides_imports(app, client_of, make, people, rows):
    cs = make.staff(Role.CS)
    assert send(client_of(cs), "ideas", IDEAS).status_code == 403
    assert send(client_of(make.person()), "ideas", IDEAS).status_code == 404
    with app.app_context(), pytest.raises(Forbidden):
        importing.import_ideas(IDEAS.encode(), db.session.get_one(Person, cs.id))
    assert rows(Idea) == []


def test_what_was_taken_back_since_stays_away(app, product, people, client_of, rows):
    """A second run of the same files writes nothing, also not what somebody took back in between."""
    ann, ben = people
    files = {"ideas": IDEAS.replace(",Shipped,", ",,"), "votes": VOTES, "comments": COMMENTS}
    for kind, text in files.items():
        assert bring(product, kind, text).status_code == 303
    [idea] = rows(Idea, external_id="UV-1")
    [said] = rows(IdeaComment)
    assert client_of(ben).post(f"/ideas/{idea.id}/vote", data={"want": "0"}).status_code == 303
    assert client_of(ben).post(f"/ideas/{idea.id}/comments/{said.id}/delete").status_code == 303
    for kind, text in files.items():
        waiting = send(product, kind, text).location
        assert "there is nothing to import" in product.get(waiting).text
        product.post(waiting)
    assert [vote.person_id for vote in rows(IdeaVote, idea_id=idea.id)] == [ann.id] and not rows(IdeaComment)
    assert [(one.votes, one.comments) for one in rows(Idea, external_id="UV-1")] == [(1, 0)]
