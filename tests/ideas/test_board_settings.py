"""What the board is divided into, and what is promised on it."""

from __future__ import annotations

import pytest

from portal.accounts.models import Person, Role
from portal.ideas.commands import bulk, proposals, settings
from portal.ideas.models import IdeaStatus, IdeaTag
from portal.kernel import site
from portal.kernel.db import db
from portal.kernel.errors import Forbidden
from portal.posting.models import Area, Tag

PAGE = "/console/ideas/settings"


@pytest.fixture
def product(client_of, make, board):
    """Somebody who decides."""
    return client_of(make.staff(Role.PRODUCT))


@pytest.fixture
def named(rows):
    """The form of all states or areas as it stands."""

    def form(model):
        found = {f"name-{one.id}-{code}": name for one in rows(model) for code, name in one.names.items()}
        return found | {f"category-{one.id}": one.category for one in rows(model) if model is IdeaStatus}

    return form


def new(en, ja, **more):
    return {"act": "add", "name-new-en": en, "name-new-ja": ja, **more}


def tagged(app, make, idea_id, names):
    staff = make.staff(Role.PRODUCT)
    with app.app_context():
        bulk.tags_act(names, "")(db.session.get_one(Person, staff.id), idea_id)
        db.session.commit()


def test_a_status_is_renamed_in_both_languages(product, named, rows):
    [new_one] = rows(IdeaStatus, slug="new")
    changed = {f"name-{new_one.id}-en": "Received", f"name-{new_one.id}-ja": "受け付けました"}
    assert product.post(f"{PAGE}/statuses", data=named(IdeaStatus) | changed).status_code == 303
    assert rows(IdeaStatus, slug="new")[0].names == {"en": "Received", "ja": "受け付けました"}


def test_a_status_is_added_moved_and_removed(product, named, rows):
    sent = named(IdeaStatus) | new("In beta", "ベータ", **{"category-new": "progress"})
    assert product.post(f"{PAGE}/statuses", data=sent).status_code == 303
    added = rows(IdeaStatus)[-1]
    assert (added.slug, added.category) == ("in-beta", "progress")
    product.post(f"{PAGE}/statuses", data=named(IdeaStatus) | {"act": f"up:{added.id}"})
    order = [one.slug for one in sorted(rows(IdeaStatus), key=lambda one: one.position)]
    assert order[-2:] == ["in-beta", "declined"]
    product.post(f"{PAGE}/statuses", data=named(IdeaStatus) | {"act": f"remove:{added.id}"})
    assert len(rows(IdeaStatus)) == 6


def test_a_status_stays_while_ideas_are_in_it_or_begin_there(product, named, rows, idea_of):
    ids = {one.slug: one.id for one in rows(IdeaStatus)}
    refused = product.post(f"{PAGE}/statuses", data=named(IdeaStatus) | {"act": f"remove:{ids['new']}"})
    assert refused.status_code == 409 and "begin in" in refused.text
    idea_of()
    refused = product.post(f"{PAGE}/statuses", data=named(IdeaStatus) | {"act": f"remove:{ids['new']}"})
    assert refused.status_code == 409 and "Move them first" in refused.text
    changed = named(IdeaStatus) | {f"category-{ids['new']}": "planned"}
    assert product.post(f"{PAGE}/statuses", data=changed).status_code == 409
    assert len(rows(IdeaStatus)) == 6 and rows(IdeaStatus, slug="new")[0].category == "new"


def test_a_status_that_somebody_proposed_stays(app, make, product, named, rows, idea_of):
    with app.app_context():
        proposals.propose(db.session.get_one(Person, make.staff(Role.CS).id), idea_of(), "planned", "Many ask.")
        db.session.commit()
    [planned] = rows(IdeaStatus, slug="planned")
    refused = product.post(f"{PAGE}/statuses", data=named(IdeaStatus) | {"act": f"remove:{planned.id}"})
    assert refused.status_code == 409 and "You can rename it" in refused.text


def test_a_status_that_history_names_stays(app, make, product, named, rows, idea_of):
    idea_id, staff = idea_of(), make.staff(Role.PRODUCT)
    with app.app_context():
        for slug in ("review", "new"):
            bulk.status_act(slug, "")(db.session.get_one(Person, staff.id), idea_id)
            db.session.commit()
    [review] = rows(IdeaStatus, slug="review")
    refused = product.post(f"{PAGE}/statuses", data=named(IdeaStatus) | {"act": f"remove:{review.id}"})
    assert refused.status_code == 409 and "history" in refused.text


def test_a_wrong_name_keeps_what_was_typed(product, named, rows):
    [one] = rows(IdeaStatus, slug="review")
    sent = named(IdeaStatus) | {f"name-{one.id}-en": "", f"name-{one.id}-ja": "途中まで"}
    answer = product.post(f"{PAGE}/statuses", data=sent)
    assert answer.status_code == 422 and 'value="途中まで"' in answer.text and 'aria-invalid="true"' in answer.text
    assert product.post(f"{PAGE}/statuses", data=named(IdeaStatus) | new("NEW", "受付2")).status_code == 422
    assert rows(IdeaStatus, slug="review")[0].names["en"] == "Under review"


def test_areas_come_and_go(product, named, rows, idea_of):
    assert product.post(f"{PAGE}/areas", data=new("Mobile", "モバイル")).status_code == 303
    [area] = rows(Area)
    idea_of(area=area.slug)
    refused = product.post(f"{PAGE}/areas", data=named(Area) | {"act": f"remove:{area.id}"})
    assert refused.status_code == 409 and len(rows(Area)) == 1
    product.post(f"{PAGE}/areas", data=new("現場だけの名前", "現場"))
    product.post(f"{PAGE}/areas", data=named(Area) | {"act": f"remove:{rows(Area)[-1].id}"})
    assert [one.id for one in rows(Area)] == [area.id]


def test_tags_are_renamed_merged_and_removed(app, make, product, rows, idea_of):
    first, second = idea_of(), idea_of()
    tagged(app, make, first, "mobile, phone")
    tagged(app, make, second, "phone")
    assert product.post(f"{PAGE}/tags", data={"act": "rename", "tag": "phone", "new_name": "Mobile"}).status_code == 422
    assert product.post(f"{PAGE}/tags", data={"act": "merge", "tag": "Phone", "into": "mobile"}).status_code == 303
    assert [tag.name for tag in rows(Tag)] == ["mobile"] and {row.idea_id for row in rows(IdeaTag)} == {first, second}
    product.post(f"{PAGE}/tags", data={"act": "rename", "tag": "mobile", "new_name": "スマホ"})
    assert [(tag.name, tag.slug) for tag in rows(Tag)] == [("スマホ", "スマホ")]
    assert product.post(f"{PAGE}/tags", data={"act": "merge", "tag": "スマホ", "into": "スマホ"}).status_code == 422
    assert product.post(f"{PAGE}/tags", data={"act": "remove", "tag": "nothing"}).status_code == 422
    product.post(f"{PAGE}/tags", data={"act": "remove", "tag": "スマホ"})
    assert rows(Tag) == [] and rows(IdeaTag) == []


def test_the_promise_takes_two_numbers(app, product, event_names):
    assert product.post(f"{PAGE}/pledge", data={"companies": "3", "days": "7"}).status_code == 303
    for wrong in ({"companies": "1", "days": "7"}, {"companies": "3", "days": "0"}, {"companies": "x", "days": "7"}):
        answer = product.post(f"{PAGE}/pledge", data=wrong)
        assert answer.status_code == 422 and f'value="{wrong["companies"]}"' in answer.text
    with app.app_context():
        assert (site.row().pledge_companies, site.row().pledge_days) == (3, 7)
    assert event_names() == ["ideas.settings_changed"]


def test_only_product_and_admins_set_anything(app, client_of, make, board):
    cs = make.staff(Role.CS)
    assert client_of(cs).get(PAGE).status_code == 403 and client_of(make.person()).get(PAGE).status_code == 404
    assert client_of(make.staff(Role.ADMIN)).get(PAGE).status_code == 200
    with app.app_context():
        person = db.session.get_one(Person, cs.id)
        for refused in (
            lambda: settings.add(person, Area, {"en": "A", "ja": "B"}),
            lambda: settings.rename_tag(person, "a", "b"),
            lambda: settings.set_pledge(person, 3, 7),
        ):
            with pytest.raises(Forbidden):
                refused()
