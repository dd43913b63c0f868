"""Notifications nobody will read any more."""

from __future__ import annotations

from portal.kernel import jobs, site
from portal.kernel.retention import forget
from portal.notifications.models import Notification


@jobs.every(24 * 3600, "notifications.forget")
def forget_old() -> None:
    """Notifications past their days go, read or not."""
    forget(Notification, Notification.created_at, site.row().notifications_days)
