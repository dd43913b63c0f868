"""What was looked for in vain a long time ago."""

from __future__ import annotations

from portal.kernel import jobs, site
from portal.kernel.retention import forget
from portal.search.models import SearchMiss


@jobs.every(24 * 3600, "search.forget_misses")
def forget_misses() -> None:
    """Counts of searches that found nothing go after their days."""
    forget(SearchMiss, SearchMiss.at, site.row().misses_days)
