"""Staff pages of success; importing them adds them to their blueprints."""

from portal.success.console import answers, one, playbooks, settings, work
from portal.success.console.blueprint import follow_ups_bp

__all__ = ["answers", "follow_ups_bp", "one", "playbooks", "settings", "work"]
