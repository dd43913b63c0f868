"""The columns of files of questions and answers.

Documented in `docs/csv.md`. Each column stands under its English or its Japanese heading (the first alias).
"""

from __future__ import annotations

from portal.kernel.csv import Column
from portal.posting.tables import AREA, AUTHOR, DATE, EXTERNAL_ID, TAGS, TITLE

QUESTION_COLUMNS = (
    EXTERNAL_ID,
    TITLE,
    Column("text", "Text", ("本文", "Description", "説明", "Question text", "質問の本文")),
    AUTHOR,
    AREA,
    Column("group", "Group", ("分科会", "グループ", "User group", "ユーザー分科会")),
    TAGS,
    DATE,
)
ANSWER_COLUMNS = (
    EXTERNAL_ID,
    Column("question", "Question", ("質問", "Question ID", "質問ID"), required=True),
    AUTHOR,
    Column("text", "Text", ("本文", "Answer", "回答"), required=True),
    Column("accepted", "Accepted", ("ベストアンサー", "Accepted answer", "Solved", "解決")),
    DATE,
)
