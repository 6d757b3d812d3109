"""Progress: never over 100 %, explained by its facts, and the same whoever looks."""

from hypothesis import given
from hypothesis import strategies as st

from course.progress.catalog import Step
from course.progress.rules import LessonFact, QuizFact, Record, next_step, progress

STEPS = (
    Step("lesson", "m/un", "Un", "Un", 20, "m"),
    Step("lesson", "m/deux", "Deux", "Deux", 15, "m"),
    Step("quiz", "m", "Évaluation", "Évaluation", 10, "m"),
)
READ = LessonFact("", True, "f")
OPENED = LessonFact("cadrer", False, None)
PASSED = QuizFact(True, 80.0, 1, None)
FAILED = QuizFact(False, 40.0, 1, None)


def test_nothing_done_is_zero_and_the_first_step_is_next():
    done = progress(STEPS, Record())
    assert (done.percent, done.remaining, done.complete) == (0, 45, False)
    assert next_step(done, Record()).step.slug == "m/un"


def test_each_step_counts_for_its_minutes_rounded_down():
    done = progress(STEPS, Record({"m/un": READ}))
    assert (done.gained, done.total, done.percent) == (20, 45, 44)


def test_one_hundred_per_cent_means_that_everything_is_done():
    done = progress(STEPS, Record({"m/un": READ, "m/deux": READ}, {"m": PASSED}))
    assert (done.percent, done.remaining, done.complete) == (100, 0, True)
    assert next_step(done, Record()) is None


def test_a_failed_assessment_is_started_not_done():
    done = progress(STEPS, Record({}, {"m": FAILED}))
    assert [item.state for item in done.standings] == ["todo", "todo", "started"]


def test_a_lesson_that_no_longer_exists_does_not_count():
    done = progress(STEPS, Record({"m/disparue": READ}))
    assert done.percent == 0


def test_the_next_step_is_the_unfinished_lesson_seen_last():
    record = Record({"m/deux": OPENED, "m/un": OPENED})
    following = next_step(progress(STEPS, record), record)
    assert (following.step.slug, following.section) == ("m/deux", "cadrer")


def test_an_open_assessment_comes_first():
    record = Record({"m/deux": OPENED}, {"m": QuizFact(False, None, 1, 7)})
    assert next_step(progress(STEPS, record), record).step.slug == "m"


facts = st.dictionaries(st.sampled_from(["m/un", "m/deux", "ailleurs"]), st.sampled_from([READ, OPENED]))
results = st.dictionaries(st.sampled_from(["m", "autre"]), st.sampled_from([PASSED, FAILED]))


@given(facts, results)
def test_progress_stays_between_zero_and_one_hundred_and_is_the_sum_of_its_facts(lessons, quizzes):
    done = progress(STEPS, Record(lessons, quizzes))
    assert 0 <= done.percent <= 100
    assert done.gained == sum(item.step.minutes for item in done.standings if item.state == "done")
    assert (done.percent == 100) == done.complete


@given(facts, results, st.sampled_from(["m/un", "m/deux"]))
def test_finishing_a_lesson_never_lowers_progress(lessons, quizzes, lesson):
    before = progress(STEPS, Record(lessons, quizzes)).percent
    assert progress(STEPS, Record({**lessons, lesson: READ}, quizzes)).percent >= before
