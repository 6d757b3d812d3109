"""The writes of search: PostgreSQL's table follows the content."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, text

from course.db import Prepared, UTCDateTime
from course.search.models import SearchDocument

KEPT = timedelta(hours=1)
"""How long the words of another version stay: the server that made them may still be running."""

_FORGET = Prepared(
    delete(SearchDocument).where(
        SearchDocument.version != bindparam("version"), SearchDocument.indexed_at < bindparam("before")
    )
)
_FILL = Prepared(
    text(
        "INSERT INTO search_document (version, position, words, indexed_at) "
        "SELECT :version, position, to_tsvector('simple', words), :at "
        "FROM jsonb_to_recordset(CAST(:documents AS jsonb)) AS document (position int, words text) "
        "ON CONFLICT DO NOTHING"
    ).bindparams(bindparam("at", type_=UTCDateTime))
)


def fill(version: str, documents: str, at: datetime) -> None:
    """Put a version's words in the table (`documents`: JSON rows of position and words), all or nothing.

    Workers that do so at once wait for the first, then add nothing.
    """
    _FORGET.write(version=version, before=at - KEPT)
    _FILL.write(version=version, documents=documents, at=at)
