"""Words that nearly every text has: asked for only when a query has no others."""

from __future__ import annotations

from portal.search.text import stem

_ENGLISH = """
    a an and are as at be but by can do does for from has have how i if in into is it its me my no not of on or our s
    so t that the their them then there these they this to was we what when where which who why will with you your
"""
_JAPANESE = """
    の は が を に で と も へ や か た て し する した して せ さ れ です でし ます まし ない なかっ な だ だっ いる
    い ある あり から まで より こと もの ため よう など という とき 方 お ご
"""
WORDS = frozenset(_ENGLISH.split()) | frozenset(_JAPANESE.split())
TERMS = WORDS | {stem(word) for word in WORDS}
