"""What the reader of files says about what was typed, beside its fields; and where two writings differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.kernel.i18n import LANGUAGE_NAMES, _
from portal.learning.console.forms import Boxes, Finding, WritingForm
from portal.learning.console.wording import told_to_writers
from portal.learning.content import ERROR, Problem
from portal.learning.content.writing import SHARED, Writing, pages_of
from portal.learning.differences import compare

SEVERAL = ("body", "quiz", "rest")  # fields with lines to count
LONG = 120  # characters; longer values are compared line by line


def findings(form: WritingForm, writing: Writing, problems: Sequence[Problem]) -> list[Finding]:
    """Each problem at the field it is about; what is said of all languages alike is said once."""
    pages, found = pages_of(writing), dict[tuple[Any, ...], Finding]()
    for problem in sorted(problems, key=lambda problem: problem.severity):
        language = problem.file.partition("/")[0]
        name, line = pages[language].where(problem.line) if language in pages else ("", 0)
        said = told_to_writers(problem.message)
        name = said.key if said.key in SHARED else name  # a price stands on one line, and is several fields
        field = form.field(name, language) if name else None
        shared = field is not None and field in list(form.facts)
        key = (name, said.text) if shared else (language, name, line, said.text)
        told = line if name in SEVERAL else 0
        found.setdefault(key, Finding(field, "" if shared else language, told, said.text, problem.severity))
    return list(found.values())


def mark_fields(found: Sequence[Finding]) -> None:
    """Show each error at its field too."""
    for one in found:
        if one.field is not None and one.severity == ERROR:
            one.field.errors = [*one.field.errors, told(one)]


def told(finding: Finding) -> str:
    """The message, with the line within the field where that helps."""
    if finding.line:
        return _("Line %(line)s: %(told)s", line=finding.line, told=finding.message)
    return finding.message


def differing(typed: WritingForm, stands: WritingForm) -> list[dict[str, Any]]:
    """Each field that differs: `name`, and what `stands` beside what was `typed`, or for long texts their `lines`."""
    rows = []
    for (language, mine), (_language, theirs) in zip(typed.fields(), stands.fields(), strict=True):
        here, there = shown(mine), shown(theirs)
        if here != there:
            name = f"{LANGUAGE_NAMES[language]}{_(': ')}{mine.label.text}" if language else mine.label.text
            long = max(len(here), len(there)) > LONG or "\n" in here + there
            rows.append({"name": name, "stands": there, "typed": here, "lines": compare(there, here) if long else []})
    return rows


def shown(field: Any) -> str:
    """What the field holds, as its reader knows it."""
    if isinstance(field, Boxes):
        names = {choice.value: str(choice.label) for choice in field.choices}
        return _(", ").join(names.get(value, value) for value in field.data or ())
    if field.type == "SelectField":
        return str({choice.value: choice.label for choice in field.choices}.get(field.data, field.data or ""))
    return str(field.data or "").replace("\r\n", "\n").rstrip()
