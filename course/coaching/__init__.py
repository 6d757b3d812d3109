"""« Qui a besoin de moi cette semaine »: the coach's Monday, and what a coach does about it."""
