"""Product decides, with what each state asks for; customer success proposes."""

from __future__ import annotations

import pytest

from portal.accounts.models import Role
from portal.ideas.models import Idea, IdeaNote, IdeaProposal, IdeaStatus, IdeaStatusChange, IdeaTag
from portal.posting.models import Area, Tag
from tests.ideas.deciding import fields, merge, send


@pytest.fixture
def product(make):
    return make.staff(Role.PRODUCT)


def state(rows, idea_id):
    [idea] = rows(Idea, id=idea_id)
    [found] = rows(IdeaStatus, id=idea.status_id)
    return found.slug


def test_a_decision_is_saved_with_its_reason_and_told(client_of, product, idea_of, rows, event_names):
    idea_id = idea_of()
    answer = send(client_of(product), idea_id, "status", status="planned", reason="Many ask", window="January 2027")
    assert answer.status_code == 303 and state(rows, idea_id) == "planned"
    *_first, change = rows(IdeaStatusChange, idea_id=idea_id)
    assert (change.reason, change.window, change.by_id) == ("Many ask", "January 2027", product.id)
    assert [idea.window for idea in rows(Idea, id=idea_id)] == ["January 2027"]
    assert event_names().count("idea.status_changed") == 1


@pytest.mark.parametrize(("status", "field"), [("declined", "reason"), ("shipped", "shipped_url")])
def test_what_a_state_needs_is_asked_for_and_nothing_typed_is_lost(client_of, product, idea_of, rows, status, field):
    idea_id = idea_of()
    answer = send(client_of(product), idea_id, "status", status=status, window="Kept words")
    assert answer.status_code == 422 and f'href="#{field}"' in answer.text
    assert "Kept words" in answer.text and f'<option selected value="{status}">' in answer.text
    assert state(rows, idea_id) == "new"


def test_a_window_moves_within_a_state_without_a_message(client_of, product, idea_of, rows, event_names):
    idea_id, browser = idea_of(), client_of(product)
    send(browser, idea_id, "status", status="planned", window="January")
    send(browser, idea_id, "status", status="planned", window="April", reason="It takes longer")
    *_before, moved = rows(IdeaStatusChange, idea_id=idea_id)
    assert (moved.from_id, moved.window, moved.reason) == (moved.to_id, "April", "It takes longer")
    assert event_names().count("idea.status_changed") == 1
    assert "Window moved from January to April" in browser.get(f"/ideas/{idea_id}", follow_redirects=True).text


def test_a_window_is_for_what_is_planned_or_in_progress(client_of, product, idea_of, rows):
    idea_id, browser = idea_of(), client_of(product)
    send(browser, idea_id, "status", status="planned", window="January")
    send(browser, idea_id, "status", status="review", window="January")
    assert [idea.window for idea in rows(Idea, id=idea_id)] == [""]


def test_a_decision_over_another_is_refused_and_keeps_the_words(client_of, make, product, idea_of, rows):
    idea_id, browser = idea_of(), client_of(product)
    seen = fields(browser.get(f"/console/ideas/{idea_id}").text)
    send(client_of(make.staff(Role.ADMIN)), idea_id, "status", status="review")
    typed = {"status": "declined", "reason": "Words that stay"}
    answer = browser.post(f"/console/ideas/{idea_id}/status", data={**seen, **typed})
    assert answer.status_code == 409 and "Words that stay" in answer.text and "meanwhile" in answer.text
    assert state(rows, idea_id) == "review"
    again = browser.post(f"/console/ideas/{idea_id}/status", data={**fields(answer.text), **typed})
    assert again.status_code == 303 and state(rows, idea_id) == "declined"


def test_a_decision_on_an_idea_merged_meanwhile_changes_neither(app, client_of, product, idea_of, rows):
    idea_id, into_id, browser = idea_of(), idea_of(), client_of(product)
    seen = fields(browser.get(f"/console/ideas/{idea_id}").text)
    merge(app, product, idea_id, into_id)
    answer = browser.post(f"/console/ideas/{idea_id}/status", data={**seen, "status": "planned", "reason": "Typed"})
    assert answer.status_code == 409 and "Typed" in answer.text
    assert {state(rows, one) for one in (idea_id, into_id)} == {"new"}


def test_a_form_sent_twice_is_one_decision(client_of, product, idea_of, rows):
    idea_id, browser = idea_of(), client_of(product)
    data = {**fields(browser.get(f"/console/ideas/{idea_id}").text), "status": "planned", "form_key": "a key"}
    for _time in range(2):
        assert browser.post(f"/console/ideas/{idea_id}/status", data=data).status_code == 303
    assert len(rows(IdeaStatusChange, idea_id=idea_id)) == 2


def test_an_incomplete_form_is_said(client_of, product, idea_of, rows):
    idea_id = idea_of()
    answer = client_of(product).post(f"/console/ideas/{idea_id}/status", data={"status": "planned"})
    assert answer.status_code == 422 and state(rows, idea_id) == "new"


@pytest.mark.parametrize("act", ["status", "answer", "place", "merge", "unmerge", "proposals/1/leave"])
def test_customer_success_does_not_decide(client_of, make, idea_of, act):
    data = {"status": "planned", "seen_change": "1"}
    assert client_of(make.staff(Role.CS)).post(f"/console/ideas/{idea_of()}/{act}", data=data).status_code == 403


def test_members_find_no_such_page(client_of, make, idea_of):
    author = make.person()
    idea_id = idea_of(author)
    browser = client_of(author)
    assert browser.get(f"/console/ideas/{idea_id}").status_code == 404
    assert "/console" not in browser.get(f"/ideas/{idea_id}", follow_redirects=True).text


def test_customer_success_proposes_and_product_takes_it_over(client_of, make, product, idea_of, rows):
    idea_id, cs, browser = idea_of(), make.staff(Role.CS), client_of(product)
    answer = send(client_of(cs), idea_id, "propose", status="declined", reason="It contradicts the audit trail")
    assert answer.status_code == 303 and state(rows, idea_id) == "new"
    [proposal] = rows(IdeaProposal)
    page = browser.get(f"/console/ideas/{idea_id}?proposal={proposal.id}").text
    assert '<option selected value="declined">' in page and page.count("It contradicts the audit trail") == 2
    send(browser, idea_id, "status", status="declined", reason="It contradicts the audit trail")
    [proposal] = rows(IdeaProposal)
    assert (proposal.taken, proposal.settled_by_id) == (True, product.id)
    assert "Proposal accepted" in browser.get(f"/console/ideas/{idea_id}").text


def test_product_leaves_a_proposal_once(client_of, make, product, idea_of, rows):
    idea_id, browser = idea_of(), client_of(product)
    send(client_of(make.staff(Role.CS)), idea_id, "propose", status="planned", reason="Three renewals hang on it")
    [proposal] = rows(IdeaProposal)
    path = f"/console/ideas/{idea_id}/proposals/{proposal.id}/leave"
    assert [browser.post(path).status_code for _time in range(2)] == [303, 409]
    assert [one.taken for one in rows(IdeaProposal)] == [False] and state(rows, idea_id) == "new"


def test_a_later_proposal_of_the_same_person_takes_the_place_of_the_first(client_of, make, idea_of, rows):
    idea_id, browser = idea_of(), client_of(make.staff(Role.CS))
    for status in ("planned", "review"):
        assert send(browser, idea_id, "propose", status=status, reason="Because").status_code == 303
    assert [one.settled_at is None for one in rows(IdeaProposal)] == [False, True]
    assert send(browser, idea_id, "propose", status="new", reason="As it is").status_code == 409
    assert send(browser, idea_id, "propose", status="planned").status_code == 422


def test_area_and_tags_are_saved_and_counted(make, client_of, product, idea_of, rows):
    idea_id, browser = idea_of(), client_of(product)
    make.add(Area(slug="mobile", position=1, names={"en": "Mobile", "ja": "モバイル"}, ideas=0))
    assert send(browser, idea_id, "place", area="mobile", tags="Offline, 写真、offline").status_code == 303
    assert [area.ideas for area in rows(Area)] == [1]
    assert sorted(tag.name for tag in rows(Tag)) == ["Offline", "写真"] and len(rows(IdeaTag)) == 2
    assert send(browser, idea_id, "place", area="", tags="写真").status_code == 303
    assert [area.ideas for area in rows(Area)] == [0] and len(rows(IdeaTag)) == 1


def test_tags_over_another_save_are_refused_and_kept(client_of, make, product, idea_of, rows):
    idea_id, browser = idea_of(), client_of(product)
    seen = fields(browser.get(f"/console/ideas/{idea_id}").text)
    send(client_of(make.staff(Role.ADMIN)), idea_id, "place", area="", tags="theirs")
    answer = browser.post(f"/console/ideas/{idea_id}/place", data={**seen, "area": "", "tags": "mine"})
    assert answer.status_code == 409 and 'value="mine"' in answer.text
    assert [tag.name for tag in rows(Tag)] == ["theirs"]


def test_notes_are_for_staff_and_are_kept_when_refused(client_of, make, idea_of, rows):
    author = make.person()
    idea_id, browser = idea_of(author), client_of(make.staff(Role.CS))
    assert send(browser, idea_id, "notes", note="").status_code == 422
    long = send(browser, idea_id, "notes", note="x" * 4001)
    assert long.status_code == 422 and "x" * 4001 in long.text
    assert send(browser, idea_id, "notes", note="Renewal in March").status_code == 303
    assert [note.text for note in rows(IdeaNote)] == ["Renewal in March"]
    assert "Renewal in March" in browser.get(f"/console/ideas/{idea_id}").text
    assert "Renewal in March" not in client_of(author).get(f"/ideas/{idea_id}", follow_redirects=True).text


def test_long_lists_go_on_by_pages(app, client_of, make, idea_of):
    idea_id, browser = idea_of(), client_of(make.staff(Role.CS))
    for number in range(23):
        make.add(IdeaNote(idea_id=idea_id, by_id=make.staff().id, text=f"Note {number:02d}"))
    page = browser.get(f"/console/ideas/{idea_id}").text
    assert "Note 22" in page and "Note 17" not in page and f"/console/ideas/{idea_id}/all/notes" in page
    first = browser.get(f"/console/ideas/{idea_id}/all/notes").text
    assert "Note 03" in first and "Note 02" not in first and "Older" in first
    assert browser.get(f"/console/ideas/{idea_id}/all/nothing").status_code == 404


def test_companies_stand_by_contract_value_with_their_voters(client_of, make, idea_of):
    small, big = (make.organization(name=name, contract_value=value) for name, value in (("Small", 100), ("Big", 900)))
    idea_id = idea_of()
    for name, company in (("Sam Small", small), ("Bea Big", big), ("Ben Big", big)):
        voter = client_of(make.person(organization=company, display_name=name))
        voter.post(f"/ideas/{idea_id}/vote", data={"want": "1"})
    browser = client_of(make.staff(Role.CS))
    for path in (f"/console/ideas/{idea_id}", f"/console/ideas/{idea_id}/all/companies"):
        page = browser.get(path).text
        assert page.index("Big") < page.index("Small") and "2 people" in page
    assert page.index("Bea Big") < page.index("Ben Big") < page.index("Sam Small")
