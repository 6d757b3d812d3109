"""Reads /quizzes: attempts drawn from the banks, saved as they are given, graded at the end."""
