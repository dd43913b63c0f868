"""What moderation holds about a person.

Which case there was, for which reason and how it ended stays: staff must be able to say why something is not shown.
Words go: those the person wrote in reports, those of their warnings, and those that staff and others wrote about what
the person had written.
They were about the conduct of one person, and nobody but staff and that person ever read them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.accounts.privacy.holdings import Leaver, Personal, one_by_one, personal
from portal.kernel.db import db
from portal.moderation.models import ModerationCase, ModerationFlag, ModerationStep, ModerationWarning

NO_SESSION = {"synchronize_session": False}


def erase(leaver: Leaver) -> None:
    """Words of the person's reports, and of cases about what they wrote."""
    about_them = sa.select(ModerationCase.id).where(ModerationCase.author_id == leaver.person_id)
    reports = sa.or_(ModerationFlag.person_id == leaver.person_id, ModerationFlag.case_id.in_(about_them))
    warned = sa.update(ModerationWarning).where(ModerationWarning.person_id == leaver.person_id).values(words="")
    db.session.execute(warned, execution_options=NO_SESSION)
    for model, where in ((ModerationFlag, reports), (ModerationStep, ModerationStep.case_id.in_(about_them))):
        emptied = sa.update(model).where(where, model.note != "").values(note="")
        db.session.execute(emptied, execution_options=NO_SESSION)


def export(person: Person) -> dict[str, Any]:
    """What they reported, and their warnings; why a thing of theirs was taken off stands with it."""
    return {"reports": _reports(person), "warnings": _warnings(person)}


def _warnings(person: Person) -> Iterator[dict[str, Any]]:
    columns: list[Any] = [ModerationWarning.id, ModerationWarning.kind, ModerationWarning.ref]
    wanted = sa.select(*columns, ModerationWarning.words, ModerationWarning.at)
    for _id, kind, ref, words, at in one_by_one(wanted.where(ModerationWarning.person_id == person.id)):
        yield {"what": f"{kind}:{ref}", "words": words, "at": at}


def _reports(person: Person) -> Iterator[dict[str, Any]]:
    columns: list[Any] = [ModerationFlag.id, ModerationCase.kind, ModerationCase.ref, ModerationFlag.reason]
    wanted = sa.select(*columns, ModerationFlag.note, ModerationFlag.at)
    joined = wanted.join(ModerationCase, ModerationCase.id == ModerationFlag.case_id)
    for _id, kind, ref, reason, note, at in one_by_one(joined.where(ModerationFlag.person_id == person.id)):
        yield {"what": f"{kind}:{ref}", "reason": reason, "note": note, "at": at}


WORKED = "the case and how it ended, by numbers without names"
personal(
    Personal(
        key="moderation",
        erase=erase,
        export=export,
        removed=("moderation_flag.note", "moderation_step.note", "moderation_warning.words"),
        kept={
            "moderation_case": WORKED,
            "moderation_flag": WORKED,
            "moderation_step": WORKED,
            "moderation_warning": "that and when somebody was warned, by numbers without names",
        },
    )
)
