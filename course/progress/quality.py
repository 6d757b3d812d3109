"""What can be measured of the writing: remarks for authors, none of which stops the server."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from course.modules.schema import Lesson
from course.problems import Problem
from course.progress.catalog import Catalog
from course.questions.choice import Single
from course.quizzes.schema import Quiz

WORDS = range(600, 1201)
LONGEST_SENTENCE = 35
SHARED_FROM = 6
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
    """Positions and lengths of right answers that give them away."""
    singles = [question for question in quiz.questions if isinstance(question, Single)]
    if not singles:
        return
    positions = Counter(next(i for i, choice in enumerate(item.choices) if choice.right) for item in singles)
    place, times = positions.most_common(1)[0]
    if times / len(singles) > POSITION_SHARE:
        yield Problem(
            file, "bonnes réponses", f"{times} sur {len(singles)} en position {place + 1}", "déplacez-en quelques-unes"
        )
    longest = sum(_longest_is_right(item) for item in singles)
    if longest / len(singles) > LONGEST_SHARE:
        message = f"la plus longue {longest} fois sur {len(singles)}"
        yield Problem(file, "bonnes réponses", message, "raccourcissez-les ou étoffez les autres")


def _longest_is_right(question: Single) -> bool:
    return max(question.choices, key=lambda choice: len(choice.text)).right


def _sentences(lesson: Lesson) -> list[str]:
    """The lesson's sentences, tables and sources left out."""
    html = _SOURCES.sub("", "".join(part for part in lesson.body.parts if isinstance(part, str)))
    texts = (_TAG.sub("", match[2]).strip() for match in _TEXT.finditer(html))
    return [sentence.strip() for text in texts for sentence in _END.split(text) if sentence.strip()]


def _remark(lesson: Lesson, place: str, message: str, cure: str) -> Problem:
    return Problem(f"leçon {lesson.slug}", place, message, cure)
