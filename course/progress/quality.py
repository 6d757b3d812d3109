"""What can be measured of the writing: remarks for authors, none of which stops the server."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from course.modules.schema import Lesson
from course.problems import Problem
from course.progress.catalog import Catalog
from course.questions.base import Part
from course.questions.schema import AnyQuestion
from course.questions.truefalse import TrueFalse
from course.questions.unwritten import unwritten
from course.quizzes.schema import Quiz

WORDS = range(600, 1201)
LONGEST_SENTENCE = 35
SHARED_FROM = 6
ALWAYS_FROM = 3
POSITION_SHARE, LONGEST_SHARE = 0.40, 0.35

_SOURCES = re.compile(r'<div class="sources">.*?</div>', re.DOTALL)
_TEXT = re.compile(r"<(p|li)>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_END = re.compile(r"(?<=[.!?…])[\s\u202f\u00a0]*»?\s+(?=[«“]?[\s\u00a0]*[A-ZÀ-Ý0-9])")
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


def remarks(catalog: Catalog) -> list[Problem]:
    """Everything worth a second look, in the order of the files."""
    lessons = [lesson for module in catalog.course.modules for lesson in module.lessons]
    found = [remark for lesson in lessons for remark in _lesson(lesson)]
    found += _repeated(lessons)
    for slug, quiz in catalog.quizzes.items():
        found += _bank(f"quizzes/{slug}.yaml", quiz)
    for module in catalog.course.modules:
        assessed = {question.competence for question in catalog.quizzes[module.head.quiz].questions}
        for code in sorted(set(module.head.competences) - assessed):
            file = f"modules/{module.slug}/index.md"
            found.append(
                Problem(file, "competences", f"{code} n'est jamais évaluée", "écrivez une question ou retirez-la")
            )
    return found


def _lesson(lesson: Lesson) -> Iterator[Problem]:
    for question in filter(unwritten, lesson.body.questions):
        yield _remark(lesson, f"question {question.id}", "un retour reste à écrire", "dites pourquoi oui, pourquoi non")
    if lesson.body.words not in WORDS:
        yield _remark(lesson, "texte", f"{lesson.body.words} mots", f"visez de {WORDS.start} à {WORDS.stop - 1}")
    for sentence in _sentences(lesson):
        if (count := len(_WORD.findall(sentence))) > LONGEST_SENTENCE:
            yield _remark(lesson, f"« {sentence[:50]}… »", f"phrase de {count} mots", "coupez-la")


def _repeated(lessons: Iterable[Lesson]) -> Iterator[Problem]:
    """The same sentence in two lessons."""
    where: defaultdict[str, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        for sentence in set(_sentences(lesson)):
            if len(_WORD.findall(sentence)) >= SHARED_FROM:
                where[sentence].append(lesson)
    for sentence, holders in where.items():
        for other in holders[1:]:
            yield _remark(other, f"« {sentence[:50]}… »", f"déjà dans {holders[0].slug}", "dites-le autrement")


def _bank(file: str, quiz: Quiz) -> Iterator[Problem]:
    """Feedbacks still to be written; positions and lengths of right answers that give them away."""
    for question in filter(unwritten, quiz.questions):
        yield Problem(file, f"question {question.id}", "un retour reste à écrire", "dites pourquoi oui, pourquoi non")
    verdicts = {question.expected for question in quiz.questions if isinstance(question, TrueFalse)}
    if len(verdicts) == 1 and sum(isinstance(question, TrueFalse) for question in quiz.questions) >= ALWAYS_FROM:
        yield Problem(file, "vrai ou faux", f"toujours « {verdicts.pop()} »", "variez")
    picks = [parts for question in quiz.questions for parts in _picks(question)]
    if not picks:
        return
    positions = Counter(next(index for index, part in enumerate(parts) if part.right) for parts in picks)
    place, times = positions.most_common(1)[0]
    if times / len(picks) > POSITION_SHARE:
        yield Problem(
            file, "bonnes réponses", f"{times} sur {len(picks)} en position {place + 1}", "déplacez-en quelques-unes"
        )
    longest = sum(max(parts, key=lambda part: len(part.text)).right for parts in picks)
    if longest / len(picks) > LONGEST_SHARE:
        message = f"la plus longue {longest} fois sur {len(picks)}"
        yield Problem(file, "bonnes réponses", message, "raccourcissez-les ou étoffez les autres")


def _picks(question: AnyQuestion) -> list[list[Part]]:
    """Each choice of one right answer among several: a question's, a gap's, a scenario's step's."""
    places: defaultdict[str, list[Part]] = defaultdict(list)
    for part in question.offered():
        places[part.place].append(part)
    alone = isinstance(question, TrueFalse)
    return [
        parts for parts in places.values() if len(parts) > 1 and not alone and sum(part.right for part in parts) == 1
    ]


def _sentences(lesson: Lesson) -> list[str]:
    """The lesson's sentences, tables and sources left out."""
    html = _SOURCES.sub("", "".join(part for part in lesson.body.parts if isinstance(part, str)))
    texts = (_TAG.sub("", match[2]).strip() for match in _TEXT.finditer(html))
    return [sentence.strip() for text in texts for sentence in _END.split(text) if sentence.strip()]


def _remark(lesson: Lesson, place: str, message: str, cure: str) -> Problem:
    return Problem(f"leçon {lesson.slug}", place, message, cure)
