"""The community of the demo: what people say there, and that it is told as it was written."""

from __future__ import annotations

import re
from collections import Counter

from portal.demo.community import MOST
from portal.demo.questions import Thread, all_threads
from portal.demo.questions.circles import CIRCLES
from portal.demo.wishes import Told, all_told

END = re.compile(r"(?<=[.!?])[\s\"”)]+|(?<=[。！？])[」）]?")
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
UNIDIOMATIC = re.compile(
    r"あなた|私たち|することができ|させていただ|下さい|出来る|頂[くきけい]|[ｦ-ﾟ]|[ァ-ヶー一-龠ぁ-ん] [A-Za-z0-9]|[A-Za-z0-9] [ァ-ヶ一-龠ぁ-ん]"
)


def texts(thread: Thread) -> list[str]:
    own = [thread.title, thread.text, thread.added, thread.why]
    return [
        *own,
        *(part for said in thread.said for part in (said.text, said.added)),
        *(texts(thread.twin) if thread.twin else ()),
    ]


def wished(told: Told) -> list[str]:
    own = [told.title, told.text, told.reason, *told.answers, *told.comments]
    return [*own, *(text for twin in told.twins for text in wished(twin))]


def sentences() -> list[str]:
    said = [text for thread in all_threads() for text in texts(thread)]
    said += [text for circle in CIRCLES for text in (*circle.abouts.values(), *circle.asking)]
    return [part.strip() for text in said for part in END.split(text) if part.strip()]


def test_no_sentence_is_said_twice():
    ours = sentences()
    assert [sentence for sentence, often in Counter(ours).items() if often > 1] == []
    on_the_board = {part.strip() for wish in all_told() for text in wished(wish) for part in END.split(text)}
    assert [sentence for sentence in ours if sentence in on_the_board] == []


def test_both_languages_have_half_of_it_and_keep_to_themselves():
    languages = Counter(thread.language for thread in all_threads())
    assert MOST == 300 and min(languages.values()) >= 140
    for thread in all_threads():
        for text in texts(thread):
            if thread.language == "en":
                assert not JAPANESE.search(text), text
    assert {frozenset(circle.names) for circle in CIRCLES} == {frozenset({"en", "ja"})}


def test_japanese_is_written_as_japanese():
    ours = [
        text for thread in all_threads() if thread.language == "ja" for text in (*texts(thread), *thread.tags) if text
    ]
    ours += [text for circle in CIRCLES for text in (circle.names["ja"], circle.abouts["ja"])]
    assert [text for text in ours if UNIDIOMATIC.search(text) or text[0] in "、。）"] == []
    assert [
        text
        for text in ours
        if not JAPANESE.search(text) and text not in ("KY活動", "Webhook", "API", "SSO", "FAX", "CO2")
    ] == []


def test_every_thread_is_complete_and_solved_once_at_most():
    areas = {"mobile", "dispatch", "invoicing", "integrations", "reports", "security"}
    groups = {circle.slug for circle in CIRCLES} | {""}
    for thread in all_threads():
        assert thread.area in areas and thread.group in groups and thread.title and thread.text, thread.title
        assert len(thread.title) <= 150 and sum(said.accepted for said in thread.said) <= 1, thread.title
        assert thread.said or thread.state in ("held", "hidden"), thread.title
    assert Counter(thread.state for thread in all_threads() if thread.state) == {"locked": 3, "held": 2, "hidden": 2}


def test_the_whole_community_is_told_and_its_numbers_are_right(run, home, ask):
    """All 300 questions, from a full house; the board stays empty meanwhile."""
    done = run(home, "demo", "--people", "140", "--ideas", "0", "--language", "en")
    assert done.code == 0, done.err
    assert ask(home, "SELECT count(*) FROM question") == [(300,)]
    asked = "SELECT count(*) AS n FROM question GROUP BY organization_id"
    [(companies, fewest, most)] = ask(home, f"SELECT count(*), min(n), max(n) FROM ({asked})")
    assert companies == 40 and fewest >= 1 and most <= 20
    [(merged, held, hidden, locked, edited)] = ask(
        home,
        "SELECT count(merged_into_id), count(held_at), count(hidden_at), count(locked_at), count(edited_at) FROM question",
    )
    assert (merged, held, hidden, locked) == (5, 2, 2, 3) and edited >= 4
    [(solved,)] = ask(home, "SELECT count(*) FROM question WHERE solved_at IS NOT NULL")
    [(unanswered,)] = ask(
        home, "SELECT count(*) FROM question WHERE answers = 0 AND hidden_at IS NULL AND held_at IS NULL"
    )
    assert 150 < solved < 250 and 3 < unanswered < 40
    assert ask(home, "SELECT DISTINCT standing FROM answer ORDER BY 1") == [("",), ("champion",), ("staff",)]
    for some in (
        "question_comment",
        "question_too",
        "answer_useful",
        "question_tag",
        "answer WHERE edited_at IS NOT NULL",
    ):
        assert ask(home, f"SELECT count(*) FROM {some}") > [(0,)], some
    assert ask(home, "SELECT slug FROM area WHERE id NOT IN (SELECT area_id FROM question)") == []
    assert ask(home, "SELECT count(*) FROM champion_term") == [(12,)]
    assert ask(home, "SELECT access, count(*) FROM community_group GROUP BY 1 ORDER BY 1") == [
        ("closed", 1),
        ("open", 6),
        ("request", 1),
    ]
    assert ask(home, "SELECT count(*) FROM community_group WHERE members = 0 OR (questions = 0)") == [(0,)]
    outside = "SELECT 1 FROM group_member member WHERE member.group_id = question.group_id AND member.person_id = author_id AND state = 'member'"
    assert ask(home, f"SELECT title FROM question WHERE group_id IS NOT NULL AND NOT EXISTS ({outside})") == []
    mine = "author_id = (SELECT id FROM person WHERE email = 'member@demo.example')"
    assert ask(home, f"SELECT answers, solved_at FROM question WHERE {mine}") == [(1, None)]
    assert run(home, "counters", "check").code == 0
