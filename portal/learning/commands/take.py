"""Writing one item of the content folder into its rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.markdown import Rendered
from portal.learning.content.shapes import ItemText as Written
from portal.learning.models import Item, ItemText, ItemVersion

if TYPE_CHECKING:
    from portal.accounts.models import Person


def digest_of(texts: Sequence[Written]) -> str:
    """SHA-256 over stage and files of an item: the same as long as nothing about it was changed."""
    parts = sorted(f"{text.locale} {text.stage} {text.digest}" for text in texts)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def tokens_of(text: Written) -> set[str]:
    """The access tokens its audience stands for: `public`, `members`, and `tier:high` for a tier named high."""
    words = {word.lower().removeprefix("tier:") for word in text.audience}
    return {word if word in ("public", "members") else f"tier:{word}" for word in words}


def set_facts(item: Item, text: Written) -> None:
    """The columns of an item from the front matter of its leading language."""
    item.stage, item.format, item.minutes = text.stage, text.format, text.minutes
    item.level, item.owner, item.review_days = text.level, text.owner, text.review_days
    item.jobs, item.tags, item.next_slugs = list(text.jobs), list(text.tags), list(text.next)
    item.prerequisites, item.lessons = list(text.prerequisites), list(text.lessons)
    item.quiz = text.quiz.rule if text.quiz else None
    item.video, item.price = (dict(vars(it)) if it else None for it in (text.video, text.price))
    if text.material_change not in (None, item.material_at):
        item.material_at, item.material_version = text.material_change, item.version
    item.extra = _extra(text)


def _extra(text: Written) -> dict[str, object]:
    """Front matter that no column holds, as JSON."""
    kept: dict[str, object] = dict(text.extra or {})
    if text.clears:
        kept["clears"] = list(text.clears)
    return kept


def set_text(item: Item, text: Written, made: Rendered) -> None:
    """Write one language of the item."""
    row = db.session.scalar(sa.select(ItemText).where(ItemText.item_id == item.id, ItemText.locale == text.locale))
    if row is None:
        row = ItemText(item_id=item.id, locale=text.locale)
        db.session.add(row)
    row.title, row.summary, row.problem = text.title, text.summary, text.problem
    row.questions = [dict(vars(question)) for question in text.quiz.questions] if text.quiz else []
    row.downloads = list(text.downloads)
    row.digest, row.source, row.html, row.plain = text.digest, text.body, str(made.html), made.plain
    row.headings, row.words = [[part.level, part.anchor, part.text] for part in made.headings], made.words


def drop_other_languages(item: Item, texts: Sequence[Written]) -> None:
    """Forget the languages whose files are gone."""
    kept = [text.locale for text in texts]
    db.session.execute(sa.delete(ItemText).where(ItemText.item_id == item.id, ItemText.locale.not_in(kept)))


def add_version(item: Item, texts: Sequence[Written], digest: str, author: Person | None) -> None:
    """Write down what the item says now; `author` published it on the web, None: it came from files."""
    db.session.add(
        ItemVersion(
            item_id=item.id,
            number=item.version,
            source=item.source,
            author_id=author.id if author else None,
            digest=digest,
            texts={text.locale: text.body for text in texts},
            files=_files(texts),
            at=now(),
        )
    )


def complete_version(item: Item, texts: Sequence[Written]) -> None:
    """Keep the files of a version that was written before whole files were kept."""
    db.session.execute(
        sa.update(ItemVersion)
        .where(ItemVersion.item_id == item.id, ItemVersion.number == item.version)
        .values(files=_files(texts))
    )


def _files(texts: Sequence[Written]) -> dict[str, str]:
    return {text.locale: text.written for text in texts}
