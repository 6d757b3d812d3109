"""« Élection sans candidat »: a cohort chooses its next coach, on reasons said aloud (lesson collectif/decider)."""
