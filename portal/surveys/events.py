"""What happens to surveys and answers. Data holds ids, scores and code words, never what somebody wrote.

The subject of an answer's event is the answer, of a wave's the wave.
"""

from __future__ import annotations

from portal.kernel.events import declare
from portal.kernel.i18n import lazy

SURVEY_SAVED = "survey.saved"
WAVE_SAVED = "wave.saved"
LAUNCHED = "wave.launched"
CLOSED = "wave.closed"
TESTED = "wave.tested"
IMPORTED = "wave.imported"
PAUSED = "surveys.paused"
RESUMED = "surveys.resumed"
ANSWERED = "response.given"
CHANGED = "response.changed"
EXPLAINED = "response.explained"
ADVOCATED = "response.advocated"

declare(SURVEY_SAVED, lazy("changed a survey"), keys=("fields",), audit=True)
declare(WAVE_SAVED, lazy("changed a wave of a survey"), keys=("fields",), audit=True)
declare(LAUNCHED, lazy("sent a wave of a survey"), keys=("asked", "left_out"), audit=True)
declare(CLOSED, lazy("closed a wave of a survey"), keys=("stopped",), audit=True)
declare(TESTED, lazy("had a survey sent to themselves"), audit=True)
declare(IMPORTED, lazy("imported answers to a survey"), keys=("answers",), audit=True)
declare(PAUSED, lazy("paused surveys"), audit=True)
declare(RESUMED, lazy("let surveys go on"), audit=True)
declare(ANSWERED, lazy("answered a survey"), keys=("score", "source"))
declare(CHANGED, lazy("changed their answer to a survey"), keys=("score", "before"))
declare(EXPLAINED, lazy("gave the reason for an answer"), keys=("score", "about"))
declare(ADVOCATED, lazy("said whether they would tell others"), keys=("said",))
