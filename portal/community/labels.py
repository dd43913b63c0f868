"""How code words around champions read."""

from __future__ import annotations

from portal.kernel.i18n import lazy

WHY = {
    "area": lazy("You know this area"),
    "tag": lazy("You know this use case"),
    "industry": lazy("You work in the same industry"),
    "stages": lazy("You finished the lessons they are at"),
}
OUTCOMES = {
    "": lazy("Stands"),
    "renewed": lazy("Renewed"),
    "lapsed": lazy("Ended on its day"),
    "stepped_down": lazy("Stepped down"),
    "withdrawn": lazy("Ended by the vendor"),
}
ASKED = {
    "answered": lazy("answered"),
    "cannot": lazy("cannot help"),
    "waits": lazy("has not answered"),
}
RULES = {
    "route_hours": (
        lazy("Working hours before champions are asked"),
        lazy("Of the portal's calendar, from the moment a question is asked. Questions that wait keep their moment."),
    ),
    "route_most": (lazy("Champions asked for one question"), lazy("At most; those who fit best.")),
    "route_week": (lazy("Questions for one champion within seven days"), lazy("At most, so that nobody is flooded.")),
    "champion_stages": (lazy("Stages earned"), lazy("Stages of which all free lessons for every customer are earned.")),
    "champion_accepted": (
        lazy("Accepted answers"),
        lazy("For people of other companies. One's own questions and those of colleagues never count."),
    ),
    "champion_months": (lazy("Months of a term"), lazy("Suggested when a champion is appointed or renewed.")),
}
OFFERED = {  # what is shown while somebody asks
    "question": lazy("Question"),
    "item": lazy("Item"),
}
