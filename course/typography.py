"""French typography: no-break spaces, true apostrophes and dashes, placed once for everyone.

Source of the rules: Lexique des règles typographiques en usage à l'Imprimerie nationale.
"""

import re
import unicodedata
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

NBSP = "\u00a0"
THIN = "\u202f"

_RULES = (
    (re.compile(r"«[ \u00a0\u202f]*"), "«" + NBSP),
    (re.compile(r"[ \u00a0\u202f]*»"), NBSP + "»"),
    (re.compile(r"(?<!\s)[ \u00a0\u202f]+(?=[;!?](?!=))"), THIN),
    (re.compile(r"(?<!\s)[ \u202f]+(?=:(?:\s|$|<))"), NBSP),
    (re.compile(r"(?<=\w)'(?=[\w«])"), "’"),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"(?<=\d) (?=(?:%|€|h|min|minutes?|heures?|ans|jours?|mois|semaines?)\b|%|€)"), NBSP),
    (re.compile(r"(?<=\bh) (?=\d)"), NBSP),
    (re.compile(r" (?=[–—] )"), NBSP),
)
_MUTE = re.compile(r"[aeiouhœæ]|y[^aeiouy]", re.IGNORECASE)
_TAG = re.compile(r"(<[^>]*>)")
_VERBATIM = re.compile(r"</?(pre|code|script|style)\b")


def typo(text: str) -> str:
    """Plain text with French spaces and marks; applying it twice changes nothing more."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def typo_html(html: str) -> str:
    """The same on the text of an HTML fragment; tags, code and pre are left alone."""
    parts, verbatim = [], 0
    for part in _TAG.split(html):
        if part.startswith("<") and _VERBATIM.match(part):
            verbatim += -1 if part.startswith("</") else 1
        parts.append(part if verbatim or part.startswith("<") else typo(part))
    return "".join(parts)


def of(name: str) -> str:
    """« de Claire », « d’Élodie », « d’Hélène », « de Yasmine » but « d’Yves »: the preposition and the name.

    Every initial h is taken as mute, as usage does with names.
    """
    return f"d’{name}" if _MUTE.match(unicodedata.normalize("NFD", name)) else f"de {name}"


def duration(minutes: int) -> str:
    """« 25 minutes », « 1 h 20 », « 3 h »."""
    if minutes < 60:
        return f"{minutes}{NBSP}minute{'s' if minutes > 1 else ''}"
    hours, rest = divmod(minutes, 60)
    return f"{hours}{NBSP}h{NBSP}{rest:02d}" if rest else f"{hours}{NBSP}h"


def long_date(value: date | datetime, zone: str = "Europe/Paris") -> str:
    """« 8 décembre 2026 », in the reader's time zone when the value has a time."""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone)).date()
    text = format_date(value, "d MMMM y", locale="fr")
    return text.replace("1 ", "1er ", 1) if text.startswith("1 ") else text


def date_time(value: datetime, zone: str = "Europe/Paris") -> str:
    """« 8 décembre 2026 à 14 h 05 »."""
    local = value.replace(tzinfo=value.tzinfo or UTC).astimezone(ZoneInfo(zone))
    return f"{long_date(value, zone)} à {local.hour}{NBSP}h{NBSP}{local.minute:02d}"
