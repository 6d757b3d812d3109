"""One attestation's facts, with what breaks documents: long names, accents, apostrophes, markup."""

from datetime import date

from course.certificates.schema import Facts, Result, Skill

NAMES = (
    "Zoé N’Guyên-Đặng Thị Hồng Nhung",
    "Łucja Wiśniewska-Brzęczyszczykiewicz",
    "Jean d’Œuvrard O'Connor",
    "<b>Robert</b> & fils",
    "Anne-Marie de La Rochefoucauld-Montbéliard d’Estaing-Saint-Germain, dite Marie-Antoinette Ferhat du Pré-Gervais",
    "W" * 120,
)

FACTS = Facts(
    name=NAMES[0],
    module="Posture de facilitation",
    course="Parcours d’essai",
    nature="Formation professionnelle continue, suivie à distance et en autonomie, évaluée en ligne",
    objectives=("Essayer une fois", "Essayer encore"),
    lessons=("Ouvrir une séance", "Fermer une séance"),
    competences=(
        Skill(code="A1", label="Construire un partenariat de travail"),
        Skill(code="C2", label="Inclure chacun"),
    ),
    started_on=date(2026, 11, 20),
    finished_on=date(2026, 12, 1),
    minutes=80,
    result=Result(score=91, pass_mark=70, attempts=2),
    waived=("Leçon d’accueil",),
    issuer="SGAR Occitanie",
    issued_on=date(2026, 12, 2),
)
