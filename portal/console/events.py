"""What staff do to the portal itself."""

from __future__ import annotations

from portal.kernel.events import declare
from portal.kernel.i18n import lazy

declare("site.changed", lazy("changed the settings of the portal"), keys=("fields",), audit=True)
declare("event.work_retried", lazy("had work tried again that had failed"), keys=("consumer",), audit=True)
declare("event.work_dismissed", lazy("dismissed work that had failed"), keys=("consumer",), audit=True)
declare("mail.retried", lazy("had a mail sent again that had failed"), audit=True)
declare("mail.dismissed", lazy("dismissed a mail that had failed"), audit=True)
