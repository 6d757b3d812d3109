"""What is said when Flask cannot be asked, or could not answer: a French page that needs nothing."""

from typing import Any

_WORDS = {
    408: (
        "Envoi trop lent",
        "Votre envoi s'est interrompu : rien n'a été enregistré. Revenez à la page et recommencez.",
    ),
    413: ("Envoi trop lourd", "Ce que vous envoyez dépasse la taille permise. Rien n'a été enregistré."),
    500: ("Erreur de notre côté", "Rien de ce qui était enregistré n'est perdu. Réessayez dans un instant."),
    503: ("Service occupé", "Votre dernier geste n'a pas été enregistré. Réessayez dans un instant."),
}
_PAGE = """<!doctype html>
<html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title>
<h1>{title}</h1>
<p>{words}</p>
<p><a href="/">Revenir à mon parcours</a></p>
</html>
"""
_HEADERS = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
)
_CLOSING = (b"connection", b"close")


async def send(answer: Any, code: int) -> None:
    """Answer this code; a body that was not read to its end closes the connection."""
    title, words = _WORDS[code]
    page = _PAGE.format(title=title, words=words.replace(" :", "\N{NO-BREAK SPACE}:")).encode()
    headers = [*_HEADERS, (b"content-length", str(len(page)).encode())]
    if code in (408, 413):
        headers.append(_CLOSING)
    if code == 503:
        headers.append((b"retry-after", b"5"))
    await answer({"type": "http.response.start", "status": code, "headers": headers})
    await answer({"type": "http.response.body", "body": page})
