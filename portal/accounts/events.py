"""What people do with their own access. Data holds ids and code words, never an address or a name.

What staff do to them is declared in `console_events`.
"""

from __future__ import annotations

from portal.kernel.events import declare
from portal.kernel.i18n import lazy

declare("person.invited", lazy("sent an invitation"), keys=("roles",), audit=True)
declare("person.invitation_cancelled", lazy("took an invitation back"), audit=True)
declare("person.invitation_accepted", lazy("accepted the invitation"), keys=("invited_by",))
declare("person.signed_up", lazy("signed up"))
declare("person.signed_in", lazy("signed in"), keys=("by",))
declare("person.profile_changed", lazy("changed their profile"), keys=("fields",))
declare("person.company_switched", lazy("acts for another company now"))
declare("person.password_changed", lazy("changed their password"), keys=("by",), audit=True)
declare("person.email_changed", lazy("changed their e-mail address"), audit=True)
declare("person.address_bounced", lazy("found that mails to the person come back"))
declare("person.address_tried", lazy("had the address tried again from which mails came back"), audit=True)
declare("person.feed_opened", lazy("made a secret address for feeds"), audit=True)
declare("person.feed_ended", lazy("ended the secret address for feeds"), audit=True)
declare("session.ended", lazy("ended sessions of their own"), keys=("number",))
