"""Catalog (modules and quizzes, cross-checked), the one computation of progress, the learner's home."""
