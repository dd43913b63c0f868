"""Whether a refusal means that the address is bad. A full mailbox, a policy or a suspicion of spam says nothing of it.

Enhanced status codes after RFC 3463 and the IANA registry: bad mailbox, bad system, bad syntax, moved without a new
address, no mail taken at all (5.1.10), mailbox disabled.
"""

from __future__ import annotations

import re

BAD_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
PLAIN = (550, 551, 553)  # RFC 5321, 4.2.3: mailbox unavailable, not local, name not allowed
ENHANCED = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
OF_US = re.compile(r"relay|spam|block|blacklist|reputation|policy|authenti", re.IGNORECASE)  # the sender is not wanted


def refused_for_good(code: int, words: str) -> bool:
    """Whether a server's answer to RCPT says so: by its enhanced code, else by the code alone."""
    if enhanced := ENHANCED.match(words.lstrip()):
        return 500 <= code < 600 and enhanced[0] in BAD_ADDRESS
    return code in PLAIN and not OF_US.search(words)


def failed_for_good(status: str, diagnostic: str) -> bool:
    """Whether a report of a failure says so.

    What the last server answered counts before what the reporting one made of it. A plain 550 is not enough here:
    nobody says whether it was about the address or about the words.
    """
    said = ENHANCED.search(diagnostic) or ENHANCED.search(status)
    return said is not None and said[0] in BAD_ADDRESS
