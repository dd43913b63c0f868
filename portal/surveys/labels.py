"""What code words of surveys are called."""

from __future__ import annotations

from portal.kernel.i18n import lazy
from portal.surveys.policy import (
    BOUNCED,
    CARD,
    DAYS,
    EVENT,
    HAND,
    HOWTO,
    IMPORT,
    INCIDENT,
    LATELY,
    MAIL,
    MISSING,
    NEW,
    OPTED_OUT,
    OTHER,
    SAME,
    SERVICE,
    STOPPED,
    SUSPENDED,
)

WAYS = {
    HAND: lazy("By hand"),
    DAYS: lazy("By itself, every so many days"),
    EVENT: lazy("After something happened"),
}
WAVE_STATES = {"draft": lazy("Draft"), "live": lazy("Going on"), "closed": lazy("Ended")}
WAVE_TONES = {"draft": "plan", "live": "good", "closed": ""}
WAVE_KINDS = {"sent": lazy("Sent out"), "event": lazy("After events"), "imported": lazy("From files")}
LEFT_OUT = {
    OPTED_OUT: lazy("They switched survey e-mails off"),
    BOUNCED: lazy("Mail to their address comes back"),
    SUSPENDED: lazy("Their account is suspended"),
    INCIDENT: lazy("Surveys are paused for their company"),
    NEW: lazy("They came less than 30 days ago"),
    LATELY: lazy("They were asked something in the last 14 days"),
    SAME: lazy("They were asked this in the last 90 days"),
    STOPPED: lazy("The wave was closed before their turn"),
}
ABOUT = {
    HOWTO: lazy("I do not know how to do something"),
    MISSING: lazy("Something is missing or does not work as I need it"),
    SERVICE: lazy("Service, contract or how you work with us"),
    OTHER: lazy("Something else"),
}
ABOUT_SHORT = {
    HOWTO: lazy("How-to"),
    MISSING: lazy("Missing feature"),
    SERVICE: lazy("Service"),
    OTHER: lazy("Other"),
}
CONTACT = {
    "mail": lazy("Yes, by e-mail"),
    "call": lazy("Yes, by phone or video"),
    "none": lazy("No, just count my answer"),
}
CONTACT_SHORT = {
    "mail": lazy("may be contacted by e-mail"),
    "call": lazy("may be called"),
    "none": lazy("wants no contact"),
}
SOURCES = {MAIL: lazy("By e-mail"), CARD: lazy("In the portal"), IMPORT: lazy("Imported")}
GROUPS = {"promoter": lazy("Promoters"), "passive": lazy("Passives"), "detractor": lazy("Detractors")}
GROUP_OF_ONE = {"promoter": lazy("Promoter"), "passive": lazy("Passive"), "detractor": lazy("Detractor")}
GROUP_TONES = {"promoter": "good", "passive": "", "detractor": "bad"}
