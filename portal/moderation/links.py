"""Whether a text leads to another site."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from portal.config import settings

HREF = re.compile(r"""href=["']?(?:https?:)?//([^/"'\s>?#]+)""", re.IGNORECASE)
BARE = re.compile(r"(?:https?://|\bwww\.)([^/\s<>\"'?#)\]]+)", re.IGNORECASE)


def leads_elsewhere(html: str, *plain: str) -> bool:
    """A link in rendered text, or an address that somebody would copy, to any host but this portal's."""
    hosts = HREF.findall(html) + [host for text in plain for host in BARE.findall(text)]
    ours = urlsplit(settings().base_url).netloc.lower()
    return any(host.lower().rpartition("@")[2] != ours for host in hosts)
