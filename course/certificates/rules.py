"""What an attestation says and how: pure functions over the person, the module and what was completed."""

import re
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from course.certificates.schema import Facts, Result, Skill
from course.config import Settings
from course.modules.schema import Course
from course.progress.rules import Completion, Waived
from course.questions.base import COMPETENCES
from course.quizzes.rules import percent
from course.typography import NBSP, long_date, typo

NATURE = "Formation professionnelle continue, suivie à distance et en autonomie, évaluée en ligne"
CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that reads like a digit."""

_CONFUSED = str.maketrans("OIL", "011")
_NOT_SIGNS = re.compile(r"[^0-9A-Z]")
_NOT_IN_FILES = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]+')


class Stage(StrEnum):
    """Where the document is, as the person is told."""

    READY = "ready"
    WAITING = "waiting"
    RETRYING = "retrying"
    FAILED = "failed"
    LOST = "lost"


def stage(ready: bool, present: bool, job: str, failing: bool) -> Stage:
    """From what is known of the document, its file, the state of its last job (or « ») and whether a try failed."""
    if ready and present:
        return Stage.READY
    if job in ("queued", "running"):
        return Stage.RETRYING if failing else Stage.WAITING
    return Stage.FAILED if job in ("failed", "abandoned") else Stage.LOST


def freeze(name: str, course: Course, completion: Completion, settings: Settings, at: datetime) -> Facts:
    """The facts of an attestation issued at that instant for that completed module."""
    module = course.module(completion.module)
    assert module

    def local(instant: datetime | None) -> date:
        return (instant or at).astimezone(ZoneInfo(settings.time_zone)).date()

    followed = [lesson for lesson in module.lessons if lesson.slug in completion.followed]
    result = _result(completion)
    worked_on = module.head.competences if result else {code for item in followed for code in item.head.competences}
    return Facts(
        name=name,
        module=typo(module.head.title),
        course=typo(course.head.title),
        nature=typo(NATURE),
        objectives=tuple(typo(text) for text in module.head.objectives),
        lessons=tuple(typo(lesson.head.title) for lesson in followed),
        competences=tuple(Skill(code=code, label=typo(COMPETENCES[code])) for code in sorted(worked_on)),
        started_on=local(completion.started_at),
        finished_on=local(completion.finished_at),
        minutes=completion.minutes,
        result=result,
        waived=tuple(waived_part(item, local(item.decision.at)) for item in completion.waived),
        assessment_waived=any(item.assessment for item in completion.waived),
        issuer=typo(settings.issuer),
        issued_on=local(at),
    )


def _result(completion: Completion) -> Result | None:
    if completion.score is None or completion.pass_mark is None:
        return None
    return Result(score=percent(completion.score), pass_mark=completion.pass_mark, attempts=completion.attempts)


def day(value: date) -> str:
    """« 3 décembre 2026 », whose day and month stay on one line."""
    return long_date(value).replace(" ", NBSP, 1)


def period(facts: Facts) -> str:
    """« le 3 décembre 2026 » or « du 20 novembre 2026 au 3 décembre 2026 »."""
    first, last = day(facts.started_on), day(facts.finished_on)
    return f"le {last}" if first == last else f"du {first} au {last}"


def outcome(facts: Facts) -> str:
    """The assessment's result in one sentence, or why there is none."""
    result = facts.result
    if result is None:
        waived = "L'évaluation a été dispensée : cette attestation ne porte aucun résultat."
        return typo(waived if facts.assessment_waived else "Ce module ne comporte pas d'évaluation.")
    tries = "à la première tentative" if result.attempts == 1 else f"en {result.attempts} tentatives"
    return typo(f"Évaluation réussie avec {result.score} %, {tries} ; {result.pass_mark} % étaient demandés.")


def statement(facts: Facts) -> str:
    """What the person did of the module, in the words that stand before its title."""
    if not facts.lessons:
        return typo("a réussi l'évaluation du module")
    lessons = "les leçons ci-dessous" if facts.waived else "toutes les leçons"
    passed = " et réussi l'évaluation" if facts.result else ""
    return typo(f"a suivi {lessons}{passed} du module")


def waived_part(part: Waived, decided_on: date) -> str:
    """« leçon « Écouter » (formation équivalente ; décision du 3 décembre 2026, coach de la cohorte, DREETS) »."""
    titles = ", ".join(f"« {title} »" for title in part.lessons)
    lessons = f"{'leçons' if len(part.lessons) > 1 else 'leçon'} {titles}" if titles else ""
    what = " et ".join(filter(None, (lessons, "évaluation" if part.assessment else "")))
    return typo(f"{what} ({part.reason.label} ; décision du {long_date(decided_on)}, {part.decision.words})")


def waivers(waived: tuple[str, ...]) -> str:
    """The parts that the person did not have to follow, in one sentence."""
    return typo(f"Parties dispensées : {' ; '.join(waived)}." if waived else "Aucune partie n'a été dispensée.")


def parse_code(typed: str) -> str | None:
    """The code as it is printed, from what someone typed: case, spaces and look-alikes do not matter."""
    signs = _NOT_SIGNS.sub("", typed.upper()).translate(_CONFUSED)
    body = signs.removeprefix("R1") if len(signs) == 14 else signs
    if len(body) != 12 or not set(body) <= set(CODE_SIGNS):
        return None
    return code_of(body)


def code_of(body: str) -> str:
    """« RL-XXXX-XXXX-XXXX » from its twelve signs, five bits each."""
    return "-".join(("RL", body[:4], body[4:8], body[8:]))


def file_name(facts: Facts) -> str:
    """The document's name once downloaded, with its accents; long parts are cut."""
    parts = (" ".join(_NOT_IN_FILES.sub(" ", text).split())[:60].strip() for text in (facts.module, facts.name))
    return " – ".join(("Attestation", *parts)) + ".pdf"
