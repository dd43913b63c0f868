"""The quiz of an item: its rule, an attempt, and what came of it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.models import Person
from portal.kernel.access import me, public, reader, signed_in, writer
from portal.kernel.db import db
from portal.kernel.errors import NotFound, Refused
from portal.kernel.i18n import _, locale
from portal.kernel.pages import render
from portal.learning import marking
from portal.learning.commands import quiz as commands
from portal.learning.models import QuizAttempt
from portal.learning.queries import item as items
from portal.learning.queries import menu as menus
from portal.learning.queries import quiz as quizzes
from portal.learning.queries.courses import course_of
from portal.learning.queries.item import ItemPage
from portal.learning.queries.quiz import Paper
from portal.learning.views.blueprint import bp
from portal.learning.views.papers import questions_of, results_of


@bp.get("/learn/<slug>/quiz")
@public
def quiz(slug: str) -> ResponseReturnValue:
    """What the quiz asks, what passes it and what that earns, before anything is used up."""
    found = items.item_page(reader(), slug)
    if found is None and (moved := items.moved_to(reader(), slug)):
        return redirect(url_for("learning.quiz", slug=moved), 301)
    page, paper = _with_paper(found)
    return render("learning/quiz.html", **_intro(reader(), page, paper))


def _intro(person: Person | None, page: ItemPage, paper: Paper) -> dict[str, Any]:
    course = course_of(menus.menu_of(person), page.item.id) if page.item.lessons else None
    tries = quizzes.tries_of(person, page.item, paper.attempts) if person else None
    return _common(page, paper) | {"tries": tries, "course": course}


def _common(page: ItemPage, paper: Paper) -> dict[str, Any]:
    return {
        "item": page.item,
        "text": page.text,
        "stage_name": page.stage.name(locale()),
        "completion": page.completion,
        "paper": paper,
        "needed": marking.needed(paper.draw, paper.passing),
    }


@bp.post("/learn/<slug>/quiz")
@writer
def start_quiz(slug: str) -> ResponseReturnValue:
    """Begin an attempt, or go on with the one begun."""
    page, paper = _with_paper(items.item_page(me(), slug))
    attempt = commands.start(me(), page.item, paper)
    db.session.commit()
    return redirect(url_for("learning.attempt", slug=slug, key=attempt.key), 303)


@bp.get("/learn/<slug>/quiz/<key>")
@signed_in
def attempt(slug: str, key: str) -> ResponseReturnValue:
    """The questions of an attempt that was begun; the result of one that was handed in."""
    page, paper = _with_paper(items.item_page(reader(), slug))
    found = _own(page, key)
    if found.handed_in_at is not None:
        return render("learning/quiz_result.html", **_result(page, paper, found))
    if not paper.fits(found):
        flash(commands.changed(), "warning")
        return redirect(url_for("learning.quiz", slug=slug))
    return render("learning/quiz_questions.html", **_questions(page, paper, found, marking.Filled()))


@bp.post("/learn/<slug>/quiz/<key>")
@writer
def hand_in(slug: str, key: str) -> ResponseReturnValue:
    """Hand the attempt in; a second time it only shows what came of the first."""
    page, paper = _with_paper(items.item_page(me(), slug))
    found = _own(page, key)
    try:
        filled = commands.hand_in(me(), page.item, found, paper, request.form.getlist)
    except Refused as refusal:
        db.session.rollback()
        page, paper = _with_paper(items.item_page(me(), slug))
        return render("learning/quiz.html", refusal.status, refusal=refusal.message, **_intro(me(), page, paper))
    if filled.errors:
        db.session.rollback()
        page, paper = _with_paper(items.item_page(me(), slug))
        return render("learning/quiz_questions.html", 422, **_questions(page, paper, _own(page, key), filled))
    db.session.commit()
    return redirect(url_for("learning.attempt", slug=slug, key=key), 303)


def _with_paper(page: ItemPage | None) -> tuple[ItemPage, Paper]:
    paper = quizzes.paper_of(page.item, locale()) if page else None
    if page is None or paper is None:
        raise NotFound(_("This page was not found."))
    return page, paper


def _own(page: ItemPage, key: str) -> QuizAttempt:
    person = reader()
    found = quizzes.attempt_of(person, page.item, key) if person else None
    if found is None:
        raise NotFound(_("This page was not found."))
    return found


def _questions(page: ItemPage, paper: Paper, attempt: QuizAttempt, filled: marking.Filled) -> dict[str, Any]:
    return _common(page, paper) | {"attempt": attempt, "questions": questions_of(paper, attempt, filled)}


def _result(page: ItemPage, paper: Paper, attempt: QuizAttempt) -> dict[str, Any]:
    person = reader()
    assert person is not None  # only their owner sees attempts
    tries = quizzes.tries_of(person, page.item, paper.attempts)
    course = course_of(menus.menu_of(person), page.item.id) if page.item.lessons else None
    return _common(page, paper) | {
        "attempt": attempt,
        "tries": tries,
        "course": course,
        "results": results_of(paper, attempt, tries.told) if paper.fits(attempt) else None,
    }
