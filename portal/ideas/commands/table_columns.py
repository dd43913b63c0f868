"""The columns of the CSV files on ideas, votes and comments, and how their cells are read.

Documented in `docs/csv.md`. Each column stands under its English or its Japanese heading (the first alias).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from portal.accounts.table_columns import read_date
from portal.kernel.calendar import now
from portal.kernel.csv import Column
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _

EXTERNAL_ID = Column("external_id", "External ID", ("外部ID", "ID", "Key"), required=True)
IDEA = Column("idea", "Idea", ("アイデア", "Idea ID", "アイデアID"), required=True)
TITLE = Column("title", "Title", ("題名", "タイトル"), required=True)
DATE = Column("at", "Date", ("日時", "日付", "Created", "Created at", "作成日", "投稿日"))
IDEA_COLUMNS = (
    EXTERNAL_ID,
    TITLE,
    Column("text", "Text", ("本文", "Description", "説明")),
    Column("author", "Author", ("投稿者", "Author e-mail", "投稿者のメールアドレス"), required=True),
    Column("status", "Status", ("ステータス", "状態")),
    Column("area", "Area", ("分野", "エリア", "Category", "カテゴリー")),
    Column("tags", "Tags", ("タグ",)),
    DATE,
)
VOTE_COLUMNS = (
    IDEA,
    Column("person", "Person", ("投票者", "Voter", "E-mail", "メールアドレス"), required=True),
    DATE,
    Column("note", "Note", ("メモ",)),
)
COMMENT_COLUMNS = (
    EXTERNAL_ID,
    IDEA,
    Column("author", "Author", ("投稿者", "Author e-mail", "投稿者のメールアドレス"), required=True),
    Column("text", "Text", ("本文", "Comment", "コメント"), required=True),
    DATE,
)
OWN = re.compile(r"#([1-9][0-9]{0,8})")  # an idea of this portal by its number, as exports write it
WITH_TIME = re.compile(r"(.+?)[T\s　]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?")


def read_moment(cell: str, zone: ZoneInfo) -> datetime:
    """A day or a moment, such as 2027-06-30, 2027/6/30 14:05 or 2027-06-30T14:05:00Z; without an offset in `zone`.

    Raises Invalid for anything else and for what has not come yet.
    """
    found = WITH_TIME.fullmatch(unicodedata.normalize("NFKC", cell))
    try:
        day = read_date(found[1] if found else cell)
        clock = time(int(found[2]), int(found[3]), int(found[4] or 0)) if found else time()
        moment = datetime.combine(day, clock, _offset(found[5]) if found and found[5] else zone).astimezone(UTC)
    except (ValueError, OverflowError):
        message = _("“%(cell)s” is not a date. Write it as 2027-06-30 or 2027-06-30 14:05.", cell=cell)
        raise Invalid(message) from None
    if moment > now():
        raise Invalid(_("“%(cell)s” has not come yet. Write when it was said.", cell=cell))
    return moment


def _offset(text: str) -> timezone:
    """`Z` or `+09:00` as a zone. Raises ValueError for more than a day."""
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
