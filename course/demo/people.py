"""The people who are named on the command line, whom one can become."""

from course.demo.names import DOMAIN
from course.people.models import Role

PEOPLE = {
    "referente": ("Amel Ferhat", "DDT du Lot", Role.LEARNER, "référente à mi-parcours"),
    "coach": ("Bruno Maillet", "DREETS Occitanie", Role.LEARNER, "coach depuis dix jours"),
    "nouvelle": ("Claire Nougaret", "Rectorat de Toulouse", Role.LEARNER, "arrivée cette semaine"),
    "administration": ("Inès Caron", "SGAR Occitanie", Role.ADMIN, "administration"),
}


def address(key: str) -> str:
    """The address of one of them."""
    return f"{key}@{DOMAIN}"
