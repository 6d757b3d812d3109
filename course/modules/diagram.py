"""A diagram: an author's SVG, checked, then placed in the page so that it follows its colours."""

import re
from html import escape
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from course.problems import Problem
from course.typography import typo

_SVG = "{http://www.w3.org/2000/svg}"
_TAGS = set("svg g path rect circle ellipse line polyline polygon text tspan title desc".split())
_ATTRIBUTES = set(
    "viewBox class d x y x1 y1 x2 y2 cx cy r rx ry dx dy width height points transform font-size font-weight "
    "font-style text-anchor dominant-baseline opacity fill-opacity stroke-width stroke-dasharray stroke-linecap "
    "stroke-linejoin".split()
)
_COLOURS = set("ink quiet accent s-ink s-quiet s-line s-accent wash sun card on-accent".split())
_SMALLEST = 17.0
_WIDTH, _TALLEST = 440, 1200
_VIEW = re.compile(rf"0 0 {_WIDTH} (\d+(?:\.\d+)?)")


def figure(path: Path, name: str, alternative: str, caption: str) -> tuple[str, list[Problem]]:
    """The HTML figure of an SVG file, and what its author has to mend in it."""
    try:
        root = fromstring(path.read_bytes())
    except FileNotFoundError:
        return "", [Problem(name, "image", "absente", "créez le fichier ou corrigez son nom")]
    except (ParseError, DefusedXmlException, OSError):
        return "", [Problem(name, "image", "SVG illisible", "refaites-le ou ouvrez-le dans un éditeur")]
    problems = [Problem(name, "schéma", message, cure) for message, cure in _faults(root)]
    if not alternative.strip():
        problems.append(Problem(name, "image", "sans alternative", "écrivez-la entre les crochets : ![alternative](…)"))
    return ("", problems) if problems else (_html(root, path.stem, alternative, caption), [])


def _faults(root: Element) -> list[tuple[str, str]]:
    faults = []
    if not (found := _VIEW.fullmatch(root.get("viewBox") or "")):
        faults.append((f"viewBox autre que « 0 0 {_WIDTH} H »", f"redessinez-le sur {_WIDTH} de large"))
    elif not 1 <= float(found[1]) <= _TALLEST:
        faults.append((f"viewBox haut de {found[1]}", f"de 1 à {_TALLEST}, la hauteur d'un écran ou deux"))
    if not _text(root, "title"):
        faults.append(("sans titre", "ajoutez <title> sous <svg>"))
    if not _text(root, "desc"):
        faults.append(("sans description complète", "ajoutez <desc> sous <svg>"))
    for element in root.iter():
        tag = str(element.tag).removeprefix(_SVG)
        if tag not in _TAGS:
            faults.append((f"élément <{tag}> refusé", "n'employez que des formes et des textes"))
        for attribute in set(element.attrib) - _ATTRIBUTES:
            faults.append((f"attribut « {attribute} » refusé", "employez les classes du guide"))
        for unknown in set((element.get("class") or "").split()) - _COLOURS:
            faults.append((f"classe « {unknown} » inconnue", "employez celles du guide"))
        size = element.get("font-size")
        if size and not (re.fullmatch(r"\d+(\.\d+)?", size) and float(size) >= _SMALLEST):
            faults.append((f"texte de {size}, trop petit", f"{_SMALLEST:.0f} au moins"))
    if root.find(f".//{_SVG}text") is not None and not _sized(root):
        faults.append(("texte sans taille", "ajoutez font-size à chaque <text>, ou à son groupe"))
    return list(dict.fromkeys(faults))


def _sized(element: Element, inherited: bool = False) -> bool:
    sized = inherited or element.get("font-size") is not None
    if element.tag == f"{_SVG}text" and not sized:
        return False
    return all(_sized(child, sized) for child in element)


def _text(root: Element, tag: str) -> str:
    return " ".join((root.findtext(f"{_SVG}{tag}") or "").split())


def _html(root: Element, name: str, alternative: str, caption: str) -> str:
    description = typo(_text(root, "desc"))
    for child in [child for child in root if child.tag in (f"{_SVG}title", f"{_SVG}desc")]:
        root.remove(child)
    for element in root.iter():
        element.tag = str(element.tag).removeprefix(_SVG)
    root.set("xmlns", _SVG.strip("{}"))
    root.set("role", "img")
    root.set("aria-label", typo(alternative))
    for text in root.iter():
        text.text = typo(text.text) if text.text and text.text.strip() else text.text
    legend = f"<figcaption>{escape(typo(caption))}</figcaption>" if caption else ""
    return (
        f'<figure class="diagram" data-name="{escape(name)}">{tostring(root, encoding="unicode")}{legend}'
        f"<details><summary>Description du schéma</summary><p>{escape(description)}</p></details></figure>"
    )
