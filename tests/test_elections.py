"""An election without candidates, from the role to the term: nothing shows before its time, nothing slips in after."""

import re

import pytest
from sqlalchemy import func, select

from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts.elections import operations, queries, rules
from course.cohorts.elections.models import Answer, Ballot, Election, Proposal
from course.cohorts.elections.rules import Phase, Reply, Voice
from course.cohorts.models import Cohort, Term
from course.cohorts.operations import RefusedError
from course.db import db
from course.mail import Message
from course.people.models import Audit, Person
from tests.pressing import button, buttons, links
from tests.taking import at_once

NEXT = {
    Phase.ROLE: "Ouvrir les bulletins",
    Phase.BALLOTS: "Clore les bulletins",
    Phase.REASONS: "Ouvrir les reports",
    Phase.REPORTS: "Clore les reports",
    Phase.OBJECTIONS: "Clore le tour",
}
"""What the facilitator presses at each step."""
ROLE = {"mandate": "Coacher six mois", "criteria": "Écoute\nDisponible", "first": "2027-01-04", "last": "2027-06-30"}


@pytest.fixture
def group(app, cast):
    """Alice, Bob, Évan and Flora are in Chloé's cohort; each with a client, by name."""
    cast.add(app, "evan", "flora")
    cohort = db.session.get_one(Cohort, cast.cohort)
    for key in ("alice", "bob", "evan", "flora"):
        cohorts.join(cohort, cast.id(key), None, now())
    db.session.commit()
    return {key: cast.client(app, key) for key in ("alice", "bob", "evan", "flora", "chloe", "diane")}


@pytest.fixture
def path(cast, group):
    """The address of an election that was opened by Chloé."""
    response = opened(group["chloe"], cast.cohort)
    assert response.status_code == 303, response.text
    return response.headers["Location"]


def opened(client, cohort, **fields):
    """Open one from the cohort's page."""
    page = f"/cohortes/{cohort}/elections/nouvelle"
    assert page in links(client.get(f"/cohortes/{cohort}"))
    return press(client, page, "Commencer", **{**ROLE, **fields})


def phase() -> str:
    db.session.rollback()
    found = db.session.scalars(select(Election.phase).order_by(Election.id)).first()
    db.session.rollback()
    return found


def press(client, path, label, times=1, **typed):
    """Press what the page shows, this many times before it answers; the last answer."""
    shown = button(client.get(path), label)
    return [shown.press(client, **typed) for _ in range(times)][-1]


def offered(client, path, label):
    """True when the page shows it."""
    return any(label in each.label for each in buttons(client.get(path)))


def go(group, path, *phases):
    """Chloé moves on from each of these phases."""
    for step in phases:
        press(group["chloe"], path, NEXT[step])
    return phase()


def vote(client, path, choice, reason="A tenu le cadre.", page=None):
    """Send the ballot of the page as it is, or as it was when it was opened."""
    shown = button(page or client.get(path), "Enregistrer")
    return shown.press(client, choice=str(choice), reason=reason)


def objection(client, path, reason="", page=None):
    shown = button(page or client.get(path), "Enregistrer ma réponse")
    return shown.press(client, objects="1" if reason else "0", reason=reason)


def propose(client, path, choice, reason="Les raisons convergent.", times=1):
    return press(client, path, "Proposer ce nom", times, choice=str(choice), reason=reason)


def text(response) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.text).replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")
    return re.sub(r"\s+", " ", plain)


def voted(cast, group, path):
    """Everyone proposes Bob, but Bob who proposes Alice."""
    go(group, path, Phase.ROLE)
    for key in ("alice", "evan", "flora"):
        vote(group[key], path, cast.id("bob"), f"Raison de {key}.")
    vote(group["bob"], path, cast.id("alice"), "Raison de bob.")


def proposed(cast, group, path, who="bob"):
    voted(cast, group, path)
    go(group, path, Phase.BALLOTS, Phase.REASONS, Phase.REPORTS)
    propose(group["chloe"], path, cast.id(who))
    assert phase() == Phase.OBJECTIONS


def test_the_whole_way_from_the_role_to_the_term(cast, group, path):
    proposed(cast, group, path)
    for key in ("alice", "evan", "flora"):
        assert objection(group[key], path).status_code == 303
    go(group, path, Phase.OBJECTIONS)
    assert "n'a pas encore répondu" in text(group["chloe"].get(path))
    objection(group["bob"], path)
    press(group["chloe"], path, "Adopter")
    assert phase() == Phase.DONE
    page = text(group["evan"].get(path))
    assert "Bob Œuvrard coachera la cohorte" in page and "Raison de flora" in page
    assert "Ce qui a été dit de vous" in text(group["bob"].get(path))
    press(group["chloe"], path, "Créer son mandat", times=2)
    term = db.session.scalars(select(Term).where(Term.person_id == cast.id("bob"))).one()
    election = db.session.scalars(select(Election)).one()
    assert (election.term_id, election.closed_at is not None) == (term.id, True)
    acts = db.session.scalars(select(Audit.action).where(Audit.action.startswith("election"))).all()
    assert acts.count("election-moved") == 7 and acts[0] == "election-opened"


def test_nobody_sees_a_ballot_before_the_end_of_its_step_not_even_the_facilitator(cast, group, path):
    voted(cast, group, path)
    for key, client in group.items():
        page = text(client.get(path))
        assert [other for other in ("alice", "bob", "evan", "flora") if f"Raison de {other}." in page] == [
            other for other in (key,) if other in ("alice", "bob", "evan", "flora")
        ]
    go(group, path, Phase.BALLOTS)
    page = text(group["evan"].get(path))
    assert all(f"Raison de {key}." in page for key in ("alice", "bob", "evan", "flora"))


def test_who_has_not_voted_is_named_to_the_facilitator_only(cast, group, path):
    go(group, path, Phase.ROLE)
    vote(group["alice"], path, cast.id("bob"))
    page = text(group["chloe"].get(path))
    assert "On attend le bulletin de Bob Œuvrard, Evan, Flora." in page
    assert "On attend" not in text(group["bob"].get(path))


def test_a_carry_over_stays_hidden_until_its_end_then_replaces_the_ballot(cast, group, path):
    voted(cast, group, path)
    go(group, path, Phase.BALLOTS, Phase.REASONS)
    vote(group["bob"], path, cast.id("bob"), "Convaincu par Flora.")
    assert "Convaincu par Flora" not in text(group["alice"].get(path))
    assert "Convaincu par Flora" in text(group["bob"].get(path))
    go(group, path, Phase.REPORTS)
    page = text(group["alice"].get(path))
    assert "Convaincu par Flora" in page and "Raison de bob." not in page
    found = rules.final(queries.voices(db.session.scalars(select(Election)).one()))
    assert {voice.choice_id for voice in found} == {cast.id("bob")}


def test_one_comes_back_to_ones_ballot_and_only_who_voted_carries_over(cast, group, path):
    go(group, path, Phase.ROLE)
    before = group["bob"].get(path)
    vote(group["alice"], path, cast.id("bob"))
    go(group, path, Phase.BALLOTS, Phase.REASONS)
    vote(group["alice"], path, cast.id("evan"))
    vote(group["alice"], path, cast.id("bob"))
    assert [each.label for each in buttons(group["bob"].get(path)) if "Enregistrer" in each.label] == []
    late = vote(group["bob"], path, cast.id("alice"), page=before)
    assert late.status_code == 409 and "pas de bulletin à reporter" in text(late)
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 1


def test_the_last_ballot_sent_counts_and_none_enters_once_closed(cast, group, path):
    go(group, path, Phase.ROLE)
    vote(group["alice"], path, cast.id("bob"), "Première")
    vote(group["alice"], path, cast.id("evan"), "Seconde")
    before = group["bob"].get(path)
    go(group, path, Phase.BALLOTS)
    late = vote(group["bob"], path, cast.id("alice"), "Trop tard", before)
    assert late.status_code == 409 and "a changé d'étape" in text(late)
    assert "Trop tard" in text(late) and "Trop tard" not in text(group["alice"].get(path))
    ballot = db.session.scalars(select(Ballot)).one()
    assert (ballot.choice_id, ballot.reason) == (cast.id("evan"), "Seconde")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"choice": "0", "reason": "x"}, "Choisissez une personne"),
        ({"choice": "99999", "reason": "x"}, "Choisissez une personne"),
        ({"choice": "chloe", "reason": "x"}, "Choisissez une personne"),
        ({"choice": "bob", "reason": " "}, "Dites ce que vous avez vu faire"),
        ({"choice": "bob", "reason": "x" * 1001}, "Au plus 1000 signes"),
    ],
)
def test_a_ballot_names_a_member_and_says_why(cast, group, path, fields, why):
    go(group, path, Phase.ROLE)
    choice = fields["choice"] if fields["choice"].isdigit() else str(cast.id(fields["choice"]))
    response = group["alice"].post(f"{path}/bulletin", data={**fields, "choice": choice})
    assert response.status_code == 422 and why in text(response)
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 0


def test_a_double_click_does_not_skip_a_step(cast, group, path):
    go(group, path, Phase.ROLE)
    vote(group["alice"], path, cast.id("bob"))
    press(group["chloe"], path, NEXT[Phase.BALLOTS], times=3)
    assert phase() == Phase.REASONS


def test_ballots_do_not_close_before_there_is_one(group, path):
    assert go(group, path, Phase.ROLE, Phase.BALLOTS) == Phase.BALLOTS


def test_objections_are_hidden_during_the_round_and_the_proposed_person_speaks_last(cast, group, path):
    proposed(cast, group, path)
    before = group["evan"].get(path)
    early = objection(group["bob"], path, page=before)
    assert early.status_code == 409 and "Vous parlerez en dernier" in text(early)
    objection(group["alice"], path, "Il part en mars.")
    assert "Il part en mars" not in text(group["evan"].get(path)) + text(group["chloe"].get(path))
    go(group, path, Phase.OBJECTIONS)
    assert "Il part en mars" in text(group["evan"].get(path))
    late = objection(group["evan"], path, "Encore", before)
    assert late.status_code == 409 and "Le tour des objections est clos" in text(late)
    assert objection(group["bob"], path).status_code == 303


def test_members_are_called_once_to_vote_and_once_to_answer(cast, group, path):
    press(group["chloe"], path, NEXT[Phase.ROLE], times=2)
    vote(group["alice"], path, cast.id("bob"))
    go(group, path, Phase.BALLOTS, Phase.REASONS, Phase.REPORTS)
    propose(group["chloe"], path, cast.id("bob"), times=2)
    rows = db.session.execute(select(Message.subject, Message.recipient).order_by(Message.id)).all()
    members = [f"{key}@example.org" for key in ("alice", "bob", "evan", "flora")]
    calls = ("Votre bulletin est attendu", "Votre réponse est attendue")
    assert [tuple(row) for row in rows] == [(subject, member) for subject in calls for member in members]
    letter = db.session.scalars(select(Message.text)).first()
    assert path in letter and "cohorte Occitanie" in letter


def test_an_objection_says_what_it_protects(cast, group, path):
    proposed(cast, group, path)
    response = group["alice"].post(f"{path}/objection", data={"objects": "1", "reason": " "})
    assert response.status_code == 422 and "Dites ce que votre objection protège" in text(response)
    assert group["alice"].post(f"{path}/objection", data={}).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Answer)) == 0


def test_nothing_is_adopted_over_an_objection_until_it_is_lifted(cast, group, path):
    proposed(cast, group, path)
    objection(group["alice"], path, "Il part en mars.")
    go(group, path, Phase.OBJECTIONS)
    objection(group["bob"], path)
    assert not offered(group["chloe"], path, "Adopter") and not offered(group["evan"], path, "objection est levée")
    group["chloe"].post(f"{path}/adoption")
    assert phase() == Phase.ANSWER
    alice = cast.id("alice")
    group["evan"].post(f"{path}/levee/{alice}", data={"text": "Passons outre"})
    assert db.session.scalars(select(Answer.lifted).where(Answer.person_id == alice)).one() == ""
    press(group["chloe"], path, "Enregistrer le rôle", last="2027-03-01")
    press(group["alice"], path, "objection est levée", text="Le mandat finit avant mars.")
    press(group["chloe"], path, "Adopter")
    assert phase() == Phase.DONE
    page = text(group["evan"].get(path))
    assert "Il part en mars." in page and "Levée : Le mandat finit avant mars." in page


def test_the_refusal_of_the_proposed_person_is_complete_and_leads_to_another_name(cast, group, path):
    proposed(cast, group, path)
    go(group, path, Phase.OBJECTIONS)
    objection(group["bob"], path, "Je prends une équipe en septembre.")
    for key in ("chloe", "diane"):
        group[key].post(f"{path}/levee/{cast.id('bob')}", data={"text": "Mais si !"})
        group[key].post(f"{path}/adoption")
    assert phase() == Phase.ANSWER
    press(group["chloe"], path, "Proposer un autre nom")
    assert phase() == Phase.PROPOSAL
    propose(group["chloe"], path, cast.id("alice"), "Raison de bob.")
    page = text(group["evan"].get(path))
    assert "retirée : Bob Œuvrard" in page and "Je prends une équipe" in page and "Proposition : Alice" in page
    go(group, path, Phase.OBJECTIONS)
    objection(group["alice"], path)
    press(group["chloe"], path, "Adopter")
    outcomes = db.session.execute(select(Proposal.number, Proposal.outcome).order_by(Proposal.number)).all()
    assert [tuple(row) for row in outcomes] == [(1, "withdrawn"), (2, "elected")]


def test_only_those_who_look_after_the_cohort_move_it_and_only_members_vote(cast, group, path):
    go(group, path, Phase.ROLE)
    for verb in ("role", "avancer", "proposition", "autre-nom", "adoption", "arret", "mandat"):
        assert group["alice"].post(f"{path}/{verb}", data={"phase": "ballots", **ROLE}).status_code == 404, verb
    for key in ("chloe", "diane"):
        assert vote(group[key], path, cast.id("bob"), page=group["alice"].get(path)).status_code == 403
    assert phase() == Phase.BALLOTS
    assert group["alice"].post(f"/cohortes/{cast.cohort}/elections/nouvelle", data=ROLE).status_code == 404


def test_who_left_the_cohort_does_not_vote_any_more(cast, group, path):
    go(group, path, Phase.ROLE)
    before = group["alice"].get(path)
    cohorts.leave(db.session.get_one(Cohort, cast.cohort), cast.id("alice"), cast.id("diane"), now())
    db.session.commit()
    assert vote(group["alice"], path, cast.id("bob"), page=before).status_code == 404
    assert vote(group["bob"], path, cast.id("alice")).status_code == 422


def test_a_cohort_has_one_election_at_a_time_and_a_stopped_one_shows_nothing_more(cast, group, path):
    again = group["chloe"].post(f"/cohortes/{cast.cohort}/elections/nouvelle", data=ROLE)
    assert again.status_code == 422 and "déjà en cours" in text(again) and "Coacher six mois" in text(again)
    voted(cast, group, path)
    before, moving = group["bob"].get(path), group["chloe"].get(path)
    press(group["chloe"], path, "Arrêter sans résultat")
    page = text(group["alice"].get(path))
    assert "sans résultat" in page and "Raison de evan" not in page
    assert vote(group["bob"], path, cast.id("alice"), page=before).status_code == 409
    button(moving, NEXT[Phase.BALLOTS]).press(group["chloe"])
    assert phase() == Phase.BALLOTS
    assert opened(group["chloe"], cast.cohort).status_code == 303


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"mandate": ""}, "Écrivez la mission."),
        ({"criteria": " "}, "trois ou quatre critères"),
        ({"last": "2026-12-31"}, "avant son début"),
        ({"last": "2031-01-01"}, "deux ans au plus"),
        ({"first": "demain"}, "Écrivez une date"),
    ],
)
def test_a_role_without_its_mission_its_criteria_or_its_dates_is_refused(cast, group, fields, why):
    response = opened(group["chloe"], cast.cohort, **fields)
    assert response.status_code == 422 and why in text(response)
    assert db.session.scalar(select(func.count()).select_from(Election)) == 0


def test_simultaneous_votes_are_all_kept_and_none_after_the_close(app, cast, group, path):
    names = [f"p{number}" for number in range(12)]
    cast.add(app, *names)
    for name in names:
        cohorts.join(db.session.get_one(Cohort, cast.cohort), cast.id(name), None, now())
    db.session.commit()
    go(group, path, Phase.ROLE)
    clients = [cast.client(app, name) for name in names]
    pages = [(client, client.get(path)) for client in clients]
    acts = [lambda client=client, page=page: vote(client, path, cast.id("alice"), page=page) for client, page in pages]
    closing = button(group["chloe"].get(path), NEXT[Phase.BALLOTS])
    acts.append(lambda: closing.press(group["chloe"]))
    codes = [response.status_code for response in at_once(app, acts)][:-1]
    assert set(codes) <= {303, 409}
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == codes.count(303)


def test_what_stands_in_the_way_and_the_order_of_names_are_pure():
    replies = [Reply(1, "A", True, "x"), Reply(2, "B", True, "x", "levée"), Reply(3, "C", False)]
    assert rules.obstacles(replies, 3) == ["L'objection d’A n'est pas levée."]
    assert rules.obstacles(replies, 4)[0].startswith("La personne proposée")
    voices = [Voice(1, "A", 9, "Zoé", "r"), Voice(2, "B", 9, "Zoé", "r"), Voice(3, "C", 8, "Awa", "r")]
    voices.append(Voice(3, "C", 9, "Zoé", "convaincu", reported=True))
    assert [name for name, _ in rules.by_choice(voices[:3])] == ["Awa", "Zoé"]
    assert [name for name, _ in rules.by_choice(rules.final(voices))] == ["Zoé"]
    assert not rules.may_lift(5, leads=True, objector_id=4, proposed_id=4)
    assert not rules.may_lift(4, leads=True, objector_id=6, proposed_id=4)
    assert rules.may_lift(5, leads=True, objector_id=6, proposed_id=4)


def test_a_term_that_cannot_be_made_says_why_and_the_result_stays(cast, group, path):
    proposed(cast, group, path)
    go(group, path, Phase.OBJECTIONS)
    objection(group["bob"], path)
    press(group["chloe"], path, "Adopter")
    cast.person("bob").disabled = True
    db.session.commit()
    assert "n'est plus dans la cohorte" in text(group["chloe"].get(path))
    assert not offered(group["chloe"], path, "Créer son mandat")
    election = db.session.scalars(select(Election)).one()
    with pytest.raises(RefusedError):
        operations.make_term(election, cast.id("chloe"), now())
    assert (election.phase, election.term_id) == (Phase.DONE, None)


def test_who_voted_is_no_longer_called_and_nobody_is_once_it_is_adopted(cast, group, path):
    go(group, path, Phase.ROLE)
    vote(group["alice"], path, cast.id("bob"))
    waiting = select(Message.person_id).where(Message.subject == "Votre bulletin est attendu", Message.withheld == "")
    db.session.rollback()
    assert cast.id("alice") not in set(db.session.scalars(waiting))
    assert cast.id("bob") in set(db.session.scalars(waiting))
    press(group["chloe"], path, "Arrêter sans résultat")
    db.session.rollback()
    assert list(db.session.scalars(waiting)) == []


@pytest.mark.parametrize("closed", [False, True])
def test_who_left_is_not_adopted_and_another_name_is_sought(cast, group, path, closed):
    """Bob leaves the cohort, or his account closes, before « Adopter »; and once more after it."""
    proposed(cast, group, path)
    if closed:
        db.session.get_one(Person, cast.id("bob")).disabled = True
    else:
        cohorts.leave(db.session.get_one(Cohort, cast.cohort), cast.id("bob"), cast.id("chloe"), now())
    db.session.commit()
    name = cast.person("bob").name
    page = text(group["chloe"].get(path))
    assert f"{name} n'est plus dans la cohorte : proposez un autre nom." in page
    press(group["chloe"], path, "Proposer un autre nom")
    assert phase() == Phase.PROPOSAL


def test_who_leaves_once_adopted_leaves_a_way_out(cast, group, path):
    proposed(cast, group, path)
    for key in ("alice", "evan", "flora"):
        objection(group[key], path)
    press(group["chloe"], path, "Clore le tour")
    objection(group["bob"], path)
    press(group["chloe"], path, "Adopter")
    assert phase() == Phase.DONE
    cohorts.leave(db.session.get_one(Cohort, cast.cohort), cast.id("bob"), cast.id("chloe"), now())
    db.session.commit()
    assert not offered(group["chloe"], path, "Créer son mandat")
    press(group["chloe"], path, "Proposer un autre nom")
    assert phase() == Phase.PROPOSAL
