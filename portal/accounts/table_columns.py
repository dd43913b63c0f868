"""The columns of the CSV files on companies and people, and how their cells are read and written.

Documented in `docs/csv.md`. Each column stands under its English or its Japanese heading (the first alias).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from portal.kernel.csv import Column
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _

T = TypeVar("T")

ORGANIZATION_COLUMNS = (
    Column("name", "Name", ("会社名", "Company", "Company name", "顧客企業", "会社"), required=True),
    Column("stage", "Stage", ("ステージ",)),
    Column("contract_value", "Contract value", ("年間契約額", "ACV", "年間契約額 (ACV)")),
    Column("mrr", "MRR", ("月次経常収益",)),
    Column("tier", "Tier", ("ティア",)),
    Column("tier_reason", "Tier reason", ("ティアの理由",)),
    Column("touch", "Touch", ("タッチ",)),
    Column("touch_reason", "Touch reason", ("タッチの理由",)),
    Column("owner", "Owner", ("担当者", "担当")),
    Column("contract_start", "Contract start", ("契約開始日",)),
    Column("renewal", "Renewal", ("契約更新日", "更新日")),
    Column("industry", "Industry", ("業種",)),
    Column("language", "Language", ("言語",)),
    Column("domains", "Domains", ("メールドメイン", "ドメイン", "Mail domains")),
    Column("may_be_named", "May be named", ("社名の公開", "社名公開")),
)
PEOPLE_COLUMNS = (
    Column("email", "E-mail", ("メールアドレス", "Email", "E-mail address", "メール"), required=True),
    Column("display_name", "Name", ("名前", "氏名", "表示名")),
    Column("organization", "Company", ("会社名", "会社", "顧客企業", "Organization")),
    Column("job", "Job", ("職種",)),
    Column("department", "Department", ("部署",)),
    Column("title", "Title", ("役職",)),
    Column("influence", "Influence", ("影響力",)),
    Column("language", "Language", ("言語",)),
    Column("time_zone", "Time zone", ("タイムゾーン",)),
    Column("key_person", "Key person", ("キーパーソン",)),
)

TIER_WORDS = {"high": "high", "middle": "middle", "low": "low", "ハイ": "high", "ミドル": "middle", "ロー": "low"}
TOUCH_WORDS = {
    "high": "high", "low": "low", "tech": "tech", "high touch": "high", "low touch": "low", "tech touch": "tech",
    "ハイタッチ": "high", "ロータッチ": "low", "テックタッチ": "tech",
}  # fmt: skip
LANGUAGE_WORDS = {"en": "en", "ja": "ja", "english": "en", "japanese": "ja", "英語": "en", "日本語": "ja"}
TRUTH_WORDS = {
    "yes": True, "true": True, "1": True, "はい": True, "可": True,
    "no": False, "false": False, "0": False, "いいえ": False, "不可": False,
}  # fmt: skip


def heading(column: Column, language: str) -> str:
    """The heading a file in that language gets."""
    return column.aliases[0] if language == "ja" else column.header


def read_word(cell: str, words: Mapping[str, T]) -> T:
    """What the cell stands for. Raises Invalid listing what it may hold."""
    found = words.get(unicodedata.normalize("NFKC", cell).strip().casefold())
    if found is None:
        raise Invalid(_("“%(cell)s” is not known. It may be: %(words)s.", cell=cell, words=", ".join(words)))
    return found


def read_date(cell: str) -> date:
    """A day as 2027-06-30, 2027/6/30 or 2027年6月30日. Raises Invalid for anything else."""
    found = re.fullmatch(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", unicodedata.normalize("NFKC", cell))
    try:
        if found is None:
            raise ValueError(cell)
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Invalid(_("“%(cell)s” is not a day. Write year-month-day, such as 2027-06-30.", cell=cell)) from None
