"""Questions and answers from files: each problem told with its line, all or nothing, and twice is once."""

from __future__ import annotations

import io
import json

import pytest

from portal.accounts.models import Person, Role
from portal.community.commands import asking, counters, importing
from portal.community.models import Acceptance, Answer, CommunityFollow, CommunityGroup, Question, QuestionTag
from portal.kernel.db import db
from portal.kernel.errors import Forbidden
from portal.notifications.models import Notification
from portal.posting.models import Area

QUESTIONS = """External ID,Title,Text,Author,Area,Group,Tags,Date
Q-1,Which gloves?,We **freeze** at work,ann@aoba.example,Mobile,,"gloves, 手袋",2024-05-06 14:05
Q-2,=SUM(A1),,ben@rival.example,,,,2025/1/2
"""
ANSWERS = """External ID,Question,Author,Text,Accepted,Date
A-1,Q-1,ben@rival.example,A pen on a string,,2024-05-06
A-2,Q-1,ann@aoba.example,Thin wool,yes,2024-05-07T10:00:00Z
A-3,Q-2,ann@aoba.example,='evil'!A1,no,
"""


@pytest.fixture
def people(make):
    """Two customers of two companies, and an area."""
    make.add(Area(slug="mobile", position=1, names={"en": "Mobile", "ja": "モバイル"}, ideas=0))
    ann = make.person(email="ann@aoba.example", organization=make.organization())
    return ann, make.person(email="ben@rival.example", organization=make.organization())


@pytest.fixture
def cs(client_of, make):
    """Somebody who moves questions."""
    return client_of(make.staff(Role.CS, time_zone="Asia/Tokyo"))


def send(browser, kind, text, encoding="utf-8", name="table.csv"):
    path = "/console/community/import" + ("" if kind == "questions" else f"/{kind}")
    return browser.post(path, data={"file": (io.BytesIO(text.encode(encoding)), name)})


def bring(browser, kind, text, encoding="utf-8", name="table.csv"):
    """Upload, look, confirm."""
    uploaded = send(browser, kind, text, encoding, name)
    assert uploaded.status_code == 303, uploaded.text
    assert browser.get(uploaded.location).status_code == 200
    return browser.post(uploaded.location)


def test_two_files_bring_conversations_along_with_dates_and_authors(app, people, cs, rows, drain):
    ann, _ben = people
    for kind, text in (("questions", QUESTIONS), ("answers", ANSWERS)):
        assert bring(cs, kind, text).status_code == 303
    first, second = rows(Question)
    assert (first.external_id, first.title, first.author_id, first.at.isoformat()) == (
        "Q-1", "Which gloves?", ann.id, "2024-05-06T05:05:00+00:00",
    )  # fmt: skip
    assert first.area_id and first.organization_id == ann.organization_id and len(rows(QuestionTag)) == 2
    assert (first.answers, first.solved_at.isoformat(), first.route_at) == (2, "2024-05-07T10:00:00+00:00", None)
    assert (second.title, second.answers, second.solved_at) == ("=SUM(A1)", 1, None)
    [accepted] = rows(Acceptance)
    assert accepted.answer_id == rows(Answer, external_id="A-2")[0].id and accepted.by_id == ann.id
    assert [row.person_id for row in rows(CommunityFollow, ref=first.id)] == [ann.id]
    with app.app_context():
        drifts = (counters.question_drifts(), counters.answer_drifts(), counters.group_drifts())
        assert drifts == ([], [], [])
    drain()
    assert rows(Notification) == []


def test_nothing_is_written_before_the_yes(people, cs, rows):
    uploaded = send(cs, "questions", QUESTIONS)
    page = cs.get(uploaded.location).text
    assert "2 to be added" in page and "Which gloves?" in page
    assert rows(Question) == []


def test_a_second_run_writes_nothing(people, cs, rows, event_names):
    def stands():
        return [[row.id for row in rows(model)] for model in (Question, Answer, Acceptance)], event_names()

    for kind, text in (("questions", QUESTIONS), ("answers", ANSWERS)):
        bring(cs, kind, text)
    before = stands()
    for kind, text in (("questions", QUESTIONS), ("answers", ANSWERS)):
        uploaded = send(cs, kind, text)
        assert "nothing to import" in cs.get(uploaded.location).text
        cs.post(uploaded.location)
    assert stands() == before


def test_what_was_deleted_here_does_not_come_again(app, people, cs, rows):
    bring(cs, "questions", QUESTIONS)
    with app.app_context():
        [question] = db.session.query(Question).filter_by(external_id="Q-2")
        asking.delete(db.session.get_one(Person, question.author_id), question.id)
        db.session.commit()
    bring(cs, "questions", QUESTIONS + "Q-3,Third,,ann@aoba.example,,,,\n")
    assert [one.external_id for one in rows(Question)] == ["Q-1", "Q-3"]


def test_what_was_edited_here_wins_over_the_file(app, people, cs, rows):
    bring(cs, "questions", QUESTIONS)
    with app.app_context():
        db.session.get_one(Question, rows(Question)[0].id).title = "A better title"
        db.session.commit()
    bring(cs, "questions", QUESTIONS + "Q-3,Third,,ann@aoba.example,,,,\n")
    assert [one.title for one in rows(Question)] == ["A better title", "=SUM(A1)", "Third"]


def test_japanese_headings_in_cp932(people, cs, rows):
    text = "外部ID\t題名\t本文\t投稿者\t分野\t日時\nJ-1\t手袋の選び方\t冷凍倉庫で使います\tann@aoba.example\tモバイル\t2024年5月6日\n"
    assert bring(cs, "questions", text, "cp932").status_code == 303
    [one] = rows(Question)
    assert (one.title, one.language, one.at.isoformat()) == ("手袋の選び方", "ja", "2024-05-05T15:00:00+00:00")
    assert one.area_id


def test_json_files_are_read_like_tables(people, cs, rows):
    questions = [
        {"External ID": "Q-1", "Title": "Which gloves?", "Author": "ann@aoba.example", "Tags": ["gloves", "手袋"], "Date": "2024-05-06"},
        {"外部ID": 7, "題名": "手袋", "投稿者": "ben@rival.example", "本文": None},
    ]  # fmt: skip
    assert bring(cs, "questions", json.dumps(questions), name="q.json").status_code == 303
    assert [(one.external_id, one.title) for one in rows(Question)] == [("Q-1", "Which gloves?"), ("7", "手袋")]
    assert len(rows(QuestionTag)) == 2
    answers = [
        {"external_id": "A-1", "question": "Q-1", "author": "ben@rival.example", "text": "A pen", "accepted": True}
    ]
    assert bring(cs, "answers", json.dumps(answers), name="a.json").status_code == 303
    assert len(rows(Acceptance)) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[{"external_id": "Q-1"},\n 5]', "must be an object"),
        ('[\n{"external_id": "Q-1", "title": {"a": 1}, "author": "ann@aoba.example"}]', "not a text"),
        ('[{"external_id": "Q-1"', "not JSON"),
        ('[{"external_id": "Q-1"} {"a": 1}]', "not JSON"),
        ("[" + "{}," * 5001 + "{}]", "Split the file"),
        ('[{"external_id": "Q-1", "title": "T", "author": "ann@aoba.example", "text": "\\ud800"}]', "not a text"),
    ],
)
def test_what_is_no_table_is_told_and_nothing_is_written(people, cs, rows, text, told):
    answer = send(cs, "questions", text, name="q.json")
    assert answer.status_code == 422 and told in answer.text
    assert rows(Question) == []


@pytest.mark.parametrize(
    ("kind", "line", "told"),
    [
        ("questions", "Q-9,T,,nobody@x.example,,,,", "Import people first"),
        ("questions", "Q-9,T,,ann@aoba.example,Nowhere,,,", "“Nowhere” is not known"),
        ("questions", "Q-9,T,,ann@aoba.example,,Nowhere,,", "“Nowhere” is not known"),
        ("questions", f"Q-9,{'t' * 151},,ann@aoba.example,,,,", "Up to 150 characters"),
        ("questions", 'Q-9,T,,ann@aoba.example,,,"a,b,c,d,e,f",', "At most 5 tags"),
        ("questions", "Q-9,T,,ann@aoba.example,,,,2999-01-01", "has not come yet"),
        ("questions", "Q-1,T,,ann@aoba.example,,,,", "This stands in line 2 too"),
        ("questions", "#9,T,,ann@aoba.example,,,,", "no question with the number"),
        ("answers", "A-9,Q-77,ann@aoba.example,Hm,,", "Import the questions first"),
        ("answers", "A-9,Q-1,ann@aoba.example,Hm,perhaps,", "perhaps"),
        ("answers", "A-9,Q-1,ann@aoba.example,Hm,yes,", "Line 3 holds the accepted answer"),
    ],
)
def test_each_error_is_told_with_its_line_and_stops_the_whole_file(people, cs, rows, kind, line, told):
    if kind == "answers":
        bring(cs, "questions", QUESTIONS)
    before = len(rows(Question)), len(rows(Answer))
    text = {"questions": QUESTIONS, "answers": ANSWERS}[kind] + line + "\n"
    answer = send(cs, kind, text)
    assert answer.status_code == 422 and told in answer.text
    assert f'data-label="Line">{text.count(chr(10))}<' in answer.text
    assert (len(rows(Question)), len(rows(Answer))) == before


def test_an_answer_accepted_here_stays_the_accepted_one(people, cs, rows):
    bring(cs, "questions", QUESTIONS)
    bring(cs, "answers", ANSWERS)
    more = ANSWERS.splitlines()[0] + "\nA-9,Q-1,ben@rival.example,Mine instead,yes,\n"
    uploaded = send(cs, "answers", more)
    assert "which stays" in cs.get(uploaded.location).text
    cs.post(uploaded.location)
    [accepted] = rows(Acceptance)
    assert accepted.answer_id == rows(Answer, external_id="A-2")[0].id and len(rows(Answer)) == 4


def test_a_file_that_no_longer_fits_at_the_yes_writes_nothing(app, people, cs, rows):
    bring(cs, "questions", QUESTIONS)
    uploaded = send(cs, "answers", ANSWERS)
    with app.app_context():
        [question] = db.session.query(Question).filter_by(external_id="Q-2")
        asking.delete(db.session.get_one(Person, question.author_id), question.id)
        db.session.commit()
    assert cs.post(uploaded.location).status_code == 409
    assert rows(Answer) == []


def test_what_comes_into_a_closed_group_stays_in_it(app, people, cs, client_of, rows):
    with app.app_context():
        db.session.add(CommunityGroup(slug="inner", names={"en": "Inner"}, abouts={"en": "Us"}, access="closed"))
        db.session.commit()
    bring(cs, "questions", QUESTIONS.splitlines()[0] + "\nQ-1,Secret glove,,ann@aoba.example,,Inner,,\n")
    [question] = rows(Question)
    assert question.secret and rows(CommunityGroup)[0].questions == 1
    ben = client_of(people[1])
    assert "Secret glove" not in ben.get("/community?tab=newest").text
    assert ben.get(f"/community/questions/{question.id}").status_code == 404


def test_formulas_are_words_and_markup_is_inert(people, cs, client_of, rows):
    text = ANSWERS.splitlines()[0] + '\nA-1,Q-1,ben@rival.example,"\'=cmd() <script>x</script>",,\n'
    bring(cs, "questions", QUESTIONS)
    bring(cs, "answers", text)
    [answer] = rows(Answer)
    assert answer.source == "=cmd() <script>x</script>" and "<script>" not in answer.html


def test_only_customer_success_and_admins_import(app, make, client_of, people):
    product = make.staff(Role.PRODUCT)
    assert client_of(product).get("/console/community/import").status_code == 403
    assert client_of(people[0]).get("/console/community/import").status_code == 404
    with app.app_context(), pytest.raises(Forbidden):
        importing.import_questions(QUESTIONS.encode(), db.session.get_one(Person, product.id))


def test_both_files_have_an_empty_template_in_the_readers_language(client_of, make):
    staff = client_of(make.staff(Role.CS, language="ja"))
    assert "外部ID" in staff.get("/console/community/import/template").text
    assert "ベストアンサー" in staff.get("/console/community/import/answers/template").text
