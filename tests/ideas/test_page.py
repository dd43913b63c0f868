"""The page of an idea: its address, what it shows to whom, and where merged ideas lead."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from portal.accounts.models import Person, Role
from portal.ideas.commands import statuses, votes
from portal.ideas.commands.merging import merge, unmerge
from portal.ideas.commands.submitting import Wish, edit
from portal.ideas.models import Idea, IdeaResponse, IdeaTag
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.posting.models import Area, Tag
from tests.ideas.deciding import vote

LONG = "現場で撮った写真を、電波の届かない冷凍倉庫でも作業完了の登録を止めずにあとからまとめて送れるようにしたい。" * 2


@pytest.fixture
def acting(app, make):
    """`acting(person, command, …)` runs a command as that person and commits."""

    def act(person, command, *args, **named):
        with app.app_context():
            found = command(db.session.get_one(Person, person.id), *args, **named)
            db.session.commit()
            return found

    return act


@pytest.fixture
def product(make):
    return make.staff(Role.PRODUCT)


def url_of(rows, idea_id):
    return rows(Idea, id=idea_id)[0].url


def page(browser, rows, idea_id):
    answer = browser.get(url_of(rows, idea_id))
    assert answer.status_code == 200
    return answer.text


def test_a_vote_for_another_idea_does_not_press_the_button_of_this_one(app, client_of, make, idea_of, rows):
    ann, here, elsewhere = make.person(), idea_of(title="Here"), idea_of(title="Elsewhere")
    vote(app, elsewhere, ann)
    browser = client_of(ann)
    assert 'aria-pressed="false"' in page(browser, rows, here) and 'name="want" value="1"' in page(browser, rows, here)
    assert 'aria-pressed="true"' in page(browser, rows, elsewhere)


@pytest.mark.parametrize("path", ["", "-other", "-Export-As-A-Table"])
def test_a_missing_or_wrong_slug_redirects_for_good(client, idea_of, rows, path):
    answer = client.get(f"/ideas/{(idea_id := idea_of())}{path}?sort=new")
    assert (answer.status_code, answer.location) == (301, f"/ideas/{idea_id}-export-as-a-table?sort=new")


def test_a_japanese_slug_stays_japanese(client, idea_of, rows):
    idea_id = idea_of(title=LONG[:100])
    answer = client.get(f"/ideas/{idea_id}")
    assert unquote(answer.location).startswith(f"/ideas/{idea_id}-現場で撮った写真を")
    text = page(client, rows, idea_id)
    assert LONG[:100] in text and '<h1 class="idea-title" lang="ja">' in text


def test_a_title_without_letters_has_its_number_for_an_address(client, idea_of, rows):
    assert client.get(f"/ideas/{idea_of(title='??? !!!')}").status_code == 200


def test_an_idea_that_is_none_is_not_there(client, board):
    for path in ("/ideas/1", "/ideas/1-x", "/ideas/99999999999999999999-x", "/ideas/1/responses", "/ideas/1/versions"):
        assert client.get(path).status_code == 404


def test_a_merged_idea_leads_to_the_kept_one_which_says_so(client, idea_of, rows, acting, product, make):
    kept, other = idea_of(title="Keep photos"), idea_of(title="Upload in the background")
    voter = make.person()
    acting(voter, votes.cast_vote, other)
    acting(product, merge, other, kept)
    answer = client.get(f"/ideas/{other}-upload-in-the-background")
    assert (answer.status_code, answer.location) == (301, f"/ideas/{kept}-keep-photos?from={other}")
    text = client.get(answer.location).text
    assert "“Upload in the background” was merged into this idea." in text
    assert "1 idea was merged into this one" in text and "Their 2 votes count here once per person." in text
    assert "was merged into this idea." not in page(client, rows, kept)
    assert client.get(f"/ideas/{other}/versions").status_code == 200  # its words can be read on
    acting(product, unmerge, other)
    assert client.get(f"/ideas/{other}-upload-in-the-background").status_code == 200
    assert "1 idea was taken out again" in page(client, rows, kept)


def test_no_browser_keeps_the_way_to_another_idea(client, idea_of, acting, product):
    """A merge can be undone, and a title changed back."""
    kept, other = idea_of(), idea_of(title="Other")
    acting(product, merge, other, kept)
    assert client.get(f"/ideas/{other}-other").headers["Cache-Control"] == "no-cache"


def test_the_company_is_named_only_where_it_may_be(client, client_of, make, idea_of, rows):
    company = make.organization(name="Secret Foods")
    author = make.person(Role.MEMBER | Role.CHAMPION, company, display_name="Ann")
    idea_id = idea_of(author)
    for browser, told in (
        (client, False),
        (client_of(make.person()), False),
        (client_of(make.person(organization=company)), True),
        (client_of(make.staff(Role.CS)), True),
    ):
        text = page(browser, rows, idea_id)
        assert ">Ann</a></b>" in text and ("Secret Foods" in text) is told
        assert "Champion" in text and "champ" in text
    agreed = make.organization(name="Open Foods", may_be_named=True)
    assert "Open Foods" in page(client, rows, idea_of(make.person(organization=agreed)))


def test_staff_are_marked_and_those_erased_have_no_name(client, make, idea_of, rows):
    text = page(client, rows, idea_of(make.staff(Role.PRODUCT, display_name="Pat")))
    assert ">Pat</a></b>, Portal" in text and "Staff" in text
    gone = idea_of(make.person(display_name="Zoe", erased_at=None))
    with_name = rows(Idea, id=gone)[0].author_id
    with make.app.app_context():
        db.session.get_one(Person, with_name).erased_at = now()
        db.session.commit()
    text = page(client, rows, gone)
    assert "Former member" in text and "Zoe" not in text


def test_guests_get_no_form_no_cookie_and_no_token(client, idea_of, rows):
    answer = client.get(url_of(rows, idea_of()))
    assert "csrf_token" not in answer.text and '<form method="post"' not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.text.count("/sign-in?next=/ideas/") >= 2  # to vote, and to comment


def test_numbers_tell_companies_and_ones_own_people(client_of, make, idea_of, rows, acting):
    company = make.organization(name="Northgate")
    idea_id = idea_of(make.person(organization=company))
    acting(ann := make.person(organization=company, display_name="Ann Voter"), votes.cast_vote, idea_id)
    text = page(client_of(ann), rows, idea_id)
    assert "1 company voted. From Northgate: 2 people." in text and "Voters from Northgate" in text
    assert 'aria-pressed="true"' in text
    other = page(client_of(make.person()), rows, idea_id)
    assert "1 company voted." in other and "Northgate" not in other and "/voters" not in other


def test_voters_are_those_of_ones_own_company_for_staff_all(client, client_of, make, idea_of, rows, acting, product):
    ours, theirs = make.organization(name="Northgate"), make.organization(name="Rival")
    idea_id, other = idea_of(make.person(organization=ours, display_name="Olga")), idea_of(title="Other")
    rival, cs = make.person(organization=theirs, display_name="Rita"), make.staff(Role.CS, display_name="Carl")
    acting(rival, votes.cast_vote, idea_id)
    acting(rival, votes.cast_vote, other)
    noted = make.person(organization=ours, display_name="Nora")
    with make.app.app_context():
        people = [db.session.get_one(Person, one.id) for one in (cs, noted)]
        votes.vote_on_behalf(people[0], idea_id, people[1], "call", "Xsaid on the phone")
        db.session.commit()
    acting(product, merge, other, idea_id)
    assert client.get(f"/ideas/{idea_id}/voters").status_code == 404
    text = client_of(make.person(organization=ours)).get(f"/ideas/{idea_id}/voters").text
    assert "Olga" in text and "Nora" in text
    assert all(word not in text for word in ("Rita", "Rival", "Carl", "On behalf", "Xsaid"))
    text = client_of(cs).get(f"/ideas/{idea_id}/voters").text
    assert text.count("<b>Rita</b>") == 1  # who voted twice in the family is one person
    assert "Rival" in text and "On behalf, noted by Carl" in text
    assert client_of(cs).get(f"/ideas/{other}/voters").location == f"/ideas/{idea_id}/voters"
    assert "Our staff noted your vote for you." in page(client_of(noted), rows, idea_id)


def test_who_left_every_company_sees_no_voters(client_of, make, idea_of):
    gone = make.staff(Role.MEMBER, organization=make.organization())
    with make.app.app_context():
        db.session.get_one(Person, gone.id).organization_id = None
        db.session.commit()
    assert client_of(gone).get(f"/ideas/{idea_of()}/voters").status_code == 404


def test_the_official_response_stands_with_its_versions(client, make, idea_of, rows, product):
    idea_id = idea_of()
    assert "Official response" not in page(client, rows, idea_id)
    for number, said in enumerate(("We look at it.", "We build it."), 1):
        words = {"source": said, "html": f"<p>{said}</p>", "plain": said}
        make.add(IdeaResponse(idea_id=idea_id, number=number, by_id=product.id, **words))
    text = page(client, rows, idea_id)
    assert "We build it." in text and "We look at it." not in text and "changed once" in text
    versions = client.get(f"/ideas/{idea_id}/responses").text
    assert versions.index("We build it.") < versions.index("We look at it.")


def test_the_time_line_tells_states_with_reasons_and_merges(client, make, idea_of, rows, acting, product):
    idea_id, other = idea_of(), idea_of(title="Other")
    acting(product, statuses.set_status, idea_id, "planned", "It fits <b>us</b>")
    acting(product, merge, other, idea_id)
    acting(product, statuses.set_status, idea_id, "shipped", "Done", "https://notes.example/1")
    text = page(client, rows, idea_id)
    line = text[text.index('<ol class="timeline">') :]
    places = [line.index(word) for word in ("Shipped", "was merged into this one", "Planned", ">New<")]
    assert places == sorted(places)
    assert "It fits &lt;b&gt;us&lt;/b&gt;" in line and 'href="https://notes.example/1"' in line
    assert line.count('aria-current="step"') == 1
    assert "Voting is closed." in text and "/vote" not in text.replace("/voters", "")


def test_area_and_tags_lead_to_their_lists(client, make, idea_of, rows):
    make.add(Area(slug="mobile", position=1, names={"en": "Mobile", "ja": "モバイル"}))
    idea_id = idea_of(area="mobile")
    tag = make.add(Tag(slug="写真", name="写真"))
    make.add(IdeaTag(idea_id=idea_id, tag_id=tag.id))
    text = page(client, rows, idea_id)
    assert 'href="/ideas?area=mobile">Mobile<' in text and "#写真" in text


@pytest.mark.parametrize(("column", "said"), [("held_at", "waits for a look"), ("hidden_at", "Xreason")])
def test_what_is_off_the_board_is_there_for_author_and_staff_alone(
    client, client_of, make, idea_of, rows, column, said
):
    author = make.person()
    idea_id = idea_of(author)
    with make.app.app_context():
        idea = db.session.get_one(Idea, idea_id)
        setattr(idea, column, now())
        idea.hidden_reason = "Xreason" if column == "hidden_at" else ""
        db.session.commit()
    for browser in (client, client_of(make.person())):
        for page_ in ("", "/responses", "/versions", "/voters"):
            assert browser.get(f"/ideas/{idea_id}{page_}").status_code == 404
    for browser in (client_of(author), client_of(make.staff(Role.CS))):
        text = page(browser, rows, idea_id)
        assert said in text and "Post comment" not in text and "follow-button" not in text


def test_earlier_words_stand_on_a_page_of_their_own(client, make, idea_of, rows, acting):
    author = make.person(display_name="Ann")
    idea_id = idea_of(author, title="First title", text="First words")
    acting(author, edit, idea_id, Wish("Second title", "Second words"), 1)
    text = page(client, rows, idea_id)
    assert "First words" not in text and f'href="/ideas/{idea_id}/versions"' in text
    versions = client.get(f"/ideas/{idea_id}/versions").text
    assert versions.index("Second words") < versions.index("First title") < versions.index("First words")
    assert "changed by Ann" in versions


def test_the_page_keeps_to_ten_statements(client_of, make, idea_of, rows, acting, product, count_queries):
    company = make.organization()
    idea_id = idea_of(make.person(organization=company))
    acting(product, merge, idea_of(), idea_id)
    for _n in range(3):
        acting(make.person(organization=company), votes.cast_vote, idea_id)
    for browser in (client_of(make.person(organization=company)), client_of(product)):
        page(browser, rows, idea_id)
        url = url_of(rows, idea_id)
        with count_queries() as number:
            browser.get(url)
        assert number() <= 10
