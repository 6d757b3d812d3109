"""State services of the region under their present names: services only, never who works there."""

_SMALL = "de l'Ariège, de l'Aveyron, du Gers, du Lot, de la Lozère, des Hautes-Pyrénées, du Tarn, de Tarn-et-Garonne"
_COAST = "de l'Aude, du Gard, de l'Hérault, des Pyrénées-Orientales"
_LARGE = "du Gard, de la Haute-Garonne, de l'Hérault"
_REGION = """
SGAR Occitanie, DREETS Occitanie, DREAL Occitanie, DRAAF Occitanie, DRAC Occitanie, Insee Occitanie, ARS Occitanie,
DRAJES Occitanie, Rectorat de Toulouse, Rectorat de Montpellier, Région de gendarmerie d'Occitanie, SGAMI Sud,
DRFiP d'Occitanie et de la Haute-Garonne, Direction interrégionale des services pénitentiaires de Toulouse,
Direction interdépartementale des routes Sud-Ouest, Direction régionale des douanes de Toulouse
"""


def _services() -> tuple[str, ...]:
    small, coast, large = (text.split(", ") for text in (_SMALL, _COAST, _LARGE))
    everywhere = [*small, *coast, "de la Haute-Garonne"]
    kinds = {
        "Préfecture": everywhere,
        "DDT": [*small, "de la Haute-Garonne"],
        "DDTM": coast,
        "DDETS": large,
        "DDETSPP": small,
        "DDPP": large,
        "DSDEN": everywhere,
        "DDFiP": [place for place in everywhere if place != "de la Haute-Garonne"],
        "Groupement de gendarmerie": everywhere,
        "Délégation départementale de l'ARS": everywhere,
        "UDAP": everywhere,
    }
    region = [name.strip() for name in _REGION.split(",")]
    local = [f"{kind} {place}" for kind, places in kinds.items() for place in places]
    return tuple(name.replace("'", "’") for name in (*region, *local))


SERVICES = _services()
