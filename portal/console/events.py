"""What staff do to the portal itself."""

from __future__ import annotations

from portal.kernel.events import declare
from portal.kernel.i18n import lazy

declare("site.changed", lazy("changed the settings of the portal"), keys=("fields",), audit=True)
