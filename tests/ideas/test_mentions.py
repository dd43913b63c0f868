"""Mentions: only people the writer may name, marked as such, each told once."""

from __future__ import annotations

import re

import pytest

from portal.accounts.models import Person, Role
from portal.ideas.commands import talk, votes
from portal.ideas.models import IdeaComment
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event


@pytest.fixture
def say(app):
    """`say(person, idea_id, text)`: the comment's number."""

    def said(person, idea_id, text):
        with app.app_context():
            made = talk.comment(db.session.get_one(Person, person.id), idea_id, text)
            db.session.commit()
            return made.id

    return said


@pytest.fixture
def edit(app):
    def edited(person, number, text, version):
        with app.app_context():
            talk.edit(db.session.get_one(Person, person.id), number, text, version)
            db.session.commit()

    return edited


@pytest.fixture
def told(rows):
    """Whom mentions were recorded for."""
    return lambda: [event.data["person_id"] for event in rows(Event, name="comment.mentioned")]


def html_of(rows, number):
    return rows(IdeaComment, id=number)[0].html


def chip(name):
    return f'<span class="mention">@{name}</span>'


def test_colleagues_staff_and_who_took_part_are_named(make, idea_of, say, told, rows):
    company = make.organization()
    ann = make.person(organization=company)
    colleague = make.person(organization=company, display_name="Olga Ono")
    staff = make.staff(Role.CS, display_name="Carl CS")
    author = make.person(display_name="Ida Author")
    talker = make.person(display_name="田中　太郎")
    idea_id = idea_of(author)
    say(talker, idea_id, "はい")
    number = say(ann, idea_id, "@[Olga Ono] @[Carl CS] @[Ida Author] そして@[田中 太郎]さん、@[Olga Ono]")
    assert sorted(told()) == sorted([colleague.id, staff.id, author.id, talker.id])
    assert all(chip(name) in html_of(rows, number) for name in ("Olga Ono", "Carl CS", "Ida Author", "田中 太郎"))


def test_others_stay_words(app, make, idea_of, say, told, rows):
    voter = make.person(display_name="Vera Voter")
    make.person(display_name="Stranger")
    company = make.organization()
    make.person(organization=company, display_name="Suspended", suspended_at=now())
    idea_id = idea_of()
    with app.app_context():
        votes.cast_vote(db.session.get_one(Person, voter.id), idea_id)
        db.session.commit()
    number = say(make.person(organization=company), idea_id, "@[Vera Voter] @[Stranger] @[Suspended] @[Nobody] @[]")
    assert told() == [] and "mention" not in html_of(rows, number)
    assert "@[Stranger]" in html_of(rows, number)


def test_a_colleague_is_meant_before_staff_and_two_alike_are_nobody(make, idea_of, say, told):
    company = make.organization()
    ann, one = (make.person(organization=company, display_name=name) for name in ("Ann", "Kim"))
    make.staff(Role.CS, display_name="Kim")
    for _n in range(2):
        make.person(organization=company, display_name="Twin")
    say(ann, idea_of(), "@[Kim] @[Twin]")
    assert told() == [one.id]


def test_names_in_code_name_nobody(make, idea_of, say, told):
    make.staff(Role.CS, display_name="Carl")
    say(make.person(), idea_of(), "`@[Carl]`")
    assert told() == []


def test_an_edit_tells_only_who_is_new(make, idea_of, say, edit, told):
    carl, dora = make.staff(Role.CS, display_name="Carl"), make.staff(Role.CS, display_name="Dora")
    number = say(ann := make.person(), idea_of(), "@[Carl]")
    edit(ann, number, "@[Carl] and @[Dora]", 1)
    edit(ann, number, "@[Dora] and @[Carl]", 2)
    assert told() == [carl.id, dora.id]


def test_one_comment_names_ten_at_most(make, idea_of, say, told):
    for number in range(12):
        make.staff(Role.CS, display_name=f"Staff {number}")
    say(make.person(), idea_of(), " ".join(f"@[Staff {number}]" for number in range(12)))
    assert len(told()) == 10


def test_naming_oneself_tells_nobody(make, idea_of, say, told, rows):
    company = make.organization()
    ann = make.person(organization=company, display_name="Ann")
    assert chip("Ann") in html_of(rows, say(ann, idea_of(), "@[Ann]"))
    assert told() == []


def test_a_name_with_marks_is_shown_as_written(make, idea_of, say, rows):
    make.staff(Role.CS, display_name="A <b> & *c*")
    assert chip("A &lt;b&gt; &amp; *c*") in html_of(rows, say(make.person(), idea_of(), "@[A <b> & *c*]"))


@pytest.fixture
def offer(client_of):
    """The names offered to somebody who typed this beginning."""

    def offered(person, idea_id, begun):
        answer = client_of(person).get(f"/ideas/{idea_id}/mentions", query_string={"q": begun})
        assert answer.status_code == 200
        return re.findall(r'data-name="([^"]+)"', answer.text)

    return offered


def test_those_are_offered_who_may_be_named_the_nearest_first(make, idea_of, say, offer):
    company = make.organization()
    ann = make.person(organization=company, display_name="Kira Ann")
    make.person(organization=company, display_name="Kira Colleague")
    make.staff(Role.CS, display_name="Carl Kirby")
    make.person(display_name="Kira Stranger")
    idea_id = idea_of(make.person(display_name="Kirk Author"))
    say(make.person(display_name="田中　太郎"), idea_id, "はい")
    assert offer(ann, idea_id, "kir") == ["Kirk Author", "Kira Colleague", "Carl Kirby"]
    assert offer(ann, idea_id, "田中") == offer(ann, idea_id, "太") == ["田中 太郎"]
    assert offer(ann, idea_id, "") == offer(ann, idea_id, "%") == offer(ann, idea_id, "ira") == []


def test_what_is_offered_names_somebody(make, idea_of, say, offer, told):
    company = make.organization()
    ann = make.person(organization=company)
    for _twin in range(2):
        make.person(organization=company, display_name="Twin Two")
    only = make.person(organization=company, display_name="Twin One")
    make.person(organization=company, display_name="Twin [Four]")
    idea_id = idea_of()
    assert offer(ann, idea_id, "twin") == ["Twin One"]
    say(ann, idea_id, "@[Twin One] @[Twin Two]")
    assert told() == [only.id]


def test_hidden_words_make_nobody_known_and_eight_are_the_most(app, make, idea_of, say, offer):
    company = make.organization()
    ann = make.person(organization=company)
    idea_id = idea_of()
    number = say(make.person(display_name="Many Hidden"), idea_id, "Rude")
    with app.app_context():
        db.session.get_one(IdeaComment, number).hidden_at = now()
        db.session.commit()
    for place in range(9):
        make.person(organization=company, display_name=f"Many {place}")
    assert offer(ann, idea_id, "many") == [f"Many {place}" for place in range(8)]


def test_nobody_is_offered_where_one_takes_no_part(client_of, make, idea_of):
    idea_id = idea_of()
    address = f"/ideas/{idea_id}/mentions?q=a"
    assert client_of(make.person(suspended_at=now())).get(address).status_code == 403
    assert client_of(make.person()).get("/ideas/999999/mentions?q=a").status_code == 404
