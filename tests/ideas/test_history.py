"""What happened to an idea: everybody reads merges, areas and edits in its time line, staff what was noted inside too."""

from __future__ import annotations

import html
import re

import pytest

from portal.accounts.models import Person, Role
from portal.ideas.commands import bulk, merging, submitting, votes
from portal.ideas.commands.submitting import Wish
from portal.ideas.models import Idea
from portal.kernel.db import db
from portal.posting.models import Area
from tests.ideas.deciding import behalf, by, merge


@pytest.fixture
def product(make):
    return make.staff(Role.PRODUCT, display_name="Pia Product")


@pytest.fixture
def public(client):
    """The words of the time line as guests read it."""

    def lines(idea_id):
        return _words(client.get(f"/ideas/{idea_id}", follow_redirects=True).text)

    return lines


@pytest.fixture
def inside(client_of, product):
    """The same on the page of staff."""
    return lambda idea_id: _words(client_of(product).get(f"/console/ideas/{idea_id}").text)


def _words(page):
    found = re.search(r'<ol class="timeline">(.*?)</ol>', page, re.S)[1]
    return [html.unescape(re.sub(r"<[^>]+>", "", one)) for one in re.findall(r"<b>(.*?)</b>", found, re.S)]


def test_a_merge_and_its_undoing_stand_at_both_ideas(app, product, idea_of, public, inside):
    idea_id, kept = idea_of(title="Dark theme"), idea_of()
    merge(app, product, idea_id, kept)
    assert "1 idea was merged into this one" in public(kept)
    by(app, product, merging.unmerge, idea_id)
    assert public(kept)[:2] == ["1 idea was taken out again", "1 idea was merged into this one"]
    assert public(idea_id)[:2] == ["Taken out of “Export as a table” again", "Merged into “Export as a table”"]
    assert inside(kept)[:2] == ["“Dark theme” was taken out again", "“Dark theme” was merged into this one"]


def test_an_idea_that_is_off_the_board_is_not_named(app, product, idea_of, public, inside):
    idea_id, kept = idea_of(title="Dark theme"), idea_of(title="Secret words")
    merge(app, product, idea_id, kept)
    by(app, product, merging.unmerge, idea_id)
    with app.app_context():
        db.session.get_one(Idea, kept).hidden_at = db.session.get_one(Idea, kept).at
        db.session.commit()
    assert public(idea_id)[:2] == ["Stands alone again", "Merged into another idea"]
    assert "Merged into “Secret words”" in inside(idea_id)


def test_areas_and_edits_are_told(app, make, product, idea_of, public, inside):
    mobile = make.add(Area(slug="mobile", position=1, names={"en": "Mobile"}, ideas=0))
    make.add(Area(slug="office", position=2, names={"en": "Office"}, ideas=0))
    author = make.person()
    idea_id = idea_of(author)
    by(app, product, bulk.change_area, idea_id, mobile.id)
    by(app, author, submitting.edit, idea_id, Wish("Export", "It saves time.", "office"), 1)
    assert sorted(public(idea_id)[:3]) == ["Edited", "Moved to the area “Mobile”", "Moved to the area “Office”"]
    assert {"Area: – → Mobile", "Area: Mobile → Office", "Edited"} <= set(inside(idea_id))
    by(app, product, bulk.change_area, idea_id, None)
    assert public(idea_id)[0] == "Taken out of its area"


def test_votes_noted_by_staff_are_told_to_staff_alone(app, make, product, idea_of, public, inside):
    voter, idea_id = make.person(display_name="Ben Buyer"), idea_of()
    behalf(app, product, idea_id, voter)
    by(app, product, lambda actor: votes.drop_on_behalf(actor, idea_id, db.session.get_one(Person, voter.id)))
    assert inside(idea_id)[:2] == ["Noted vote of Ben Buyer taken back", "Vote noted for Ben Buyer"]
    assert public(idea_id) == ["New"]
