"""Cohorts, who belongs to them and who coaches them, and until when."""
