"""What can happen around champions. The subject is the person; data holds numbers, never what somebody wrote."""

from __future__ import annotations

from portal.kernel.events import declare
from portal.kernel.i18n import lazy

FIGURES = ("stages", "accepted", "helped")
PROPOSED = "champion.proposed"
DECLINED = "champion.declined"
APPOINTED = "champion.appointed"
RENEWED = "champion.renewed"
ENDING = "champion.ending"
LAPSED = "champion.lapsed"
WITHDRAWN = "champion.withdrawn"
STEPPED_DOWN = "champion.stepped_down"
KNOWS_CHANGED = "champion.areas_changed"
AWARDED = "champion.awarded"
SETTINGS_CHANGED = "champion.settings_changed"
ROUTED = "question.routed"
LEFT_TO_STAFF = "question.left_to_staff"

declare(PROPOSED, lazy("proposed a champion"), keys=("candidacy_id",))
declare(DECLINED, lazy("decided against a champion"), keys=("candidacy_id",), audit=True)
declare(APPOINTED, lazy("appointed a champion"), keys=("term_id", *FIGURES), audit=True)
declare(RENEWED, lazy("renewed the term of a champion"), keys=("term_id", *FIGURES), audit=True)
declare(ENDING, lazy("is a champion for 30 more days"), keys=("term_id",))
declare(LAPSED, lazy("is no longer a champion: the term has ended"), keys=("term_id", *FIGURES), audit=True)
declare(WITHDRAWN, lazy("ended the term of a champion"), keys=("term_id", *FIGURES), audit=True)
declare(STEPPED_DOWN, lazy("stepped down as a champion"), keys=("term_id", *FIGURES), audit=True)
declare(KNOWS_CHANGED, lazy("changed what a champion knows"), audit=True)
declare(AWARDED, lazy("changed the yearly award"), keys=("year",), audit=True)
declare(SETTINGS_CHANGED, lazy("changed the rules for champions"), keys=("fields",), audit=True)
declare(ROUTED, lazy("brought a question to champions"))
declare(LEFT_TO_STAFF, lazy("found no champion for a question"))
