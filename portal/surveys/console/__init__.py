"""Staff pages of surveys; importing them adds them to their blueprint."""

from portal.surveys.console import answer, exporting, panel
from portal.surveys.console.blueprint import nps_console

__all__ = ["answer", "exporting", "nps_console", "panel"]
