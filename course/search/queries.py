"""What is read from PostgreSQL's table of words."""

from sqlalchemy import bindparam, exists, func, literal_column, select, union_all

from course.db import Prepared
from course.search.models import SearchDocument

THERE = -1
"""The position that stands for the whole version in FIND."""

_wanted = func.to_tsquery(literal_column("'simple'"), bindparam("wanted"))
_version = SearchDocument.version == bindparam("version")

FIND = Prepared(
    union_all(
        select(SearchDocument.position, func.ts_rank(SearchDocument.words, _wanted, literal_column("1"))).where(
            _version, SearchDocument.words.bool_op("@@")(_wanted)
        ),
        select(literal_column(str(THERE)), literal_column("0")).where(exists().where(_version)),
    )
)
"""Rows (position, rank) of a version's documents that have a stem of `wanted`, « stem | stem », and (THERE, 0).

No row at all says that the version is not in the table, in the same snapshot as the search.
"""
