"""Ideas are found by their own words and by those of what was merged into them; what is not on the board is not."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from portal.accounts.models import Person, Role
from portal.ideas.commands import bulk, importing
from portal.ideas.commands.merging import merge, unmerge
from portal.ideas.commands.statuses import set_status
from portal.ideas.commands.submitting import Wish, delete, edit
from portal.ideas.models import Idea
from portal.ideas.queries.similar import similar
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.posting.models import Area
from portal.search import index
from tests.search.conftest import empty_index

LONG = (
    "現場で撮影した写真を圏外でも端末に保存しておいて電波が戻ったときに自動で事務所へ送信してほしいことと"
    "送信が終わるまでのあいだに同じ写真が二重に登録されないように管理番号で突き合わせてほしいという要望です"
)


@pytest.fixture(autouse=True)
def own_index(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.extensions, "search", {"sqlite": empty_index(tmp_path / "search")})


def found(client, q):
    return client.get("/search", query_string={"q": q, "kind": "idea"}).text


@pytest.fixture
def act(app, drain):
    """Let somebody do something with a command, and the worker follow."""

    def run(deed, person, *rest, **more):
        with app.app_context():
            deed(db.session.get_one(Person, person.id), *rest, **more)
            db.session.commit()
        drain()

    return run


def test_a_long_japanese_title_is_found_by_a_word_in_its_middle(client, idea_of, drain):
    assert 100 <= len(LONG) <= 150
    idea_id = idea_of(title=LONG, text="本文です。")
    idea_of(title="Something else")
    drain()
    for word in ("電波", "二重", "突き合わせ", "管理番号"):
        shown = found(client, word)
        assert "<mark>" in shown and f"/ideas/{idea_id}-" in shown and "Something else" not in shown
    assert "<mark>管理番号</mark>" in shown


def test_a_hit_shows_state_votes_and_companies(client, idea_of, make, drain, act):
    author = make.person()
    idea_id = idea_of(author, title="Offline queue")
    drain()
    act(set_status, make.staff(Role.PRODUCT), idea_id, "planned")
    shown = found(client, "queue")
    assert "Planned" in shown and "1 vote · 1 company" in shown and f"/ideas/{idea_id}-offline-queue" in shown


def test_changed_words_are_found_and_the_old_ones_not(client, idea_of, make, drain, act):
    author = make.person()
    idea_id = idea_of(author, title="Zebra crossing")
    drain()
    act(edit, author, idea_id, Wish("Giraffe house", "It saves time."), 1)
    assert "Giraffe" in found(client, "giraffe") and "Giraffe" not in found(client, "zebra")
    act(delete, author, idea_id)
    assert "Giraffe" not in found(client, "giraffe house")


def test_the_words_of_a_merged_idea_lead_to_the_kept_one(app, client, idea_of, make, drain, act):
    product, author = make.staff(Role.PRODUCT), make.person()
    kept, merged = idea_of(title="Offline photo queue"), idea_of(author, title="Zebra pictures")
    drain()
    act(merge, product, merged, kept)
    assert f"/ideas/{kept}-" in found(client, "zebra") and f"/ideas/{merged}-" not in found(client, "zebra")
    with app.app_context():
        assert [idea.id for idea in similar(None, "Zebra pictures")] == [kept]
    act(edit, author, merged, Wish("Giraffe pictures", "It saves time."), 1)
    assert f"/ideas/{kept}-" in found(client, "giraffe")
    act(unmerge, product, merged)
    shown = found(client, "giraffe")
    assert f"/ideas/{merged}-" in shown and f"/ideas/{kept}-" not in shown


@pytest.mark.parametrize("column", ["hidden_at", "held_at"])
def test_what_is_hidden_or_held_is_not_found_though_the_index_lags(
    app, client, client_of, make, idea_of, drain, column
):
    author = make.person()
    idea_of(author, title="Zebra pictures")
    drain()
    with app.app_context():
        db.session.execute(sa.update(Idea).values({column: now()}))
        db.session.commit()
        assert similar(None, "Zebra pictures") == []
    for browser in (client, client_of(author), client_of(make.staff())):
        assert "title-link" not in found(browser, "zebra")
    with app.app_context():
        index.rebuild(lambda _kind, _documents: None)
        assert ("idea", 1) not in {key[:2] for key in index.engine().contents() if key[0] == "idea"}


def test_staff_only_numbers_are_in_no_hit(client, idea_of, make, drain):
    company = make.organization(contract_value=987_654_321)
    idea_of(make.person(organization=company), title="Zebra pictures")
    drain()
    assert "987" not in found(client, "zebra") and "Zebra" in found(client, "zebra")


def test_what_a_file_brings_in_is_found_once_the_worker_was_there(client, make, board, act):
    make.person(email="ann@aoba.example")
    product = make.staff(Role.PRODUCT)
    rows = "External ID,Title,Text,Author\nUV-1,Pallet scanner,Scans many at once,ann@aoba.example\n"
    act(lambda actor: importing.import_ideas(rows.encode(), actor), product)
    assert "Pallet" in found(client, "scanner")
    wish = Wish("Barcode reader", "Reads many at once")
    number = re.search(r"/ideas/(\d+)-pallet-scanner", found(client, "scanner"))[1]
    act(edit, product, int(number), wish, 1)  # somebody else's words, by product
    assert "Pallet" not in found(client, "scanner")
    assert "Barcode" in found(client, "reader")


def test_an_area_is_no_word_of_an_idea(client, make, idea_of, drain, act):
    """Filing changes nothing that is found, so the index does not hear of it."""
    area = make.add(Area(slug="walrus", position=1, names={"en": "Walrus"}, ideas=0))
    idea_id = idea_of(title="Offline queue")
    drain()
    act(bulk.change_area, make.staff(Role.PRODUCT), idea_id, area.id)
    assert "Offline" in found(client, "queue") and "Offline queue" not in found(client, "walrus")
