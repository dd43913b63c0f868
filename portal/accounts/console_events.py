"""What staff do to customers and people; all of it is in the audit log. Data holds ids and field names, no values."""

from __future__ import annotations

from portal.kernel.events import declare
from portal.kernel.i18n import lazy

declare("organization.created", lazy("added the company"), audit=True)
declare("organization.changed", lazy("changed the company"), keys=("fields",), audit=True)
declare("organizations.imported", lazy("imported companies from a file"), keys=("new", "changed", "same"), audit=True)

declare("person.added", lazy("added the person"), audit=True)
declare("person.details_changed", lazy("changed the person's details"), keys=("fields",), audit=True)
declare("person.roles_changed", lazy("changed access roles"), keys=("before", "after"), audit=True)
declare(
    "person.champion_changed", lazy("made the person a champion, or no longer"), keys=("before", "after"), audit=True
)
declare("person.suspended", lazy("suspended the person"), keys=("suspension_id", "until"), audit=True)
declare("person.restored", lazy("lifted the suspension"), keys=("suspension_id", "until"), audit=True)
declare("person.moved", lazy("moved the person to another company"), keys=("from_id", "to_id"), audit=True)
declare("person.joined", lazy("made the person part of a further company"), audit=True)
declare("person.left", lazy("took the person out of a company"), audit=True)
declare("person.sessions_ended", lazy("ended all sessions of the person"), keys=("number",), audit=True)
declare("person.link_sent", lazy("sent the person a sign-in link"), audit=True)
declare("person.erased", lazy("erased the account"), keys=("reason",), audit=True)
declare("people.imported", lazy("imported people from a file"), keys=("new", "changed", "same"), audit=True)
