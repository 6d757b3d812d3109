"""How the coach was chosen: an election without candidates, whose result the cohort keeps."""

from collections.abc import Sequence
from datetime import timedelta

from course.cohorts.elections.models import Answer, Ballot, Election, Proposal
from course.cohorts.elections.rules import CRITERIA, MANDATE, Phase
from course.cohorts.models import Cohort, Term
from course.cohorts.rules import first_day, last_day
from course.db import db
from course.demo.assessments import Row
from course.demo.members import Setting
from course.demo.writing import put

_FIRST = (
    "A tenu le cadre quand l'atelier s'est tendu, sans élever la voix.",
    "Relit nos déroulés dans la journée, et pose la question qui manque.",
    "Connaît tous les groupes, et son service est prêt à libérer du temps.",
    "Laisse dix secondes de silence : le groupe trouve seul.",
    "A reçu la deuxième vague : chacun s'est senti attendu.",
)
_SECOND = (
    "Il écoute jusqu'au bout, puis reformule sans ajouter son avis.",
    "Il a animé une séance au pied levé, et l'a débriefée avec nous.",
    "Il n'est au-dessus de personne ici, et il dit ce qu'il ne sait pas.",
    "Il a mené deux entretiens à blanc devant nous et en a demandé la critique.",
    "Il vient aux séances d'autres services sans qu'on le lui demande.",
    "Il a fini les trois modules et prend des notes que l'on peut relire.",
)
_REPORTED = (
    "Ce qui a été dit des entretiens à blanc m'a fait changer d'avis.",
    "La disponibilité compte plus que je ne le pensais : je reporte ma voix.",
)
_WITHDRAWS = "Je change de poste au printemps : je ne tiendrais pas six mois. Merci de vos raisons, elles me touchent."
_OBJECTS = "Il porte aussi un projet de service : je crains que la demi-journée saute."
_LIFTED = "Son chef de service a confirmé la demi-journée par écrit."
VOTERS = len(_FIRST) + len(_SECOND)


def hold(cohort: Cohort, term: Term, voters: Sequence[int], setting: Setting) -> None:
    """A first name is withdrawn, the second one is adopted once an objection is lifted; its term is `term`."""
    first, chosen, at = voters[0], term.person_id, setting.at - timedelta(days=19)
    days = {"first": first_day(term.starts_at, cohort.time_zone), "last": last_day(term.ends_at, cohort.time_zone)}
    head = {"cohort_id": cohort.id, "opened_by": voters[1], "mandate": MANDATE, "criteria": CRITERIA, **days}
    dates = {"created_at": at - timedelta(days=2), "closed_at": at + timedelta(days=1), "term_id": term.id}
    election = Election(**head, **dates, phase=Phase.DONE)
    db.session.add(election)
    db.session.flush()
    names = [*[chosen] * len(_SECOND), *[first] * len(_FIRST)]
    cast = zip(voters, names, [*_SECOND, *_FIRST], strict=True)
    ballots = [{"person_id": who, "choice_id": name, "reason": why, "reported": False} for who, name, why in cast]
    reports = zip(reversed(voters), _REPORTED, strict=False)
    ballots += [{"person_id": who, "choice_id": chosen, "reason": why, "reported": True} for who, why in reports]
    put(Ballot, [{"election_id": election.id, "at": at, **ballot} for ballot in ballots])
    refusal = {"objects": True, "reason": _WITHDRAWS}
    _propose(election, first, _FIRST[0], voters, {first: refusal})
    lifted = {"objects": True, "reason": _OBJECTS, "lifted": _LIFTED, "lifted_by": voters[3]}
    _propose(election, chosen, _SECOND[0], [*voters, chosen], {voters[3]: lifted})


def _propose(election: Election, person: int, reason: str, voters: Sequence[int], objections: dict[int, Row]) -> None:
    """A name put to everyone: the last one put is the one elected."""
    elected = person not in objections
    outcome, number = ("elected", 2) if elected else ("withdrawn", 1)
    at = election.created_at + timedelta(days=2, hours=number)
    proposal = Proposal(election_id=election.id, number=number, person_id=person, reason=reason, at=at, outcome=outcome)
    db.session.add(proposal)
    db.session.flush()
    agreed = {"proposal_id": proposal.id, "objects": False, "reason": "", "at": at, "lifted": "", "lifted_by": None}
    put(Answer, [{**agreed, "person_id": voter, **objections.get(voter, {})} for voter in voters])
