"""Workshops of a cohort: prepared, told, attended, written up; and the calendar that each person subscribes to."""
