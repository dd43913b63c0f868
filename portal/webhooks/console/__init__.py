"""`/console/settings/webhooks`: for admins alone."""

from portal.webhooks.console import acts, endpoints, messages
from portal.webhooks.console.blueprint import webhook_console

__all__ = ["acts", "endpoints", "messages", "webhook_console"]
