"""`python -m benchmarks.community [--questions 1000000 --thread 5000]`: is a big community as quick?

Two portals on PostgreSQL, one with all these questions and a thread with so many answers, one with 1,000 questions and a
thread of 50. The same requests go to both in turn; the number is p95 of the big one ÷ p95 of the small one, and no page
may need more than ten statements. Ends with 1 when a number is missed.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Flask

from benchmarks.board_world import OF_COMPANY, PEOPLE, TAGS, memberships, organizations, people, settle, title_of
from benchmarks.board_world import Size as Crowd
from benchmarks.cafeteria import EPOCH, WORDS, load
from benchmarks.comparing import Address, Page, ask, figures, statements
from benchmarks.running import Browser, Portal, cookie_of, write_items
from portal.accounts.models import Membership, Organization, Person
from portal.community.models import (
    Acceptance,
    Answer,
    CommunityFollow,
    CommunityGroup,
    GroupMember,
    Helper,
    Question,
    QuestionTag,
)
from portal.kernel.db import db
from portal.posting.addresses import slug_of
from portal.posting.models import Area, Tag

REQUESTS = 120
READERS = {"member": 2, "staff": 1}
AREAS = ("mobile", "dispatch", "invoicing")
GROUPS = 8  # the last one closed


class Size(NamedTuple):
    """How many questions, and answers in the longest thread."""

    questions: int
    thread: int

    @property
    def people(self) -> int:
        """Few ask often."""
        return min(PEOPLE, max(200, self.questions))


FULL = Size(1_000_000, 5_000)


def few(size: Size) -> Size:
    """The small world; its thread fills more than a page, too."""
    return Size(min(1_000, size.questions), min(50, size.thread))


def _pages() -> list[Page]:
    tabs = ("newest", "unanswered", "solved")
    pages = [Page(f"{tab}", f"/community?tab={tab}", "member") for tab in tabs]
    pages += [Page(f"{tab}, guest", f"/community?tab={tab}&n={{n}}", "guest") for tab in tabs]
    pages += [Page(f"{tab}", f"/community?tab={tab}", "member") for tab in ("you", "following", "mine")]
    for name, cut in (
        ("tag", "tag=tag-1"), ("tag, unanswered", "tab=unanswered&tag=tag-1"), ("area", "area=mobile"),
        ("group", "group=group-1"), ("group, solved", "tab=solved&group=group-1"), ("closed group", "group=group-8"),
    ):  # fmt: skip
        pages.append(Page(name, f"/community?{cut}", "member" if name != "closed group" else "staff"))
    return [
        *pages,
        Page("question", "/community/questions/{question}-{slug}", "member"),
        Page("question, guest", "/community/questions/{question}-{slug}", "guest"),
        Page("long thread", "/community/questions/1-{first}", "member"),
        Page("long thread, oldest", "/community/questions/1-{first}?sort=oldest", "member"),
        Page("long thread, staff", "/community/questions/1-{first}?sort=newest", "staff"),
        Page("comments", "/community/questions/{question}/comments", "member"),
        Page("person, answers", "/people/p3", "member"),
        Page("person, questions", "/people/p3?tab=questions", "member"),
        Page("ask", "/community/questions/new", "member"),
        Page("feed", "/feeds/community.atom?n={n}", "guest"),
        Page("I have this too", "/community/questions/{question}/too", "member", post=True),
        Page("follow", "/community/questions/1/follow", "member", post=True),
    ]


def drill(size: Size = FULL, requests: int = REQUESTS) -> dict[str, Any]:
    """Figures for `make drill`: p95 big ÷ small of each page, and how many are beyond the number to meet."""
    pages = _pages()
    with tempfile.TemporaryDirectory() as big, tempfile.TemporaryDirectory() as small:
        worlds = [Portal(Path(folder), "postgresql") for folder in (big, small)]
        try:
            sizes = (size, few(size))
            readers = [_start(portal, of) for portal, of in zip(worlds, sizes, strict=True)]
            addresses: list[Address] = [partial(_address, of) for of in sizes]
            each = zip(worlds, addresses, readers, strict=True)
            asked = [statements(portal, pages, address, who) for portal, address, who in each]
            times = {page.name: ask(page, readers, addresses, requests) for page in pages}
        finally:
            for portal in worlds:
                portal.stop()
    title = f"{size.questions} questions, a thread of {size.thread} answers, beside {few(size)}"
    return figures(title, times, asked)


def _start(portal: Portal, size: Size) -> dict[str, Browser]:
    """Fill and serve it; a browser of each reader."""
    write_items(portal.folder / "content", 0)
    portal.command("setup")
    began, app = time.monotonic(), portal.app()
    cookies = _filled(app, size)
    print(f"{size.questions} questions written in {time.monotonic() - began:.0f} s", flush=True)
    portal.start("-m", "portal.cli", "serve", "--workers", "1", "--no-worker")  # it would begin to build the index
    return {name: Browser(portal.port, cookie) for name, cookie in {"guest": "", **cookies}.items()}


def _filled(app: Flask, size: Size) -> dict[str, str]:
    with app.app_context():
        _fill(size)
        cookies = {name: cookie_of(app, db.session.get_one(Person, n)) for name, n in READERS.items()}
        db.session.remove()
        db.engine.dispose()
    return cookies


def _address(size: Size, page: Page, n: int) -> str:
    number = 2 + 3 * (n % (size.questions // 3 - 2))
    number += 3 * (number % 10 == 0)  # the reader's own, or of a closed group
    words = {"slug": slug_of(title_of(number)), "first": slug_of(title_of(1))}
    return page.path.format(n=n, question=number, **words)


def _fill(size: Size) -> None:
    crowd = Crowd(size.people, 0)
    load(Organization, organizations(crowd))
    load(Person, people(crowd))
    load(Membership, memberships(crowd))
    named: Any = (
        {"id": n, "slug": slug, "position": n, "names": {"en": slug}, "ideas": 0} for n, slug in enumerate(AREAS, 1)
    )
    load(Area, named)
    load(Tag, ({"id": n, "slug": slug, "name": slug} for n, slug in enumerate(TAGS, 1)))
    talk(size)
    settle(Organization, Person, Membership, Area, Tag)


def talk(size: Size) -> None:
    """Groups, questions and answers of a world that has its people, areas and tags; commits."""
    db.session.execute(sa.delete(CommunityGroup))  # setup has opened the champions' one
    load(CommunityGroup, (_group(n) for n in range(1, GROUPS + 1)))
    load(Question, _questions(size))
    load(QuestionTag, ({"id": n, "question_id": n, "tag_id": 1 + n % len(TAGS)} for n in range(1, size.questions + 1)))
    load(Answer, _answers(size))
    load(Acceptance, ({"id": n, "question_id": 3 * n, "answer_id": 3 * n, "by_id": 2, "at": EPOCH} for n in range(1, size.questions // 3)))  # fmt: skip
    load(CommunityFollow, ({"id": n, "kind": "question", "ref": n, "person_id": 2 + n % 40, "wanted": True, "at": EPOCH} for n in range(1, size.questions + 1)))  # fmt: skip
    load(GroupMember, ({"id": n, "group_id": 1 + n % GROUPS, "person_id": n, "state": "member", "leader": False, "words": "", "at": EPOCH} for n in range(2, size.people)))  # fmt: skip
    load(
        Helper,
        ({"id": n, "person_id": n, "answers": 9, "accepted": n % 40, "points": 99} for n in range(2, size.people)),
    )
    db.session.commit()
    settle(CommunityGroup, Question, QuestionTag, Answer, Acceptance, CommunityFollow, GroupMember, Helper)


def _group(n: int) -> dict[str, Any]:
    access = "closed" if n == GROUPS else "open"
    words = {
        "names": {"en": f"Group {n}"},
        "abouts": {"en": "Of some"},
        "icon": "users-group",
        "kind": "topic",
        "industry": "",
    }
    numbers = {"members": 0, "questions": 0, "position": n, "version": 1}
    return {"id": n, "slug": f"group-{n}", "access": access, "created_at": EPOCH, **words, **numbers}


def _questions(size: Size) -> Iterator[dict[str, Any]]:
    """A third is solved, a third answered by somebody, a third waits; every tenth stands in a group."""
    dice = random.Random(13)
    for n in range(1, size.questions + 1):
        author, text, at = (
            2 + n % 40 if n % 40 < 2 else 2 + n * 31 % (size.people - 2),
            " ".join(dice.choices(WORDS, k=40)),
            _at(n, size),
        )
        group = 1 + n // 10 % GROUPS if n % 10 == 0 else None
        yield {
            "id": n, "title": title_of(n), "excerpt": text[:200], "source": text, "html": f"<p>{text}</p>", "plain": text,
            "language": "en", "author_id": author, "organization_id": 1 + (author - 1) // OF_COMPANY,
            "area_id": 1 + n % len(AREAS), "group_id": group, "secret": group == GROUPS, "answers": size.thread if n == 1 else int(n % 3 != 1),
            "too": 0, "solved_at": at if n % 3 == 0 and n < size.questions - 3 else None, "answered_at": at if n % 3 != 1 else None,
            "hidden_reason": "", "version": 1, "at": at,
        }  # fmt: skip


def _answers(size: Size) -> Iterator[dict[str, Any]]:
    """One to two questions in three, with its number; the first question has the long thread."""
    number = size.questions
    for n in range(2, size.questions + 1):
        if n % 3 != 1:
            yield _answer(n, n, size)
    for _turn in range(size.thread):
        number += 1
        yield _answer(number, 1, size)


def _answer(number: int, question: int, size: Size) -> dict[str, Any]:
    author, text = 2 + number * 17 % (size.people - 2), f"Answer {number}: lock the day first."
    return {
        "id": number, "question_id": question, "author_id": author, "organization_id": 1 + (author - 1) // OF_COMPANY,
        "standing": "", "source": text, "html": f"<p>{text}</p>", "plain": text, "language": "en", "useful": number % 7,
        "comments": 0, "hidden_reason": "", "version": 1, "at": EPOCH,
    }  # fmt: skip


def _at(n: int, size: Size) -> Any:
    return EPOCH + timedelta(minutes=n * 432_000 // size.questions)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, number in FULL._asdict().items():
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    asked = parser.parse_args()
    found = drill(Size(asked.questions, asked.thread), asked.requests)
    print("big-community: " + ", ".join(f"{name} {value}" for name, value in found.items()), flush=True)
    sys.exit(1 if found["too_slow"] else 0)


if __name__ == "__main__":
    main()
