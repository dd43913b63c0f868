"""Whatever happens in whatever order, the numbers are those of a recount, and several at once do not spoil them."""

from __future__ import annotations

import random
import threading

import pytest

from portal.accounts.models import Person, Role
from portal.community.commands import accepting, answering, commenting, locking, merging, moderating, wanting
from portal.community.models import Acceptance, Answer, Question, QuestionComment
from portal.kernel.db import db
from portal.kernel.errors import PortalError


def deeds(people, staff, questions, dice):
    """One random act: (who, command, arguments)."""
    person, question = dice.choice(people), dice.choice(questions)
    answer, remark = dice.randint(1, 30), dice.randint(1, 20)
    return dice.choice(
        [
            (person, answering.answer, (question, "Words"), {}),
            (person, answering.answer, (question, "Words"), {}),
            (person, answering.delete, (answer,), {}),
            (person, answering.say_useful, (answer,), {"want": dice.random() < 0.7}),
            (person, accepting.accept, (answer,), {}),
            (staff, accepting.accept, (answer,), {}),
            (staff, accepting.take_back, (answer,), {}),
            (person, wanting.want, (question,), {"wanted": dice.random() < 0.7}),
            (person, commenting.comment, ("Words",), {"answer_id": answer}),
            (person, commenting.delete, (remark,), {}),
            (staff, merging.merge, (question, dice.choice(questions)), {}),
            (staff, merging.unmerge, (question,), {}),
            (staff, moderating.hide_answer, (answer, "No."), {}),
            (staff, moderating.restore_answer, (answer,), {}),
            (staff, moderating.hide_question, (question, "No."), {}),
            (staff, moderating.restore_question, (question,), {}),
            (staff, moderating.hide_comment, (remark, "No."), {}),
            (staff, moderating.restore_comment, (remark,), {}),
            (staff, locking.lock, (question,), {"want": dice.random() < 0.3}),
        ]
    )


def do(app, who, command, args, named):
    with app.app_context():
        try:
            command(db.session.get_one(Person, who.id), *args, **named)
            db.session.commit()
        except PortalError:
            db.session.rollback()


@pytest.fixture
def cast(make, ask, group):
    people = [make.person(), make.person(), make.person(roles=Role.MEMBER | Role.CHAMPION)]
    within = group(*people).slug
    return people, make.staff(Role.CS), [ask(people[0], group=within), ask(people[1]), ask(people[2], group=within)]


@pytest.mark.parametrize("seed", range(4))
def test_after_any_history_the_numbers_are_those_of_a_recount(app, cast, right, rows, seed):
    dice = random.Random(seed)
    for _step in range(60):
        do(app, *deeds(*cast, dice))
    assert right() == []
    merged = {row.id for row in rows(Question) if row.merged_into_id}
    assert all(
        rows(Question, id=row.merged_into_id)[0].merged_into_id is None for row in rows(Question) if row.merged_into_id
    )
    accepted = {row.question_id: row.answer_id for row in rows(Acceptance)}
    assert len(accepted) == len(rows(Acceptance))
    for question in rows(Question):
        shown = {row.id for row in rows(Answer) if row.hidden_at is None}
        assert (question.solved_at is not None) == (accepted.get(question.id) in shown), (question.id, merged)


def test_several_at_once_lose_and_double_nothing(app, cast, right, rows):
    people, staff, questions = cast
    wrong = []

    def work(seed):
        dice = random.Random(seed)
        for _step in range(25):
            try:
                do(app, *deeds(people, staff, questions, dice))
            except Exception as error:  # a deadlock, a broken key
                wrong.append(repr(error))

    workers = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert wrong == [] and right() == []
    assert rows(QuestionComment) is not None
