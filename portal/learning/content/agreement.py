"""What only shows when all texts are seen together: doubles, languages that disagree, slugs that lead nowhere."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from portal.learning.content.files import Report
from portal.learning.content.shapes import ERROR, WARNING, ItemText, Problem

SAME = ("stage", "format", "audience", "lessons")  # an item has one of each, whatever its language


def agree(
    texts: Sequence[ItemText], locales: Sequence[str], report: Report, others: Collection[str] = ()
) -> list[ItemText]:
    """The texts without doubles and without those that contradict the item's first language.

    `others`: slugs that are there besides those of the texts.

    Given minutes count for all languages; where none are given, the longest reading time does.
    """
    items: dict[str, dict[str, ItemText]] = {}
    for text in sorted(texts, key=lambda text: (locales.index(text.locale), text.file)):
        languages = items.setdefault(text.slug, {})
        if text.locale in languages:
            other = languages[text.locale].file
            _say(report, text, f"the slug “{text.slug}” is already used by {other}", ERROR)
        elif not languages or _agrees(next(iter(languages.values())), text, report):
            languages[text.locale] = text
    kept = [text for languages in items.values() for text in _with_minutes(list(languages.values()), report)]
    _references(kept, {text.slug for text in kept} | set(others), report)
    return kept


def _say(report: Report, text: ItemText, message: str, severity: str) -> None:
    report(Problem(text.file, 1, message, severity))


def _agrees(first: ItemText, text: ItemText, report: Report) -> bool:
    good = True
    for name in SAME:
        here, there = (_shown(getattr(one, name)) for one in (text, first))
        if here != there:
            _say(report, text, f"{name} is “{here}” here and “{there}” in {first.file}: an item has one", ERROR)
            good = False
    if _shape(text) != _shape(first):
        _say(report, text, f"the quiz has other questions or another rule than in {first.file}", ERROR)
        good = False
    return good


def _shape(text: ItemText) -> object:
    """What the quizzes of two languages must share: one attempt may be finished in the other."""
    return text.quiz and (text.quiz.rule, [question.shape for question in text.quiz.questions])


def _shown(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(sorted(value))


def _with_minutes(texts: list[ItemText], report: Report) -> list[ItemText]:
    given = [text for text in texts if text.minutes_given]
    for text in given[1:]:
        if text.minutes != given[0].minutes:
            told = f"minutes are {text.minutes} here and {given[0].minutes} in {given[0].file}: the latter is used"
            _say(report, text, told, WARNING)
    minutes = given[0].minutes if given else max(text.minutes for text in texts)
    return [replace(text, minutes=minutes, minutes_given=bool(given)) for text in texts]


def _references(texts: Sequence[ItemText], slugs: Collection[str], report: Report) -> None:
    for text in texts:
        free = (text.price.free_counterpart,) if text.price and text.price.free_counterpart else ()
        named = {"next": text.next, "prerequisites": text.prerequisites, "lessons": text.lessons}
        for key, wanted in (named | {"free_counterpart": free}).items():
            for slug in wanted:
                if slug not in slugs:
                    _say(report, text, f"“{key}” names “{slug}”, which is not here", WARNING)
        for slug in text.supersedes:
            if slug in slugs:
                _say(report, text, f"“supersedes” names “{slug}”, which is still here", WARNING)
