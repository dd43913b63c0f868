"""Messages nobody will look at any more."""

from __future__ import annotations

from portal.kernel import jobs, site
from portal.kernel.retention import forget
from portal.webhooks.models import WebhookDelivery


@jobs.every(24 * 3600, "webhooks.forget")
def forget_old() -> None:
    """Messages past their days go with their tries, whatever became of them."""
    forget(WebhookDelivery, WebhookDelivery.at, site.row().deliveries_days)
