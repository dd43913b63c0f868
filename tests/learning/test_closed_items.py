"""What a reader may not open is told nowhere: neither its words nor its address nor that there is one."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from portal.accounts.feed_keys import FeedKey
from portal.accounts.models import Organization, Role
from portal.kernel.db import db
from portal.kernel.files import File
from portal.learning.models import ItemFile, Suggestion
from portal.search import index as search_index
from tests.learning.quizzes import QUIZ

MARK = "zebrafish"  # in title, summary, text, quiz, file names and address of what is closed
PAGES = (
    "/", "/learn", "/learn?q={mark}", "/learn?job={mark}", "/learn?level=advanced&stage=growth", "/learn?sort=new",
    "/learn?stage=presales", "/learn?price=paid", "/learn/open", "/learn/course", "/learn/course/quiz", "/learn/paid",
    "/learn/open?from=old-{mark}", "/tray", "/tray?of={mate}", "/search?q={mark}", "/feeds/learn.atom",
    "/feeds/learn.atom?key={key}", "/company/learning", "/company/learning?stage=presales",
    "/company/learning/people/{mate}", "/company/learning/suggest?q={mark}", "/company/learning/suggest?item={mark}",
    "/company/learning/suggestions", "/notifications", "/account",
)  # fmt: skip
CLOSED = ("{mark}", "{mark}/quiz", "{mark}/changes", "old-{mark}", "secret-{mark}")
TOLD = (f"the {MARK}", f"secret {MARK}", f"/learn/{MARK}", f"{MARK} swims", f"{MARK}.csv", f"/learn/secret-{MARK}")
ACTS = ("done", "undo", "helpful", "reason", "step", "watched", "quiz")


@pytest.fixture
def world(content, app, make, client_of, drain):
    """A company that could open everything yesterday, and did things with it; today it is in a lower tier."""
    content.write(f"en/growth/old-{MARK}.md", audience="[high]")
    content.sync()
    content.remove(f"en/growth/old-{MARK}.md")
    facts = {"audience": "[high]", "level": "advanced", "jobs": f"[{MARK}]", "summary": MARK, "quiz": QUIZ}
    supersedes = {"supersedes": f"[old-{MARK}]", "downloads": f"[{MARK}.csv]"}
    (content.folder / "en/growth").mkdir(parents=True, exist_ok=True)
    (content.folder / f"en/growth/{MARK}.csv").write_text("a,b\n1,2\n")
    content.write(f"en/growth/{MARK}.md", f"The {MARK} swims.\n", title=f"The {MARK}", **facts, **supersedes)
    content.write(f"en/presales/secret-{MARK}.md", title=f"Secret {MARK}")
    content.write("en/onboarding/open.md", next=f"[{MARK}]", prerequisites=f"[{MARK}, secret-{MARK}]")
    lessons = f"[open, {MARK}, secret-{MARK}]"
    content.write("en/onboarding/course.md", format="course", lessons=lessons, quiz=QUIZ)
    price = f"{{amount: 980, currency: EUR, free_counterpart: {MARK}}}"
    content.write("en/growth/paid.md", format="service", price=price)
    content.sync()
    company = make.organization(tier="high", stage="growth")
    lead = make.person(organization=company, roles=Role.MEMBER | Role.KEYPERSON)
    mate = make.person(organization=company)
    key, own = client_of(lead), client_of(mate)
    own.post("/tray", data={"add": MARK})
    own.post("/tray", data={"add": "open"})
    own.post("/tray/share", data={"want": "1"})
    own.post(f"/learn/{MARK}/done", data={"how": "self"})
    key.post("/tray", data={"add": MARK})
    key.post("/company/learning/suggest", data={"item": MARK, "person": mate.public_id})
    own.post("/account/feed")
    drain()
    with app.app_context():
        search_index.rebuild(lambda _kind, _documents: None)
        assert db.session.query(Suggestion).count() == 1 and MARK in own.get("/learn").text
        db.session.get_one(Organization, company.id).tier = "low"
        db.session.commit()
    return SimpleNamespace(lead=key, mate=own, mate_id=mate.public_id, content=content)


def paths(world, rows):
    [key] = rows(FeedKey)
    return [page.format(mark=MARK, mate=world.mate_id, key=key.key) for page in PAGES]


def test_no_page_feed_search_or_notice_tells_of_it(world, client, client_of, make, rows):
    readers = {"guest": client, "mate": world.mate, "lead": world.lead, "stranger": client_of(make.person())}
    for name, browser in readers.items():
        for path in paths(world, rows):
            words = browser.get(path, follow_redirects=True).text.lower()
            told = TOLD if MARK in path else (MARK,)  # else what the reader typed is there
            assert [one for one in told if one in words] == [], (name, path)


def test_its_addresses_and_acts_are_not_there(world, client_of, make):
    for browser in (world.mate, world.lead, client_of(make.person())):
        for path in CLOSED:
            assert browser.get(f"/learn/{path.format(mark=MARK)}").status_code == 404, path
        for act in ACTS:
            form = {"how": "self", "helpful": "yes", "reason": "x", "text": "x", "due": "2099-01-01"}
            assert browser.post(f"/learn/{MARK}/{act}", data=form).status_code == 404, act
        assert browser.post("/tray", data={"add": f"secret-{MARK}"}).status_code == 404


def test_its_files_are_not_there(world, client, app, make, client_of, rows):
    with app.app_context():
        [url] = [file.url for file in db.session.query(File)]
    assert client_of(make.staff()).get(url).status_code == 200
    for browser in (client, world.mate, world.lead, client_of(make.person())):
        assert browser.get(url).status_code == 404
    assert rows(ItemFile)
