"""What customer success proposes heads for product: seen in the list, followed or left in one press, and told."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.accounts.models import Person, Role
from portal.ideas.commands import deciding, proposals
from portal.ideas.models import Idea, IdeaProposal, IdeaStatus, IdeaStatusChange
from portal.kernel.db import db
from portal.notifications.models import Notification
from portal.notifications.queries import in_words
from tests.ideas.deciding import by, merge, send


@pytest.fixture
def product(make):
    return make.staff(Role.PRODUCT)


@pytest.fixture
def cs(make):
    return make.staff(Role.CS, display_name="Yui Mori")


@pytest.fixture
def proposed(app, cs):
    """Somebody of customer success proposes a state; the number of the proposal."""

    def made(idea_id, status="planned", reason="Three renewals hang on it", person=None):
        return by(app, person or cs, lambda actor: proposals.propose(actor, idea_id, status, reason).id)

    return made


@pytest.fixture
def outcomes(app, drain):
    """Whoever was told of a proposal, with the words, once the worker is done."""

    def read():
        with app.app_context():
            drain()
            found = list(db.session.scalars(sa.select(Notification).where(Notification.kind == "idea-proposals")))
            words = in_words(found)
            return [(one.person_id, words[one.id].title, words[one.id].detail) for one in found if one.id in words]

    return read


def state(rows, idea_id):
    [idea] = rows(Idea, id=idea_id)
    return next(one.slug for one in rows(IdeaStatus, id=idea.status_id))


def test_the_list_says_who_proposes_what_and_why(client_of, cs, product, idea_of, proposed):
    idea_id, _other = idea_of(), idea_of(title="Dark theme")
    proposed(idea_id)
    for person in (product, cs):
        page = client_of(person).get("/console/ideas").text
        assert "1 proposed status waits for product" in page
        assert "proposed by Yui Mori" in page and "Three renewals hang on it" in page
        assert ("/take" in page) == (person is product)
    narrowed = client_of(product).get("/console/ideas?pledge=proposed").text
    assert "Three renewals" in narrowed and "Dark theme" not in narrowed


def test_a_proposal_for_a_merged_idea_stands_at_the_one_that_is_kept(
    app, client_of, product, idea_of, proposed, rows, outcomes, cs
):
    idea_id, kept = idea_of(title="Dark theme"), idea_of()
    number = proposed(idea_id)
    merge(app, product, idea_id, kept)
    browser = client_of(product)
    for page in (browser.get(f"/console/ideas{query}").text for query in ("", "?pledge=proposed")):
        assert f"/console/ideas/{kept}/proposals/{number}/take" in page
    assert "Three renewals" in browser.get(f"/console/ideas/{kept}").text
    assert browser.post(f"/console/ideas/{kept}/proposals/{number}/take", data={"seen": "new"}).status_code == 303
    assert state(rows, kept) == "planned" and [told[0] for told in outcomes()] == [cs.id]


def test_one_press_follows_it_in_the_words_it_was_proposed_in_and_tells(
    client_of, cs, product, idea_of, proposed, rows, outcomes
):
    idea_id, number = (found := idea_of()), proposed(found)
    address = f"/console/ideas/{idea_id}/proposals/{number}/take"
    answer = client_of(product).post(address, data={"seen": "new", "next": "/console/ideas?sort=votes"})
    assert (answer.status_code, answer.location) == (303, "/console/ideas?sort=votes")
    assert state(rows, idea_id) == "planned"
    assert rows(IdeaStatusChange, idea_id=idea_id)[-1].reason == "Three renewals hang on it"
    assert outcomes() == [
        (cs.id, "“Export as a table” is now “Planned”, as you proposed", "Three renewals hang on it"),
    ]


def test_other_words_of_product_reach_who_proposed(app, cs, product, idea_of, proposed, outcomes):
    idea_id = idea_of()
    proposed(idea_id)
    decision = deciding.Decision("planned", "Half of all companies ask")
    by(app, product, lambda actor: deciding.decide(actor, idea_id, decision, deciding.last_change(idea_id)))
    assert [told[2] for told in outcomes()] == ["Half of all companies ask"]


@pytest.mark.parametrize(
    ("reply", "told"), [("We wait for the audit", "We wait for the audit"), ("", "Product gave no reason.")]
)
def test_leaving_it_says_why(client_of, cs, product, idea_of, proposed, rows, outcomes, reply, told):
    idea_id, number = (found := idea_of()), proposed(found)
    answer = client_of(product).post(f"/console/ideas/{idea_id}/proposals/{number}/leave", data={"reply": reply})
    assert answer.status_code == 303 and state(rows, idea_id) == "new"
    assert outcomes() == [
        (cs.id, "“Export as a table” does not become “Planned”: your proposal was left", told),
    ]
    assert "Three renewals" in client_of(product).get(f"/console/ideas/{idea_id}").text


def test_a_decision_meanwhile_and_a_second_press_are_refused(client_of, product, idea_of, proposed, rows):
    idea_id, number = (found := idea_of()), proposed(found)
    browser = client_of(product)
    send(browser, idea_id, "status", status="review")
    address = f"/console/ideas/{idea_id}/proposals/{number}"
    assert browser.post(f"{address}/take", data={"seen": "new"}).status_code == 409
    assert state(rows, idea_id) == "review"
    assert [browser.post(f"{address}/take", data={"seen": "review"}).status_code for _ in range(2)] == [303, 409]
    assert browser.post(f"{address}/leave").status_code == 409


def test_what_needs_a_link_is_followed_on_the_form(client_of, product, idea_of, proposed, rows):
    idea_id, number = (found := idea_of()), proposed(found, "shipped")
    browser = client_of(product)
    page = browser.get("/console/ideas").text
    assert f"/proposals/{number}/take" not in page and f"?proposal={number}#status-card" in page
    assert browser.post(f"/console/ideas/{idea_id}/proposals/{number}/take", data={"seen": "new"}).status_code == 422
    assert state(rows, idea_id) == "new"


def test_too_long_a_reply_is_kept(client_of, product, idea_of, proposed, rows):
    idea_id, number = (found := idea_of()), proposed(found)
    answer = client_of(product).post(f"/console/ideas/{idea_id}/proposals/{number}/leave", data={"reply": "x" * 501})
    assert answer.status_code == 422 and "x" * 501 in answer.text
    assert [one.settled_at for one in rows(IdeaProposal)] == [None]


def test_who_is_no_longer_staff_reads_nothing_of_it(app, cs, product, idea_of, proposed, outcomes, client_of):
    idea_id, number = (found := idea_of()), proposed(found)
    client_of(product).post(f"/console/ideas/{idea_id}/proposals/{number}/leave")
    assert len(outcomes()) == 1
    with app.app_context():
        db.session.get_one(Person, cs.id).roles = Role.MEMBER
        db.session.commit()
    assert outcomes() == []
