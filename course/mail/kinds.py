"""What a message is for. Whoever sends one names its kind; the person chooses which they receive."""

from enum import StrEnum


class Kind(StrEnum):
    """The kinds of messages; ACCOUNT always leaves, at once: nobody signs in without it."""

    ACCOUNT = "account"
    COHORT = "cohort"
    WORKSHOP = "workshop"
    COACH = "coach"
    DECISION = "decision"
    DOCUMENT = "document"
    DIGEST = "digest"
    ALERT = "alert"

    @property
    def label(self) -> str:
        """How the kind is called on the pages and at the foot of its messages."""
        return _WORDS[self][0]

    @property
    def hint(self) -> str:
        """What the kind holds, in a sentence."""
        return _WORDS[self][1]


_WORDS = {
    Kind.ACCOUNT: ("Compte et sécurité", "Invitations, liens pour choisir un mot de passe, mot de passe changé."),
    Kind.COHORT: ("Ma cohorte", "Votre arrivée, les élections, vos mandats de coach."),
    Kind.WORKSHOP: ("Ateliers", "Un rappel sept jours et un jour avant, et ce qui change."),
    Kind.COACH: ("Messages de mon coach", "Ce que votre coach vous écrit, et les rendez-vous pris."),
    Kind.DECISION: ("Décisions qui me concernent", "Temps en plus, essais supplémentaires, dispenses."),
    Kind.DOCUMENT: ("Documents prêts", "Quand une attestation qui avait tardé est prête."),
    Kind.DIGEST: ("Résumé de la semaine", "Un au plus, et seulement s'il y a quelque chose à dire."),
    Kind.ALERT: ("Pannes", "Ce qui n'a pas pu être fait, pour l'administration."),
}
