"""What the cohort met for, month after month, and what came out of it: written for the demonstration."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """A workshop in words; `after` is the lesson to finish before it: the places of its module and its own."""

    title: str
    objective: str
    prepare: str = ""
    after: tuple[int, int] | None = None
    deliverables: str = ""
    decisions: str = ""
    called_off: str = ""


HISTORY = (
    Told(
        "Se connaître, et dire ce que l'on vient chercher",
        "Que chacun sache qui fait quoi, et reparte avec une première séance à animer dans son service.",
        deliverables="- La carte des services et des projets en cours\n- La charte de la cohorte, une page\n"
        "- La liste des séances que chacun animera",
        decisions="- Une séance par mois, le mardi à 14 h\n- Ce qui se dit en séance n'en sort pas sans accord\n"
        "- Personne n'anime seul la première fois",
    ),
    Told(
        "Contrat et cadre : s'exercer sur de vraies demandes",
        "Refaire à voix haute l'entretien qui précède un atelier, sur trois demandes reçues dans nos services.",
        prepare="Apportez une demande réelle, telle qu'elle vous est arrivée.",
        deliverables="- Trois contrats d'une page, relus par leurs commanditaires\n"
        "- Une grille de huit questions à poser avant",
        decisions="- Un atelier sans décideur à l'ouverture se reporte\n"
        "- Les contrats sont gardés dans le dossier partagé",
    ),
    Told(
        "Écouter et reformuler, par trois",
        "S'entraîner par trois, vingt minutes chacun, avec quelqu'un qui observe.",
        after=(0, 4),
        deliverables="- Les phrases qui ont marché, relevées par les observateurs",
        decisions="- Chacun observe une séance d'un autre service avant l'été",
    ),
    Told(
        "Visite croisée de deux services",
        "Voir comment deux équipes tiennent leurs réunions, et le leur dire.",
        called_off="La salle est prise par un exercice de crise. La visite est remplacée par des observations à deux.",
    ),
    Told(
        "Diverger sans se perdre",
        "Essayer deux méthodes sur une même question, et comparer ce qu'elles produisent.",
        after=(1, 2),
        deliverables="- Deux récoltes sur l'accueil des nouveaux agents, transmises aux services concernés\n"
        "- Un tableau : quelle méthode, pour combien de personnes, en combien de temps",
        decisions="- Deux cycles courts plutôt qu'un long\n- Les idées orphelines restent affichées",
    ),
    Told(
        "Codéveloppement : trois situations",
        "Faire avancer trois projets de service avec le regard des pairs.",
        deliverables="- Trois plans d'action, gardés par leurs porteurs",
        decisions="- Un groupe de codéveloppement par département, sans lien hiérarchique\n"
        "- La cohorte choisit sa prochaine coach ou son prochain coach par élection sans candidat",
    ),
    Told(
        "Converger et décider",
        "Passer d'une récolte à une décision que chacun peut soutenir.",
        after=(1, 4),
        deliverables="- Un protocole de décision par consentement, essayé sur le calendrier de la cohorte",
        decisions="- Le prochain bilan porte sur ce que les services ont gardé, pas sur le nombre de séances\n"
        "- Qui anime en janvier prépare avec la personne entrante",
    ),
    Told(
        "Récolter et donner des suites",
        "Relire ce que sont devenues les décisions des premiers ateliers.",
        deliverables="- La liste des suites données, service par service",
        decisions="- Chaque commanditaire répond par écrit sous un mois",
    ),
)
NEXT = (
    Told(
        "Préparer et tenir un déroulé",
        "Repartir avec le déroulé minuté de votre prochaine séance, relu par un pair.",
        prepare="Venez avec l'objectif de votre séance, écrit en une phrase.",
        after=(0, 6),
    ),
    Told(
        "Décider ensemble : consentement et élection sans candidat",
        "Vivre une décision par consentement du début à la fin, et savoir la proposer.",
        prepare="Repérez dans votre service une décision qui attend depuis longtemps.",
        after=(1, 5),
    ),
)
AGENDA = (
    ("Accueil, météo", 10, "meteo"),
    ("Trois déroulés qui ont dérapé", 25, None),
    ("Écrire le sien, seul puis à deux", 60, None),
    ("Pause", 15, None),
    ("Relecture par un pair", 40, None),
    ("ROTI et suites", 10, "roti"),
    ("Marge", 20, None),
)
"""The rows of the next workshop's agenda: title, minutes, and the sheet if there is one."""
NOTES = {
    "coaches": "Au téléphone : le service déménage jusqu'à la fin du mois. Reprendra ensuite, sans aide particulière. "
    "Prendre des nouvelles à ce moment-là, pas avant.",
    "shared": "Votre ouverture de mardi tenait en quatre minutes, et tout le monde savait pourquoi il était là. "
    "La prochaine fois, essayez de laisser la reformulation au groupe.",
    "private": "Premier échange par téléphone. Demander à la prochaine séance ce qui a déjà été animé au rectorat.",
}
"""By whom may read them."""
LETTER = (
    "Où en êtes-vous ?",
    "Bonjour,\n\nVous êtes sur la même leçon depuis quelques semaines. Est-ce le temps qui manque, ou la leçon qui "
    "résiste ? Les deux arrivent.\n\nSi vous le voulez, nous la regardons ensemble un quart d'heure, au téléphone.\n\n"
    "Bien à vous",
)
"""A subject and a text."""
TRAINING = (
    "Formation de deux jours à l'IRA, sur l'animation de groupes d'échange entre pairs. Attestation à disposition."
)
FIELD = "Quatre ateliers menés avec des usagers pour le projet d'accueil, avec parcours et prototypes."
"""What somebody writes who asks to leave a lesson out."""
