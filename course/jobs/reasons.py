"""Why a job failed, in words that an administrator can act on."""

import errno

from sqlalchemy.exc import OperationalError

_UNEXPECTED = "Erreur imprévue, dont le détail est dans le journal du serveur"
_SYSTEM = {
    errno.ENOSPC: "Le disque est plein",
    errno.EDQUOT: "Le disque est plein",
    errno.EACCES: "Le serveur n'a pas le droit d'écrire dans son dossier",
    errno.EPERM: "Le serveur n'a pas le droit d'écrire dans son dossier",
    errno.EROFS: "Le disque ne permet que la lecture",
    errno.ENOENT: "Un fichier attendu n'est pas là",
}
_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (OperationalError, "La base de données n'a pas répondu"),
    (MemoryError, "La mémoire du serveur a manqué"),
    (TimeoutError, "Un autre serveur n'a pas répondu à temps"),
    (ConnectionError, "Un autre serveur ne répond pas"),
)


def explain(error: Exception) -> str:
    """The reason in French. Our own errors say it themselves; the others are followed by what the program said."""
    if type(error).__module__.startswith("course."):
        return str(error)
    known = next((words for kind, words in _KINDS if isinstance(error, kind)), None)
    if known is None and isinstance(error, OSError):
        known = _SYSTEM.get(error.errno or 0)
    return f"{known or _UNEXPECTED}. Le programme dit : {type(error).__name__} : {error}"
