"""What a list shows, read from the address."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from urllib.parse import urlencode

from course.tracking.needs import Need
from course.tracking.queries import STAGES, Asked
from course.typed import line

LONGEST = 100
STAGE_LABELS = {"": "Tous", "rien": "Pas commencé", "en-cours": "En cours", "fini": "Terminé"}
ORDER_LABELS = {
    "nom": "Par nom",
    "service": "Par service",
    "besoin": "Par besoins",
    "activite": "Silence le plus long",
    "recents": "Activité récente",
    "avancement": "Moins avancés",
    "avances": "Plus avancés",
}
_NAMES = {"words": "q", "stage": "etat", "need": "besoin", "order": "tri"}


def asked_in(address: Mapping[str, str], needs: Sequence[Need]) -> Asked:
    """What the address asks for; what it cannot mean is left out."""
    stage, need, order = (address.get(_NAMES[name], "") for name in ("stage", "need", "order"))
    return Asked(
        words=line(address.get("q"))[:LONGEST],
        stage=stage if stage in STAGES else "",
        need=need if need in need_labels(needs) else "",
        order=order if order in ORDER_LABELS else "nom",
    )


def need_labels(needs: Sequence[Need]) -> dict[str, str]:
    """What may be chosen of needs."""
    return {"": "Tous", "un": "A besoin de vous", **{need.key: need.label for need in needs}}


def query_of(asked: Asked) -> str:
    """The same in an address, without what is usual."""
    return urlencode({_NAMES[name]: value for name, value in asdict(asked).items() if value and value != "nom"})
