"""Numbers as people type them, what they are in their unit, and what is no number: read the same by both graders."""

from fractions import Fraction

READ = [
    *((text, "minutes", 16) for text in ("16", "16 min", "16mn", "16 minute", "16 Minutes.", "16 min.", "16.", "16,0")),
    *((text, "minutes", 16) for text in ("16\u202fMINUTES", "+16", "016", "16 m i n u t e s", "960 s", "0 h 16")),
    *((text, "minutes", 90) for text in ("1 h 30", "1h30", "1 H 30 min", "1 heure 30 minutes", "1,5 h", "1.5 heures")),
    *((text, "heures", Fraction(3, 2)) for text in ("1 h 30", "1h30", "1,5", "1,5 h", "90 min", "1 heure 30")),
    *((text, "heures", 58) for text in ("58 h", "58 heure", "58 H.", "58h00")),
    ("5 min", "heures", Fraction(1, 12)),
    ("1 h 05", "secondes", 3900),
    *((text, "jours", 13) for text in ("13 jour", "13 j", "13 jours", "13 j.")),
    *((text, "ans", 3) for text in ("3 ans", "3 an", "3 années", "3 annee")),
    *((text, "années", 3) for text in ("3 ans", "3 année", "3 Anne\u0301es")),
    *((text, "mois", 6) for text in ("6 mois", "6 MOIS")),
    *((text, "cas", 4) for text in ("4 cas", "4")),
    *((text, "idées", 5) for text in ("5 idee", "5 idée", "5 idées")),
    *((text, "minutes par personne", 5) for text in ("5 minute par personne", "5 minutes par personne")),
    *((text, "personne", 12) for text in ("12 personnes", "12 pers", "12 pers.")),
    *((text, "%", Fraction(25, 2)) for text in ("12,5 %", "12.5%", "12,5 pour cent")),
    *((text, "euros", 10_000) for text in ("10 000 €", "10000 euro", "10\u202f000\u00a0EUR")),
    *((text, "m²", 60) for text in ("60 m²", "60 m2", "60")),
    *((text, "", Fraction(2469, 2)) for text in ("1234,5", "1234.5", "1 234,5", "1\u202f234,5", "1\u00a0234.5")),
    ("−3", "", -3),
    ("1 000 000", "", 1_000_000),
]
UNREAD = [
    *(
        (text, "minutes")
        for text in ("seize", "de 10 à 15", "16 à 18", "16 18", "16 jours", "16 mètres", "minutes", "—")
    ),
    *(
        (text, "minutes")
        for text in ("1 h 75", "1 h 30 s", "h 30", "environ 16", "16 ?", "1.234,5", "16,", "0x10", "٦٠")
    ),
    *((text, "jours") for text in ("1 h 30", "2 semaines", "48 h")),
    *((text, "") for text in ("16 minutes", "5²", "1 23", "12 34 567", "1e3", "NaN", "1" * 16, "²")),
]
