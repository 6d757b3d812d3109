"""Settings, all from the environment; docs/administration.md lists each of them (a test says so)."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from email.utils import formataddr, parseaddr
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from course.palette import Palette

_LOGOS = (".svg", ".png")
_LOGO_HEAVIEST = 100_000
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_SCHEMES = {
    "url": ("https", "http"),
    "database_url": ("postgresql", "postgres", "sqlite"),
    "redis_url": ("redis", "rediss", "unix"),
    "smtp_url": ("smtp", "smtp+starttls", "smtps"),
}
"""How each address may begin. The one that is refused is not repeated: it may hold a password."""


class ConfigurationError(Exception):
    """A setting is missing or wrong; the message, in French, says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """One field a setting; the environment name is RELAIS_ and the field in capitals."""

    secret_key: str = field(default="", repr=False)
    instance: Path = Path("instance")
    database_url: str = field(default="", repr=False)
    url: str = "http://127.0.0.1:8000"
    name: str = "Relais"
    accent: str = ""
    logo: str = ""
    banner: str = ""
    issuer: str = "Relais"
    contact: str = ""
    controller: str = ""
    legal_basis: str = "Mission d'intérêt public de formation professionnelle des agents."
    retention: str = "La durée de la formation, puis le temps où une attestation doit pouvoir être vérifiée."
    time_zone: str = "Europe/Paris"
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "relais@localhost"
    redis_url: str = field(default="", repr=False)
    trusted_proxies: int = 0
    signin_limit: str = "10 per 10 minutes"
    account_limit: str = "100 per day"
    network_limit: str = "2000 per 10 minutes"
    invitation_days: int = 14
    reset_hours: int = 2
    session_days: int = 14
    session_idle_hours: int = 168

    @property
    def secure(self) -> bool:
        """True when visitors reach us over HTTPS: cookies and HSTS follow."""
        return self.url.startswith("https://")

    @property
    def palette(self) -> Palette:
        """The colours that follow from the accent."""
        return Palette(self.accent)

    @property
    def logo_file(self) -> Path | None:
        """The logo's file, if there is one."""
        return Path(self.logo) if self.logo else None

    @property
    def logo_name(self) -> str:
        """The logo among the static files: « logo.svg », or nothing."""
        return f"logo{self.logo_file.suffix.lower()}" if self.logo_file else ""

    @property
    def source(self) -> str:
        """Where a document comes from: the platform and who issues it, once if they are the same."""
        return " · ".join(dict.fromkeys((self.name, self.issuer)))

    @property
    def sender(self) -> str:
        """Who messages come from: the address, under the platform's name unless it has a name of its own."""
        name, address = parseaddr(self.mail_from)
        return self.mail_from if name else formataddr((self.name, address))

    @property
    def database(self) -> str:
        """SQLAlchemy address of the database; SQLite in the instance folder by default."""
        return self.database_url or f"sqlite:///{self.instance.resolve() / 'relais.db'}"


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises ConfigurationError on a value of the wrong type."""
    environment = os.environ if environment is None else environment
    values: dict[str, object] = {}
    for item in fields(Settings):
        raw = environment.get(f"RELAIS_{item.name.upper()}")
        if raw:
            values[item.name] = _typed(item.name, raw, type(item.default))
    settings = Settings(**values)  # type: ignore[arg-type]
    _check_accent(settings)
    _check_logo(settings)
    _check(settings)
    return settings


def _check_accent(settings: Settings) -> None:
    """Refuse an accent that is no colour, or that nobody could read."""
    if settings.accent and not _COLOUR.fullmatch(settings.accent):
        raise ConfigurationError(f"RELAIS_ACCENT : couleur comme #0b5f63 attendue, « {settings.accent} » lu")
    if not settings.palette.readable:
        raise ConfigurationError(
            f"RELAIS_ACCENT : « {settings.accent} » se lit mal sur une page claire (contraste sous 4,5) ; "
            f"prenez une teinte plus foncée, par exemple {settings.palette.nearest}"
        )


def _check_logo(settings: Settings) -> None:
    """Refuse a logo that is not there, of another kind, or too heavy for the head of each page."""
    logo = settings.logo_file
    if logo is None:
        return
    if logo.suffix.lower() not in _LOGOS or not logo.is_file():
        raise ConfigurationError(f"RELAIS_LOGO : fichier SVG ou PNG attendu, « {logo} » lu")
    if logo.stat().st_size > _LOGO_HEAVIEST:
        raise ConfigurationError(f"RELAIS_LOGO : « {logo} » dépasse {_LOGO_HEAVIEST // 1000} Ko ; réduisez l'image")


def _check(settings: Settings) -> None:
    """Refuse at start what would only fail on a page."""
    for name in ("invitation_days", "reset_hours", "session_days"):
        if getattr(settings, name) < 1:
            raise ConfigurationError(f"RELAIS_{name.upper()} : nombre d'au moins 1 attendu")
    try:
        ZoneInfo(settings.time_zone)
    except (ValueError, ZoneInfoNotFoundError):
        raise ConfigurationError(
            f"RELAIS_TIME_ZONE : fuseau comme Europe/Paris ou Indian/Reunion attendu, « {settings.time_zone} » lu"
        ) from None
    for name, schemes in _SCHEMES.items():
        address = getattr(settings, name)
        scheme, separator, rest = address.partition("://")
        if address and not (scheme in schemes and separator and rest):
            wanted = " ou ".join(f"{known}://…" for known in schemes)
            raise ConfigurationError(f"RELAIS_{name.upper()} : adresse en {wanted} attendue")


def _typed(name: str, raw: str, kind: type) -> object:
    if kind is int:
        if not raw.isdecimal():
            raise ConfigurationError(f"RELAIS_{name.upper()} : nombre entier attendu, « {raw} » lu")
        return int(raw)
    return Path(raw) if issubclass(kind, Path) else raw


def require_secret(settings: Settings) -> None:
    """Refuse to serve without a secret long enough to sign sessions."""
    if len(settings.secret_key) < 32:
        raise ConfigurationError(
            "RELAIS_SECRET_KEY absent ou trop court : donnez 32 signes au hasard, par exemple avec "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
