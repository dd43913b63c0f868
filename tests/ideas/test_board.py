"""The board: which ideas stand in which list, in which order, and what they show to whom."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Person, Role
from portal.ideas.commands import merging, statuses
from portal.ideas.commands.following import unfollow
from portal.ideas.labels import words
from portal.ideas.models import Idea, IdeaStatus, IdeaTag
from portal.ideas.queries import board as queries
from portal.kernel import scanning
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.posting.models import Area, Tag


@pytest.fixture
def change(app):
    """`change(idea_id, votes=3)`: the row as a test wants it, past all commands."""

    def changed(idea_id, **values):
        with app.app_context():
            db.session.execute(sa.update(Idea).where(Idea.id == idea_id).values(**values))
            db.session.commit()

    return changed


@pytest.fixture
def areas(make):
    return {
        slug: make.add(Area(slug=slug, position=n, names={"en": slug.title(), "ja": f"分野{n}"}))
        for n, slug in enumerate(("mobile", "invoicing"))
    }


@pytest.fixture
def decide(app, make):
    """`decide(idea_id, "planned")` by product."""
    product = make.staff(Role.PRODUCT)

    def decided(idea_id, slug):
        with app.app_context():
            statuses.set_status(db.session.get_one(Person, product.id), idea_id, slug, "Why", "https://v.example/news")
            db.session.commit()

    return decided


def vote(browser, idea_id, want="1"):
    assert browser.post(f"/ideas/{idea_id}/vote", data={"want": want}).status_code == 303


def titles(page):
    """Titles of the list, in order."""
    rows = re.findall(r'<article class="idea">.*?class="title-link"[^>]*>([^<]*)<', page, re.S)
    return [html.unescape(title) for title in rows]


def linked(page, rel):
    """Where the link to the page before or behind leads; None at the end of the list."""
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return html.unescape(found[1]) if found else None


def listed(browser, address="/ideas"):
    """Titles on the page, in order."""
    answer = browser.get(address)
    assert answer.status_code == 200
    return titles(answer.text)


def older(browser, address):
    """Where the link to older ones leads."""
    return linked(browser.get(address).text, "next")


def walked(browser, address):
    """All titles from page to page, and the same pages on the way back."""
    pages, back, here = [], [], address
    while here:
        text = browser.get(here).text
        pages.append(titles(text))
        last, here = text, linked(text, "next")
    while here := linked(last, "prev"):
        last = browser.get(here).text
        back.append(titles(last))
    assert back == pages[-2::-1]
    return [title for page in pages for title in page]


def test_each_sort_has_its_order_and_its_heading(client, idea_of, change):
    for title, votes, score in (("Old", 5, 1.0), ("Loved", 9, 2.0), ("Hot", 2, 3.0)):
        change(idea_of(title=title), votes=votes, trending=score)
    assert listed(client) == listed(client, "/ideas?sort=nonsense") == ["Hot", "Loved", "Old"]
    assert listed(client, "/ideas?sort=top") == ["Loved", "Old", "Hot"]
    assert listed(client, "/ideas?sort=new") == ["Hot", "Loved", "Old"]
    for sort, heading in (("trending", "Trending ideas"), ("top", "Ideas with most votes"), ("new", "Newest ideas")):
        assert f">{heading}</h2>" in client.get(f"/ideas?sort={sort}").text


def test_an_old_idea_that_was_imported_today_is_not_the_newest(client, idea_of, areas, change):
    idea_of(title="Of today", area="mobile")
    change(idea_of(title="Of last year", area="mobile"), at=now() - timedelta(days=400))
    for cut in ("", "&status=new", "&area=mobile"):
        assert listed(client, f"/ideas?sort=new{cut}") == ["Of today", "Of last year"]


def test_no_address_sorts_or_narrows_the_board_by_what_only_staff_know(client_of, make, idea_of, change):
    for title, score, demand in (("Plain", 2.0, 1), ("Dear", 1.0, 99)):
        change(idea_of(title=title), trending=score, demand=demand)
    member = client_of(make.person())
    for query in ("sort=demand", "sort=companies", "sort=answer", "tier=high", "stage=growth", "pledge=overdue"):
        assert listed(member, f"/ideas?{query}") == ["Plain", "Dear"]


def test_pages_hold_every_idea_once_and_lead_back(client, make, idea_of, change, areas):
    author, tag = make.person(), make.add(Tag(slug="photos", name="Photos"))
    for n in range(45):
        idea_id = idea_of(author, title=f"Idea {n}", area="mobile")
        change(idea_id, votes=n % 4, trending=float(n % 3))
        make.add(IdeaTag(idea_id=idea_id, tag_id=tag.id))
    others = [f"Other {n}" for n in range(3)]
    for title in others:
        idea_of(author, title=title, area="invoicing")
    tagged = [f"Idea {n}" for n in range(45)]
    several = ("&status=new&status=review", "&area=mobile&area=invoicing")
    for cut in ("", "&status=new", "&area=mobile", "&status=new&area=mobile", "&tag=photos", *several):
        wanted = sorted(tagged if cut.endswith("mobile") or "tag" in cut else [*tagged, *others])
        for sort in ("trending", "top", "new"):
            assert sorted(walked(client, f"/ideas?sort={sort}{cut}")) == wanted, (sort, cut)


def test_merged_hidden_and_held_ideas_are_not_listed(client, client_of, make, idea_of, change, app):
    ann, product = make.person(), make.staff(Role.PRODUCT)
    kept, merged, hidden, held = (idea_of(ann, title=title) for title in ("Kept", "Merged", "Hidden", "Held"))
    change(hidden, hidden_at=now())
    change(held, held_at=now())
    with app.app_context():
        merging.merge(db.session.get_one(Person, product.id), merged, kept)
        db.session.commit()
    for address in ("/ideas", "/ideas?sort=new", "/ideas?mine=voted", "/ideas?mine=followed", "/ideas?mine=company"):
        assert listed(client_of(ann), address) == ["Kept"]
    assert listed(client) == ["Kept"]
    mine = client_of(ann).get("/ideas?mine=posted").text  # their author finds them, and reads what became of them
    assert listed(client_of(ann), "/ideas?mine=posted") == ["Held", "Hidden", "Merged", "Kept"]
    assert "Waits for a look" in mine and "Taken off the board" in mine and "Merged into another idea" in mine
    assert mine.count('name="want"') == 1


def test_filters_take_several_values_and_tell_the_stored_counts(client, idea_of, areas, decide):
    for title, area, status in (("A", "mobile", "review"), ("B", "mobile", "planned"), ("C", "invoicing", "new")):
        decide(idea_of(title=title, area=area), status)
    assert sorted(listed(client, "/ideas?status=review&status=planned")) == ["A", "B"]
    assert listed(client, "/ideas?status=planned&area=mobile") == ["B"]
    assert sorted(listed(client, "/ideas?area=mobile&area=invoicing&status=new&status=review")) == ["A", "C"]
    page = client.get("/ideas?status=review&status=planned&area=mobile").text
    assert "3 on" in page and page.count(" checked") == 3
    assert 'value="mobile" checked><span>Mobile</span><span class="count">2</span>' in page
    assert listed(client, "/ideas?status=nonsense&area=nonsense&tag=nonsense") == listed(client)


def test_a_tag_is_shown_and_cuts_the_list(client, idea_of, make):
    idea_of(title="Without")
    tag = make.add(Tag(slug="写真", name="写真"))
    make.add(IdeaTag(idea_id=idea_of(title="With"), tag_id=tag.id))
    assert "#写真</a>" in client.get("/ideas").text
    assert listed(client, "/ideas?tag=写真") == listed(client, "/ideas?tag=写真&sort=new") == ["With"]
    assert 'name="tag" value="写真" checked' in client.get("/ideas?tag=写真").text


@pytest.mark.parametrize(("sort", "index"), [("trending", "trending"), ("top", "votes"), ("new", "at")])
def test_several_states_are_merged_from_their_indexes_without_a_bound(app, database, idea_of, decide, sort, index):
    for title, status in (("A", "review"), ("B", "planned"), ("C", "new"), ("D", "review")):
        decide(idea_of(title=title), status)
    seen = []
    with app.app_context():
        names = words()
        chosen = tuple(one.id for one in names.statuses.values() if one.slug in ("review", "planned"))
        sa.event.listen(db.engine, "before_cursor_execute", keep := lambda *given: seen.append(given[2:4]))
        found = queries.board(None, queries.Asked(sort, chosen), names, None, None)
        sa.event.remove(db.engine, "before_cursor_execute", keep)
        if database == "postgresql":
            for way in ("seqscan", "sort"):  # with so few rows both are cheap
                db.session.execute(sa.text(f"SET LOCAL enable_{way} = off"))
        how = "EXPLAIN" if database == "postgresql" else "EXPLAIN QUERY PLAN"
        [(statement, given)] = seen
        plan = str(db.session.connection().exec_driver_sql(f"{how} {statement}", given).all())
    assert sorted(line.title for line in found.lines) == ["A", "B", "D"] and not found.cut
    if database == "postgresql":  # any index in this order will do
        assert plan.count("Index Scan") == 2 and "->  Sort" not in plan
    else:
        assert plan.count(f"ix_idea_status_{index}") == 2


def test_what_no_index_orders_is_looked_for_among_so_many_and_the_page_says_so(
    client, idea_of, decide, make, areas, monkeypatch
):
    monkeypatch.setitem(scanning.scan_of.__kwdefaults__, "most", 10)
    author = make.person()
    far = [idea_of(author, title=f"Far {n}", area="mobile") for n in range(2)]
    for n in range(24):
        idea_of(author, title=f"Near {n}", area="mobile")
    for idea_id in far:
        decide(idea_id, "review")
    address = "/ideas?sort=new&status=review&status=planned&area=mobile&area=invoicing"
    first = client.get(address).text
    assert "Nothing among the first" in first and "Look further" in first and "No idea matches" not in first
    assert listed(client, address) == []
    second = older(client, address)
    assert listed(client, second) == []
    third = older(client, second)
    assert listed(client, third) == ["Far 1", "Far 0"] and older(client, third) is None
    back = linked(client.get(third).text, "prev")
    assert listed(client, back) == [] and "Look further" in client.get(back).text


def test_a_row_says_whether_the_reader_voted_also_by_a_vote_on_what_was_merged_in(app, client_of, make, idea_of):
    ann, product = make.person(), make.staff(Role.PRODUCT)
    kept, twin, other = idea_of(title="Kept"), idea_of(title="Twin"), idea_of(title="Other")
    browser = client_of(ann)
    vote(browser, twin)
    with app.app_context():
        merging.merge(db.session.get_one(Person, product.id), twin, kept)
        db.session.commit()
    pressed = dict(re.findall(r'id="vote-(\d+)"[^>]*aria-pressed="(\w+)"', browser.get("/ideas").text))
    assert pressed == {str(kept): "true", str(other): "false"}
    assert listed(browser, "/ideas?mine=voted") == ["Kept"]
    vote(browser, kept, "0")
    assert listed(browser, "/ideas?mine=voted") == []


def test_votes_on_two_of_a_family_show_it_once_and_in_the_order_of_the_votes(app, client_of, make, idea_of):
    ann, product = make.person(), make.staff(Role.PRODUCT)
    kept, twin, other = idea_of(title="Kept"), idea_of(title="Twin"), idea_of(title="Other")
    browser = client_of(ann)
    for idea_id in (kept, other, twin):
        vote(browser, idea_id)
    with app.app_context():
        merging.merge(db.session.get_one(Person, product.id), twin, kept)
        db.session.commit()
    assert listed(browser, "/ideas?mine=voted") == listed(browser, "/ideas?mine=followed") == ["Other", "Kept"]


def test_a_closed_idea_shows_its_votes_and_no_button(client, client_of, make, idea_of, decide):
    ann = make.person()
    idea_id = idea_of(ann)
    decide(idea_id, "declined")
    page = client_of(ann).get("/ideas").text
    assert 'name="want"' not in page and "You voted" in page
    assert 'class="vote frozen"' in client.get("/ideas").text and "You voted" not in client.get("/ideas").text


def test_own_lists_are_the_readers_own(app, client, client_of, make, idea_of, rows):
    company = make.organization()
    ann, ben = make.person(organization=company), make.person(organization=company)
    mine, theirs = idea_of(ann, title="By Ann"), idea_of(ben, title="By Ben")
    idea_of(title="By a stranger")
    browser = client_of(ann)
    assert listed(browser, "/ideas?mine=posted") == listed(browser, "/ideas?mine=voted") == ["By Ann"]
    assert listed(browser, "/ideas?mine=company") == ["By Ben", "By Ann"]
    with app.app_context():
        unfollow(db.session.get_one(Person, ann.id), db.session.get_one(Idea, mine))
        db.session.commit()
    assert listed(browser, "/ideas?mine=followed") == []
    assert theirs and "You do not follow an idea yet" in browser.get("/ideas?mine=followed").text
    assert listed(browser, "/ideas?mine=posted&status=planned") == []
    door = client.get("/ideas?mine=posted")
    assert door.status_code == 302 and "/sign-in?next=" in door.location
    of_none = client_of(make.staff()).get("/ideas?mine=company")  # staff belong to no company: the whole board
    assert ">Trending ideas</h2>" in of_none.text


def test_guests_get_a_way_in_and_neither_cookie_nor_token(client, idea_of):
    idea_of(title="See it")
    answer = client.get("/ideas")
    assert "Set-Cookie" not in answer.headers and "csrf" not in answer.text and 'method="post"' not in answer.text
    assert re.search(r'<a class="vote" href="/sign-in\?next=/ideas/\d+-see-it">', answer.text)
    assert "mine=" not in answer.text


def test_suspended_people_read_and_get_no_buttons(client_of, make, idea_of):
    idea_of()
    page = client_of(make.person(suspended_at=now())).get("/ideas").text
    assert 'name="want"' not in page and 'class="vote frozen"' in page and "Submit an idea" not in page


def test_a_form_without_script_leads_back_to_the_list(client_of, make, idea_of):
    idea_id, browser = idea_of(), client_of(make.person())
    page = browser.get("/ideas?sort=new&status=new").text
    [back] = re.findall(r'name="next" value="([^"]+)"', page)
    answer = browser.post(f"/ideas/{idea_id}/vote", data={"want": "1", "next": html.unescape(back)})
    assert answer.location == f"/ideas?sort=new&status=new#vote-{idea_id}"


def test_an_empty_board_a_filter_without_ideas_and_the_end_of_a_list_differ(board, client, client_of, make, idea_of):
    member = client_of(make.person())
    assert "No ideas yet" in member.get("/ideas").text and "Filters" not in member.get("/ideas").text
    idea_of()
    page = member.get("/ideas?status=planned").text
    assert "No idea matches these filters" in page and "Clear filters" in page and "No ideas yet" not in page
    assert member.get("/ideas?sort=new").text.count("btn primary") == 1
    assert client.get("/ideas?sort=new&after=nonsense").status_code == 422
    assert "You have not posted an idea yet" in member.get("/ideas?mine=posted").text


def test_words_are_marked_with_their_language_and_japanese_pages_are_japanese(client, idea_of, areas, make):
    idea_of(
        make.person(language="ja"), title="写真をまとめて送る", text="一枚ずつ送るのは時間がかかります。", area="mobile"
    )
    assert re.search(r'<a class="title-link"[^>]* lang="ja">写真をまとめて送る', client.get("/ideas").text)
    page = client.get("/ideas", headers={"Accept-Language": "ja"}).text
    assert "注目のアイデア" in page and "受付" in page and "分野0" in page and ' lang="ja">写真' not in page


def test_a_status_named_by_the_vendor_stands_under_its_own_name(client, idea_of, make, decide):
    make.add(IdeaStatus(slug="beta", category="progress", position=45, names={"en": "In beta", "ja": "先行公開"}))
    idea_id = idea_of(title="Try it")
    decide(idea_id, "beta")
    assert listed(client, "/ideas?status=beta") == ["Try it"]
    assert "In beta</span>" in client.get("/ideas").text


def test_home_shows_what_the_reader_follows(client_of, make, idea_of, decide):
    ann = make.person()
    assert "Ideas you follow" not in client_of(ann).get("/").text
    idea_id = idea_of(ann, title="Follow me")
    decide(idea_id, "planned")
    page = client_of(ann).get("/").text
    card = page.partition('id="ideas"')[2].partition("</section>")[0]
    assert "Follow me</a>" in card and "Planned</span>" in card and "mine=followed" in card
