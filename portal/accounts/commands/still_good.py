"""A mailed link outlives what it was sent under: before it shows or does anything, that is looked at again.

The link itself stays, so it is good again once what was missing is mended.
"""

from __future__ import annotations

from portal.accounts import invitations, queries
from portal.accounts.invitations import Invitation
from portal.accounts.models import Link, Organization
from portal.kernel.errors import Refused
from portal.kernel.i18n import _


def sign_up(link: Link) -> Organization:
    """The company whose domain still proves this address, while sign-up is open. Raises Refused otherwise."""
    is_open, organization = queries.sign_up_standing(link.email)
    if not is_open:
        raise Refused(_("Signing up is closed now. Ask the key person of your company for an invitation."))
    if organization is None or organization.id != link.organization_id:
        domain = link.email.rpartition("@")[2]
        raise Refused(
            _("With an address at %(domain)s one cannot sign up here any more. Ask your company for an invitation.",
              domain=domain)
        )  # fmt: skip
    return organization


def invitation(link: Link) -> Invitation:
    """The invitation with its sender. Raises Refused when the sender may no longer send such a one."""
    [found] = invitations.read(Link.id == link.id)
    if found.holds:
        return found
    if link.organization_id is None:
        raise Refused(_("Whoever sent this invitation may no longer invite. Ask an admin to send it again."))
    raise Refused(
        _("Whoever sent this invitation may no longer invite to your company. Ask a key person there, or your contact"
          " at the vendor, to send it again.")
    )  # fmt: skip
