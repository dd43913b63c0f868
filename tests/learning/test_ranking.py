"""The order of the menu for one reader: thirty made-up members, and what each of them must find among the first three."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from portal.kernel.calendar import pretend
from portal.kernel.i18n import using
from portal.learning.queries.catalogue import Line, Shelf
from portal.learning.queries.filters import Asked
from portal.learning.queries.menu import Menu
from portal.learning.queries.ranking import wilson
from portal.learning.queries.standing import Done, Offer, Standing
from portal.learning.queries.today import todays_set

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
STAGES = ("onboarding", "adoption", "growth")
OLD, YES = 400, (40, 2)  # days on the menu; ratings of an item nearly everybody found useful
# slug: stage, jobs, what it builds on, days on the menu, ratings, format
ITEMS: dict[str, tuple[str, list[str], list[str], int, tuple[int, int], str]] = {
    "welcome": ("onboarding", [], [], OLD, (10, 1), "article"),
    "sign-in": ("onboarding", [], [], OLD, (1, 0), "article"),
    "set-up": ("onboarding", ["administrator"], [], OLD, (0, 0), "article"),
    "import": ("onboarding", ["administrator", "IT"], ["set-up"], OLD, (0, 0), "course"),
    "first-job": ("onboarding", ["field"], [], OLD, (3, 3), "video"),
    "plan-week": ("onboarding", ["planning"], [], OLD, (0, 0), "video"),
    "invoices": ("onboarding", ["finance"], [], OLD, (0, 0), "article"),
    "disliked": ("onboarding", [], [], OLD, (1, 30), "article"),
    "boards": ("adoption", ["planning"], [], OLD, (0, 0), "course"),
    "boards-2": ("adoption", ["planning"], ["boards"], OLD, (0, 0), "course"),
    "reports": ("adoption", ["manager"], [], OLD, YES, "article"),
    "photos": ("adoption", ["field"], ["first-job"], OLD, (0, 0), "video"),
    "loved": ("adoption", [], [], OLD, YES, "article"),
    "plain": ("adoption", [], [], OLD, (0, 0), "article"),
    "fresh": ("adoption", [], [], 2, (0, 0), "webinar"),
    "shortcuts": ("adoption", [], ["welcome"], OLD, (0, 0), "template"),
    "tickets": ("adoption", ["support"], [], OLD, (2, 1), "article"),
    "api": ("growth", ["it"], [], OLD, (0, 0), "article"),
    "api-2": ("growth", ["it"], ["api"], OLD, YES, "article"),
    "roll-out": ("growth", ["manager"], [], OLD, (0, 0), "workshop"),
    "coach": ("growth", [], [], OLD, YES, "service"),
    "benchmarks": ("growth", ["manager", "finance"], ["reports"], OLD, (0, 0), "template"),
    "ideas": ("growth", [], [], OLD, (0, 0), "article"),
}
IDS = {slug: number for number, slug in enumerate(ITEMS, 1)}
# stage, job, done, suggested, must be among the first three
MEMBERS: list[tuple[str, str, str, str, str]] = [
    ("onboarding", "administrator", "", "", "set-up"),
    ("onboarding", "administrator", "set-up", "", "import"),
    ("onboarding", "it", "", "", "import"),
    ("onboarding", "it", "set-up", "", "import"),
    ("onboarding", "IT", "set-up welcome", "", "import"),
    ("onboarding", "field", "", "", "first-job"),
    ("onboarding", "field", "first-job", "", "welcome"),
    ("onboarding", "planning", "", "", "plan-week"),
    ("onboarding", "finance", "", "", "invoices"),
    ("onboarding", "finance", "invoices welcome", "", "sign-in"),
    ("onboarding", "", "", "", "welcome"),
    ("onboarding", "", "welcome", "", "sign-in"),
    ("onboarding", "support", "", "coach", "coach"),
    ("onboarding", "manager", "", "benchmarks", "benchmarks"),
    ("adoption", "planning", "", "", "boards"),
    ("adoption", "planning", "boards", "", "boards-2"),
    ("adoption", "planning", "boards boards-2", "", "loved"),
    ("adoption", "manager", "", "", "reports"),
    ("adoption", "manager", "reports", "", "loved"),
    ("adoption", "field", "", "", "photos"),
    ("adoption", "field", "first-job", "", "photos"),
    ("adoption", "support", "", "", "tickets"),
    ("adoption", "support", "tickets", "", "loved"),
    ("adoption", "", "", "", "fresh"),
    ("adoption", "", "welcome", "", "shortcuts"),
    ("adoption", "finance", "loved fresh", "", "plain"),
    ("growth", "it", "", "", "api"),
    ("growth", "it", "api", "", "api-2"),
    ("growth", "manager", "reports", "", "benchmarks"),
    ("growth", "finance", "", "invoices", "invoices"),
]


def menu_for(
    stage: str, job: str, done: str = "", suggested: str = "", *, later: str = "", person: str = "one"
) -> Menu:
    """The menu of a made-up member; `later`: finished this very moment."""
    items: dict[int, Any] = {}
    for slug, (of, jobs, _needs, days, (yes, no), kind) in ITEMS.items():
        items[IDS[slug]] = SimpleNamespace(
            id=IDS[slug], slug=slug, stage=of, jobs=jobs, format=kind, minutes=5 + IDS[slug] % 4, price=None,
            video=None, level="", helpful_yes=yes, helpful_no=no, published_at=NOW - timedelta(days=days),
        )  # fmt: skip
    lines = tuple(Line(it.id, it.slug, it.format, it.minutes, it.stage, it.slug, "", "en") for it in items.values())
    needs = {IDS[slug]: tuple(IDS[need] for need in of[2]) for slug, of in ITEMS.items() if of[2]}
    shelf = Shelf({slug: slug for slug in STAGES}, lines, items, {}, needs)
    finished = {IDS[slug]: Done("self", NOW - timedelta(days=3), 1) for slug in done.split()}
    finished |= {IDS[slug]: Done("self", NOW, 1) for slug in later.split()}
    offers = {IDS[slug]: Offer("Ann", NOW - timedelta(days=3)) for slug in suggested.split()}
    reader: Any = SimpleNamespace(
        job=job, public_id=person, organization=SimpleNamespace(stage=stage) if stage else None, may_write=True
    )
    return Menu(shelf, Standing("edition", finished, (), offers), reader)


def order(menu: Menu) -> list[str]:
    with pretend(NOW):
        return [menu.shelf.items[item_id].slug for item_id in menu.order(Asked())]


@pytest.mark.parametrize(("stage", "job", "done", "suggested", "must"), MEMBERS)
def test_a_member_finds_what_helps_most_among_the_first_three(stage, job, done, suggested, must):
    found = order(menu_for(stage, job, done, suggested))
    assert must in found[:3], found[:6]
    assert len(found) == len(ITEMS) and set(found) == set(ITEMS)


def test_there_are_thirty_of_them_and_no_two_alike():
    assert len({member[:4] for member in MEMBERS}) == 30


def test_what_is_done_stands_at_the_end():
    done = "boards reports loved welcome"
    assert set(order(menu_for("adoption", "manager", done))[-4:]) == set(done.split())


def test_what_builds_on_something_open_stands_below_it():
    for stage, job in (("onboarding", "administrator"), ("adoption", "planning"), ("growth", "it")):
        found = order(menu_for(stage, job))
        for slug, (of, _jobs, needs, *_rest) in ITEMS.items():
            for need in needs:
                if ITEMS[need][0] == of == stage:
                    assert found.index(need) < found.index(slug)


def test_each_line_says_its_strongest_reason():
    menu = menu_for("adoption", "field", "welcome first-job", "coach")
    with pretend(NOW):
        found = {line.slug: line.reason.kind for line in menu.reasoned(menu.mine(menu.lines)) if line.reason}
    assert found == found | {
        "coach": "suggested", "photos": "job", "shortcuts": "known", "loved": "helpful", "fresh": "new",
        "plain": "stage", "ideas": "next", "invoices": "earlier",
    }  # fmt: skip
    assert "welcome" not in found


def test_a_few_ratings_do_not_outweigh_many():
    assert wilson(0, 0) == 0.0
    assert wilson(1, 0) < wilson(40, 2) < wilson(400, 20) < 1
    assert wilson(1, 0) == pytest.approx(0.2065, abs=1e-4)  # as in the tables


def todays(menu: Menu, at: datetime = NOW) -> list[str]:
    with pretend(at):
        return [line.slug for line in todays_set(menu.reader, menu)]  # type: ignore[arg-type]


def test_todays_set_stays_all_day_whatever_is_done_meanwhile():
    first = todays(menu_for("adoption", "planning"))
    assert len(first) == 3 and first[0] == "boards"
    assert todays(menu_for("adoption", "planning", later="boards loved"), NOW + timedelta(hours=9)) == first
    assert todays(menu_for("adoption", "planning", later=first[1]), NOW + timedelta(hours=9)) == first


def test_todays_set_is_the_same_from_midnight_to_midnight_where_the_reader_is():
    """Freshness moves between days alone: an item that is about to be overtaken by an older one stays until then."""
    days = {1: OLD, 2: 80.2, 3: OLD}  # the second is ahead of the first for 80.6 days after it was published
    items: dict[int, Any] = {
        number: SimpleNamespace(
            id=number, slug=f"item-{number}", stage=stage, jobs=jobs, format="article", minutes=5, price=None,
            video=None, level="", helpful_yes=0, helpful_no=0, published_at=datetime(2026, 11, 22, tzinfo=UTC)
            - timedelta(days=days[number]),
        )
        for number, stage, jobs in ((1, "adoption", ["field"]), (2, "adoption", []), (3, "growth", []))
    }  # fmt: skip
    lines = tuple(Line(it.id, it.slug, it.format, 5, it.stage, it.slug, "", "ja") for it in items.values())
    reader: Any = SimpleNamespace(
        job="field", public_id="one", organization=SimpleNamespace(stage="adoption"), may_write=True
    )
    menu = Menu(Shelf({slug: slug for slug in STAGES}, lines, items, {}, {1: (3,)}), Standing("edition"), reader)

    def first(*moment: int) -> str:
        with using("ja", "Asia/Tokyo"):
            return todays(menu, datetime(2026, 11, *moment, tzinfo=UTC))[0]

    assert [first(22, 15), first(22, 23, 59), first(23, 0, 1), first(23, 14, 59)] == ["item-1"] * 4
    assert [first(21, 15), first(22, 0, 1), first(22, 14, 59)] == ["item-2"] * 3


def test_todays_set_varies_by_day_and_person_and_in_its_formats():
    menu = menu_for("adoption", "planning")
    days = [todays(menu, NOW + timedelta(days=number)) for number in range(12)]
    assert len({tuple(found) for found in days}) > 3
    assert len({tuple(todays(menu_for("adoption", "planning", person=f"p{n}"))) for n in range(12)}) > 3
    for found in days:
        assert len({ITEMS[slug][5] for slug in found}) == 3


def test_todays_set_leaves_out_what_was_done_before():
    assert not set(todays(menu_for("adoption", "", "loved plain fresh"))) & {"loved", "plain", "fresh"}
    assert todays(menu_for("adoption", "", " ".join(ITEMS))) == []
