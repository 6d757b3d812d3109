"""Passwords are kept as argon2id hashes; hashing takes tens of ms, so never do it inside a transaction."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from course.people.rules import LONGEST, normalised

# OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_NOBODY = (
    f"$argon2id$v=19$m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    "$cmVsYWlzLW5vYm9keS0tLQ$bm9ib2R5J3MgcGFzc3dvcmQsIG5ldmVyIGZvdW5kLi4"
)


SAME = "C'est déjà votre mot de passe. Choisissez-en un autre."


def hashed(password: str) -> str:
    """The hash to keep."""
    return _HASHER.hash(normalised(password))


def matches(known: str | None, password: str) -> bool:
    """True when it is the password; the answer takes as long for somebody we do not know (`known` is None)."""
    if len(password) > LONGEST:
        return False
    try:
        return _HASHER.verify(known or _NOBODY, normalised(password)) and known is not None
    except (VerificationError, InvalidHashError, UnicodeError):
        return False


def is_outdated(known: str) -> bool:
    """True when our parameters changed since it was made."""
    return _HASHER.check_needs_rehash(known)
