"""Whether somebody may write now; every list and every command asks here."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.i18n import _, format_datetime


class Writing:
    """The part of a person's row that says so. A suspension ends by itself, at the instant that was set."""

    suspended_at: Mapped[datetime | None]  # of the last suspension, which may be over: ask `suspended`
    suspended_until: Mapped[datetime | None]  # None: without end
    suspended_reason: Mapped[str] = mapped_column(default="", server_default="")  # as the person reads it
    erased_at: Mapped[datetime | None]

    @hybrid_property
    def suspended(self) -> bool:
        """Reads on and writes nothing now."""
        return self.suspended_at is not None and (self.suspended_until is None or self.suspended_until > now())

    @suspended.inplace.expression
    @classmethod
    def _suspended(cls) -> sa.ColumnElement[bool]:
        lasts = sa.or_(cls.suspended_until.is_(None), cls.suspended_until > _this_moment())
        return sa.and_(cls.suspended_at.is_not(None), lasts)

    @hybrid_property
    def may_write(self) -> bool:
        """Neither suspended now nor erased."""
        return self.erased_at is None and not self.suspended

    @may_write.inplace.expression
    @classmethod
    def _may_write(cls) -> sa.ColumnElement[bool]:
        over = sa.and_(cls.suspended_until.is_not(None), cls.suspended_until <= _this_moment())
        return sa.and_(cls.erased_at.is_(None), sa.or_(cls.suspended_at.is_(None), over))

    def read_only(self, *, staff: bool = False) -> str:
        """Until when somebody suspended only reads, and why; the time is the reader's own.

        Suspensions of old came without a reason.
        """
        why = self.suspended_reason
        if not why and staff:
            return _("Your account is suspended: you can read, but not write. Ask an admin.")
        if not why:
            return _("Your account is suspended: you can read, but not write. Ask your contact at the vendor.")
        if self.suspended_until is None:
            return _("Your account is suspended: you can read, but not write. Reason: %(reason)s", reason=why)
        moment = format_datetime(self.suspended_until)
        return _("You can read, but not write, until %(moment)s. Reason: %(reason)s", moment=moment, reason=why)


def _this_moment() -> sa.BindParameter[datetime]:
    """The clock as it stands when the statement is sent: statements are built once and kept."""
    return sa.bindparam("this_moment", callable_=now, unique=True)
