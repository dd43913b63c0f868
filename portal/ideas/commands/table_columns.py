"""The columns of the files on ideas, votes and comments.

Documented in `docs/csv.md`. Each column stands under its English or its Japanese heading (the first alias).
"""

from __future__ import annotations

from portal.kernel.csv import Column
from portal.posting.tables import AREA, AUTHOR, DATE, EXTERNAL_ID, TAGS, TITLE

IDEA = Column("idea", "Idea", ("アイデア", "Idea ID", "アイデアID"), required=True)
IDEA_COLUMNS = (
    EXTERNAL_ID,
    TITLE,
    Column("text", "Text", ("本文", "Description", "説明")),
    AUTHOR,
    Column("status", "Status", ("ステータス", "状態")),
    AREA,
    TAGS,
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
    AUTHOR,
    Column("text", "Text", ("本文", "Comment", "コメント"), required=True),
    DATE,
)
