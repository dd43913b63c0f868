"""What the reader of files says about a text, as somebody at the editor needs it: what to write, in their language.

The reader speaks English to people at a terminal, who see file and line. Here the field stands beside each message.
What is not told here is shown as the reader says it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from portal.kernel.i18n import lazy

NEEDS = "“(?P<key>[^”]*)” must be "
FILE = "the (?P<what>download|video|captions|picture) “(?P<name>.*)”(?:, line [0-9]+)?:? "


class Told(NamedTuple):
    """A message, and the front matter's key it names, "" for none."""

    text: str
    key: str


def told_to_writers(message: str) -> Told:
    """The message in the reader's language."""
    for pattern, text in WORDING:
        if found := pattern.fullmatch(message):
            return Told(str(text) % found.groupdict(), found.groupdict().get("key") or "")
    return Told(message, "")


WORDING = [
    (re.compile(pattern, re.DOTALL), text)
    for pattern, text in (
        (
            NEEDS + r"a whole number from (?P<low>\d+) to (?P<high>\d+)",
            lazy("Write a whole number from %(low)s to %(high)s."),
        ),
        (
            NEEDS + r"at most (?P<most>\d+) characters \(it has (?P<has>\d+)\)",
            lazy("Shorten it to %(most)s characters; it has %(has)s."),
        ),
        (NEEDS + "a text(?: without control characters)?", lazy("Write it as plain text, without control characters.")),
        (NEEDS + "a date like 2026-11-22", lazy("Write a date such as 2026-11-22.")),
        (NEEDS + r"a list of at most (?P<most>\d+) texts", lazy("Name at most %(most)s, with commas between them.")),
        (
            NEEDS + r"a list of texts of at most (?P<most>\d+) characters each",
            lazy("Each may have %(most)s characters at most."),
        ),
        (
            NEEDS + "one of (?P<words>.*), not “(?P<value>.*)”",
            lazy("“%(value)s” is not known. Choose one of these: %(words)s."),
        ),
        (
            NEEDS + "an address that begins with https://, or a group with file and seconds",
            lazy("A video is an address that begins with https://, or file and seconds."),
        ),
        (NEEDS + "a group with file and seconds", lazy("Give the video its file and its seconds.")),
        (NEEDS + "a group with amount and currency", lazy("A price needs an amount and a currency.")),
        (NEEDS + "like EUR", lazy("Write the currency as its three letters, such as EUR or JPY.")),
        (
            NEEDS + "a number (?P<currency>.*) can express, like 980",
            lazy("Write an amount that %(currency)s can express, such as 980."),
        ),
        (
            "unknown key “(?P<name>.*)” is kept but not used",
            lazy("“%(name)s” is kept, but the portal does not use it."),
        ),
        ("unknown key “(?P<name>.*)” is ignored", lazy("“%(name)s” is not known and is left out.")),
        (
            "“(?P<key>.*)” names “(?P<slug>.*)”, which is not here",
            lazy("No item on the menu has the address “%(slug)s”."),
        ),
        (
            "“(?P<key>supersedes)” names “(?P<slug>.*)”, which is still here",
            lazy("“%(slug)s” is still on the menu. Archive it, then its address leads here."),
        ),
        (
            "the quiz has other questions or another rule than in .*",
            lazy("The quizzes differ in kinds of questions, right answers or rules. Make both languages agree."),
        ),
        ("“quiz” needs “questions”: a list", lazy("A quiz begins with questions: and a list of them.")),
        (r"a quiz has from 1 to (?P<most>\d+) questions", lazy("Ask from 1 to %(most)s questions.")),
        ("a question needs “ask” and one of (?P<words>.*)", lazy("A question needs “ask” and one of %(words)s.")),
        ("a question with “(?P<word>.*)” needs “choices”", lazy("A question with “%(word)s” needs “choices” too.")),
        (
            "“(?P<answer>.*)” is not one of the choices",
            lazy("“%(answer)s” is not one of the choices. Write it as it stands there."),
        ),
        ("a .* must be lines of the form key: value", lazy("Write lines of the form key: value.")),
        (
            "a .* has no “(?P<name>.*)”: it has (?P<words>.*)",
            lazy("“%(name)s” is not known here. These are: %(words)s."),
        ),
        (
            r"a text of 1 to (?P<most>\d+) characters is needed here",
            lazy("Write a text of 1 to %(most)s characters here."),
        ),
        (
            r"a list of (?P<least>\d+) to (?P<most>\d+) different texts is needed here",
            lazy("Write a list of %(least)s to %(most)s different texts here."),
        ),
        ("broken YAML: (?P<why>.*)", lazy("The YAML cannot be read (%(why)s). Look at quotes, colons and indents.")),
        ("the front matter must be lines of the form key: value", lazy("Write lines of the form key: value.")),
        (
            r"YAML aliases \(.*\) are not allowed: write the value out",
            lazy("Write the value out: YAML aliases are not read."),
        ),
        ("the front matter must be one YAML document", lazy("A line of --- ends the front matter. Take it out.")),
        (
            "the front matter is nested too deep or has too many values",
            lazy("It is nested too deep or has too many values. Make it simpler."),
        ),
        (
            r"the front matter has more than (?P<most>\d+) characters",
            lazy("Shorten it: together these fields may have %(most)s characters."),
        ),
        ("a key must be a plain word", lazy("What stands before a colon must be a plain word.")),
        (r"“(?P<name>.*)” is given twice \(first on line \d+\)", lazy("“%(name)s” is given twice. Take one out.")),
        (
            r"character (?P<sign>U\+\w+) is not allowed in front matter",
            lazy("The character %(sign)s is not allowed here. Take it out."),
        ),
        (
            r"the text has more than (?P<most>\d+) kB: split it",
            lazy("The text has more than %(most)s kB. Split it into two items."),
        ),
        ("there is no text below the front matter", lazy("There is no text yet.")),
        (
            "the picture “(?P<name>.*)” is elsewhere: readers get a link to it instead",
            lazy("The picture “%(name)s” is elsewhere: readers get a link to it instead."),
        ),
        (
            "the picture “(?P<name>.*)” must be a file of this folder, named relative to this text",
            lazy("The picture “%(name)s” must be a file of the content folder, beside the text."),
        ),
        (
            FILE + "is not there",
            lazy("“%(name)s” is not in the content folder. Put the file beside the text, or correct its name."),
        ),
        (
            FILE + "(?:lies outside the folder and is not read|a link to a file outside the folder is not read)",
            lazy("“%(name)s” lies outside the content folder and is not read."),
        ),
        (
            FILE + "lasts (?P<lasts>.*) seconds, not (?P<said>.*)",
            lazy("“%(name)s” lasts %(lasts)s seconds, not %(said)s. Correct the seconds."),
        ),
    )
]
