"""The steps of an election without candidates, who may do what in each, and what stands in the way of adopting.

Source: the method sheet election-sans-candidat and lesson collectif/decider, after Gerard Endenburg.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from course.typography import of

MANDATE_LONGEST, CRITERIA_LONGEST, REASON_LONGEST = 2000, 600, 1000
FEWEST, MOST = 4, 15
"""The size of group for which the sheet is written."""
USUAL_TERM = timedelta(days=182)
MANDATE = (
    "Coacher la cohorte : des entretiens réguliers avec les porteurs, une réunion par mois, "
    "l'accueil de qui arrive en cours de route. Temps accordé : une demi-journée par mois."
)
CRITERIA = (
    "Écoute sans prendre la place\n"
    "Peut tenir une demi-journée par mois\n"
    "N'est pas au-dessus, dans la hiérarchie, de ceux qu'elle accompagne\n"
    "N'a pas encore tenu la fonction"
)
"""What a new election begins with, from lesson coach/relais; the cohort changes it."""


class Phase(StrEnum):
    """The steps, in order; the facilitator moves from one to the next."""

    ROLE = "role"
    BALLOTS = "ballots"
    REASONS = "reasons"
    REPORTS = "reports"
    PROPOSAL = "proposal"
    OBJECTIONS = "objections"
    ANSWER = "answer"
    DONE = "done"

    @property
    def after(self) -> tuple["Phase", ...]:
        """The steps that come later."""
        return tuple(Phase)[tuple(Phase).index(self) + 1 :]


TITLES = {
    Phase.ROLE: "Rôle et critères",
    Phase.BALLOTS: "Bulletins",
    Phase.REASONS: "Raisons",
    Phase.REPORTS: "Reports",
    Phase.PROPOSAL: "Proposition",
    Phase.OBJECTIONS: "Objections",
    Phase.ANSWER: "Réponse et levée",
    Phase.DONE: "Adoption",
}
FORWARD = {
    Phase.ROLE: Phase.BALLOTS,
    Phase.BALLOTS: Phase.REASONS,
    Phase.REASONS: Phase.REPORTS,
    Phase.REPORTS: Phase.PROPOSAL,
    Phase.OBJECTIONS: Phase.ANSWER,
}
"""The moves that are only a move; a proposal, another name and adopting are acts of their own."""


@dataclass(frozen=True)
class Voice:
    """Whom somebody proposes and why; `reported` once they were convinced by another's reasons."""

    voter_id: int
    voter: str
    choice_id: int
    choice: str
    reason: str
    reported: bool = False


@dataclass(frozen=True)
class Reply:
    """What somebody answered to a proposal; `lifted` tells how their objection fell, where it did."""

    person_id: int
    name: str
    objects: bool
    reason: str = ""
    lifted: str = ""
    lifted_by: str = ""

    @property
    def stands(self) -> bool:
        """True for an objection that nobody has lifted yet."""
        return self.objects and not self.lifted


def sees_ballots(phase: Phase) -> bool:
    """True once the ballots are closed: before, nobody sees another's."""
    return phase in Phase.BALLOTS.after


def sees_reports(phase: Phase) -> bool:
    """True once the carry-over is closed."""
    return phase in Phase.REPORTS.after


def sees_replies(phase: Phase) -> bool:
    """True once the round of objections is closed, for the proposal at hand."""
    return phase in Phase.OBJECTIONS.after


def final(voices: Sequence[Voice]) -> list[Voice]:
    """The voice of each person: what they reported, or their first ballot."""
    reported = {voice.voter_id: voice for voice in voices if voice.reported}
    return [reported.get(voice.voter_id, voice) for voice in voices if not voice.reported]


def by_choice(voices: Sequence[Voice]) -> list[tuple[str, list[Voice]]]:
    """The board: each name put forward with the voices for it, in the order of the alphabet and not of numbers."""
    names = sorted({(voice.choice, voice.choice_id) for voice in voices})
    return [(name, [voice for voice in voices if voice.choice_id == number]) for name, number in names]


def obstacles(replies: Sequence[Reply], proposed_id: int, gone: str = "") -> list[str]:
    """What stands in the way of adopting; the proposed person speaks last and only they lift their own objection.

    `gone` is their name where they are no longer in the cohort: nothing else matters then.
    """
    if gone:
        return [f"{gone} n'est plus dans la cohorte : proposez un autre nom."]
    mine = next((reply for reply in replies if reply.person_id == proposed_id), None)
    found = [] if mine else ["La personne proposée n'a pas encore répondu."]
    found += [f"L'objection {of(reply.name)} n'est pas levée." for reply in replies if reply.stands]
    return found


def may_lift(actor_id: int, leads: bool, objector_id: int, proposed_id: int) -> bool:
    """One lifts one's own objection; the facilitator notes that another's fell.

    Never the proposed person's, whose no is complete, nor when the facilitator is that person.
    """
    return actor_id == objector_id or (leads and proposed_id not in (objector_id, actor_id))
