"""The letter that a coach finds ready to edit: it starts from the facts, blames nobody and asks one question."""

from collections.abc import Sequence
from dataclasses import dataclass

from course.coaching.schema import Kind, Signal

SUBJECT_LONGEST, TEXT_LONGEST = 150, 6000

_SUBJECTS = {
    Kind.WAIVER: "Votre demande de dispense",
    Kind.WORKSHOP: "Avant notre prochain atelier",
    Kind.PLAN: "Votre plan, à revoir ensemble",
    Kind.FAILED: "Votre évaluation, reprenons-la ensemble",
    Kind.SILENT: "Où en êtes-vous du parcours ?",
    Kind.STUCK: "Une étape qui résiste ?",
}
_PARAGRAPHS = {
    Kind.WAIVER: "J'ai bien reçu votre demande de dispense. Avant de la décider, dites-moi en quelques lignes ce que "
    "vous avez déjà pratiqué : quand, avec qui, et ce que vous en avez gardé.",
    Kind.WORKSHOP: "Notre atelier approche. {reason}. Voyez-vous un moment pour le faire d'ici là ? Si le temps "
    "manque, dites-moi ce que vous pourrez lire : nous ferons avec.",
    Kind.PLAN: "Votre plan ne tient plus dans le temps que vous aviez prévu, et cela arrive à tout le monde. "
    "Nous pouvons alléger, déplacer, ou voir ce que vous savez déjà. Que préférez-vous ?",
    Kind.FAILED: "« {failed} » : elle n'est pas encore réussie. Ces questions en arrêtent plus d'un : si vous "
    "voulez, nous regardons ensemble celles qui vous ont fait hésiter, en vingt minutes.",
    Kind.SILENT: "Je prends de vos nouvelles : je ne vous vois plus avancer dans le parcours ces derniers temps. "
    "Il n'y a rien à rattraper dans l'urgence. Qu'est-ce qui vous aiderait à reprendre ?",
    Kind.STUCK: "Vous avancez sur l'étape « {step} » depuis un moment. Est-ce le temps, le contenu, ou l'occasion "
    "qui manque ? Dites-moi : nous chercherons ensemble.",
}
_NEXT = "Pour mémoire, votre prochaine étape : « {step} »."
_NO_REASON = "Je prends de vos nouvelles. Où en êtes-vous, et de quoi auriez-vous besoin pour la suite ?"


@dataclass(frozen=True)
class Letter:
    """A subject and a text, to be edited."""

    subject: str
    text: str


@dataclass(frozen=True)
class Both:
    """Who writes to whom, and where the second one stands: their next step and a failed assessment, if any."""

    name: str
    coach: str
    step: str = ""
    failed: str = ""


def letter(found: Sequence[Signal], both: Both) -> Letter:
    """A letter made of at most two of the reasons; the first one gives its subject."""
    kinds = list(dict.fromkeys(signal.kind for signal in found))[:2]
    reasons = {signal.kind: signal.reason for signal in reversed(found)}
    facts = {"step": both.step, "failed": both.failed}
    body = [_PARAGRAPHS[kind].format(reason=reasons[kind], **facts) for kind in kinds] or [_NO_REASON]
    if both.step and Kind.STUCK not in kinds and Kind.WORKSHOP not in kinds:
        body.append(_NEXT.format(**facts))
    lines = [f"Bonjour {both.name},", *body, "Répondez simplement à ce message.", f"Bien à vous,\n{both.coach}"]
    subject = _SUBJECTS[kinds[0]] if kinds else "De vos nouvelles"
    return Letter(subject, "\n\n".join(lines))
