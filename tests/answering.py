"""Answer questions as a browser does, and make the questions of the tests."""

from typing import Any

from course.questions.base import Answer, Fields
from course.questions.schema import QUESTION, AnyQuestion

RAW: dict[str, dict[str, Any]] = {
    "single": {
        "choices": [
            {"text": "Écouter", "right": True, "feedback": "Retour écouter"},
            {"text": "Conclure", "feedback": "Retour conclure"},
            {"text": "Voter", "feedback": "Retour voter"},
        ]
    },
    "multiple": {
        "choices": [
            {"text": "Regarder", "right": True, "feedback": "Retour regarder"},
            {"text": "Parler fort", "feedback": "Retour parler"},
            {"text": "Attendre", "right": True, "feedback": "Retour attendre"},
            {"text": "Soupirer", "feedback": "Retour soupirer"},
        ]
    },
    "ordering": {
        "steps": [
            {"text": "Accueillir", "feedback": "Retour accueillir"},
            {"text": "Travailler", "feedback": "Retour travailler"},
            {"text": "Conclure", "feedback": "Retour conclure"},
            {"text": "Ranger", "feedback": "Retour ranger"},
        ]
    },
    "matching": {
        "pairs": [
            {"left": "Début", "right": "Bonjour", "feedback": "Retour début"},
            {"left": "Milieu", "right": "Pause", "feedback": "Retour milieu"},
            {"left": "Fin", "right": "Merci", "feedback": "Retour fin"},
        ],
        "distractors": [{"text": "Silence", "feedback": "Retour silence"}],
    },
    "short": {
        "accept": ["fermer", "clôturer"],
        "feedback": {"right": "Retour fermé", "wrong": "Retour ouvert"},
    },
    "numeric": {
        "value": 60,
        "tolerance": 1.5,
        "unit": "minutes",
        "feedback": {"right": "Retour heure", "wrong": "Retour montre"},
    },
    "truefalse": {
        "right": False,
        "feedback": {"right": "Retour lucide", "wrong": "Retour naïf"},
    },
    "gap": {
        "passage": "D'abord la [[debut]], puis on [[geste]] ; enfin **la [[fin]]** !",
        "gaps": {
            "fin": {
                "choices": [
                    {"text": "pause", "feedback": "Retour pause"},
                    {"text": "convergence", "right": True, "feedback": "Retour convergence"},
                ]
            },
            "geste": {"accept": ["trie"], "feedback": {"right": "Retour trié", "wrong": "Retour mêlé"}},
            "debut": {
                "accept": ["divergence", "phase d'ouverture"],
                "feedback": {"right": "Retour large", "wrong": "Retour étroit"},
            },
        },
    },
    "scenario": {
        "steps": [
            {
                "id": "retard",
                "text": "Le groupe tarde.",
                "choices": [
                    {"text": "Attendre", "points": 0.5, "feedback": "Retour attente", "next": "colere"},
                    {"text": "Commencer", "points": 1, "feedback": "Retour départ", "next": "tour"},
                    {"text": "Partir", "feedback": "Retour fuite"},
                ],
            },
            {
                "id": "colere",
                "text": "Les présents s'agacent.",
                "choices": [
                    {"text": "Commencer", "points": 1, "feedback": "Retour reprise", "next": "tour"},
                    {"text": "Gronder", "feedback": "Retour gronderie"},
                ],
            },
            {
                "id": "tour",
                "text": "On se présente.",
                "choices": [
                    {"text": "Un mot chacun", "points": 1, "feedback": "Retour mot"},
                    {"text": "Dix minutes chacun", "feedback": "Retour tunnel"},
                ],
            },
        ]
    },
}


def make(kind: str, **changes: Any) -> AnyQuestion:
    """A question of this type."""
    return QUESTION.validate_python({"id": f"q-{kind}", "type": kind, "text": "Que faire ?", **RAW[kind], **changes})


def right(question: AnyQuestion) -> Answer:
    """The answer that gets every point."""
    return question.solution()


def wrong(question: AnyQuestion) -> Answer:
    """An answer that gets no point."""
    match question.type:
        case "single":
            return next(index for index, choice in enumerate(question.choices) if not choice.right)
        case "multiple":
            return [index for index, choice in enumerate(question.choices) if not choice.right]
        case "ordering":
            return list(reversed(range(len(question.steps))))
        case "matching":
            return [1] + [0] * (len(question.pairs) - 1)
        case "truefalse":
            return not question.right
        case "gap":
            return ["autre chose", "autre chose", 0]
        case "scenario":
            return [2]
        case "short":
            return "autre chose"
        case "numeric":
            return f"{question.value + question.tolerance + 1:f}"


def typed(question: AnyQuestion, answer: Answer, prefix: str = "") -> Fields:
    """The form fields that give this answer."""
    tokens = question.tokens
    match question.type, answer:
        case _, None:
            return {}
        case "single", int():
            return {f"{prefix}a": [tokens[answer]]}
        case "multiple", list():
            return {f"{prefix}a": [tokens[index] for index in answer]}
        case "ordering", list():
            return {
                f"{prefix}o{name}": ["" if rank is None else str(rank)]
                for name, rank in zip(tokens, answer, strict=True)
            }
        case "matching", list():
            return {
                f"{prefix}m{pair}": ["" if option is None else tokens[option]] for pair, option in enumerate(answer)
            }
        case "truefalse", bool():
            return {f"{prefix}a": ["vrai" if answer else "faux"]}
        case "gap", list():
            pairs = zip(question.places, answer, strict=True)
            shown = [gap.choices[part].token if isinstance(part, int) else part or "" for gap, part in pairs]
            return {f"{prefix}g{place}": [text] for place, text in enumerate(shown)}
        case "scenario", list():
            made = [(step, index) for step, index in question.way(answer) if index is not None]
            return {f"{prefix}s{step.token}": [step.choices[index].token] for step, index in made}
        case _, str():
            return {f"{prefix}a": [answer]}
    raise AssertionError(answer)
