"""Invented people: first names and family names that are put together by chance, and addresses that lead nowhere."""

from collections.abc import Iterator
from random import Random

from course.people.rules import folded

DOMAIN = "demonstration.example"
_FIRST = """
Adèle, Aïcha, Alban, Aline, Amandine, Anne-Lise, Anthony, Antoine, Aurélie, Bastien, Béatrice, Benoît, Brigitte,
Camille, Carole, Catherine, Cédric, Céline, Chloé, Christophe, Claude, Clément, Corinne, Cyril, Damien, Delphine,
Diane, Didier, Djamila, Dominique, Édith, Élodie, Éloïse, Émeline, Emmanuel, Éric, Estelle, Fabien, Fanny, Farid,
Fatou, Florence, François, Françoise, Gaëlle, Gaëtan, Geneviève, Grégory, Guillaume, Hélène, Hervé, Hugo, Ibrahima,
Irène, Isabelle, Jean-Noël, Jérémie, Joëlle, Jonathan, Josiane, Judith, Julien, Karim, Karine, Laëtitia, Laurent,
Léa, Line, Loïc, Luc, Lucie, Maëlys, Magali, Malika, Marc, Marie-Ange, Marlène, Mathilde, Maud, Maxime, Michel,
Mireille, Mohamed, Muriel, Nadège, Nadia, Nathalie, Nicolas, Noémie, Odile, Olivier, Pascale, Patrice, Paul,
Philippe, Quentin, Rachid, Régis, Rémi, Sabine, Samira, Sandrine, Serge, Solène, Sophie, Stéphane, Sylvain, Thérèse,
Thibault, Thomas, Valérie, Véronique, Vincent, Virginie, Xavier, Yann, Yasmina, Yves, Zoé
"""
_LAST = """
Abadie, Albouy, Alcazar, Andrieu, Arnal, Astruc, Aubrac, Azéma, Balitrand, Barthès, Bédos, Belkacem, Ben Saïd, Bessière,
Blanchet, Bonnafous, Bordenave, Boutonnet, Bru, Cabrol, Calmettes, Camboulives, Carcenac, Castagné, Cauquil, Cazalis,
Chabbert, Clavières, Combes, Cormary, Costes, Coulibaly, Couderc, Cros, D'Almeida, Daudé, Debals, Delbosc,
Delmas-Roux, Denjean, Despeyroux, Diallo, Douziech, Dupuy de Laur, El Amrani, Escudié, Espinasse, Estève, Fabrègues,
Fau, Ferreira, Fonvieille, Fraysse, Gaillac, Galtier, Garrigues, Gauzy, Ginestet, Gleizes, Gouzènes, Granier,
Hernández, Imbert, Issanchou, Jalade, Joulia, Kermarrec, Labatut, Lacaze, Lagarrigue, Laporte-Fray, Lavergne,
Le Goff, Le Bihan, Loubière, Lopès, Malaterre, Maraval, Marty, Mas, Maurel, Mazars, Mercadier, Molinié, Monestié,
Montagné, Mouysset, Muñoz, N'Diaye, N'Guessan, Nguyen, Nogaret, Œuvrard, Olivié, Pagès, Palazy, Pélissier, Peyre,
Pouget, Poujol, Prunet, Puech, Quercy, Rabaud, Raffy, Raynal, Rességuier, Ricard, Rivière, Rodrigues, Roques-Vidal,
Roumégous, Rouquette, Sabatier, Saint-Amans, Salvan, Sanchís, Saulières, Schneider, Ségala, Serres, Soulié, Sy,
Taillefer, Teyssèdre, Tournié, Trémolières, Valéry, Vaysse, Verdier, Viguier, Villeneuve, Vernhes, Yildiz, Zegadi
"""


def _listed(text: str) -> list[str]:
    return [name.strip().replace("'", "’") for name in text.split(",")]


FIRST, LAST = _listed(_FIRST), _listed(_LAST)


def people(count: int, chance: Random) -> Iterator[tuple[str, str]]:
    """That many distinct names, each with its address; at most FIRST × LAST. A name comes back as late as it can."""
    firsts, lasts = _rounds(FIRST, chance), _rounds(LAST, chance)
    taken: set[tuple[str, str]] = set()
    while len(taken) < count:
        pair = next(firsts), next(lasts)
        if pair not in taken:
            taken.add(pair)
            yield " ".join(pair), f"{'.'.join(map(_local, pair))}@{DOMAIN}"


def _rounds(names: list[str], chance: Random) -> Iterator[str]:
    """All of them, again and again, each time in another order."""
    while True:
        yield from chance.sample(names, len(names))


def _local(name: str) -> str:
    return folded(name).replace("'", "").replace(" ", "-")
