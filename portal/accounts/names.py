"""How names of people are kept."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from portal.kernel.i18n import _


class NameType(sa.types.TypeDecorator[str]):
    """A person's name. Whose name was erased has none, and reads "Former member" wherever it would be shown."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return _("Former member") if value == "" else value
