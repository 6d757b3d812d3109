"""Table: what PostgreSQL searches, filled from the content; SQLite searches in memory and leaves it empty."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from course.db import Base


class SearchDocument(Base):
    """The words of one document of one version of the content; `position` is its place among the documents."""

    __tablename__ = "search_document"

    version: Mapped[str] = mapped_column(String(16), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"))
    indexed_at: Mapped[datetime]
